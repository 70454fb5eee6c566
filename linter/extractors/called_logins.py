"""What the logins of a reusable workflow cannot do without of its callers' secrets.

Such a workflow has only those secrets that a caller passes by name or lets it inherit. An ``environment:`` of its own job
adds none: it gives other values to those that are passed (actions/runner#1490, actions/runner#4453).
https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Named, Target, ValueKind

from .named import named
from .reader import FileReader

_LOGINS = frozenset({"azure/login", "azure/docker-login", "docker/login-action"})
_EVERYBODY_HAS = "github_token"
_MAY_BE_LEFT_OUT = ("if", "continue-on-error")


def secrets_of_logins(job: Mapping, workflow: Mapping, reader: FileReader) -> Iterator[Named]:
    """The inputs of logins that are nothing but a secret, where the login is no matter of conditions or alternatives."""
    if _may_be_left_out(job):
        return
    optional = {_EVERYBODY_HAS, *_declared_optional(workflow.mapping("on", "workflow_call", "secrets"))}
    for step in job.items("steps"):
        if isinstance(step, Mapping) and _is_login(step) and not _may_be_left_out(step):
            for one in named(step.mapping("with"), reader):
                secret = one.value.reference(Target.GITHUB_SECRET)
                is_all = one.value.kind is ValueKind.SECRET_REFERENCE
                if is_all and secret and secret.name.lower() not in optional:
                    yield one


def _is_login(step: Mapping) -> bool:
    inputs = step.mapping("with")
    either = inputs.get("creds") is not None and inputs.get("client-id") is not None
    return step.text("uses").partition("@")[0].lower() in _LOGINS and not either


def _may_be_left_out(node: Mapping) -> bool:
    return any(node.get(key) is not None for key in _MAY_BE_LEFT_OUT)


def _declared_optional(secrets: Mapping) -> Iterator[str]:
    for entry in secrets.entries:
        if not (isinstance(entry.value, Mapping) and entry.value.text("required") == "true"):
            yield entry.key.text.lower()
