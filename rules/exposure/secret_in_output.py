"""An output carries a secret.

## What it finds

- An output of a Bicep or ARM template that carries a secret: `listKeys()`, `listSecrets()` and their kin, a secure
  parameter or one that ought to be (`clientSecret`, or what becomes a vault's secret), or a name that says so. Silent on
  outputs that are `@secure()` or of a secure type, and on those that only tell whether there is a secret.
- A step that writes a secret to `$GITHUB_OUTPUT` or `$GITHUB_ENV` (in bash and PowerShell, also with `::set-output`).
- An output of a job whose value is a secret.

It is silent on ids and names, and on a value that the script announced with `::add-mask::` before it wrote it.

## Why it breaks

Outputs of a deployment are kept in its history, where everyone with read access to the resource group can read them.
What is in `$GITHUB_ENV` every later step of the job gets, third-party actions too; what is in `$GITHUB_OUTPUT` is no
longer one of GitHub's secrets: a value fetched during the run is printed unmasked, and an output of a job
that holds a secret is dropped with a warning, so that the next job signs in with an empty secret.

## How to fix it

Templates: read the secret where it is needed (`existing` resource and `listKeys()` there), write it into a Key Vault
and output its name, or mark the output `@secure()`. Workflows: fetch the secret in the step that needs it, or put
it into that step's `env:`; if it must be passed on, announce it with `echo "::add-mask::$VALUE"` first.

## When to ignore it

When what looks like a secret is none.

## References

- [Bicep linter: outputs-should-not-contain-secrets](https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-outputs-should-not-contain-secrets)
- [Bicep: secure outputs](https://learn.microsoft.com/azure/azure-resource-manager/bicep/outputs#secure-outputs)
- [GitHub: masking and passing a secret between jobs](https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Carried, Job, Mask, Output, Problem, Severity, Sink, Step, Wiring

ID = "secret-in-output"
GROUP = "exposure"
SEVERITY = Severity.WARNING
SUMMARY = "An output of a template, a step or a job carries a secret."
PRECISION = "high"
SECURITY_SEVERITY = 6.0
CODES: tuple[str, ...] = ()

_FILES = {Sink.OUTPUT: "an output of this step", Sink.ENVIRONMENT: "the environment of all later steps"}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every output that carries a secret."""
    yield from map(_of_template, wiring.outputs)
    for job in wiring.jobs:
        yield from _of_job(job)
        for step in job.steps:
            yield from _of_step(step)


def _of_template(output: Output) -> Problem:
    return Problem(
        output.location,
        f"Output {output.name!r} carries {output.carries}: everyone who can read the deployment's history can read it. Read the"
        " secret where it is needed, output the name of a vault secret, or mark the output as secure.",
        output.name,
    )


def _of_job(job: Job) -> Iterator[Problem]:
    for named in job.outputs:
        for what in named.secrets:
            yield Problem(
                named.location,
                f"Output {named.name!r} of the job is {what}: GitHub drops outputs that hold a secret, and the next job gets an"
                " empty one. Use the secret there directly.",
                named.name,
            )


def _of_step(step: Step) -> Iterator[Problem]:
    for command in step.commands:
        for sink, place in _FILES.items():
            if sink in command.sinks and step.script:
                for carried in filter(_counts, command.prints):
                    location = step.script.location(carried.start, carried.end)
                    yield Problem(location, _message(carried, place), sink.value)


def _counts(carried: Carried) -> bool:
    return carried.certain and carried.mask is not Mask.SCRIPT and not carried.issued_by_github


def _message(carried: Carried, place: str) -> str:
    if carried.mask is Mask.NOBODY:
        return (
            f"This writes {carried.what} to {place}, and GitHub does not mask it from there on. Fetch it in the step that needs"
            " it, or announce it with ::add-mask:: before it is passed on."
        )
    return (
        f"This writes {carried.what} to {place}, where every action of the job can read it. Give it to the step that needs it"
        " in that step's env: instead."
    )
