"""Walks what ARM and Bicep templates write alike: the bodies of resources, variables, parameter values."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from linter.model import (
    Mapping,
    Node,
    Reference,
    Role,
    RotationSwitch,
    Scalar,
    Sequence,
    Setting,
    Target,
    Value,
    ValueKind,
    VaultReference,
)
from linter.names.roles import names_environment, read_key, split_key
from linter.names.secret_parameters import is_secret_parameter_name
from linter.names.telling import is_telling
from linter.names.words import words
from linter.patterns import compile_late

from .composed_names import ComposedNames
from .expressions import Expression
from .parameter_references import parameter_reference
from .reader import Fact, FileReader, Segments
from .template_references import Reading, demands_version, judge, may_refer_to_vault
from .template_scope import Scope, secret_parts

_SECRETS = frozenset({Role.CLIENT_SECRET, Role.OTHER_SECRET})
_BUILDS_CREDENTIAL = compile_late(r"(?:password|pwd|key|secret)\s*=", re.IGNORECASE)

# Under these, keys are names of parameters of something else.
_ARGUMENTS = frozenset({("parameters",), ("params",)})
_OUTPUTS = ("outputs",)
_DEFAULTS = ("parameters",)  # which a deployment may set aside
_APP_SETTINGS = frozenset({"appsettings", "connectionstrings"})
_VALUES = ("value", "secureValue", "connectionString", "keyVaultUrl", "secretRef")


class Place(NamedTuple):
    """Where in a template something stands.

    ``path`` are the sections, by which roles are read; ``scope`` is unique to the object, by which
    settings belong together; ``shown`` is what messages put before the key.
    """

    path: Segments
    scope: Segments
    shown: Segments = ()

    def inside(self, key: str) -> "Place":
        """The place of what stands under a key."""
        return Place((*self.path, key), (*self.scope, key), (*self.shown, key))

    def item(self, index: int) -> "Place":
        """The place of an item of a list, which says nothing of roles."""
        return self._replace(scope=(*self.scope, str(index)))


class Walk:
    """Reads the settings of one template; notes in its scope which parameters become secrets.

    ``sticky`` are the names of the settings that stay with a deployment slot, None where the template
    does not say.
    """

    def __init__(
        self,
        reader: FileReader,
        scope: Scope,
        names: ComposedNames | None = None,
        sticky: frozenset[str] | None = None,
    ) -> None:
        self.reader = reader
        self.scope = scope
        self.names = names or ComposedNames(scope)
        self.sticky = sticky

    def node(self, node: Node | None, place: Place) -> Iterator[Fact]:
        """Every fact below a node."""
        if isinstance(node, Mapping):
            for entry in node.entries:
                yield from self.entry(entry.key, entry.value, place)
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                yield from self._item(item, index, place)

    def may_tell(self, start: int, end: int, *around: str) -> bool:
        """Whether it may tell anything what stands between two offsets, or ``around``: a type, a section."""
        return is_telling("\n".join((*around, self.reader.source.text[start:end])))

    def entry(self, key: Scalar, value: Node, place: Place) -> Iterator[Fact]:
        """Every fact of one key and what stands under it."""
        if key.text == "tags":  # labels: appKey is one as well as costCenter
            return
        if isinstance(value, Scalar):
            if key.text == "enableSecretRotation":
                yield _rotation_switch(value, self.reader)
            yield from self.setting(key, value, place)
        elif isinstance(value, Mapping) and place.path[-1:] in _ARGUMENTS:
            yield from self.argument(key, value, place)
        else:
            yield from self.node(value, place.inside(key.text))

    def argument(self, key: Scalar, value: Mapping, place: Place) -> Iterator[Fact]:
        """A parameter's value as JSON writes it: ``{"value": …}`` or ``{"reference": …}``."""
        given = value.get("value") or value.get("defaultValue")
        if found := parameter_reference(value.mapping("reference"), self.reader):
            for fact in self.valued(key, found.name, place, found.value):
                yield found.placed(fact) if isinstance(fact, Setting) else fact
            yield found.reference._replace(key=self._shown(key, place))
        elif isinstance(given, Scalar):
            yield from self.setting(key, given, place)
        else:
            yield from self.node(given or value, place.inside(key.text))

    def _item(self, item: Node, index: int, place: Place) -> Iterator[Fact]:
        if isinstance(item, Scalar):
            yield from self.setting(Scalar(str(index), item.start, item.start), item, place)
            return
        name = item.scalar("name") or item.scalar("key") if isinstance(item, Mapping) else None
        given = next((e for e in item.entries if e.key.text in _VALUES), None) if isinstance(item, Mapping) else None
        if name and given and isinstance(given.value, Scalar) and not self.scope.language.is_expression(name):
            yield from self._pair(name, given.value, given.key.text, item, place)
        else:
            yield from self.node(item, place.item(index))

    def _pair(self, name: Scalar, value: Scalar, kind: str, item: Node, place: Place) -> Iterator[Fact]:
        """An item of a list of names and values: app settings, secrets and variables of a container."""
        place = place._replace(shown=())
        if kind == "secretRef":
            yield from self.valued(name, value, place, self._container_app_secret(value))
            return
        slot = item.text("slotSetting").lower() if isinstance(item, Mapping) else ""
        sticky = {"true": True, "false": False}.get(slot)
        if sticky is None and place.path and place.path[-1].lower() in _APP_SETTINGS:
            sticky = self.is_sticky(name.text)
        yield from self.setting(name, value, place, address=kind == "keyVaultUrl", sticky=sticky)

    def is_sticky(self, name: str) -> bool | None:
        """Whether an app setting stays with its slot, None where the template does not say."""
        return None if self.sticky is None else name in self.sticky

    def _container_app_secret(self, value: Scalar) -> Value:
        plain = not self.scope.language.is_expression(value)
        found = Reference(Target.CONTAINER_APP_SECRET, value.text, end=len(value.text))
        return Value(ValueKind.SECRET_REFERENCE, value.text, references=(found,) if plain else ())

    def setting(
        self,
        key: Scalar,
        value: Scalar,
        place: Place,
        *,
        secret: bool = False,
        address: bool = False,
        sticky: bool | None = None,
    ) -> Iterator[Fact]:
        """What one key and its value tell; the place makes any value a ``secret``, or the ``address`` of one."""
        if not self.scope.language.is_expression(value):
            yield from self.valued(key, value, place, None, sticky)
            return
        role = self._role(key, place)
        telling = may_refer_to_vault(value.text) or _BUILDS_CREDENTIAL.search(value.text)
        if role is Role.NONE and not (secret or telling):
            return
        expression = self.scope.language.read(value)
        if expression is not None:
            self._note_uses(value, expression, whole=not address and (secret or role in _SECRETS))
            judged = self._judged(value, expression, role, place)
            yield from self._of_expression(key, value, expression, judged, place, sticky=sticky)

    def _role(self, key: Scalar, place: Place) -> Role:
        """The role of a key; of a parameter's name more words speak of a secret."""
        role = read_key((*place.path, *split_key(key.text)), self.reader.environments).role
        if role is Role.CLIENT_ID and words(key.text)[-2:] == ("principal", "id"):
            return Role.NONE  # the object's id, to which templates give roles
        if role is not Role.NONE or place.path[-1:] not in _ARGUMENTS:
            return role
        if place.scope[-1:] != _DEFAULTS and names_environment(key.text):
            return Role.ENVIRONMENT_NAME
        return Role.OTHER_SECRET if is_secret_parameter_name(key.text) else role

    def _judged(self, value: Scalar, expression: Expression, role: Role, place: Place) -> Value:
        """The value of an expression, with the managed identity or the vault that it names."""
        judged = judge(value, expression, self.reader.source.family, self.names)
        identity = self.names.identity_of(value.text)
        if identity is not None and place.scope[:1] != _OUTPUTS:  # an output is no use
            judged = judged.altered(references=(Reference(Target.MANAGED_IDENTITY, "", identity),))
        if role is Role.VAULT and (vault := self.names.of(value)):
            judged = judged.altered(references=(*judged.references, Reference(Target.VAULT, "", vault)))
        return judged

    def _of_expression(
        self, key: Scalar, value: Scalar, expression: Expression, judged: Value, place: Place, *, sticky: bool | None
    ) -> Iterator[Fact]:
        settings = [f for f in self.valued(key, value, place, judged, sticky) if isinstance(f, Setting)]
        yield from settings
        shown, where = self._shown(key, place), self.reader.location(value)
        named = chain.from_iterable(self.reader.named_by(reference, where) for reference in judged.references)
        found = VaultReference(
            syntax="",
            key=shown,
            location=where,
            version_required=demands_version(shown),
            environments=settings[0].environments if settings else tuple(named),
            context=settings[0].context if settings else self.reader.context,
        )
        yield from Reading(value, expression, found, self.reader, self.names).references()

    def valued(
        self, key: Scalar, value: Scalar, place: Place, classified: Value | None, sticky: bool | None = None
    ) -> Iterator[Fact]:
        """What one key tells whose value is no expression, or is already ``classified``."""
        scope = (*place.scope, *split_key(key.text)[:-1])
        shown = self._shown(key, place)
        role = self._role(key, place)
        found = self.reader.facts(
            place.path, key, value, scope=scope, classified=classified, role=role, slot_sticky=sticky
        )
        for fact in found:
            if isinstance(fact, VaultReference):
                yield fact._replace(key=shown, version_required=demands_version(shown))
            elif isinstance(fact, Setting):
                yield fact._replace(key=shown)

    def _shown(self, key: Scalar, place: Place) -> str:
        return ".".join((*place.shown, key.text))

    def _note_uses(self, value: Scalar, expression: Expression, *, whole: bool) -> None:
        """Note the parameters that a secret is made of."""
        where = self.reader.location(value)
        if whole and expression.sole_parameter:
            self.scope.use(expression.sole_parameter, where)
        for part in secret_parts(expression):
            self.scope.use(part, where)


def _rotation_switch(value: Scalar, reader: FileReader) -> RotationSwitch:
    """``enableSecretRotation`` of the AKS add-on azureKeyvaultSecretsProvider; its value is a string."""
    off = value.text.lower() == "false"
    fault = "enableSecretRotation is 'false'" if off else ""
    return RotationSwitch(reader.source.path, "AKS Key Vault secrets provider", reader.location(value), fault)
