"""The built-in rules, listed by hand; they reach the engine as any rule pack does, by entry point."""

from linter.model import Rule

from .environment import (
    borrowed_identity,
    environment_mismatch,
    half_overridden_credential,
    incomplete_credential,
    secret_shared_by_clients,
    shared_client_id,
    tenant_mismatch,
    unsticky_slot_credential,
)
from .exposure import (
    insecure_secret_parameter,
    secret_in_log,
    secret_in_output,
    secret_literal,
    secret_on_command_line,
    secure_parameter_default,
)
from .identity import (
    avoidable_client_secret,
    client_secret_login,
    foreign_secret,
    ignored_login_credentials,
    missing_id_token_permission,
    unknown_client_id,
)
from .keyvault import malformed_keyvault_reference, pinned_keyvault_version, unresolvable_reference
from .reading import unparsable_file, unused_ignore
from .rotation import (
    destructive_credential_reset,
    disabled_secret_rotation,
    expired_secret,
    long_lived_secret,
    missing_restart_on_rotation,
    missing_secret_expiry,
)
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
    half_overridden_credential,
    incomplete_credential,
    borrowed_identity,
    secret_shared_by_clients,
    shared_client_id,
    tenant_mismatch,
    unsticky_slot_credential,
    malformed_keyvault_reference,
    unresolvable_reference,
    pinned_keyvault_version,
    secret_literal,
    insecure_secret_parameter,
    secure_parameter_default,
    secret_in_output,
    secret_on_command_line,
    secret_in_log,
    missing_restart_on_rotation,
    disabled_secret_rotation,
    missing_secret_expiry,
    long_lived_secret,
    expired_secret,
    destructive_credential_reset,
    client_secret_login,
    ignored_login_credentials,
    missing_id_token_permission,
    avoidable_client_secret,
    unknown_client_id,
    foreign_secret,
    unparsable_file,
    unused_ignore,
)
