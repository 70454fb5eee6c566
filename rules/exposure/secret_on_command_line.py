"""A workflow passes a secret as an argument, or lets Azure CLI print settings back.

## What it finds

In scripts of workflows and composite actions (`run:` and `inlineScript:`; bash and PowerShell):

- `az login` with a password (`-p`, `--password`);
- a secret given to a program under a name that says so: `--password`, `--client-secret`, `docker login -p`,
  `curl -d "client_secret=…"`, `helm … --set smtp.password=…`, `--from-literal=token=…`,
  `az deployment group create --parameters adminPassword=…`, `az keyvault secret set --value …`;
- a secret of GitHub's whose own name says what it is, under any name that does not deny it: `--connection`,
  `-DARTIFACT_TOKEN=…`, `-e ENC_KEY=…`;
- `az webapp config appsettings set` and its kin (function apps, logic apps, connection strings) whose output is
  neither switched off nor redirected.

Which variables hold a secret is followed from `env:` at all three levels, from `${{ secrets.X }}`, from
assignments, and through `$GITHUB_ENV` from one step to the next. It is silent where the secret goes through standard
input (`--password-stdin`, `<<<`, a pipe), a file or a variable, on headers (`curl -H "Authorization: …"`), on the job's
own `GITHUB_TOKEN`, on tokens of a server on `localhost`, which the job itself started, and on settings with `-o none`,
`> /dev/null` or `AZURE_CORE_OUTPUT: none`.

## Why it breaks

Every process on the machine can read the arguments of the others; on a self-hosted runner those are other
people's jobs. Arguments stand in error messages, in `--debug` output and in `set -x` traces, and `docker build
--build-arg` keeps them in the image. `az webapp config appsettings set` answered, up to Azure CLI 2.53.0, with every
setting of the app: also those that are no secret of GitHub's and so not masked in the log. Newer versions blank the
values; pinned versions (`azcliversion:`) and self-hosted runners may be older.

## How to fix it

Give the secret by standard input, by a file or by an environment variable: `printf '%s' "$PASSWORD" | docker login
--password-stdin`, `az keyvault secret set --file`, `curl --data-urlencode client_secret@-`, `helm -f` with a file,
`az webapp config appsettings set --settings @settings.json -o none`. For `az login` use `azure/login` with
OpenID Connect, which needs no secret.

## When to ignore it

On throw-away runners, where a tool takes the secret no other way.

## References

- [az webapp config appsettings](https://learn.microsoft.com/cli/azure/webapp/config/appsettings)
- [Azure CLI: values blanked since 2.53.1](https://github.com/Azure/azure-cli/pull/27565)
- [docker login --password-stdin](https://docs.docker.com/reference/cli/docker/login/#password-stdin)
- [GitHub: using secrets in a workflow](https://docs.github.com/actions/how-tos/security-for-github-actions/security-guides/using-secrets-in-github-actions)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Command, Edit, Fix, Problem, Script, Severity, Sink, Step, Wiring

ID = "secret-on-command-line"
GROUP = "exposure"
SEVERITY = Severity.WARNING
SUMMARY = "A workflow passes a secret as an argument, or prints settings back into its log."
PRECISION = "high"
SECURITY_SEVERITY = 5.0
CODES: tuple[str, ...] = ()

_CERTIFICATES = (".pem", ".crt", ".cer", ".pfx", ".p12")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every secret that a script gives as an argument, and every command that prints settings."""
    for job in wiring.jobs:
        for step in job.steps:
            yield from _problems(step)


def _problems(step: Step) -> Iterator[Problem]:
    for command in step.commands:
        if step.script is None:
            continue
        if command.prints_settings and Sink.LOG in command.sinks:
            yield _settings(command, step.script)
        elif command.is_("az login") and not command.given:
            yield from _login(command, step.script)
        for given in command.given:
            location = step.script.location(given.secret.start, given.secret.end)
            yield Problem(location, _message(given.secret.what, given.field, command), given.field)


def _login(command: Command, script: Script) -> Iterator[Problem]:
    """A password whose origin is not known is one all the same."""
    password = command.option("-p", "--password")
    if password and password.substituted and not password.reveal().lower().endswith(_CERTIFICATES):
        yield Problem(script.location(password.start, password.end), _message("A password", "-p", command), "-p")


def _message(what: str, field: str, command: Command) -> str:
    remedy = next((text for name, text in _REMEDIES.items() if command.is_(name)), _REMEDY)
    return (
        f"{what} is given to {command.name} as an argument ({field}): every process on the machine can read it there, and"
        f" traces and error messages repeat it. {remedy}"
    )


_REMEDY = "Give it by standard input, a file or an environment variable instead."
_REMEDIES = {
    "az login": "Use azure/login with OpenID Connect, which needs no secret.",
    "docker login": "Pipe it into docker login --password-stdin.",
    "helm registry login": "Pipe it into helm registry login --password-stdin.",
    "az keyvault secret set": "Write it to a file that only you can read, and give --file.",
    "helm": "Write it to a values file that only you can read, and give it with -f.",
    "curl": "Give the body by standard input (--data @-) or from a file.",
}


def _settings(command: Command, script: Script) -> Problem:
    verb = command.words[len(command.subcommand.split()) - 2]
    place = script.location(verb.end, verb.end)
    return Problem(
        script.location(command.start, verb.end),
        f"{command.subcommand} answers with the app's settings, and before Azure CLI 2.53.1 with all their values: secrets"
        " that GitHub does not know are not masked in the log. Add -o none.",
        command.subcommand,
        fix=Fix("Print nothing: -o none", (Edit(place, " -o none"),)),
    )
