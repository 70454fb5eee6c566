"""What a Bicep or ARM template declares: parameters and outputs."""

from typing import NamedTuple

from .source import Location
from .value import Value


class Parameter(NamedTuple):
    """A declared parameter that is secret or ought to be, by its name or by what becomes of it.

    ``type`` is the declared type in lower case without ``secure`` (``string``, ``object``, ``int``);
    ``default`` and ``default_location`` are None without one. ``secret_uses`` are places where the
    parameter becomes the value of something secret (a vault secret's value, an app setting whose
    key is a secret's, an administrator password). ``declaration`` is the whole statement;
    ``type_location`` where ``string`` would become ``securestring`` (ARM), None in Bicep. ``enumerated``
    says that only listed values are allowed, so that none of them can be a secret.
    """

    path: str
    name: str
    type: str
    secure: bool
    location: Location
    declaration: Location
    default: Value | None = None
    default_location: Location | None = None
    type_location: Location | None = None
    secret_uses: tuple[Location, ...] = ()
    enumerated: bool = False


class Output(NamedTuple):
    """A declared output that is not secure and carries a secret; ``carries`` says in words which."""

    path: str
    name: str
    location: Location
    carries: str


class VaultSecretResource(NamedTuple):
    """A ``Microsoft.KeyVault/vaults/secrets`` resource; ``expires`` is whether it sets ``attributes.exp``."""

    path: str
    name: str
    location: Location
    expires: bool
    holds_credential: bool
