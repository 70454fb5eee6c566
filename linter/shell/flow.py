"""Follows secrets through a script: from variables and Azure into words, pipes, files and the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from linter.model import Carried, Command, Mask, Sink, Word
from linter.patterns import compile_late

from .arguments import given_to
from .held import Held, in_expression
from .names import Says, says, selects_secret
from .pipes import End, ends_of, said_to_runner
from .secret_names import gives_name, is_name_around, without_parts
from .sources import is_silenced, printed_by, prints_settings
from .starters import without_starters
from .syntax import Argument, Assignment, Part, PartKind, Pipeline, Stage, Statement

_IS_VARIABLE = compile_late(r"\$\{?[\w:]+\}?")
_QUIET = "azure_core_output"
_ADD_MASK = "::add-mask::"


class Flow:
    """One walk through a script's statements; ``commands`` grows as it goes."""

    def __init__(self, script: str, variables: Mapping[str, tuple[Held, ...]], *, quiet: bool) -> None:
        self.commands: list[Command] = []
        self._script = script
        self._texts: dict[str, str] = {}
        self._variables = dict(variables)
        self._masked: set[str] = set()
        self._quiet = quiet
        self._traced = False

    def run(self, statements: Iterable[Statement]) -> tuple[Held, ...]:
        """Walk on; what the statements print and somebody captures."""
        captured: list[Held] = []
        for statement in statements:
            if isinstance(statement, Assignment):
                self._assign(statement)
            else:
                captured.extend(self._run(statement))
        return tuple(captured)

    def _run(self, pipeline: Pipeline) -> Iterator[Held]:
        for stage, end in zip(pipeline.stages[: pipeline.own], ends_of(pipeline), strict=False):
            command = self._command(without_starters(stage), end)
            if Sink.CAPTURED in command.sinks:
                yield from map(_held_in, command.prints)

    def _command(self, stage: Stage, end: End) -> Command:
        for assignment in stage.assignments:
            self._assign(assignment)
        words = tuple(map(self._word, stage.words))
        given = self._word(stage.standard_input) if stage.standard_input else None
        expression = self._word(stage.expression) if stage.expression else None
        said = [*words[1:], *([given] if given else []), *([expression] if expression else [])]
        command = Command(_name(words), words[1:], stage.start, stage.end, traced=self._traced)
        silenced = is_silenced(command, quiet=self._quiet)
        sinks = said_to_runner(end.sinks, " ".join(word.reveal() for word in said))
        command = command._replace(
            prints=() if self._is_mask(said, stage) else _printed(command, given, expression, end),
            sinks=frozenset({Sink.NOWHERE}) if silenced else sinks,
            given=tuple(given_to(command, self._script)),
            prints_settings=prints_settings(command),
        )
        self._remember(command, given)
        if command.name or command.prints:
            self.commands.append(command)
        return command

    def _is_mask(self, said: Iterable[Word], stage: Stage) -> bool:
        """Whether it announces a secret to the runner; then the runner masks it from here on."""
        if not any(_ADD_MASK in word.reveal() for word in said):
            return False
        for word in (*stage.words, *([stage.expression] if stage.expression else [])):
            self._masked.update(part.text for part in word.parts if part.kind is not PartKind.SUBSTITUTION)
        return True

    def _remember(self, command: Command, given: Word | None) -> None:
        """What a command changes for those after it."""
        texts = [word.reveal() for word in command.words]
        if command.name == "set":
            for text in texts:
                if text[:1] in "-+" and "x" in text[1:]:
                    self._traced = text[0] == "-"
            if "xtrace" in texts:
                self._traced = "-o" in texts
        elif command.name == "read":
            held = tuple(map(_held_in, given.secrets)) if given else ()
            self._variables.update({text: held for text in texts if not text.startswith("-")})
        elif command.is_("az config set") and "core.output=none" in texts:
            self._quiet = True

    def _assign(self, assignment: Assignment) -> None:
        held = tuple(one for one in self._held(assignment.value.parts) if one.certain)
        name = assignment.name
        if name.lower().removeprefix("env:") == _QUIET:
            self._quiet = assignment.value.text.strip("\"'").lower() == "none"
        if not held and says(name) is Says.SECRET and self._is_unknown(assignment.value):
            held = (Held(f"${name}"),)
        if assignment.adds:
            held = (*self._variables.get(name, ()), *held)
        named = tuple(one._replace(what=f"${name} ({_bare(one.what)})") for one in held if one.what != f"${name}")
        self._texts[name] = assignment.value.text.strip("\"'")
        self._variables[name] = (*(one for one in held if one.what == f"${name}"), *named)
        self._masked.discard(name)

    def _is_unknown(self, value: Argument) -> bool:
        """Whether a value may be anything, a secret too, and not the name of one."""
        return any(map(self._may_be_secret, value.parts)) and not is_name_around(without_parts(self._script, value))

    def _may_be_secret(self, part: Part) -> bool:
        if part.judged or part.kind is PartKind.EXPRESSION or gives_name(part, self._script):
            return False
        if part.kind is PartKind.SUBSTITUTION:
            return True
        known = part.text in self._variables or part.text.isdigit() or says(part.text) is Says.HARMLESS
        return not known

    def _word(self, argument: Argument) -> Word:
        secrets = tuple(
            Carried(held.what, part.start, part.end, held.mask, held.certain, held.issued_by_github)
            for part in argument.parts
            for held in self._held((part,))
        )
        return Word(self._text(argument), argument.start, argument.end, secrets, substituted=bool(argument.parts))

    def _text(self, argument: Argument) -> str:
        """Its text, or that of the variable that it is."""
        if len(argument.parts) != 1 or not _IS_VARIABLE.fullmatch(argument.text):
            return argument.text
        return self._texts.get(argument.parts[0].text, argument.text)

    def _held(self, parts: Iterable[Part]) -> tuple[Held, ...]:
        """The secrets that parts of a word put in."""
        return tuple(held for part in parts for held in self._held_by(part))

    def _held_by(self, part: Part) -> Iterator[Held]:
        found: Iterable[Held]
        if part.kind is PartKind.SUBSTITUTION:
            found = self.run(part.statements)
        elif part.kind is PartKind.EXPRESSION:
            found = in_expression(part.text)
        else:
            found = self._in_variable(part.text)
        if part.judged or (part.member and not _is_secret_member(part.member)):
            found = ()
        for held in found:
            mask = Mask.SCRIPT if part.text in self._masked else held.mask
            yield held._replace(mask=Mask.NOBODY if part.cut else mask)

    def _in_variable(self, name: str) -> tuple[Held, ...]:
        """What a variable holds; one that nobody has set here holds what its name says."""
        if name in self._variables:
            return self._variables[name]
        return (Held(f"${name}"),) if says(name.removeprefix("env:")) is Says.SECRET else ()


def _name(words: tuple[Word, ...]) -> str:
    return words[0].reveal().rpartition("/")[2].removesuffix(".cmd").removesuffix(".exe").lower() if words else ""


def _printed(command: Command, given: Word | None, expression: Word | None, end: End) -> tuple[Carried, ...]:
    prints = printed_by(command, given, expression)
    return tuple(carried._replace(mask=Mask.NOBODY) if end.changed else carried for carried in prints)


def _held_in(carried: Carried) -> Held:
    return Held(carried.what, carried.mask, carried.certain, carried.issued_by_github)


def _bare(what: str) -> str:
    """``TOKEN (secrets.X)`` → ``secrets.X`` where another variable takes it over."""
    return what.partition("(")[2].removesuffix(")") if what.endswith(")") else what


def _is_secret_member(member: str) -> bool:
    """Whether ``$x.member`` still is a secret: a secret field, or a method that only changes its form."""
    return member.lower() in _FORMS or selects_secret(member)


_FORMS = frozenset("trim trimend trimstart replace tostring substring split toupper tolower value".split())
