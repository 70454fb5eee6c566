"""The wheel in an environment of its own: the command, and rule packs of others beside it."""

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

import linter

PACKS = Path(__file__).parent / "fixtures" / "packs"
AZURE_AD = {
    "TenantId": "common",
    "ClientId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "ClientSecret": "0f8fad5b-d9cb-469f-a165-70867728950e",
}


class Environment:
    """A virtual environment that holds some wheels and, by reference, what they depend on."""

    def __init__(self, folder: Path, *wheels: Path) -> None:
        venv.create(folder, symlinks=True)
        variables = {"base": str(folder), "platbase": str(folder)}
        self.scripts = Path(sysconfig.get_path("scripts", "venv", variables))
        self.site = Path(sysconfig.get_path("purelib", "venv", variables))
        python = str(next(self.scripts.glob("python*")))
        command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
        subprocess.run([*command, *map(str, wheels)], check=True)
        # Appended to the import path: what the wheels hold comes first. No network is needed for the rest.
        (self.site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    def lint_config(self, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [str(self.scripts / "lint-config"), *arguments]
        return subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")


BuildPack = Callable[[str], Path]


@pytest.fixture(scope="session")
def build_pack(build_wheel: Callable[[Path, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> BuildPack:
    """Builds the wheel of a rule pack among the fixtures."""

    def build(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(PACKS / name, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
        return build_wheel(folder / "source", folder)

    return build


@pytest.fixture(scope="session")
def acme(wheel: Path, build_pack: BuildPack, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Ours and Acme's rules."""
    return Environment(tmp_path_factory.mktemp("environment") / "venv", wheel, build_pack("acme"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file in which both rule sets find something, and a ``rules`` package of its own."""
    (tmp_path / "appsettings.json").write_text(json.dumps({"AzureAd": AZURE_AD}, indent=2))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "__init__.py").write_text("raise ImportError('not ours')")
    return tmp_path


def test_prints_its_version(acme: Environment, folder: Path) -> None:
    ran = acme.lint_config("--version", folder=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert linter.__version__ in ran.stdout


def test_lints(acme: Environment, folder: Path) -> None:
    ran = acme.lint_config("appsettings.json", folder=folder)
    assert ran.returncode == 1, ran.stderr
    assert "secret-id-as-secret" in ran.stdout
    assert "acme-rule" in ran.stdout


def test_takes_no_name_that_belongs_to_others(acme: Environment) -> None:
    """``rules`` at the top of site-packages is django-rules'."""
    packages = {path.name for path in acme.site.iterdir() if path.suffix not in (".dist-info", ".pth")}
    assert packages - {"__pycache__"} == {"linter", "acme_rules"}


def test_holds_every_module_and_data_file(acme: Environment) -> None:
    """The list of packages in pyproject.toml is written by hand."""
    checkout = Path(__file__).parents[1]
    for source, installed in (("linter", "linter"), ("rules", "linter/rules")):
        wanted = {file.relative_to(checkout / source) for file in (checkout / source).rglob("*.*") if shipped(file)}
        missing = {path for path in wanted if not (acme.site / installed / path).is_file()}
        assert missing == set()


def shipped(file: Path) -> bool:
    return file.suffix in (".py", ".json", ".typed")


def test_a_pack_of_another_is_selectable(acme: Environment, folder: Path) -> None:
    for option in ("acme-rule", "acme"):
        ran = acme.lint_config("--select", option, "appsettings.json", folder=folder)
        assert ran.returncode == 1, ran.stderr
        assert "acme-rule" in ran.stdout
        assert "secret-id-as-secret" not in ran.stdout
    ran = acme.lint_config("--ignore", "acme-rule", "appsettings.json", folder=folder)
    assert "acme-rule" not in ran.stdout


def test_a_pack_of_another_is_documented(acme: Environment, folder: Path) -> None:
    assert "acme-rule" in acme.lint_config("--list-rules", folder=folder).stdout
    explained = acme.lint_config("--explain", "acme-rule", folder=folder)
    assert explained.returncode == 0, explained.stderr
    assert "whenever Acme rebuilds its directory" in explained.stdout


def test_a_broken_pack_is_named(wheel: Path, build_pack: BuildPack, folder: Path, tmp_path: Path) -> None:
    ran = Environment(tmp_path / "venv", wheel, build_pack("broken")).lint_config("appsettings.json", folder=folder)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "broken_rules" in ran.stderr
    assert "NoSuchName" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_empty_rule_set_is_no_pass(wheel: Path, folder: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv", wheel)
    (metadata,) = environment.site.glob("lint_config-*.dist-info")
    entry_points = metadata / "entry_points.txt"
    entry_points.write_text(entry_points.read_text().partition("[lint_config.rules]")[0])
    ran = environment.lint_config("appsettings.json", folder=folder)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "no rules" in ran.stderr


def test_the_wheel_holds_the_diagnoses(acme: Environment, folder: Path) -> None:
    explained = acme.lint_config("--explain", "AADSTS7000215", folder=folder)
    assert "## Check in this order" in explained.stdout, explained.stderr
