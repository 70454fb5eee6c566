"""A workflow resets a credential and deletes the other secrets of the app.

## What it finds

`az ad app credential reset` and `az ad sp credential reset` without `--append` in a script of a workflow or
composite action. A script that creates the app itself (`az ad app create`) has no other secrets to lose.

## Why it breaks

Without `--append` the command deletes every secret of the app registration before it adds the new one; with `--cert` or
`--create-cert` it deletes the certificates as well. Whoever else signs in with one of them (another environment, another
service, the instances that still run with the old one) fails at once with `AADSTS7000215`, until all have the new one.

## How to fix it

Add `--append`, roll the new secret out, see that it is used (sign-in logs), then delete the old one by its key id:
`az ad app credential delete --key-id`.

## When to ignore it

When the app has leaked a secret and everything must be cut off now; or when the app has a single user that is
updated in the same step.

## References

- [az ad app credential reset](https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-reset)
- [az ad sp credential reset](https://learn.microsoft.com/cli/azure/ad/sp/credential#az-ad-sp-credential-reset)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import Command, Edit, Fix, Problem, Script, Severity, Wiring, Word

ID = "destructive-credential-reset"
GROUP = "rotation"
SEVERITY = Severity.WARNING
SUMMARY = "A workflow resets a credential without --append and deletes the other secrets of the app."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("7000215",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every reset of a credential that does not keep the others."""
    for job in wiring.jobs:
        for step in job.steps:
            made_here = _makes_the_app(step.commands)
            for command in step.commands:
                if step.script and not made_here and _is_destructive(command):
                    yield _problem(command, step.script)


def _makes_the_app(commands: Iterable[Command]) -> bool:
    """Whether a script creates the app that it gives a secret: there are no others then."""
    return any(command.is_("az ad app create") for command in commands) and not any(
        command.is_("az ad app list", "az ad app show") for command in commands
    )


def _is_destructive(command: Command) -> bool:
    if not command.is_("az ad app credential reset", "az ad sp credential reset"):
        return False
    return not any(map(_may_say_append, ("", *map(Word.reveal, command.words)), command.words))


def _may_say_append(before: str, word: Word) -> bool:
    """Whether a word is the option, or holds options of which nothing is known."""
    text = word.reveal()
    if text.startswith(("--append", "--help", "-h")) or (text[:1] == "$" and "--append" in text):  # ${KEEP:+--append}
        return True
    return word.substituted and before[:1] != "-" and text[:1] != "-"


def _what_is_lost(command: Command) -> str:
    """What ``_reset_credential`` of Azure CLI's ``role/custom.py`` removes: certificates only to make room for a new one."""
    return (
        "every secret and every other certificate"
        if command.option("--cert", "--create-cert")
        else "every other secret"
    )


def _problem(command: Command, script: Script) -> Problem:
    reset = next(word for word in command.words if word.reveal().lower() == "reset")
    return Problem(
        script.location(command.start, reset.end),
        f"{command.subcommand} without --append deletes {_what_is_lost(command)} of the app: all who still use one fail with"
        " AADSTS7000215. Add --append, and delete the old one once the new one is in use.",
        command.subcommand,
        fix=Fix("Keep the other credentials: --append", (Edit(script.location(reset.end, reset.end), " --append"),)),
    )
