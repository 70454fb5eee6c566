"""GitHub workflows and composite actions: settings by step, and the jobs and scripts themselves.

Syntax: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.model import (
    Choice,
    Document,
    Evidence,
    Family,
    Grant,
    Issuer,
    Job,
    Location,
    Mapping,
    Named,
    Node,
    Role,
    Scalar,
    Step,
    Strength,
    Value,
    ValueKind,
    VaultReference,
)
from linter.parsers.embedded import parse_json_in
from linter.shell import commands
from linter.shell.exported import exported
from linter.values.entra import guid_in
from linter.values.keyvault import find_secret_uris

from . import permissions
from .called_logins import secrets_of_logins
from .choices import choice
from .named import named
from .reader import Fact, FileReader, Segments
from .scripts import script_in
from .tree import walk

# Inputs that are not what their names say elsewhere, by action: role and issuer.
_LOGIN = {
    "client-id": Role.CLIENT_ID,
    "tenant-id": Role.TENANT,
    "subscription-id": Role.SUBSCRIPTION,
    "creds": Role.CREDENTIALS_JSON,
    "client-secret": Role.CLIENT_SECRET,
}
_REGISTRY_LOGIN = {"username": Role.CLIENT_ID, "password": Role.CLIENT_SECRET}
_SETTINGS_INPUTS = frozenset({"app-settings-json", "connection-strings-json"})
_SCRIPT_INPUTS = frozenset({"inlinescript", "script", "run"})


class _Place(NamedTuple):
    """Where steps stand: their job's scope, evidence, the environment variables already in force, how scripts are run.

    ``exported`` are those secrets that earlier steps gave to the later ones.
    """

    scope: Segments
    context: tuple[Evidence, ...]
    variables: tuple[Named, ...]
    shell: str = ""
    directory: str = ""
    exported: tuple[Named, ...] = ()


_NEVER = frozenset({"false", "${{ false }}", "${{false}}"})


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The settings and jobs of a workflow, or the steps of a composite action."""
    for root in document.roots:
        if not isinstance(root, Mapping):
            continue
        if document.source.family is Family.GITHUB_ACTION:
            yield from _composite(root, reader)
        else:
            yield from _workflow(root, reader)


def _composite(root: Mapping, reader: FileReader) -> Iterator[Fact]:
    place = _Place(("runs",), (), ())
    job = Job(reader.source.path, root.text("name"), _start(root, reader), grant=Grant.CALLER)
    yield from _steps(root.mapping("runs"), place, job, reader)


def _workflow(root: Mapping, reader: FileReader) -> Iterator[Fact]:
    grant = Grant.CALLER if _is_called(root.get("on")) else Grant.WORKFLOW
    yield from _settings(root.mapping("env"), (), (), reader)
    for entry in root.mapping("jobs").entries:
        if isinstance(entry.value, Mapping):
            yield from _job(entry.key, entry.value, root, grant, reader)


def _is_called(trigger: Node | None) -> bool:
    if isinstance(trigger, Scalar):
        return trigger.text == "workflow_call"
    if isinstance(trigger, Mapping):
        return any(entry.key.text == "workflow_call" for entry in trigger.entries)
    return trigger is not None and any(isinstance(i, Scalar) and i.text == "workflow_call" for i in trigger.items)


