"""Settings → credentials: which of them belong together.

Settings belong together when they share a scope and a stem. Where that leaves a secret without a
client id, a lone partner in the same scope or in an enclosing one is taken. When pairing is
ambiguous, nothing is paired: a missed pair is silence, a wrong one is noise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .model import Credential, Issuer, Role, Setting, Shape, ValueKind
from .names.companion_sections import companions_of
from .names.roles import split_key
from .values.entra import is_entra_authority

_Group = tuple[Setting, ...]

_PAIRED = frozenset(
    {
        Role.CLIENT_ID,
        Role.CLIENT_SECRET,
        Role.TENANT,
        Role.AUTHORITY,
        Role.CERTIFICATE,
        Role.SUBSCRIPTION,
        Role.VAULT,
        Role.IDENTITY,
        Role.SECRET_NAME,
    }
)
_HALVES = frozenset({Role.CLIENT_ID, Role.CLIENT_SECRET})

# Words that name the platform rather than the app: AZURE_CLIENT_ID belongs to clientSecret.
_BRAND = frozenset(
    "azure ad aad entra arm microsoft ms auth oauth oidc website service provider authentication registration ida b2c"
    " graph active login sign in".split()
)


def pair(path: str, settings: Sequence[Setting]) -> tuple[Credential, ...]:
    """The credentials of one file, in the order in which they begin."""
    scopes: dict[tuple[str, ...], list[Setting]] = {}
    for setting in settings:
        if setting.role in _PAIRED or _is_plain_secret(setting):
            scopes.setdefault(setting.scope, []).append(setting)
    groups = {scope: _groups(members) for scope, members in scopes.items()}
    _inherit(groups)
    _join_sections(groups)
    return tuple(
        _credential(path, scope, group)
        for scope, members in groups.items()
        for group in members
        if any(s.role in _HALVES for s in group)
    )


def _is_plain_secret(setting: Setting) -> bool:
    """``secret`` beside ``clientId``, as many OIDC blocks write it."""
    return setting.role is Role.OTHER_SECRET and split_key(setting.key)[-1].lower() == "secret"


def _groups(settings: Iterable[Setting]) -> list[_Group]:
    by_stem: dict[tuple[str, ...], list[Setting]] = {}
    for setting in _as_client_secret(list(settings)):
        by_stem.setdefault(setting.stem, []).append(setting)
    groups: list[_Group] = []
    for members in by_stem.values():
        groups.extend(_one_per_role(members))
    return _attach_companions(_join_halves(groups))


def _as_client_secret(settings: list[Setting]) -> list[Setting]:
    """A plain ``secret`` is a client secret where a client id stands beside it and no other secret."""
    roles = Counter(setting.role for setting in settings)
    if roles[Role.CLIENT_ID] != 1 or roles[Role.CLIENT_SECRET]:
        return [s for s in settings if s.role in _PAIRED]
    return [s._replace(role=Role.CLIENT_SECRET) if _is_plain_secret(s) else s for s in settings]


def _one_per_role(members: list[Setting]) -> list[_Group]:
    """One group, or one per environment word where a stem holds several ids or secrets."""
    if _is_unambiguous(members):
        return [tuple(members)]
    by_environment: dict[str, list[Setting]] = {}
    for setting in members:
        own = next((e.environment for e in setting.environments if e.location == setting.key_location), "")
        by_environment.setdefault(own, []).append(setting)
    groups: list[_Group] = []
    for group in by_environment.values():
        groups.extend([tuple(group)] if _is_unambiguous(group) else [(setting,) for setting in group])
    return groups


def _is_unambiguous(members: Iterable[Setting]) -> bool:
    counts = Counter(setting.role for setting in members if setting.role in _HALVES)
    return all(count == 1 for count in counts.values())


def _has(group: _Group, role: Role) -> bool:
    return any(setting.role is role for setting in group)


def _brandless(group: _Group) -> tuple[str, ...]:
    return tuple(word for word in group[0].stem if word not in _BRAND)


def _join_halves(groups: list[_Group]) -> list[_Group]:
    """Join a lone secret and a lone client id of one scope whose stems differ by the platform's name only."""
    secrets = _by_stem(g for g in groups if _has(g, Role.CLIENT_SECRET) and not _has(g, Role.CLIENT_ID))
    ids = _by_stem(g for g in groups if _has(g, Role.CLIENT_ID) and not _has(g, Role.CLIENT_SECRET))
    pairs = [(ids[stem][0], found[0]) for stem, found in secrets.items() if len(found) == 1 == len(ids.get(stem, ()))]
    joined = {group for pair in pairs for group in map(id, pair)}
    return [g for g in groups if id(g) not in joined] + [one + other for one, other in pairs]


