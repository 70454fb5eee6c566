"""What is told about rules and error codes: ``--explain`` and the pages under ``docs/``."""
