"""lint-config: finds, before a deploy, what Entra ID would say after it (AADSTS7000215)."""

__version__ = "0.1.0"
