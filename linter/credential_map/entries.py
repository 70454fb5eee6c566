"""The map of credentials: environment × identity × tenant × secret source, and what uses each."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property

from linter.chain.chains import Chains
from linter.chain.ends import Chain, Ending
from linter.effective.deployments import Deployments
from linter.effective.in_effect import Holdings, InEffect, is_sample, stated_of
from linter.model import (
    Credential,
    Family,
    FileWiring,
    Issuer,
    Location,
    Named,
    Role,
    Setting,
    Shape,
    Shown,
    Step,
    Target,
    Use,
    ValueKind,
    Wiring,
)
from linter.names.environments import Environments
from linter.paths import beside
from linter.patterns import compile_late
from linter.values.proofs import proof

from .origins import with_origins
from .rows import COMPUTED, EMPTY, NONE, NOT_GIVEN, NOTHING, Row, grouped

_GUID = compile_late(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PLAIN_NAME = compile_late(r"(?i)[a-z][a-z0-9]{0,20}(?:[-_. ][a-z0-9]{1,20}){0,6}")
_RESOURCE = compile_late(r"(?i)/userAssignedIdentities/([\w-]+)")
_HOST = compile_late(r"(?i)(?:https?://)?([a-z0-9-]{3,24})(?:[./].*)?")
_OF_GITHUB = frozenset({Ending.GITHUB_SECRET, Ending.GITHUB_VARIABLE})
_UNFILLED = {Ending.PLACEHOLDER: "a placeholder", Ending.EMPTY: EMPTY}
_SAYS_NOTHING = frozenset({COMPUTED, NOT_GIVEN, EMPTY, NONE})
_STEPS = frozenset({Family.GITHUB_WORKFLOW, Family.GITHUB_ACTION})


def credential_map(wiring: Wiring, environments: Environments) -> tuple[Use, ...]:
    """Every credential of the repository, environment by environment, those tied to none last."""
    reading = _Reading(wiring, environments)
    rows: list[Row] = []
    for environment in reading.holdings.environments:
        rows.extend(reading.rows(reading.holdings.of(environment), environment))
        rows.extend(reading.lone(environment))
    rows.extend(reading.rows(reading.holdings.untied(), ""))
    rows.extend(reading.lone(""))
    return with_origins(grouped(rows), environments)


def uses_of(wiring: Wiring, environments: Environments, environment: str) -> tuple[Use, ...]:
    """What one environment will use: what is tied to it, and what serves all and is not replaced for it."""
    reading = _Reading(wiring, environments)
    untied = (held for held in reading.holdings.untied(environment) if reading.family(held.credential) not in _STEPS)
    rows = [
        *reading.rows(reading.holdings.of(environment), environment),
        *reading.lone(environment),
        *reading.rows(untied, environment),
    ]
    return with_origins(grouped(rows), environments)


class _Reading:
    """One wiring, with what it takes to read it."""

    def __init__(self, wiring: Wiring, environments: Environments) -> None:
        self.wiring = wiring
        self.chains = Chains(wiring, environments)
        self.holdings = Holdings(wiring, Deployments(wiring.files, environments))
        self._logins = frozenset(_logins(wiring))

    def family(self, credential: Credential) -> Family:
        """The family of the file that a credential is told of."""
        return self.holdings.deployments.by_path[credential.path].family

    def rows(self, held: Iterable[InEffect], environment: str) -> Iterator[Row]:
        """A row for each credential that may be Entra's."""
        for one in held:
            if _may_be_of_entra(one.credential) and self._is_own(one.credential):
                row = self._row(one, environment)
                if row.identity.text not in _SAYS_NOTHING or row.secret.text not in _SAYS_NOTHING:
                    yield row

    def _is_own(self, credential: Credential) -> bool:
        """Whether it is told where it is used, rather than where a chart or a composite action hands it on."""
        return self.family(credential) not in (Family.HELM_TEMPLATE, Family.GITHUB_ACTION) or any(
            reference.target is Target.KUBERNETES_SECRET
            for setting in credential.settings
            for reference in setting.value.references
        )

    def _row(self, held: InEffect, environment: str) -> Row:
        credential = held.credential
        client_id = credential.client_id or credential.first(Role.IDENTITY)
        anchor = client_id or credential.client_secret or credential.settings[0]
        vault = credential.first(Role.VAULT)
        secret, kept_in = self._secret(held, environment)
        return Row(
            environment,
            self._shown(client_id, environment) if client_id else Shown(NOT_GIVEN),
            self._shown(credential.tenant, environment) if credential.tenant else NOTHING,
            secret,
            self._vault(vault, environment) if vault and not kept_in else Shown(kept_in, secret.location),
            Shown(":".join(credential.scope), held.taken)
            if held.taken
            else Shown(self._section(anchor), anchor.location),
            (*self._wire((*credential.settings, *held.names), environment), *((held.taken,) if held.taken else ())),
        )

    def _wire(self, settings: Iterable[Setting], environment: str) -> Iterator[Location]:
        for setting in settings:
            yield from (setting.key_location, setting.location)
            yield from (step.location for step in self.chains.of(setting, environment).steps)

    def lone(self, environment: str) -> Iterator[Row]:
        """Managed identities and credentials documents, which are whole by themselves."""
        for setting in self._lone.get(environment, ()):
            if setting.role is Role.IDENTITY:
                identity, secret = self._shown(setting, environment), Shown("managed identity, no secret")
            else:
                identity = Shown("in the credentials document", setting.location)
                secret, _ = self._source(setting, environment)
            consumer = Shown(self._section(setting), setting.location)
            wire = tuple(self._wire((setting,), environment))
            yield Row(environment, identity, NOTHING, secret, NOTHING, consumer, wire)

    @cached_property
    def _lone(self) -> dict[str, list[Setting]]:
        """Those settings, by the environment that they are for."""
        paired = {s.location for c in self.wiring.credentials for s in c.settings}
        found: dict[str, list[Setting]] = {}
        for file in self.wiring.files:
            # What a composite action is given is told where it is given.
            for setting in () if is_sample(file) or file.family is Family.GITHUB_ACTION else file.settings:
                is_identity = setting.role is Role.IDENTITY and setting.value.is_concrete and not _is_switch(setting)
                if (is_identity or setting.role is Role.CREDENTIALS_JSON) and setting.location not in paired:
                    found.setdefault(stated_of(setting, file), []).append(setting)
        return found

    def _section(self, setting: Setting) -> str:
        """What a setting belongs to, for people: its section, workload or job."""
        scope = [part for part in setting.scope if not part.isdigit()]
        if (
            scope[:1] == ["jobs"]
            and setting.scope[1:]
            and self.holdings.deployments.by_path[setting.location.path].family in _STEPS
        ):
            return f"job {setting.scope[1]}"
        key = setting.key.replace("__", ":")
        separator = ":" if ":" in key else "."
        return key.rpartition(separator)[0] or key

    def _shown(self, setting: Setting, environment: str) -> Shown:
        """An id as it may be shown, or where it comes from."""
        chain = self.chains.of(setting, environment)
        last = chain.last or setting
        text = public_text(last) if chain.ending is Ending.TEXT and chain.last else _named(chain)
        return Shown(text, last.location)

    def _vault(self, setting: Setting, environment: str) -> Shown:
        chain = self.chains.of(setting, environment)
        return (
            Shown(public_text(chain.last), chain.last.location)
            if chain.ending is Ending.TEXT and chain.last
            else NOTHING
        )

    def _secret(self, held: InEffect, environment: str) -> tuple[Shown, str]:
        """Where the secret comes from, and the vault that keeps it, if that is told."""
        credential = held.credential
        secret = credential.client_secret
        if held.proof:
            return _of_proof(held.proofs)
        if secret and secret.value.kind is not ValueKind.EMPTY:
            return self._source(secret, environment)
        name = credential.first(Role.SECRET_NAME) or next(iter(held.names), None)
        if name and name.value.kind is ValueKind.NAME and name.value.reveal():
            return Shown(f"the secret called {name.value.reveal()}", name.location), ""
        if held.proofs:
            return _of_proof(held.proofs)
        certificate = credential.first(Role.CERTIFICATE)
        if certificate and certificate.value.kind is not ValueKind.EMPTY:
            return Shown("certificate", certificate.location), ""
        client_id = credential.client_id
        if client_id and client_id.location in self._logins:
            return Shown("federated token, no secret", client_id.location), ""
        if credential.first(Role.IDENTITY) and not client_id:
            return Shown("managed identity, no secret"), ""
        return (Shown(source_in_words(self.chains.of(secret)), secret.location) if secret else Shown(NONE)), ""

    def _source(self, secret: Setting, environment: str) -> tuple[Shown, str]:
        chain = self.chains.of(secret, environment)
        vault = chain.name.rpartition("/")[0] if chain.ending is Ending.VAULT else ""
        return Shown(source_in_words(chain), chain.steps[-1].location), vault


