"""A reference that nothing in this place expands, so that its own text becomes the secret.

## What it finds

- `@Microsoft.KeyVault(…)` in Helm values, Kubernetes manifests, Compose files, `.env`, `appsettings*.json`,
  `web.config` or Spring configuration: only the *settings* of App Service and Functions resolve it (and
  `local.settings.json`, through Core Tools);
- `${{ secrets.X }}` outside a GitHub workflow or action, and `secrets.X` without `${{ }}` inside one;
- `secretref:` outside Azure Container Apps;
- `…@azurekeyvault` outside Kubernetes, where no akv2k8s injector replaces it;
- `{{ … }}` in Helm values that a template of the chart takes as they stand, without `tpl`;
- a job that calls a workflow of the repository (`uses: ./.github/workflows/deploy.yml`) without the secrets that a login
  there reads (`azure/login` with `client-id: ${{ secrets.X }}`), and without `secrets: inherit`. It is silent where the
  called workflow declares the secret as optional, and where the login depends on an `if:`.

## Why it breaks

Nothing complains. The app receives the reference's text, sends it as its client secret, and Entra ID answers
`AADSTS7000215`. A called workflow has only those secrets that its caller passes, all others are empty there, and an
`environment:` of the called job adds none: the login fails.

## How to fix it

Use what this place understands: an `ExternalSecret` or `SecretProviderClass` in Kubernetes, an App Service
setting (`AzureAd__ClientSecret`) that overrides `appsettings.json`, `AddAzureKeyVault()` in ASP.NET Core,
Spring Cloud Azure's property sources, `${{ secrets.X }}` in a workflow's `env:`. Pass a called workflow its secrets by
name (`secrets:`), or all of them (`secrets: inherit`).

## When to ignore it

When a deploy step copies the file's values into App Service settings.

## References

- [Use Key Vault references in App Service](https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)
- [GitHub: contexts](https://docs.github.com/actions/reference/workflows-and-actions/contexts#secrets-context)
- [GitHub: passing secrets to a reusable workflow](https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow)
- [actions/runner#4453: an environment gives a called workflow no secrets](https://github.com/actions/runner/issues/4453)
- [Manage secrets in Azure Container Apps](https://learn.microsoft.com/azure/container-apps/manage-secrets)
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.effective.calls import places
from linter.model import (
    RUN_BY_GITHUB,
    Family,
    FileWiring,
    Named,
    Problem,
    Related,
    Role,
    Setting,
    Severity,
    Step,
    Target,
    Wiring,
)
from linter.names.samples import is_illustration
from linter.patterns import compile_late

ID = "unresolvable-reference"
GROUP = "keyvault"
SEVERITY = Severity.ERROR
SUMMARY = "A reference that nothing in this place expands: its own text becomes the secret."
PRECISION = "high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215",)

_CLUSTER = frozenset({Family.KUBERNETES, Family.HELM_VALUES, Family.HELM_TEMPLATE})
_CONTAINER_APPS = RUN_BY_GITHUB | {
    Family.BICEP,
    Family.BICEP_PARAMETERS,
    Family.ARM_TEMPLATE,
    Family.ARM_PARAMETERS,
}

_SECRETS_EXPRESSION = compile_late(r"^\s*\$\{\{\s*secrets\.\w+\s*\}\}\s*$")
_BARE_SECRET = compile_late(r"^\s*secrets\.[A-Z][A-Z0-9_]+\s*$")
_SECRET_REF = compile_late(r"^secretref:[\w-]+$")
_AZURE_KEY_VAULT = compile_late(r"^[a-z0-9-]+@azurekeyvault(?:\?\S*)?$")
_GO_ACTION = compile_late(r"\{\{.*\.(?:Values|Release|Chart)\b.*\}\}", re.DOTALL)
_RENDERS = compile_late(r"\b(?:tpl|include|template)\b")

_OF_CLUSTERS = "take the secret from an ExternalSecret or a SecretProviderClass"
_OF_APPS = "write the reference into the app settings of App Service, or let the app read the vault itself"
_REMEDIES = {
    **dict.fromkeys(_CLUSTER, _OF_CLUSTERS),
    **dict.fromkeys(RUN_BY_GITHUB, "write ${{ secrets.NAME }}"),
    Family.APP_SETTINGS: _OF_APPS,
    Family.DOTNET_CONFIG: _OF_APPS,
    Family.SPRING: "take the secret from a property source of Spring Cloud Azure",
    Family.DOTENV: "leave it out here, and set it where the app runs",
    Family.COMPOSE: "pass it through from the environment (${NAME})",
}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every reference that stands where nothing expands it."""
    for file in wiring.files:
        shows = is_illustration(file.place or file.path)  # what to write into the app settings of App Service
        for reference in () if shows else file.vault_references:
            if reference.unresolved:
                found = _Found("a Key Vault reference", reference.unresolved)
                yield Problem(reference.location, _message(reference.name, found, file.family), reference.key)
        for setting in file.settings:
            if foreign := _foreign_reference(setting, file.family):
                yield Problem(setting.location, _message(setting.name, foreign, file.family), setting.key)
    yield from _untemplated(wiring)
    yield from _not_passed(wiring)


