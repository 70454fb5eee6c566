"""Findings that are accepted: by comments, by the configuration, by the baseline."""
