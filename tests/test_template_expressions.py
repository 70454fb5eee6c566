"""What ARM and Bicep expressions refer to, call and spell out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.extractors.arm_expressions import read_expression
from linter.extractors.bicep_expressions import expressions_of
from linter.extractors.expression_reader import read
from linter.extractors.expression_tokens import ARM, BICEP, Dialect, Kind, tokens
from linter.extractors.expressions import HOLE, Expression
from linter.model import Scalar, Style


def arm(text: str) -> Expression:
    expression = read_expression(Scalar(text, 0, len(text), Style.DOUBLE))
    assert expression is not None
    return expression


def bicep(text: str) -> Expression:
    expression = expressions_of({"p"}, {"v"})(Scalar(text, 0, len(text), Style.EXPRESSION))
    assert expression is not None
    return expression


@pytest.mark.parametrize("text", ["", "[", "[]", "x", "[[literal]", "[1] and more", "a [parameters('p')]"])
def test_plain_texts_of_arm(text: str) -> None:
    assert read_expression(Scalar(text, 0, len(text))) is None


@pytest.mark.parametrize(
    ("text", "parameters", "variables"),
    [
        ("[parameters('p')]", ["p"], []),
        ("  [ Parameters( 'p' ) ] ", ["p"], []),
        ("[parameters('it''s')]", ["it's"], []),
        ("[concat(variables('v'), 'parameters(''x'')')]", [], ["v"]),
        ("[parameters(variables('v'))]", [], ["v"]),
        ("[x.parameters('p')]", [], []),
    ],
)
def test_references_of_arm(text: str, parameters: list[str], variables: list[str]) -> None:
    found = arm(text)
    assert [name.text for name in found.parameters] == parameters
    assert [name.text for name in found.variables] == variables


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("p", ["p"]),
        ("p.q", ["p"]),
        ("q.p", []),
        ("p()", []),
        ("'p'", []),
        ("'${p}'", ["p"]),
        ("'${'${p}'}'", ["p"]),
        ("'\\${p}'", []),
        ("'''${p}'''", []),
        ("{ p: 1 }", []),
        ("{\n  p: p\n}", ["p"]),
        ("a ? p : b", ["p"]),
        ("a ? b : p", ["p"]),
        ("// p\na", []),
        ("/* p */ a", []),
        ("P", []),
    ],
)
def test_references_of_bicep(text: str, parameters: list[str]) -> None:
    assert [name.text for name in bicep(text).parameters] == parameters


@pytest.mark.parametrize(
    ("expression", "sole"),
    [
        (arm("[parameters('p')]"), "p"),
        (arm("[ base64( parameters('p') ) ]"), "p"),
        (arm("[concat(parameters('p'))]"), "p"),
        (arm("[concat(parameters('p'), 'x')]"), ""),
        (arm("[parameters('p').q]"), ""),
        (arm("[if(parameters('p'), 1, 2)]"), ""),
        (bicep("p"), "p"),
        (bicep("string(p)"), "p"),
        (bicep("p.q"), ""),
        (bicep("p + p"), ""),
        (bicep("'${p}x'"), ""),
        (bicep("v"), ""),
    ],
)
def test_the_only_parameter(expression: Expression, sole: str) -> None:
    assert expression.sole_parameter == sole


@pytest.mark.parametrize(
    ("expression", "spelled"),
    [
        (arm("[concat('a', parameters('p'), 'b')]"), [f"a{HOLE}b"]),
        (arm("[concat('a', concat('b', variables('v')), 'c')]"), [f"ab{HOLE}c"]),
        (arm("[concat('it''s', if(true, 'x', 'y'))]"), ["x", "y", f"it's{HOLE}"]),
        (arm("[if(equals(1, 2), concat('a', 'b'), '')]"), ["ab"]),
        (arm("[format('{0}/it''s/{1}{7}', parameters('p'), 'x')]"), [f"{HOLE}/it's/{HOLE}{{7}}", "x"]),
        (arm("[format('{0}')]"), ["{0}"]),
        (arm("[format('{0}{0}', 1)]"), [f"{HOLE}{HOLE}"]),
        (bicep("format('a{0:N}b', p)"), [f"a{HOLE}b"]),
        (bicep("'a${p}b'"), [f"a{HOLE}b"]),
        (bicep("'a${'x${p}'}b'"), [f"x{HOLE}", f"a{HOLE}b"]),
        (bicep("'\\u{41}\\'\\n'"), ["A'\n"]),
        (bicep("c ? '''\nraw ${x}''' : ''"), ["raw ${x}"]),
    ],
)
def test_texts(expression: Expression, spelled: list[str]) -> None:
    assert [text.text for text in expression.texts] == spelled


@pytest.mark.parametrize(
    "code",
    ["[concat('it''s ', parameters('p'), ' over ', 'there')]", "[format('{0} it''s {0} over there {1}', 1, 2)]"],
)
def test_a_text_knows_where_its_letters_stand(code: str) -> None:
    (text,) = arm(code).texts
    start = text.text.index("there")
    first, last = text.span(start, start + 5)
    assert code[first:last] == "there"


def test_calls_and_members() -> None:
    found = bicep("kv.getSecret('n', v).x['secretUriWithVersion']")
    (call,) = found.calls
    assert (call.name, call.receiver, call.literal(0), call.literal(1), call.literal(2)) == (
        "getSecret",
        "kv",
        "n",
        "",
        "",
    )
    assert [member.text for member in found.members] == ["x", "secretUriWithVersion"]


FRAGMENTS = [*"'{}()[].,: \n\\a", "''", "'''", "${", "concat(", "format('{0}',", "parameters('p')"]


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=30).map("".join), st.sampled_from([ARM, BICEP])
)
def test_any_text_is_read(text: str, dialect: Dialect) -> None:
    stream = list(tokens(text, dialect))
    assert [token.start for token in stream] == sorted(token.start for token in stream)
    assert all(0 <= token.start <= token.end <= len(text) for token in stream)
    opened = sum(token.kind is Kind.QUOTE for token in stream)
    assert opened == sum(token.kind is Kind.UNQUOTE for token in stream)
    found = read(stream)
    for name in (*found.symbols, *found.members):
        assert 0 <= name.start <= name.end <= len(text)
    for spelled in found.texts:
        for piece in spelled.pieces:
            assert 0 <= piece.source_offset < len(text)