def _by_stem(groups: Iterable[_Group]) -> dict[tuple[str, ...], list[_Group]]:
    found: dict[tuple[str, ...], list[_Group]] = {}
    for group in groups:
        found.setdefault(_brandless(group), []).append(group)
    return found


def _attach_companions(groups: list[_Group]) -> list[_Group]:
    """Give each credential the tenant, authority, vault … that stand in its scope under its stem or alone."""
    halves = [g for g in groups if _is_half(g)]
    companions = [g for g in groups if not _is_half(g)]
    alone = Counter(role for role, _ in {(s.role, _said(s)) for g in companions for s in g})
    lonely = [g for g in companions if any(alone[s.role] == 1 for s in g)]
    near = _by_stem(companions)
    result = []
    for group in halves:
        own = near.get(_brandless(group), [])
        extra = [s for g in own for s in g]
        extra += [s for g in lonely if g not in own for s in g if alone[s.role] == 1]
        result.append(group + tuple(s for s in extra if not _has(group, s.role)))
    return result + companions


def _said(setting: Setting) -> object:
    """What a setting says, the same for ``${{ secrets.X }}`` as an input and in ``env:`` beside it."""
    return tuple((r.target, r.name) for r in setting.value.references) or setting.value.reveal()


def _is_half(group: _Group) -> bool:
    return any(setting.role in _HALVES for setting in group)


def _inherit(groups: dict[tuple[str, ...], list[_Group]]) -> None:
    """A secret without a client id takes it from the nearest enclosing scope that has just one to give."""
    for scope, members in groups.items():
        for index, group in enumerate(members):
            if _has(group, Role.CLIENT_SECRET) and not _has(group, Role.CLIENT_ID):
                outer = _enclosing_identity(groups, scope)
                members[index] = group + tuple(s for s in outer if not _has(group, s.role))


def _enclosing_identity(groups: dict[tuple[str, ...], list[_Group]], scope: tuple[str, ...]) -> _Group:
    for depth in range(len(scope) - 1, -1, -1):
        givers = [g for g in groups.get(scope[:depth], ()) if _has(g, Role.CLIENT_ID)]
        if givers:
            return givers[0] if len(givers) == 1 and not _has(givers[0], Role.CLIENT_SECRET) else ()
    return ()


def _join_sections(groups: dict[tuple[str, ...], list[_Group]]) -> None:
    """A credential takes the tenant and the authority of a section that frameworks keep beside its own."""
    for scope, members in groups.items():
        if any(_is_half(group) for group in members):
            kept = [
                s for section in companions_of(scope, groups) for g in groups[section] if not _is_half(g) for s in g
            ]
            for role in (Role.TENANT, Role.AUTHORITY):
                nearest = next((s for s in kept if s.role is role), None)
                members[:] = [(*g, nearest) if nearest and _is_half(g) and not _has(g, role) else g for g in members]


def _credential(path: str, scope: tuple[str, ...], group: _Group) -> Credential:
    ordered = tuple(sorted(group, key=lambda s: s.location.span.start))
    return Credential(path, scope, ordered[0].stem, ordered, _issuer(ordered))


def _issuer(group: _Group) -> Issuer:
    """Whose credential it is: what names say, unless the authority says otherwise."""
    named = {setting.issuer for setting in group}
    for setting in group:
        if setting.role is Role.AUTHORITY and setting.value.shape is Shape.URL:
            return Issuer.ENTRA if is_entra_authority(setting.value.reveal()) else Issuer.OTHER
    if Issuer.OTHER in named:
        return Issuer.OTHER
    if Issuer.ENTRA in named or any(s.role is Role.TENANT and s.value.kind is ValueKind.GUID for s in group):
        return Issuer.ENTRA
    return Issuer.UNKNOWN
