"""Names of which a deployment gives a part: ``kv-shop-${environmentName}``."""

from linter.patterns import compile_late

GIVEN_PART = compile_late(r"\$\{(\w+)\}")
"""A parameter's name where its value will stand."""
