"""Resources whose place decides what a value is: secrets of a vault, settings of an app."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import (
    SECRET_ROLES,
    Mapping,
    Node,
    Role,
    Scalar,
    Sequence,
    Source,
    Style,
    VaultReference,
    VaultSecretResource,
)
from linter.names.roles import read_key, split_key
from linter.names.secret_parameters import is_secret_parameter_name
from linter.patterns import compile_late
from linter.values.keyvault import is_version

from .expressions import HOLE
from .reader import Fact
from .template_scope import Language
from .template_walk import Place, Walk

_VAULT_SECRET = "microsoft.keyvault/vaults/secrets"
_FRONT_DOOR_SECRET = "microsoft.cdn/profiles/secrets"
_APP_CONFIG = compile_late(r"microsoft\.web/sites/(?:slots/)?config")
_SLOT = compile_late(r"[\"']microsoft\.web/sites/slots[@\"']")
_SETTINGS = frozenset({"appsettings", "connectionstrings"})

# What people keep in a vault although it is none.
_HARMLESS = frozenset(
    {Role.CLIENT_ID, Role.TENANT, Role.AUTHORITY, Role.SUBSCRIPTION, Role.VAULT, Role.IDENTITY, Role.SECRET_NAME}
)
_HARMLESS_NAME = compile_late(r"insights|instrumentation|(?:name|endpoint|ur[il]|host)s?$", re.IGNORECASE)


def resource(kind: str, name: Scalar, body: Mapping, place: Place, walk: Walk) -> Iterator[Fact]:
    """What one resource tells; ``kind`` is its full type without API version, ``name`` where it is named."""
    if not walk.may_tell(body.start, body.end, kind, *place.path):
        return
    kind = kind.lower()
    last = last_segment(name, walk.scope.language)
    if kind == _VAULT_SECRET:
        yield from _vault_secret(last, name, body, place, walk)
    elif kind == _FRONT_DOOR_SECRET:
        yield from _front_door_secret(body.mapping("properties", "parameters"), walk)
    elif _APP_CONFIG.fullmatch(kind) and last.lower() in _SETTINGS:
        yield from _app_config(last, body, place, walk)
    else:
        yield from walk.node(body, place)


def last_segment(name: Scalar, language: Language) -> str:
    """The last segment of a resource's name, empty where it is computed: ``kv/Secret`` → ``Secret``."""
    expression = language.read(name)
    if expression is None:
        return name.text.rpartition("/")[2]
    if not expression.texts:
        return ""
    outer = max(expression.texts, key=lambda text: len(text.holes))
    segment = outer.text.rpartition("/")[2]
    if segment == HOLE:  # format('{0}/{1}', vault, 'Secret')
        _, start, end = outer.holes[-1]
        segment = next((text.text for text in expression.texts if text.stands_alone(start, end)), HOLE)
    return "" if HOLE in segment else segment


def _vault_secret(last: str, name: Scalar, body: Mapping, place: Place, walk: Walk) -> Iterator[Fact]:
    value = body.get("properties", "value")
    role = read_key(split_key(last), walk.reader.environments).role if last else Role.NONE
    harmless = role in _HARMLESS or _HARMLESS_NAME.search(last) is not None
    speaks = role in SECRET_ROLES or is_secret_parameter_name(last) or _carries_secret(value, walk)
    if body.get("properties") is not None:  # else it is only referred to
        yield VaultSecretResource(
            walk.reader.source.path,
            last,
            walk.reader.location(name),
            expires=_expires(body.get("properties")),
            holds_credential=speaks and not harmless,
        )
    if isinstance(value, Scalar):
        key = Scalar(last or "value", name.start, name.end)
        yield from walk.setting(key, value, place._replace(shown=()), secret=not harmless)


def _carries_secret(value: Node | None, walk: Walk) -> bool:
    if not isinstance(value, Scalar):
        return False
    expression = walk.scope.language.read(value)
    if expression is None:
        return False
    parameters = (name.text for name in expression.parameters)
    return bool(walk.scope.secret_in(value)) or any(is_secret_parameter_name(name) for name in parameters)


def _expires(properties: Node | None) -> bool:
    """Whether ``attributes.exp`` is set, or may be where an expression makes what it would stand in."""
    attributes = properties.get("attributes") if isinstance(properties, Mapping) else properties
    return _is_given(attributes.get("exp") if isinstance(attributes, Mapping) else attributes)


def _is_given(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.style is Style.NULL)


def _front_door_secret(parameters: Mapping, walk: Walk) -> Iterator[Fact]:
    """A certificate that Front Door takes from a vault, in its latest version or in one."""
    version = parameters.scalar("secretVersion")
    if version and is_version(version.text) and parameters.text("useLatestVersion").lower() != "true":
        where = walk.reader.location(version)
        yield VaultReference(
            syntax="Front Door secret",
            key="secretVersion",
            location=where,
            version=version.text,
            version_location=where,
            context=walk.reader.context,
        )


def _app_config(last: str, body: Mapping, place: Place, walk: Walk) -> Iterator[Fact]:
    """``Microsoft.Web/sites/config`` named ``appsettings``: the properties are the settings."""
    properties = body.get("properties")
    if not isinstance(properties, Mapping):
        return
    section = "connectionStrings" if last.lower() == "connectionstrings" else "appSettings"
    inner = Place((*place.path, section), (*place.scope, section))
    for key, value in properties.entries:
        given = value.get("value") if isinstance(value, Mapping) else value
        if isinstance(given, Scalar):
            yield from walk.setting(key, given, inner, sticky=walk.is_sticky(key.text))


def sticky_names(node: Node, source: Source) -> frozenset[str] | None:
    """The settings that ``slotConfigNames`` keeps with their slot.

    None where no such list is written out, unless the template makes a slot: then it keeps none.
    """
    if "appSettingNames" not in source.text and "connectionStringNames" not in source.text:
        lower = source.text.lower()  # a search without regard to case takes ten times as long
        return frozenset() if "/slots" in lower and _SLOT.search(lower) else None
    waiting: list[Node] = [node]
    found: set[str] = set()
    listed = False
    while waiting:
        current = waiting.pop()
        if isinstance(current, Mapping):
            for key, value in current.entries:
                if key.text in ("appSettingNames", "connectionStringNames") and isinstance(value, Sequence):
                    listed = True
                    found.update(item.text for item in value.items if isinstance(item, Scalar))
                else:
                    waiting.append(value)
        elif isinstance(current, Sequence):
            waiting.extend(current.items)
    return frozenset(found) if listed else None
