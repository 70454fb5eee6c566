"""The mutation benchmark on the shipped examples: every fault that can be planted in a clean file is found."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from random import Random

import pytest
from linting import lay_out

CHECKOUT = Path(__file__).parents[1]
sys.path.append(str(CHECKOUT / "benchmarks"))

import mutation  # type: ignore[import-not-found]  # noqa: E402 - the benchmarks are no package

REPOS = Path(__file__).parent / "fixtures" / "repos"
RULES = mutation.load_rules()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[mutation.Outcome]:
    top = tmp_path_factory.mktemp("clean")
    lay_out(REPOS / "shop-clean", top)
    shutil.copytree(CHECKOUT / ".github", top / ".github", dirs_exist_ok=True)
    sources = mutation.clean_sources(top, RULES, 30, Random(0))
    return [outcome for source in sources for outcome in mutation.outcomes(source, RULES, Random(0))]


def test_every_planted_fault_is_found(results: list[mutation.Outcome]) -> None:
    missed = [f"{o.fault.rule} ({o.fault.what}) {o.path}:{o.line}" for o in results if not o.found]
    assert missed == []


def test_every_kind_of_fault_was_planted_or_needs_what_no_sample_has(results: list[mutation.Outcome]) -> None:
    planted = {outcome.fault.rule for outcome in results}
    assert {fault.rule for fault in mutation.FAULTS} - planted == set()


def test_a_fault_that_no_rule_looks_for_counts_as_missed(results: list[mutation.Outcome]) -> None:
    source = mutation.Source(".env", mutation.Family.DOTENV, "AZURE_TENANT_ID=common\n")
    fault = mutation.FAULTS[0]
    mutant = mutation.Mutant(source.text, 1)
    assert not mutation.is_found(fault, mutant, source, RULES)


def test_the_table_counts_by_rule_and_by_family(results: list[mutation.Outcome]) -> None:
    lines = list(mutation.table(results))
    assert lines[-2].startswith(f"all: {len(results)} of {len(results)}")
    assert lines[-1].startswith("of which in files that are deployed: ")
    assert "by rule:" in lines
