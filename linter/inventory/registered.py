"""Which app of the inventory a credential is of, for rules that know what Entra knows."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import App, Credential, Inventory, Owned, Setting, Shape, ValueKind, Wiring
from linter.patterns import compile_late
from linter.values.entra import guid_in


class Registered(NamedTuple):
    """A client id whose app is in the inventory, and the secret it is used with."""

    app: App
    client_id: Setting
    secret: Setting

    @property
    def hint(self) -> str:
        """The first three characters of a secret that is in the file whole; else empty."""
        value = self.secret.value
        return value.hint if value.shape is Shape.ENTRA_SECRET else ""


# What no deployment sends: the secret comes from elsewhere, or another rule speaks of it.
_NOT_SENT = frozenset({ValueKind.EMPTY, ValueKind.PLACEHOLDER, ValueKind.GUID, ValueKind.NAME})


def registered(wiring: Wiring) -> Iterator[Registered]:
    """Every pair of client id and secret, of one file or of several laid over each other, whose app is known.

    Secrets that Entra cannot have issued are left out: whose they were to be means nothing.
    """
    if wiring.inventory is None:
        return
    for credential in credentials(wiring):
        client_id, secret = credential.client_id, credential.client_secret
        app = wiring.inventory.by_client_id.get(concrete_id(client_id))
        if app and client_id and secret and _is_sent(secret):
            yield Registered(app, client_id, secret)


def _is_sent(secret: Setting) -> bool:
    return secret.value.kind not in _NOT_SENT and secret.value.shape is not Shape.DAMAGED_ENTRA_SECRET


def credentials(wiring: Wiring) -> Iterator[Credential]:
    """The credentials of single files, and those that several files make together."""
    yield from wiring.credentials
    for effective in wiring.effective:
        for credential in effective.credentials:
            if len({setting.location.path for setting in credential.settings}) > 1:
                yield credential
    for container in wiring.containers:
        yield from container.credentials


_WITHOUT_HYPHENS = compile_late(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})", re.IGNORECASE)


def secret_with_id(setting: Setting, inventory: Inventory | None) -> Owned | None:
    """The secret whose *Secret ID* a value is, its hyphens lost or not; None where the inventory knows none."""
    if inventory is None or not setting.value.is_concrete:
        return None
    text = setting.value.part().strip()
    return inventory.by_key_id.get(guid_in(_WITHOUT_HYPHENS.sub(r"\1-\2-\3-\4-\5", text) if len(text) == 32 else text))


def concrete_id(setting: Setting | None) -> str:
    """The client id that a file itself holds, as the inventory writes it, or an empty string."""
    return guid_in(setting.value.reveal()) if setting and setting.value.kind is ValueKind.GUID else ""