class _Found(NamedTuple):
    """What stands there, and who would expand it."""

    what: str
    who: str


def _foreign_reference(setting: Setting, family: Family) -> _Found | None:
    if setting.role is Role.NONE:
        return None
    text = setting.value.reveal()
    if family in RUN_BY_GITHUB:
        bare = _BARE_SECRET.match(text)
        return (
            _Found("the name of a GitHub secret without ${{ }}", "GitHub does so within ${{ }} alone") if bare else None
        )
    if _SECRETS_EXPRESSION.match(text):
        return _Found("${{ secrets.… }}", "GitHub does so in workflows and actions alone")
    if family not in _CONTAINER_APPS and _SECRET_REF.match(text):
        return _Found("secretref:", "Azure Container Apps alone does so")
    if family not in _CLUSTER and _AZURE_KEY_VAULT.match(text):
        return _Found("…@azurekeyvault", "the akv2k8s injector alone does so, inside a cluster")
    return None


def _message(name: str, found: _Found, family: Family) -> str:
    remedy = _REMEDIES.get(family, "write a reference that this place resolves")
    return (
        f"{name} holds {found.what}, and nothing expands it here: {found.who}. The app will receive the text itself, and"
        f" sign-in fails with AADSTS7000215; {remedy}."
    )


def _untemplated(wiring: Wiring) -> Iterator[Problem]:
    """``{{ … }}`` in values of which a template of the chart takes the text as it stands, without ``tpl``."""
    charts: dict[str, list[FileWiring]] = {}
    for file in wiring.files:
        if file.family is Family.HELM_TEMPLATE:
            charts.setdefault(f"/{file.path}".rpartition("/templates/")[0], []).append(file)
    for file in wiring.files:
        templates = charts.get(f"/{file.path}".rpartition("/")[0]) if file.family is Family.HELM_VALUES else None
        if templates:
            yield from _as_they_stand(file, _taken_by(templates))


def _taken_by(templates: Iterable[FileWiring]) -> dict[str, list[Setting]]:
    """By values path, the settings of a chart's templates that take it."""
    taken: dict[str, list[Setting]] = {}
    for file in templates:
        for setting in file.settings:
            for reference in setting.value.references:
                if reference.target is Target.VALUES_PATH:
                    taken.setdefault(reference.name, []).append(setting)
    return taken


def _as_they_stand(file: FileWiring, taken: dict[str, list[Setting]]) -> Iterator[Problem]:
    for setting in file.settings:
        takers = taken.get(setting.key.replace(":", "."), []) if _GO_ACTION.search(setting.value.reveal()) else []
        if takers and not any(_RENDERS.search(taker.value.reveal()) for taker in takers):
            yield Problem(
                setting.location,
                f"{setting.name} holds {{{{ … }}}}, and nothing expands it: Helm renders no values file, and [the chart][1]"
                " takes the text as it stands. The app will receive the text itself, and sign-in fails with AADSTS7000215;"
                " write the value here, or take it through tpl there.",
                setting.key,
                (Related(takers[0].location, "where the chart takes it"),),
            )


_RUN = ".github/workflows/"  # what lies elsewhere is run by nobody, or in another repository


def _not_passed(wiring: Wiring) -> Iterator[Problem]:
    """Calls of the repository's workflows without the secrets that the logins there read."""
    asked = {file.place: [named for job in file.jobs for named in job.asked] for file in wiring.files}
    for file in wiring.files:
        for job in file.jobs if file.place.startswith(_RUN) else ():
            if job.call and not job.inherits:
                wanted = [named for place in places(job.call.uses) for named in asked.get(place, ())]
                lacking = [named for named in wanted if not job.call.input(_secret(named).lower())]
                if lacking:
                    yield _login_without(lacking, job.call, f"jobs.{job.name}")


def _secret(named: Named) -> str:
    return named.value.references[0].name


def _login_without(lacking: list[Named], call: Step, key: str) -> Problem:
    *others, last = sorted({f"secrets.{_secret(named)}" for named in lacking})
    names = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return Problem(
        call.location,
        f"{names} not passed to the workflow that this job calls, and [its login][1] reads {'them' if others else 'it'}: a"
        " called workflow has only the secrets that its caller passes, also where its job has an environment:. The login"
        " fails; add secrets: inherit, or pass what is lacking by name.",
        key,
        (Related(lacking[0].location, "the login"),),
    )
