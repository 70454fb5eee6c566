"""The ``helm upgrade`` and ``helm install`` of a job: which chart, which values files, what is set."""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Command, Job, Location, Step, Word

from .script_paths import Directory, directories

# Options that take no value (https://helm.sh/docs/helm/helm_upgrade/#options).
_SWITCHES = frozenset(
    "-i --install --atomic --wait --debug --dry-run --create-namespace --force --reset-values --reuse-values"
    " --reset-then-reuse-values --devel --cleanup-on-fail --wait-for-jobs --no-hooks --dependency-update --skip-crds --verify"
    " --generate-name -g --replace --rollback-on-failure --insecure-skip-tls-verify --pass-credentials --plain-http"
    " --take-ownership --disable-openapi-validation --hide-notes --enable-dns --render-subchart-notes".split()
)
_BLOTTED = "EEEEE"  # what is left of ${{ }} in a word
_SETS = frozenset({"--set", "--set-string"})
_FILES = frozenset({"-f", "--values"})


class SetValue(NamedTuple):
    """One ``--set``: the values path, what it is set to (in words, empty for a plain text), and where."""

    path: str
    what: str
    location: Location


class HelmCommand(NamedTuple):
    """One command; ``chart`` and ``files`` are places. ``complete`` is false where one of them is computed."""

    chart: str
    files: tuple[str, ...]
    sets: tuple[SetValue, ...]
    location: Location
    complete: bool


def helm_commands(job: Job) -> Iterator[HelmCommand]:
    """The releases of a job's steps, of charts in folders."""
    for step in job.steps:
        for command, directory in directories(step):
            if command.name == "helm" and command.is_("helm upgrade", "helm install"):
                found = _read(command, step, directory)
                if found:
                    yield found


def _read(command: Command, step: Step, directory: Directory) -> HelmCommand | None:
    plain = list(_positional(command.words))
    if len(plain) < 3 or step.script is None:
        return None
    chart = directory.place(_filled(plain[2].reveal(), plain[2], step))
    given = [_filled(part, word, step) for text, word in _given(command.words, _FILES) for part in text.split(",")]
    files = [directory.place(file) for file in given]
    return HelmCommand(
        chart=chart or "",
        files=tuple(file for file in files if file),
        sets=tuple(_sets(command, step)),
        location=step.script.location(command.start, command.end),
        complete=bool(chart) and all(files),
    )


def _positional(words: tuple[Word, ...]) -> Iterator[Word]:
    takes_value = False
    for word in words:
        text = word.reveal()
        if text.startswith("-"):
            takes_value = "=" not in text and text not in _SWITCHES
        elif takes_value:
            takes_value = False
        else:
            yield word


def _given(words: tuple[Word, ...], names: frozenset[str]) -> Iterator[tuple[str, Word]]:
    """The value of each option of these names, and the word that it stands in."""
    for index, word in enumerate(words):
        name, equals, value = word.reveal().partition("=")
        if name in names and equals:
            yield value, word
        elif name in names and index + 1 < len(words):
            yield words[index + 1].reveal(), words[index + 1]


def _filled(text: str, word: Word, step: Step) -> str | None:
    """The text with the step's variables put in; None where something in it is not known here."""
    if not word.substituted:
        return text
    for named in step.environment_variables:
        if "${{" not in named.value.reveal():
            for spelled in (f"${{{named.name}}}", f"${named.name}"):
                text = text.replace(spelled, named.value.reveal())
    return None if _BLOTTED in text else text


def _sets(command: Command, step: Step) -> Iterator[SetValue]:
    for text, word in _given(command.words, _SETS):
        path, equals, _ = text.partition("=")
        if equals and step.script:
            where = step.script.location(word.start, word.end)
            yield SetValue(path, ", ".join(carried.what for carried in word.secrets), where)