def _may_be_of_entra(credential: Credential) -> bool:
    """Whether nothing says that it is another issuer's; a client id that is a word is none of Entra's."""
    client_id = credential.client_id
    is_word = client_id is not None and client_id.value.kind is ValueKind.LITERAL
    return credential.issuer is Issuer.ENTRA or (credential.issuer is Issuer.UNKNOWN and not is_word)


def _of_proof(proofs: Iterable[Setting]) -> tuple[Shown, str]:
    """The first kind that is told, and the vault that keeps it; else the token of a managed identity, or a certificate."""
    by_role: dict[Role, Setting] = {}
    for setting in proofs:
        by_role.setdefault(setting.role, setting)
    if told := by_role.get(Role.PROOF):
        beside = {setting.role: public_text(setting) for setting in proofs if setting.scope == told.scope}
        what, vault = proof(told.value.reveal()), beside.get(Role.VAULT, "")
        kept = ", Key Vault " + "/".join(filter(None, (vault, beside.get(Role.CERTIFICATE)))) if vault else ""
        return Shown(what + kept, told.location), vault
    if identity := by_role.get(Role.IDENTITY):
        return Shown("federated token, no secret", identity.location), ""
    return Shown("certificate", next(iter(by_role.values())).location), ""


def _is_switch(setting: Setting) -> bool:
    return setting.value.reveal().strip().lower() in ("true", "false")


