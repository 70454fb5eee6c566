"""What a finding is known by: stable where it should be, and of no use to those who guess."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linter.fingerprints import fingerprints, trace, what
from linter.model import (
    Family,
    FileWiring,
    Finding,
    Problem,
    Role,
    Setting,
    Severity,
    Shape,
    Source,
    Value,
    ValueKind,
    Wiring,
)

HERE = os.path.abspath(".")  # noqa: PTH100
GUID = "11111111-2222-3333-4444-555555555555"
ENTRA = "abc8" + "Q~" + "d" * 34


def literal(text: str, shape: Shape = Shape.TEXT) -> Value:
    return Value(ValueKind.LITERAL, text, shape)


def fingerprint(
    value: Value,
    *,
    rule: str = "secret-literal",
    path: str = "a.env",
    key: str = "PWD",
    text: str = "{}",
    root: str = HERE,
) -> str:
    """The fingerprint of a finding at a value that stands in a text at ``{}``."""
    (only,) = all_fingerprints(value, rule=rule, path=path, key=key, text=text, root=root)
    return only


def all_fingerprints(
    value: Value,
    *,
    rule: str = "secret-literal",
    path: str = "a.env",
    key: str = "PWD",
    text: str = "{}",
    root: str = HERE,
) -> list[str]:
    source = Source(path, Family.DOTENV, text.replace("{}", value.reveal()))
    places = [match.start() for match in re.finditer(re.escape(value.reveal()), source.text)]
    locations = [source.location(place, place + len(value.reveal())) for place in places]
    settings = tuple(Setting(key, Role.OTHER_SECRET, value, location, location) for location in locations)
    findings = [Finding(rule, Severity.ERROR, Problem(location, "x", key)) for location in locations]
    wiring = Wiring((FileWiring(path, Family.DOTENV, settings=settings),))
    return fingerprints(findings, wiring, {path: source}, root)


def test_lines_and_layout_do_not_count() -> None:
    value = literal("Hunter2!")
    assert fingerprint(value, text="PWD={}") == fingerprint(value, text="\n# x\n\n  PWD = '{}'\nA=1")


def test_rule_key_and_file_count() -> None:
    value = literal("Hunter2!")
    others = [
        fingerprint(value, rule="damaged-secret"),
        fingerprint(value, key="PASSWORD"),
        fingerprint(value, path="b.env"),
    ]
    assert len({fingerprint(value), *others}) == 4
    assert fingerprint(value, key="pwd") == fingerprint(value, key="PWD")


def test_a_renamed_file_leaves_what_is_found_as_it_was() -> None:
    value = literal("Hunter2!")
    assert what(fingerprint(value)) == what(fingerprint(value, path="b/c.env"))
    assert fingerprint(value) != fingerprint(value, path="b/c.env")


def test_paths_count_from_the_root() -> None:
    value = literal("Hunter2!")
    assert fingerprint(value, path="a.env") == fingerprint(value, path="../x/a.env", root=os.path.abspath("../x"))  # noqa: PTH100


def test_several_alike_differ() -> None:
    first, second = all_fingerprints(literal("Hunter2!"), text="PWD={}\nPWD={}\n")
    assert first != second
    assert what(first) == what(second)


def test_a_new_secret_is_a_new_finding() -> None:
    entra = literal(ENTRA, Shape.ENTRA_SECRET)
    assert fingerprint(entra) != fingerprint(literal(ENTRA[:-1] + "e", Shape.ENTRA_SECRET))
    key = literal("x" * 88, Shape.PROVIDER_KEY)
    assert fingerprint(key) != fingerprint(literal("y" * 88, Shape.PROVIDER_KEY))
    guid = Value(ValueKind.GUID, GUID)
    assert fingerprint(guid) != fingerprint(Value(ValueKind.GUID, GUID.replace("1", "6")))
    assert fingerprint(guid) == fingerprint(Value(ValueKind.GUID, GUID.upper()))


def passwords(count: int) -> list[str]:
    some = random.Random(7)  # made up, the same in every run
    words = ["summer", "winter", "welcome", "dragon", "azure", "admin", "letmein", "monkey"]
    return list({f"{some.choice(words).title()}{some.randrange(10**4)}{some.choice('!?$#')}" for _ in range(count)})


def test_a_new_password_is_nearly_always_a_new_finding() -> None:
    prints = [fingerprint(literal(password)) for password in passwords(400)]
    unnoticed = sum(first == second for first, second in pairwise(prints))
    assert unnoticed / len(prints) < 0.05


def test_who_tries_a_list_of_passwords_is_left_with_many() -> None:
    candidates = passwords(6400)
    left = Counter(fingerprint(literal(password)) for password in candidates)
    assert min(left.values()) > len(candidates) / 64 / 2


def test_more_fingerprints_of_a_password_tell_nothing_more() -> None:
    candidates = passwords(3200)

    def everything(password: str) -> tuple[str, ...]:
        """What rules, files and keys without end would tell of one password."""
        places = [("secret-literal", "a.env", "A"), ("damaged-secret", "b.env", "B"), ("x", "c/d.env", "C:D")]
        value = literal(password)
        found = [fingerprint(value, rule=rule, path=path, key=key, text="{} x") for rule, path, key in places]
        return (*found, trace(value), trace(literal(password, Shape.CONNECTION_STRING)), _of_a_wider_finding(password))

    left = Counter(everything(password) for password in candidates)
    assert len(left) <= 64
    assert min(left.values()) > len(candidates) / 64 / 2


def _of_a_wider_finding(password: str) -> str:
    """The fingerprint of a finding that points at a whole line with the password in it."""
    source = Source("a.env", Family.DOTENV, f"PWD={password} # x")
    location = source.location(4, 4 + len(password))
    setting = Setting("PWD", Role.OTHER_SECRET, literal(password), location, location)
    finding = Finding("x", Severity.ERROR, Problem(source.location(0, len(source.text)), "x", "PWD"))
    return fingerprints(
        [finding], Wiring((FileWiring("a.env", Family.DOTENV, settings=(setting,)),)), {"a.env": source}, HERE
    )[0]


def test_a_phrase_that_has_the_length_of_an_older_entra_secret_is_no_random_text() -> None:
    phrase = "correct-horse-battery-staple-zebra"
    assert trace(literal(phrase, Shape.ENTRA_SECRET)) == trace(literal(phrase))
    assert len(trace(literal(phrase, Shape.ENTRA_SECRET))) <= 2
    assert len(trace(literal(ENTRA, Shape.ENTRA_SECRET))) == 16


def test_a_finding_beside_a_setting_is_known_by_its_own_text() -> None:
    def of(text: str) -> str:
        source = Source("a.env", Family.DOTENV, f"{text}PWD=Hunter2!")
        location = source.location(len(text) + 4, len(source.text))
        setting = Setting("PWD", Role.OTHER_SECRET, literal("Hunter2!"), location, location)
        finding = Finding("x", Severity.ERROR, Problem(source.location(0, len(text)), "x"))
        wiring = Wiring((FileWiring("a.env", Family.DOTENV, settings=(setting,)),))
        return fingerprints([finding], wiring, {"a.env": source}, HERE)[0]

    assert of("az login -p x") == of("az  login\n  -p x")
    assert len({of(f"az login -p {number}") for number in range(20)}) > 10


def test_a_finding_in_a_file_that_is_not_at_hand() -> None:
    source = Source("a.env", Family.DOTENV, "x")
    finding = Finding("x", Severity.ERROR, Problem(source.location(0, 1), "x"))
    assert re.fullmatch("[0-9a-f]{24}", fingerprints([finding], Wiring(), {}, HERE)[0])


@given(st.text(min_size=1, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_every_text_has_a_fingerprint(text: str, key: str, before: str) -> None:
    source = Source("a.env", Family.DOTENV, before + text)
    location = source.location(len(before), len(source.text))
    setting = Setting(key, Role.OTHER_SECRET, literal(text), location, location)
    finding = Finding("x", Severity.ERROR, Problem(location, "x", key))
    wiring = Wiring((FileWiring("a.env", Family.DOTENV, settings=(setting,)),))
    assert re.fullmatch("[0-9a-f]{24}", fingerprints([finding], wiring, {"a.env": source}, HERE)[0])
