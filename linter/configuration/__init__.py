"""``.lint-config.yml``: found, read, judged by its schema, and written by ``--init``."""
