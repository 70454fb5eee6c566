"""From the place that uses a credential back to where its text comes from."""
