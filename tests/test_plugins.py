"""Rule packs are found where installers put them, and a broken one is named, never skipped."""

import importlib.metadata
import sys
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

from linter.plugins import GROUP, EntryPoint, PluginError, entry_points, load_rules

RULE = """
from linter.model import Severity

class Acme:
    '''An acme thing stands in the file.'''

    ID = "{id}"
    GROUP = "acme"
    SEVERITY = Severity.NOTE
    SUMMARY = "An acme thing."
    PRECISION = "high"
    SECURITY_SEVERITY = 1.0
    CODES = ()

    def check(self, wiring):
        yield from ()

RULES = (Acme(),)
"""


def install(site: Path, distribution: str, line: str, module: str = "") -> None:
    """Lay a distribution into a folder as an installer would, its module beside its metadata."""
    folder = site / distribution
    folder.mkdir(parents=True)
    (folder / "entry_points.txt").write_text(f"[console_scripts]\nx = y:z\n\n[{GROUP}]\n# ours\n{line}\n")
    if module:
        (site / f"{line.partition('=')[2].strip().partition(':')[0]}.py").write_text(dedent(module))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An import path of one empty folder besides the standard library's."""
    standard = [path for path in sys.path if not list(entry_points(GROUP, [path]))]
    monkeypatch.setattr(sys, "path", [str(tmp_path), *standard])
    return tmp_path


def test_finds_what_importlib_metadata_finds() -> None:
    expected = {(e.name, e.value) for e in importlib.metadata.entry_points(group="console_scripts")}
    assert {(e.name, e.value) for e in entry_points("console_scripts", sys.path)} == expected


def test_reads_wheels_and_development_installs_and_their_first_copy_only(tmp_path: Path) -> None:
    install(tmp_path / "first", "acme_rules-2.0.dist-info", "acme = new:RULES")
    install(tmp_path / "second", "acme.rules-1.0.dist-info", "acme = old:RULES")
    install(tmp_path / "second", "Acme_Rules.egg-info", "acme = older:RULES")
    install(tmp_path / "second", "other.egg-info", "other=other:RULES [extra]")
    found = list(entry_points(GROUP, [str(tmp_path / "first"), str(tmp_path / "second")]))
    assert found == [
        EntryPoint("acme", "new:RULES", "acme_rules"),
        EntryPoint("other", "other:RULES [extra]", "other"),
    ]


def test_ignores_archives_and_missing_folders(tmp_path: Path) -> None:
    archive = tmp_path / "packs.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("acme-1.dist-info/entry_points.txt", f"[{GROUP}]\nacme = acme:RULES\n")
    assert list(entry_points(GROUP, [str(archive), str(tmp_path / "missing")])) == []


def test_loads_every_pack(site: Path) -> None:
    install(site, "b-1.dist-info", "b = pack_b:RULES [extra]", RULE.format(id="b-rule"))
    install(site, "a-1.dist-info", "a = pack_a:RULES", RULE.format(id="a-rule"))
    assert [rule.ID for rule in load_rules()] == ["a-rule", "b-rule"]


def test_no_rules_at_all_is_an_error(site: Path) -> None:
    with pytest.raises(PluginError, match="no rules"):
        load_rules()


def test_a_repeated_id_names_both_packs(site: Path) -> None:
    install(site, "one-1.dist-info", "one = pack_one:RULES", RULE.format(id="same"))
    install(site, "two-1.dist-info", "two = pack_two:RULES", RULE.format(id="same"))
    with pytest.raises(PluginError, match=r"'two'.*'same' is already taken by .*'one'"):
        load_rules()


@pytest.mark.parametrize(
    ("module", "cause"),
    [
        ("import no_such_module", "ModuleNotFoundError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("RULE = ()", "AttributeError"),
        ("RULES = ()", "must name a tuple of rules"),
        ("RULES = []", "must name a tuple of rules"),
        ("RULES = (1,)", "has no ID"),
        (RULE.format(id="x").replace("ID =", "NAME ="), "Acme.* is no rule: it has no ID"),
        (RULE.format(id="x").replace("'''", "#"), "x is no rule: it has no docstring"),
        (RULE.format(id="x").replace("Severity.NOTE", "'note'"), "its SEVERITY is a str"),
        (RULE.format(id="x").replace("'''An", "'''").replace("check", "chek"), r"it has no check\(wiring\)"),
        (RULE.format(id="x").replace('"high"', '"sure"'), "its PRECISION is none of"),
        (RULE.format(id="x").replace("CODES = ()", "CODES = '7000215'"), "its CODES is a str"),
    ],
)
def test_a_broken_pack_is_named_with_its_cause(
    site: Path, module: str, cause: str, request: pytest.FixtureRequest
) -> None:
    name = f"broken_{abs(hash(request.node.name))}"  # a module is imported once a process
    install(site, "acme_rules-1.dist-info", f"acme = {name}:RULES", module)
    with pytest.raises(PluginError, match=f"(?s)'acme' of acme_rules .*{cause}"):
        load_rules()
