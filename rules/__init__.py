"""The built-in rules, listed by hand; they reach the engine as any rule pack does, by entry point."""

from linter.model import Rule

from .environment import environment_mismatch, tenant_mismatch
from .exposure import secret_literal
from .identity import client_secret_login, ignored_login_credentials, missing_id_token_permission
from .keyvault import malformed_keyvault_reference, pinned_keyvault_version
from .reading import unparsable_file
from .value import (
    damaged_secret,
    malformed_client_id,
    placeholder_secret,
    secret_id_as_secret,
    swapped_credential_fields,
    trailing_newline_in_secret,
)

RULES: tuple[Rule, ...] = (
    secret_id_as_secret,
    damaged_secret,
    trailing_newline_in_secret,
    placeholder_secret,
    swapped_credential_fields,
    malformed_client_id,
    environment_mismatch,
    tenant_mismatch,
    malformed_keyvault_reference,
    pinned_keyvault_version,
    secret_literal,
    client_secret_login,
    ignored_login_credentials,
    missing_id_token_permission,
    unparsable_file,
)
