"""The product as its users get it: a source tree, a wheel."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SHIPPED = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
    "action.yml",
    "linter",
    "rules",
)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the files that a release is made of, so that builds leave nothing in the checkout."""
    copy = tmp_path_factory.mktemp("product source")
    for name in SHIPPED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copy(source, copy)
    return copy


@pytest.fixture(scope="session")
def build_wheel() -> Callable[[Path, Path], Path]:
    """Builds the wheel of a source tree into a folder with the installed setuptools: no network."""

    def build(source: Path, into: Path) -> Path:
        code = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(into)]
        built = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
        return into / built.stdout.splitlines()[-1]

    return build


@pytest.fixture(scope="session")
def wheel(product: Path, build_wheel: Callable[[Path, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's wheel."""
    return build_wheel(product, tmp_path_factory.mktemp("wheel"))