def _job(name: Scalar, body: Mapping, root: Mapping, grant: Grant, reader: FileReader) -> Iterator[Fact]:
    environment = body.scalar("environment") or body.scalar("environment", "name")
    context = tuple(_stated(environment, reader))
    scope: Segments = ("jobs", name.text)
    yield from _settings(body.mapping("env"), scope, context, reader)
    yield from _settings(body.mapping("with"), scope, context, reader)
    yield from _settings(body.mapping("secrets"), scope, context, reader)
    variables = _override(named(root.mapping("env"), reader), tuple(named(body.mapping("env"), reader)))
    shell = _default("shell", body, root) or _runner_shell(body)
    directory = _default("working-directory", body, root)
    granting = body if body.get("permissions") is not None else root
    job = Job(
        path=reader.source.path,
        name=name.text,
        location=reader.location(name),
        environment=environment.text if environment else "",
        environment_location=reader.location(environment) if environment else None,
        environments=choice(environment.text, body, root) if environment else Choice(),
        permissions=permissions.granted(granting.get("permissions")),
        permissions_location=permissions.granted_at(granting.get("permissions"), reader),
        granting=permissions.grant(name, body, root, reader),
        grant=grant,
        outputs=tuple(named(body.mapping("outputs"), reader)),
        call=_call(body, reader),
        given=tuple(_given(body, root)),
        inherits=body.text("secrets") == "inherit",
        asked=tuple(secrets_of_logins(body, root, reader)) if grant is Grant.CALLER else (),
    )
    yield from _steps(body, _Place(scope, context, variables, shell, directory), job, reader)


def _call(body: Mapping, reader: FileReader) -> Step | None:
    uses = body.scalar("uses")
    if uses is None or _is_switched_off(body):
        return None
    inputs = (*named(body.mapping("with"), reader), *named(body.mapping("secrets"), reader))
    return Step(reader.location(uses), uses=uses.text, uses_location=reader.location(uses), inputs=inputs)


def _given(body: Mapping, root: Mapping) -> Iterator[tuple[str, Choice]]:
    for entry in body.mapping("with").entries if body.get("uses") else ():
        if isinstance(entry.value, Scalar):
            yield entry.key.text.lower(), choice(entry.value.text, body, root)


def _default(name: str, job: Mapping, workflow: Mapping) -> str:
    """What ``defaults.run`` sets for scripts, the job's before the workflow's."""
    return job.text("defaults", "run", name) or workflow.text("defaults", "run", name)


def _stated(environment: Scalar | None, reader: FileReader) -> Iterator[Evidence]:
    found = reader.environments.sole(environment.text) if environment and "${{" not in environment.text else None
    if found and environment:
        says = f"job's environment: {environment.text}"
        yield Evidence(found.environment, Strength.STATED, says, reader.location(environment))


def _steps(body: Mapping, place: _Place, job: Job, reader: FileReader) -> Iterator[Fact]:
    steps = []
    for index, node in enumerate(body.items("steps")):
        if isinstance(node, Mapping):
            scope = (*place.scope, "steps", str(index))
            yield from _step_settings(node, scope, place.context, reader)
            yield from _pins(_script_of(node), place.context, reader)
            if not (_is_switched_off(node) or _is_switched_off(body)):
                step = _step(node, place, reader)
                steps.append(step)
                place = place._replace(exported=(*place.exported, *_exported(step)))
    yield job._replace(steps=tuple(steps))


def _exported(step: Step) -> Iterator[Named]:
    for name, text in exported(step.commands, step.script.reveal()) if step.script else ():
        yield Named(name, Value(ValueKind.SECRET_REFERENCE, text), step.location, step.location)


def _is_switched_off(node: Mapping) -> bool:
    """Whether a step or a job never runs, so that it does nothing; what is written in it can be read all the same."""
    return node.text("if").strip().lower() in _NEVER


def _step(node: Mapping, place: _Place, reader: FileReader) -> Step:
    uses = node.scalar("uses")
    inputs = tuple(named(node.mapping("with"), reader))
    scalar = _script_of(node)
    shell = _action_shell(uses) if uses else node.text("shell") or place.shell or "bash"
    script = script_in(scalar, shell, reader.source) if scalar else None
    variables = _override(place.variables, tuple(named(node.mapping("env"), reader)))
    return Step(
        location=_start(node, reader),
        name=node.text("name"),
        uses=uses.text if uses else "",
        uses_location=reader.location(uses) if uses else None,
        inputs=inputs,
        environment_variables=variables,
        script=script,
        directory="" if uses else node.text("working-directory") or place.directory,
        commands=commands(script.reveal(), script.shell, (*place.exported, *variables)) if script else (),
    )


