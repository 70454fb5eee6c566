"""What is found in a file is the same alone, in any batch, and in a whole run."""

from __future__ import annotations

import json
import pickle
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linting import lay_out

from linter import cli
from linter.configuration.config import Config
from linter.discovery.discover import discover
from linter.names.environments import Environments
from linter.wire import wire

SHOP = Path(__file__).parent / "fixtures" / "repos" / "shop"
FILES = sorted(str(path.relative_to(SHOP)) for path in SHOP.rglob("*") if path.is_file())

Found = set[tuple[str, str, int, str]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shop")
    lay_out(SHOP, folder)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def found_in(*paths: str) -> Found:
    cli.main(["--no-config", "--jobs", "1", "-f", "json:found.lint", *paths])
    findings = json.loads(Path("found.lint").read_text(encoding="utf-8"))["findings"]
    return {(f["rule"], f["path"], f["line"], f["fingerprint"]) for f in findings}


@pytest.fixture(scope="module")
def whole(shop: Path) -> Found:
    return found_in()


@given(batch=st.sets(st.sampled_from(FILES), min_size=1, max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_finds_what_the_whole_run_finds_in_it(batch: set[str], whole: Found) -> None:
    assert found_in(*sorted(batch)) == {finding for finding in whole if finding[1] in batch}


ACROSS_FILES = {
    "borrowed-identity",
    "environment-mismatch",
    "half-overridden-credential",
    "missing-restart-on-rotation",
    "secret-shared-by-clients",
}


def test_the_sample_has_findings_that_take_several_files(whole: Found) -> None:
    """Without them the tests here would hold little."""
    assert {rule for rule, *_ in whole} >= ACROSS_FILES


@given(batch_of=st.lists(st.integers(0, 3), min_size=len(FILES), max_size=len(FILES)))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_batches_together_find_what_the_whole_run_finds(batch_of: list[int], whole: Found) -> None:
    batches: dict[int, list[str]] = {}
    for file, number in zip(FILES, batch_of, strict=True):
        batches.setdefault(number, []).append(file)
    found = [found_in(*batch) for batch in batches.values()]
    assert set().union(*found) == whole
    assert sum(map(len, found)) == len(whole)


@pytest.mark.parametrize("rule", sorted(ACROSS_FILES))
def test_a_file_alone_finds_what_takes_others(rule: str, whole: Found) -> None:
    path = min(path for own, path, *_ in whole if own == rule)
    assert found_in(path) == {finding for finding in whole if finding[1] == path}


def test_it_does_not_matter_where_one_stands(whole: Found, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "src" / "Shop.Api")
    below = found_in()
    assert {(rule, f"src/Shop.Api/{path}", line, mark) for rule, path, line, mark in below} == {
        finding for finding in whole if finding[1].startswith("src/Shop.Api/")
    }


def test_the_wiring_can_be_shipped(shop: Path) -> None:
    """Facts are immutable and serialisable: what one process reads, another may judge."""
    found = discover(["."], root=shop, config=Config())
    wiring = wire(found.sources, Environments(), jobs=1)
    assert pickle.loads(pickle.dumps(wiring)) == wiring


def test_workers_find_what_one_process_finds(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.wire._WORTH_WORKERS", 1)
    found = discover(["."], root=shop, config=Config())
    assert wire(found.sources, Environments(), jobs=2) == wire(found.sources, Environments(), jobs=1)
