"""A workflow prints a secret into its log.

## What it finds

In scripts of workflows and composite actions (bash and PowerShell):

- `echo`, `printf`, `cat <<EOF`, `Write-Host`, `Write-Output` and their kin, where what they print to the log or the job
  summary holds `${{ secrets.X }}` or a variable that holds a secret; pipes through `base64`, `jq`, `sed`, `tee` … are
  followed, and so are variables from `env:` at all three levels and from assignments;
- commands that answer with a secret and whose answer nobody takes: `az keyvault secret show`, `az account
  get-access-token`, `az ad sp create-for-rbac`, `az ad app credential reset`, `az storage account keys list` …;
- a command that `set -x` writes to the log with a secret that GitHub does not know.

In workflows as a whole:

- `fromJSON(secrets.X).clientSecret`: a part of a secret, which the log does not mask;
- `ACTIONS_STEP_DEBUG` or `ACTIONS_RUNNER_DEBUG` set to true where secrets are in scope;
- `mask-inputs: false` of `azure/appservice-settings`.

It is silent on what goes to a file, into another command (`docker login --password-stdin`), to `/dev/null` or into a
variable; on `::add-mask::`, on tests and lengths (`${#TOKEN}`), and on secrets whose name says that they are none (client ids,
names, addresses).

## Why it breaks

Logs are read by more people than secrets are, are kept for months and are copied to other systems. GitHub
replaces a secret in the log by `***` only where it stands there whole, as it is stored or in one of a few encodings: a
cut, a reversed or re-quoted text, a part of a JSON document, or a secret that came out of a Key Vault during the run
is shown in clear text.

## How to fix it

Do not print it. To see whether it is there, test for it (`test -n "$TOKEN"`) or print its length. Give it to a tool
through a pipe. Tell the runner about every secret that is fetched during the run before anything else:
`echo "::add-mask::$TOKEN"`. Store the parts of a JSON document as secrets of their own.

## When to ignore it

When what is stored as a secret is none.

## References

- [GitHub: using secrets; what is redacted and what is not](https://docs.github.com/actions/reference/security/secrets#automatically-redacted-secrets)
- [GitHub: masking a value in a log](https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log)
- [GitHub: do not use structured data as a secret](https://docs.github.com/actions/reference/security/secure-use#use-secrets-for-sensitive-information)
- [azure/appservice-settings: mask-inputs](https://github.com/Azure/appservice-settings#readme)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from linter.model import Carried, Command, Job, Location, Mask, Named, Problem, Severity, Sink, Step, Target, Wiring

ID = "secret-in-log"
GROUP = "exposure"
SEVERITY = Severity.ERROR
SUMMARY = "A workflow prints a secret into its log."
PRECISION = "high"
SECURITY_SEVERITY = 7.5
CODES: tuple[str, ...] = ()

_SHOWN = frozenset({Sink.LOG, Sink.SUMMARY})
_DEBUG = frozenset({"ACTIONS_STEP_DEBUG", "ACTIONS_RUNNER_DEBUG"})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every place where a secret reaches a log, each once."""
    for job in wiring.jobs:
        seen: set[Location] = set()
        for problem in chain.from_iterable(map(_printed, job.steps)):
            seen.add(problem.location)
            yield problem
        for problem in chain(_debugging(job), chain.from_iterable(map(_unmasked, job.steps))):
            if problem.location not in seen:
                seen.add(problem.location)
                yield problem


def _printed(step: Step) -> Iterator[Problem]:
    for command in step.commands:
        if step.script and command.sinks & _SHOWN:
            for carried in command.prints:
                location = step.script.location(carried.start, carried.end)
                yield Problem(location, _message(carried, command), carried.what)
        if step.script and command.traced:
            for carried in chain.from_iterable(word.secrets for word in command.words):
                if carried.mask is Mask.NOBODY:
                    yield Problem(step.script.location(carried.start, carried.end), _traced(carried), carried.what)


def _message(carried: Carried, command: Command) -> str:
    if carried.start == command.start and command.name:
        return (
            f"{command.subcommand} writes {carried.what} to the log, and GitHub does not mask it. Send it where it is needed,"
            " ask for another field with --query, or switch the answer off with --output none."
        )
    if carried.mask is Mask.NOBODY:
        return (
            f"This writes {carried.what} to the log, and GitHub does not mask it, for it is not, or no longer, what is stored"
            " as a secret. Do not print it, and announce what is fetched during the run with ::add-mask:: first."
        )
    return (
        f"This writes {carried.what} to the log; GitHub masks it only where it stands whole and unchanged. Do not print it:"
        " test whether it is there (test -n), or hand it to the tool that needs it through a pipe."
    )


def _traced(carried: Carried) -> str:
    return (
        f"set -x writes this command with {carried.what} to the log, and GitHub does not mask it. Switch tracing off"
        " (set +x), or announce the value with ::add-mask:: first."
    )


def _unmasked(step: Step) -> Iterator[Problem]:
    for named in (*step.inputs, *step.environment_variables):
        for part in named.unmasked:
            yield Problem(
                named.location,
                f"{named.name} takes {part}. The log masks the document as a whole and not its parts, so this one is shown in"
                " clear text wherever a step prints it. Store it as a secret of its own.",
                named.name,
            )
    masking = step.input("mask-inputs")
    if masking and masking.value.reveal().lower() == "false":
        yield Problem(
            masking.location,
            "mask-inputs: false lets this step write the values of its settings to the log. Remove it; true is the default.",
            "mask-inputs",
        )


def _debugging(job: Job) -> Iterator[Problem]:
    for step in job.steps:
        for named in step.environment_variables:
            if named.name in _DEBUG and named.value.reveal().lower() == "true" and any(map(_has_secrets, job.steps)):
                yield Problem(
                    named.location,
                    f"{named.name} is forced on in a job that handles secrets: debug logs repeat inputs and variables, also in"
                    " forms that GitHub does not mask. Leave it to a re-run with debug logging.",
                    named.name,
                )


def _has_secrets(step: Step) -> bool:
    return any(map(_is_secret, (*step.inputs, *step.environment_variables))) or bool(
        step.script and "${{ secrets." in step.script.reveal()
    )


def _is_secret(named: Named) -> bool:
    return named.value.reference(Target.GITHUB_SECRET) is not None
