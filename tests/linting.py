"""Lints made-up files in tests, and fills in the secrets that may not stand in the repository."""

from __future__ import annotations

import re
import shutil
import string
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from linter.acceptance.accept import Setup, accept
from linter.check import check, described
from linter.configuration.config import Config
from linter.credential_map.gate import Gate
from linter.discovery.discover import discover
from linter.inventory.loading import load_inventory
from linter.model import Finding, Rule
from linter.names.environments import Environments
from linter.plugins import load_rules
from linter.values.entra import checksum
from linter.wire import Known, wire

TODAY = date(2026, 11, 23)


def entra_secret(seed: str = "a") -> str:
    """A client secret that Entra could have issued, always the same one for a seed."""
    random = Random(seed)
    letters = string.ascii_letters + string.digits
    body = "".join(random.choices(letters, k=3)) + "8" + "Q~" + "".join(random.choices(letters, k=31))
    return body + checksum(body)


def storage_key(seed: str = "a") -> str:
    """A storage account key of the old kind, which carries no signature to be checked."""
    random = Random(seed)
    return "".join(random.choices(string.ascii_letters + string.digits, k=86)) + "=="


def private_key(seed: str = "a") -> str:
    """What looks like a private key, on one line."""
    body = "".join(Random(seed).choices(string.ascii_letters + string.digits, k=120))
    return f"-----BEGIN PRIVATE KEY-----{body}-----END PRIVATE KEY-----"


def entra_hint(seed: str = "a") -> str:
    """What Entra tells of that secret: its first three characters."""
    return entra_secret(seed)[:3]


def damaged_secret(seed: str = "a") -> str:
    """A client secret of the right length, one letter of which is wrong."""
    secret = entra_secret(seed)
    return secret[:20] + ("a" if secret[20] != "a" else "b") + secret[21:]


def encoded_secret(seed: str = "a") -> str:
    """A client secret that was copied out of a URL."""
    return entra_secret(seed).replace("~", "%7E")


def base64_secret(seed: str = "a") -> str:
    """A client secret in base64."""
    return b64encode(entra_secret(seed).encode()).decode()


def twice_encoded_secret(seed: str = "a") -> str:
    """A client secret in base64 of base64."""
    return b64encode(base64_secret(seed).encode()).decode()


_MAKERS = {
    "BASE64_SECRET": base64_secret,
    "TWICE_ENCODED_SECRET": twice_encoded_secret,
    "ENTRA_SECRET": entra_secret,
    "DAMAGED_SECRET": damaged_secret,
    "ENTRA_HINT": entra_hint,
    "ENCODED_SECRET": encoded_secret,
    "STORAGE_KEY": storage_key,
    "PRIVATE_KEY": private_key,
}
_MARKER = re.compile(rf"@@({'|'.join(_MAKERS)}):([\w-]+)@@")


def fill_in(text: str) -> str:
    """Replace ``@@ENTRA_SECRET:seed@@`` and its like by generated secrets."""
    return _MARKER.sub(lambda match: _MAKERS[match[1]](match[2]), text)


def lay_out(case: Path, folder: Path) -> None:
    """Copy a fixture, a file or a folder, into a scratch folder with its secrets filled in."""
    if case.is_dir():
        shutil.copytree(case, folder, dirs_exist_ok=True)
    else:
        shutil.copy(case, folder)
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            filled = fill_in(data.decode("latin-1")).encode("latin-1")
            if filled != data:
                path.write_bytes(filled)


def lint(folder: Path, rules: Sequence[Rule], config: Config | None = None, environment: str = "") -> list[Finding]:
    """What the rules find in a folder; an ``entra-apps.json`` in it is the inventory. ``environment`` is that of the gate."""
    config = config or Config()
    found = discover(["."], root=folder, config=config)
    sources = {source.path: source for source in found.sources}
    exported = folder / "entra-apps.json"
    inventory = load_inventory(exported) if exported.exists() else None
    known = Known(inventory, config.declared_ids, TODAY, config.options)
    environments = Environments(config.aliases)
    wiring = wire(tuple(sources.values()), environments, jobs=1, known=known)._replace(environment=environment)
    findings = check(wiring, rules, sources)
    if environment:
        gate = Gate(wiring, environments, environment)
        findings = [finding for finding in findings if gate.admits(finding)]
    ids = frozenset(rule.ID for rule in load_rules())
    describe = partial(described, wiring=wiring, sources=sources, root=str(folder), hash_lines=False)
    setup = Setup(rules, ids, describe, config, TODAY, whole=True, root=str(folder))
    return [finding for finding in accept(findings, sources, setup).findings if not finding.suppressed]
