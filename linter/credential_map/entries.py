"""The map of credentials: environment × identity × tenant × secret source, and what uses each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, partial

from linter.chain.chains import Chains
from linter.chain.ends import Ending
from linter.effective.deployments import Deployments
from linter.effective.in_effect import Holdings, InEffect
from linter.model import (
    RUN_BY_GITHUB,
    Credential,
    Family,
    Issuer,
    Location,
    Role,
    Setting,
    Shown,
    Target,
    Use,
    ValueKind,
    Wiring,
)
from linter.names.environments import Environments
from linter.names.roles import issuer_of
from linter.names.words import words
from linter.patterns import compile_late
from linter.values.entra import tenant_in

from .handed_on import handed_on
from .logins import federated_logins
from .lone import is_output, lone_settings
from .origins import with_origins
from .rows import COMPUTED, EMPTY, IDENTITY, NONE, NOT_GIVEN, NOTHING, Row, grouped
from .sources import Sources, named, of_another_issuer, public_text

_TENANT = compile_late(
    r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9-]+(?:\.[a-z0-9-]+)+|common|organizations"
)
_WORDS = frozenset({ValueKind.LITERAL, ValueKind.NAME})
_UNNAMED = frozenset({Ending.PLACEHOLDER, Ending.EMPTY})
_SAYS_NOTHING = frozenset({COMPUTED, NOT_GIVEN, EMPTY, NONE})


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
    untied = (
        held for held in reading.holdings.untied(environment) if reading.family(held.credential) not in RUN_BY_GITHUB
    )
    rows = [
        *reading.rows(reading.holdings.of(environment), environment),
        *reading.lone(environment),
        *reading.rows(untied, environment),
        *reading.lone_of_all(environment),
    ]
    return with_origins(grouped(rows), environments)


class _Reading:
    """One wiring, with what it takes to read it."""

    def __init__(self, wiring: Wiring, environments: Environments) -> None:
        self.wiring = wiring
        self.chains = Chains(wiring, environments)
        self.holdings = Holdings(wiring, Deployments(wiring.files, environments))
        self._sources = Sources(self.chains, frozenset(federated_logins(wiring)))
        self._handed_on = handed_on(wiring, self.holdings.deployments, self.chains)
        self._lone = lone_settings(wiring, self.holdings, self.chains, self._handed_on)

    def family(self, credential: Credential) -> Family:
        """The family of the file that a credential is told of."""
        return self.holdings.deployments.by_path[credential.path].family

    def _family_at(self, setting: Setting) -> Family:
        return self.holdings.deployments.by_path[setting.location.path].family

    def rows(self, held: Iterable[InEffect], environment: str) -> Iterator[Row]:
        """A row for each credential that may be Entra's."""
        for one in held:
            credential = one.credential
            if self._may_be_of_entra(credential, environment) and self._is_own(credential):
                row = self._row(one, environment)
                if self._says_something(row, credential):
                    yield row

    def _may_be_of_entra(self, credential: Credential, environment: str) -> bool:
        """Whether nothing says that it is another issuer's; a client id that is a word is none of Entra's."""
        if credential.issuer is Issuer.OTHER or any(s.issuer is Issuer.ENTRA for s in credential.settings):
            return credential.issuer is Issuer.ENTRA
        if any(map(of_another_issuer, credential.settings)):
            return False
        client_id = credential.client_id
        last = (client_id and self.chains.of(client_id, environment).last) or client_id
        return last is None or last.value.kind not in _WORDS

    def _says_something(self, row: Row, credential: Credential) -> bool:
        """Whether it tells an id or a source; an id alone that comes from elsewhere may be any app's, one of GitHub's."""
        is_half = row.secret.text == NONE and not row.tenant.text and credential.issuer is Issuer.UNKNOWN
        if is_half and credential.client_id:
            chain = self.chains.of(credential.client_id, row.environment)
            if chain.ending is not Ending.TEXT or self.family(credential) in RUN_BY_GITHUB:
                names = (chain.name, *(reference.name for reference in credential.client_id.value.references))
                return any(issuer_of(" ".join(words(name))) is Issuer.ENTRA for name in names)
        return _tells(row.identity) or _tells(row.secret)

    def _is_own(self, credential: Credential) -> bool:
        """Whether it is told where it is used, rather than where a chart, an action, a workflow or Flux hands it on."""
        settings = [s for s in (credential.client_id, credential.client_secret) if s] or credential.settings
        if all(setting.key_location in self._handed_on or is_output(setting) for setting in settings):
            return False
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
        source = self._sources.of(held, environment)
        wire = tuple(self._wire((*credential.settings, *held.names), environment))
        return Row(
            environment,
            self._shown(client_id, environment) if client_id else Shown(NOT_GIVEN),
            self._tenant(credential, environment),
            source.shown,
            self._vault(vault, environment)
            if vault and not source.vault
            else Shown(source.vault, source.shown.location),
            Shown(":".join(credential.scope), held.taken) if held.taken else self._consumer(anchor),
            (*wire, held.taken) if held.taken else wire,
            source.is_lost,
            client_id is None or self.chains.of(client_id, environment).ending not in _UNNAMED,
        )

    def _wire(self, settings: Iterable[Setting], environment: str) -> Iterator[Location]:
        for setting in settings:
            yield from (setting.key_location, setting.location)
            yield from (step.location for step in self.chains.of(setting, environment).steps)

    def lone(self, environment: str) -> Iterator[Row]:
        """Managed identities and credentials documents, which are whole by themselves."""
        return map(partial(self._lone_row, environment), self._lone.get(environment, ()))

    def lone_of_all(self, environment: str) -> Iterator[Row]:
        """Those that are made for all, as one environment gets them; jobs for none are no job of its."""
        covered = self.holdings.covered.get(environment, frozenset())
        for setting in self._lone.get("", ()):
            if setting.location not in covered and self._family_at(setting) not in RUN_BY_GITHUB:
                yield self._lone_row(environment, setting)

    def _lone_row(self, environment: str, setting: Setting) -> Row:
        if setting.role is Role.IDENTITY:
            identity, secret = self._shown(setting, environment), Shown(IDENTITY)
        else:
            identity = Shown("in the credentials document", setting.location)
            secret = self._sources.of_secret(setting, environment).shown
        is_identity = setting.role is Role.IDENTITY  # a document has its own
        beside = self._beside.get((setting.location.path, setting.scope), {}) if is_identity else {}
        tenant, vault = beside.get(Role.TENANT), beside.get(Role.VAULT)
        return Row(
            environment,
            identity,
            self._shown(tenant, environment) if tenant else NOTHING,
            secret,
            self._vault(vault, environment) if vault else NOTHING,
            self._consumer(setting),
            tuple(self._wire(filter(None, (setting, tenant, vault)), environment)),
        )

    @cached_property
    def _beside(self) -> dict[tuple[str, tuple[str, ...]], dict[Role, Setting]]:
        """The tenants and vaults of each scope, by file and scope."""
        found: dict[tuple[str, tuple[str, ...]], dict[Role, Setting]] = defaultdict(dict)
        for setting in self.wiring.settings:
            if setting.role in (Role.TENANT, Role.VAULT):
                found[setting.location.path, setting.scope].setdefault(setting.role, setting)
        return found

    def _consumer(self, setting: Setting) -> Shown:
        """What uses a setting: the place of its key where the value is put in from elsewhere."""
        given = self.chains.setting_at(setting.location)
        is_put_in = given is not None and given.key_location != setting.key_location
        return Shown(self._section(setting), setting.key_location if is_put_in else setting.location)

    def _section(self, setting: Setting) -> str:
        """What a setting belongs to, for people: its section, workload or job."""
        scope = [part for part in setting.scope if not part.isdigit()]
        if scope[:1] == ["jobs"] and setting.scope[1:] and self._family_at(setting) in RUN_BY_GITHUB:
            return f"job {setting.scope[1]}"
        key = setting.key.replace("__", ":")
        separator = ":" if ":" in key else "."
        return key.rpartition(separator)[0] or key

    def _shown(self, setting: Setting, environment: str) -> Shown:
        """An id as it may be shown, or where it comes from."""
        chain = self.chains.of(setting, environment)
        last = chain.last or setting
        text = public_text(last) if chain.ending is Ending.TEXT and chain.last else named(chain)
        return Shown(text, last.location)

    def _tenant(self, credential: Credential, environment: str) -> Shown:
        """The tenant that is set, else the one that the authority names."""
        if credential.tenant:
            return self._shown(credential.tenant, environment)
        authority = credential.first(Role.AUTHORITY)
        last = authority and self.chains.of(authority, environment).last
        tenant = tenant_in(last.value.reveal().strip()) if last else ""
        return Shown(tenant.lower(), last.location) if last and _TENANT.fullmatch(tenant) else NOTHING

    def _vault(self, setting: Setting, environment: str) -> Shown:
        chain = self.chains.of(setting, environment)
        return (
            Shown(public_text(chain.last), chain.last.location)
            if chain.ending is Ending.TEXT and chain.last
            else NOTHING
        )


def _tells(shown: Shown) -> bool:
    return shown.text not in _SAYS_NOTHING and not shown.text.startswith(COMPUTED)
