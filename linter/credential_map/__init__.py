"""The map of credentials, and the gate for one environment."""
