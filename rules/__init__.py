"""The built-in rules, listed by hand; they reach the engine as any rule pack does, by entry point."""

from linter.model import Rule

from .environment import environment_mismatch
from .exposure import secret_literal
from .keyvault import pinned_keyvault_version
from .reading import unparsable_file
from .value import secret_id_as_secret

RULES: tuple[Rule, ...] = (
    secret_id_as_secret,
    environment_mismatch,
    pinned_keyvault_version,
    secret_literal,
    unparsable_file,
)