def _named(chain: Chain) -> str:
    """The name of a source of GitHub's, else the end of the chain."""
    if chain.ending in _OF_GITHUB:
        return f"{chain.ending.value} {chain.name}"
    return _UNFILLED.get(chain.ending, chain.end)


def source_in_words(chain: Chain) -> str:
    """Where a secret comes from."""
    if chain.ending is Ending.TEXT:
        value = chain.last.value if chain.last else None
        if value and value.shape is Shape.ENCRYPTED:
            return "encrypted in the file"
        return "written in the file" + (" (a GUID)" if value and value.kind is ValueKind.GUID else "")
    if chain.ending is Ending.VAULT and chain.name:
        return f"Key Vault {chain.name}"
    return _named(chain)


def public_text(setting: Setting) -> str:
    """An id, a domain or the name of a vault; of any other text only its length, for it may be a secret in the wrong place."""
    value, text = setting.value, setting.value.reveal().strip()
    if value.shape in (Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET, Shape.PROVIDER_KEY):
        return "a secret"
    if resource := _RESOURCE.search(text):
        return resource[1]
    if setting.role is Role.VAULT and (host := _HOST.fullmatch(text)):
        return host[1].lower()
    if _GUID.fullmatch(text):
        return text.lower()
    return text if _PLAIN_NAME.fullmatch(text) else f"a text of {len(text)} characters"


def _logins(wiring: Wiring) -> Iterator[Location]:
    """The client ids with which ``azure/login`` signs in without a secret, also by way of composite actions."""
    passed: dict[str, set[str]] = {}
    told: set[Location] = set()
    actions = [file for file in wiring.files if file.jobs]
    while True:  # one action may hand on to the next
        found = [(file, named) for file in actions for named in _signing_in(file, passed) if named.location not in told]
        if not found:
            return
        for file, named in found:
            told.add(named.location)
            yield named.location
            for reference in named.value.references:
                passed.setdefault(file.place.rpartition("/")[0], set()).add(reference.name.lower())


def _signing_in(file: FileWiring, passed: Mapping[str, Container[str]]) -> Iterator[Named]:
    """What steps sign in with; ``passed`` are the inputs of local actions that come to the same, by their folders."""
    for step in (step for job in file.jobs for step in job.steps):
        if client_id := _federated(step):
            yield client_id
        names = passed.get(beside("", step.uses), ()) if step.uses.startswith("./") else ()
        yield from (named for named in step.inputs if named.name.lower() in names)


def _federated(step: Step) -> Named | None:
    return step.input("client-id") if step.action == "azure/login" and not step.input("creds") else None
