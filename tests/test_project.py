"""The shape of the house: who may import whom, rules complete, files small, docs fresh."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from linter.model import Rule
from linter.plugins import load_rules

CHECKOUT = Path(__file__).parents[1]
PRODUCT = sorted(file for folder in ("linter", "rules") for file in (CHECKOUT / folder).rglob("*.py"))
FIXTURES = CHECKOUT / "tests" / "fixtures" / "rules"

RULES = [rule for rule in load_rules() if getattr(rule, "__name__", "").startswith("linter.rules.")]
HEADINGS = ["What it finds", "Why it breaks", "How to fix it", "When to ignore it", "References"]


def module_name(file: Path) -> str:
    """``linter/model/value.py`` → ``linter.model.value``; ``rules`` are ``linter.rules`` when they run."""
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    parts = ("linter", *parts) if parts[0] == "rules" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in PRODUCT}


def imports(module: str) -> Iterator[str]:
    """The modules of ours that a module imports, at its top or anywhere else."""
    file = MODULES[module]
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                if f"{origin}.{alias.name}" in MODULES:
                    yield f"{origin}.{alias.name}"
                elif origin in MODULES:
                    yield origin


IMPORTS = {module: set(imports(module)) for module in MODULES}

# Small modules that know one thing and nothing of the flow: everyone may ask them.
LEAVES = {
    "credentials",
    "decoding",
    "excerpts",
    "globs",
    "grammars",
    "intervals",
    "known_secrets",
    "paths",
    "patterns",
    "suggestions",
}

# Who may import whom, besides itself: packages by name, any other module is a step of the flow.
KNOWLEDGE = {"model", "leaf", "names", "values"}
JOINED = KNOWLEDGE | {"effective", "chain"}
MAY_IMPORT = {
    "model": set[str](),
    "leaf": KNOWLEDGE,
    "names": {"model", "leaf"},
    "values": {"model", "leaf", "names"},
    "parsers": KNOWLEDGE,
    "shell": KNOWLEDGE,
    "extractors": KNOWLEDGE | {"parsers", "shell"},  # a value may hold JSON, YAML or a script of its own
    "effective": KNOWLEDGE,
    "chain": KNOWLEDGE | {"effective"},
    "inventory": KNOWLEDGE | {"effective"},
    "credential_map": JOINED,
    "rules": JOINED | {"inventory"},  # and nobody imports rules: they arrive through an entry point
    "reports": {"model", "leaf"},
    "configuration": KNOWLEDGE,
    "discovery": KNOWLEDGE | {"configuration"},
    "acceptance": KNOWLEDGE | {"parsers", "configuration", "step"},
    "pages": KNOWLEDGE | {"step"},
    "step": JOINED
    | {"parsers", "extractors", "reports", "inventory", "credential_map"}
    | {"configuration", "discovery", "acceptance", "pages"},
}


def layer(module: str) -> str:
    name = module.split(".")[1] if "." in module else "leaf"  # linter/__init__.py holds the version
    if name in MAY_IMPORT:
        return name
    return "leaf" if name in LEAVES else "step"


def package_of(module: str) -> str:
    """The package right below ``linter``, or the module itself where it is in none."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_what_its_layer_may(module: str) -> None:
    own = layer(module)
    wrong = {name for name in IMPORTS[module] if layer(name) not in MAY_IMPORT[own] | {own}}
    assert not wrong, (
        "a module that knows one thing and is no step of the flow belongs into LEAVES or a package of knowledge"
    )


def test_imports_run_in_no_circle() -> None:
    # A package is the door of its modules: they may know each other.
    graph = {
        module: {name for name in IMPORTS[module] if not name.startswith(f"{module}.")} - {module} for module in MODULES
    }
    list(TopologicalSorter(graph).static_order())


def test_packages_know_each_other_in_one_direction() -> None:
    graph: dict[str, set[str]] = {}
    for module, names in IMPORTS.items():
        graph.setdefault(package_of(module), set()).update(map(package_of, names))
    list(TopologicalSorter({package: names - {package} for package, names in graph.items()}).static_order())


@pytest.mark.parametrize("file", PRODUCT, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_is_small_enough_to_read(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 350


def test_no_module_is_a_drawer() -> None:
    """A name that does not say what is in a module lets anything in."""
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc", "core"}
    assert [name for name in MODULES if name.rpartition(".")[2] in drawers] == []


def test_every_rule_is_listed_and_named_after_its_file() -> None:
    assert {(rule.GROUP, rule.ID) for rule in RULES} == {
        (file.parent.name, file.stem.replace("_", "-"))
        for file in (CHECKOUT / "rules").glob("*/*.py")
        if file.name != "__init__.py"
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.ID)
def test_a_rule_is_documented_under_the_fixed_headings(rule: Rule) -> None:
    summary, *sections = re.split(r"^## (.+)$", rule.__doc__ or "", flags=re.M)
    assert summary.strip()
    assert sections[::2] == HEADINGS
    assert all(section.strip() for section in sections[1::2])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.ID)
def test_a_rule_names_codes_as_digits(rule: Rule) -> None:
    assert all(code.isdigit() for code in rule.CODES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.ID)
def test_a_rule_has_bad_and_ok_examples(rule: Rule) -> None:
    folder = FIXTURES / rule.ID
    bad = {case.name for case in folder.glob("bad*") if case.suffix != ".out"}
    assert bad
    assert list(folder.glob("ok*"))
    assert {snapshot.name.removesuffix(".out") for snapshot in folder.glob("*.out")} == bad


def test_every_fixture_folder_is_of_a_rule() -> None:
    assert {folder.name for folder in FIXTURES.glob("*")} <= {rule.ID for rule in RULES}


def test_rule_pages_are_fresh() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "linter.pages.rules", "--check"],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr


def test_every_package_is_shipped() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    packages = {name for name, file in MODULES.items() if file.name == "__init__.py"}
    assert set(settings["tool"]["setuptools"]["packages"]) == packages


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = re.findall(r"^```console\n(.+)\n```$", (CHECKOUT / "README.md").read_text("utf-8"), re.M)
    (tests,) = [command for command in commands if "pytest" in shlex.split(command)[-1]]
    assert tests in (CHECKOUT / ".ci" / "run").read_text("utf-8")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return [file for name in listed.stdout.split("\0") if name and (file := CHECKOUT / name).is_file()]


def test_speaks_of_the_product_only() -> None:
    """Nothing of the machines it is written on; put together here, so that this file passes too."""
    places = ["/" + "work/", "/" + "tmp/venv", "/" + "tmp/corpora", "/" + "tmp/brief", ".." + "/shared"]
    texts = {file: file.read_text("utf-8", errors="replace") for file in tracked_files()}
    found = [(str(file.relative_to(CHECKOUT)), place) for file in texts for place in places if place in texts[file]]
    assert found == []
