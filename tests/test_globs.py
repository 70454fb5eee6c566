from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.globs import compile_globs


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("appsettings.json", "appsettings.json"),
        ("appsettings.json", "src/api/appsettings.json"),
        ("src/appsettings.json", "src/appsettings.json"),
        ("./src/*.json", "src/appsettings.json"),
        ("samples/**", "samples/a/b.yaml"),
        ("samples/", "samples/a/b.yaml"),
        ("samples", "docs/samples/a.yaml"),
        ("/samples", "samples/a.yaml"),
        ("**/test/**", "test/a.yaml"),
        ("**/test/**", "a/b/test/c/d.yaml"),
        ("a/**/z.json", "a/z.json"),
        ("a/**/z.json", "a/b/c/z.json"),
        ("values-{dev,prod}.yaml", "chart/values-prod.yaml"),
        ("values-[cd]*.yaml", "values-dev.yaml"),
        ("values-[!p]*.yaml", "values-dev.yaml"),
        ("a?.env", "ab.env"),
        ("a{b.env", "a{b.env"),
        ("a,b.env", "a,b.env"),
        ("größe (1)+.json", "größe (1)+.json"),
    ],
)
def test_fits(pattern: str, path: str) -> None:
    assert compile_globs(["nothing", pattern]).match(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("appsettings.json", "appsettings.json.bak"),
        ("src/*.json", "src/api/appsettings.json"),
        ("src/appsettings.json", "a/src/appsettings.json"),
        ("/samples", "docs/samples/a.yaml"),
        ("sample", "samples/a.yaml"),
        ("values-[!p]*.yaml", "values-prod.yaml"),
        ("a[!x]b", "a/b"),
        ("a.env", "axenv"),
        ("A.env", "a.env"),
    ],
)
def test_does_not_fit(pattern: str, path: str) -> None:
    assert not compile_globs([pattern]).match(path)


def test_nothing_fits_no_pattern() -> None:
    assert not compile_globs([]).match("")
    assert not compile_globs([]).match("a")


@given(st.text(alphabet="a*?[]!{},/.\\^-", max_size=12))
def test_every_text_is_a_pattern(pattern: str) -> None:
    compile_globs([pattern]).match("a/b.json")


@given(st.text(alphabet="ab./-_ ()+$", min_size=1).filter(lambda path: path.strip("/") == path and "//" not in path))
def test_a_plain_path_fits_itself(path: str) -> None:
    assert compile_globs([f"/{path}"]).match(path)