def _script_of(node: Mapping) -> Scalar | None:
    return node.scalar("run") or _inline_script(node.mapping("with"))


def _pins(script: Scalar | None, context: tuple[Evidence, ...], reader: FileReader) -> Iterator[VaultReference]:
    """The addresses of secrets in a script that end in a version: of ``keyvaultref:…``, of ``--id``, of settings."""
    for uri in find_secret_uris(script.text) if script else ():
        if script and uri.kind == "secrets" and uri.version:
            found = VaultReference(
                syntax="secret URI",
                key="run",
                location=reader.part(script, *uri.span),
                vault=uri.vault,
                secret=uri.name,
                version=uri.version,
                context=context,
            )
            yield reader.pinned(found, script, uri.version_span, (uri.removal,) if uri.removal else ())


def _inline_script(inputs: Mapping) -> Scalar | None:
    found = (e.value for e in inputs.entries if e.key.text.lower() in _SCRIPT_INPUTS)
    return next((value for value in found if isinstance(value, Scalar)), None)


def _runner_shell(job: Mapping) -> str:
    """Windows runners run PowerShell where nothing says otherwise, all others bash."""
    labels = [label for label in (job.scalar("runs-on"), *job.items("runs-on")) if isinstance(label, Scalar)]
    return "pwsh" if any("windows" in label.text.lower() for label in labels) else "bash"


def _action_shell(uses: Scalar) -> str:
    """What an action runs a script with; ``defaults.run`` is not for actions."""
    action = uses.text.lower()
    if action.startswith("actions/github-script"):
        return "javascript"
    return "pwsh" if action.startswith("azure/powershell") else "bash"


def _step_settings(node: Mapping, scope: Segments, context: tuple[Evidence, ...], reader: FileReader) -> Iterator[Fact]:
    yield from _settings(node.mapping("env"), scope, context, reader)
    action = node.text("uses").partition("@")[0].lower()
    inputs = node.mapping("with")
    roles = _roles(action, inputs)
    for entry in inputs.entries:
        if not isinstance(entry.value, Scalar):
            continue
        name = entry.key.text.lower()
        if name in _SETTINGS_INPUTS:
            for opened in parse_json_in(entry.value, reader.source):
                yield from walk(opened, reader, (*scope, entry.key.text))
        elif name not in _SCRIPT_INPUTS:
            role = roles.get(name)
            issuer = Issuer.ENTRA if role else None
            yield from reader.facts((), entry.key, entry.value, scope=scope, context=context, role=role, issuer=issuer)


def _roles(action: str, inputs: Mapping) -> dict[str, Role]:
    if action == "azure/login":
        return _LOGIN
    registry = inputs.text("registry") + inputs.text("login-server")
    if action in ("docker/login-action", "azure/docker-login") and "azurecr." in registry:
        user = inputs.text("username")
        # The registry's own administrator has its name; a service principal has a client id.
        return _REGISTRY_LOGIN if "${{" in user or guid_in(user) else {"password": Role.OTHER_SECRET}
    return {}


def _settings(mapping: Mapping, scope: Segments, context: tuple[Evidence, ...], reader: FileReader) -> Iterator[Fact]:
    for entry in mapping.entries:
        if isinstance(entry.value, Scalar):
            yield from reader.facts((), entry.key, entry.value, scope=scope, context=context)


def _override(outer: Iterable[Named], inner: tuple[Named, ...]) -> tuple[Named, ...]:
    names = {one.name for one in inner}
    return (*(one for one in outer if one.name not in names), *inner)


def _start(node: Mapping, reader: FileReader) -> Location:
    """Where a step or file begins: its first key."""
    first = node.entries[0].key if node.entries else Scalar("", node.start, node.start)
    return reader.location(first)
