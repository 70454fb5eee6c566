"""The GitHub Action is valid, sound in the eyes of other linters, and its steps do what they promise."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {step.get("id", step["name"]): step for step in ACTION["runs"]["steps"]}
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))

FAKE = """#!/usr/bin/env bash
printf '%s\\n' "$@" >"$RUNNER_TEMP/arguments"
echo 'appsettings.json: ::error::a file name that speaks to the runner'
printf '%s' "$FAKE_SARIF" >"$RUNNER_TEMP/lint-config.sarif"
echo '1 finding' >"$RUNNER_TEMP/lint-config.md"
echo '::warning::finding' >"$RUNNER_TEMP/lint-config.commands"
exit "$FAKE_CODE"
"""
ANNOTATE = "inputs.upload-sarif != 'true' || github.event.pull_request.head.repo.fork == true"


class Ran:
    """What a step left behind."""

    def __init__(self, code: int, log: str, temp: Path) -> None:
        self.code = code
        self.log = log
        self.summary = (temp / "summary").read_text("utf-8")
        self.outputs = dict(line.split("=", 1) for line in (temp / "output").read_text("utf-8").splitlines())


def run(step: str, values: dict[str, str], temp: Path, folder: Path, **environment: str) -> Ran:
    """Run a step as a runner does: expressions put into ``env``, the script in bash with ``-eo pipefail``."""
    inputs = {f"inputs.{name}": field["default"] for name, field in ACTION["inputs"].items()}
    known = inputs | {ANNOTATE: "false"} | values
    declared = {
        name: re.sub(r"\$\{\{ (.+?) \}\}", lambda match: known[match[1]], text)
        for name, text in STEPS[step]["env"].items()
    }
    for file in ("output", "summary"):
        (temp / file).touch()
    runner = {
        "RUNNER_TEMP": str(temp),
        "GITHUB_OUTPUT": str(temp / "output"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary"),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]]
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **runner, **declared, **environment},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return Ran(ran.returncode, ran.stdout + ran.stderr, temp)


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    (tmp_path / "temp").mkdir()
    return tmp_path / "temp"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


@pytest.fixture
def fake(tmp_path: Path) -> dict[str, str]:
    """Scripts of which ``lint-config`` writes down its arguments."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "lint-config").write_text(FAKE)
    (scripts / "lint-config").chmod(0o755)
    (scripts / "python").symlink_to(sys.executable)
    return {"steps.install.outputs.scripts": str(scripts)}


def sarif(*results: dict[str, object]) -> str:
    return json.dumps({"runs": [{"results": results}]})


def test_every_input_reaches_the_command(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    inputs = {
        "inputs.paths": "src\ninfra with blanks\n\n--help",
        "inputs.environment": "prod",
        "inputs.fail-on": "error",
        "inputs.config": "my config.yml",
        "inputs.baseline": "baseline.json",
        "inputs.inventory": "apps.json",
    }
    ran = run("lint", fake | inputs, temp, workspace, FAKE_CODE="0", FAKE_SARIF=sarif())
    assert ran.code == 0, ran.log
    assert (temp / "arguments").read_text().splitlines() == [
        *("-f", "text", "-f", f"sarif:{temp}/lint-config.sarif"),
        *("-f", f"markdown:{temp}/lint-config.md", "-f", f"github:{temp}/lint-config.commands"),
        *("--fail-on", "error", "--environment", "prod", "--config", "my config.yml"),
        *("--baseline", "baseline.json", "--inventory", "apps.json"),
        *("--", "src", "infra with blanks", "--help"),
    ]


def test_defaults_lint_the_workspace(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    run("lint", fake, temp, workspace, FAKE_CODE="0", FAKE_SARIF=sarif())
    arguments = (temp / "arguments").read_text().splitlines()
    assert arguments[8:] == ["--", "."]


@pytest.mark.parametrize("code", ["0", "1", "2", "3"])
def test_outputs_tell_what_happened(code: str, fake: dict[str, str], temp: Path, workspace: Path) -> None:
    log = sarif({"ruleId": "a"}, {"ruleId": "b", "suppressions": [{"kind": "inSource"}]}, {"ruleId": "c"})
    ran = run("lint", fake, temp, workspace, FAKE_CODE=code, FAKE_SARIF=log)
    assert ran.code == int(code)
    assert ran.outputs == {
        "exit-code": code,
        "findings": "2",
        "sarif-file": str(temp / "lint-config.sarif"),
    }
    assert ran.summary == "1 finding\n"


def test_without_a_sarif_file_there_is_nothing_to_upload(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    (temp / "lint-config.sarif").write_text("of an earlier run")
    ran = run("lint", fake, temp, workspace, FAKE_CODE="2", FAKE_SARIF="")
    assert (ran.code, ran.outputs) == (2, {"exit-code": "2"})


def test_no_summary_on_request(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    ran = run("lint", fake | {"inputs.summary": "false"}, temp, workspace, FAKE_CODE="0", FAKE_SARIF=sarif())
    assert ran.summary == ""


def test_what_is_linted_cannot_speak_to_the_runner(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    stop, _, resume = run("lint", fake, temp, workspace, FAKE_CODE="1", FAKE_SARIF=sarif()).log.splitlines()
    assert stop.startswith("::stop-commands::resume-")
    assert resume == f"::{stop.rpartition(':')[2]}::"


def test_annotates_where_code_scanning_does_not(fake: dict[str, str], temp: Path, workspace: Path) -> None:
    ran = run("lint", fake | {ANNOTATE: "true"}, temp, workspace, FAKE_CODE="1", FAKE_SARIF=sarif())
    assert ran.log.splitlines()[-1] == "::warning::finding"


@pytest.mark.parametrize("version", ["1.0 --index-url=x", "git+https://example", "../x", "1;id"])
def test_a_version_that_is_none_is_refused(version: str, temp: Path, workspace: Path) -> None:
    values = {"inputs.version": version, "steps.python.outputs.python-path": "false"}
    ran = run("install", values, temp, workspace)
    assert ran.code == 2
    assert "::error::" in ran.log


@pytest.mark.network
def test_installs_and_lints(product: Path, temp: Path, workspace: Path) -> None:
    (workspace / "pip.py").write_text("raise ImportError('a module of the repository that is linted')")
    (workspace / "linter.py").write_text("raise ImportError('a module of the repository that is linted')")
    python = {"steps.python.outputs.python-path": sys.executable}
    installed = run("install", python, temp, workspace, GITHUB_ACTION_PATH=str(product))
    assert installed.code == 0, installed.log

    azure_ad = {
        "TenantId": "common",
        "ClientId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "ClientSecret": "0f8fad5b-d9cb-469f-a165-70867728950e",
    }
    (workspace / "appsettings.json").write_text(json.dumps({"AzureAd": azure_ad}, indent=2))
    scripts = {"steps.install.outputs.scripts": installed.outputs["scripts"]}
    ran = run("lint", scripts, temp, workspace)
    assert ran.code == 1, ran.log
    assert ran.outputs["exit-code"] == "1"
    assert int(ran.outputs["findings"]) >= 1
    assert "secret-id-as-secret" in ran.summary
    assert "secret-id-as-secret" in Path(ran.outputs["sarif-file"]).read_text("utf-8")


def test_every_input_and_output_is_documented() -> None:
    page = (CHECKOUT / "docs" / "ci.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.M) == list(ACTION["inputs"])
    assert [name for name in ACTION["outputs"] if f"`{name}`" not in page] == []


def test_scripts_hold_no_expression() -> None:
    """An expression in a script is an injection; ``env`` is the only way in."""
    assert not [name for name, step in STEPS.items() if "${{" in step.get("run", "")]


@pytest.mark.parametrize("file", [CHECKOUT / "action.yml", *WORKFLOWS], ids=lambda file: file.name)
def test_every_action_is_pinned(file: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", file.read_text("utf-8"), re.M)
    pinned = re.compile(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$|\./(  #.*)?$")
    assert [line for line in used if not pinned.match(line)] == []


def test_the_upload_runs_even_after_findings() -> None:
    assert STEPS["Upload SARIF"]["if"].startswith("always() && ")


def check(*command: str) -> None:
    ran = subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_is_valid() -> None:
    check("check_jsonschema", "--builtin-schema", "vendor.github-actions", str(CHECKOUT / "action.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_are_valid(file: Path) -> None:
    check("check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file))


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed; .ci/run installs it with Go")
def test_actionlint_finds_nothing() -> None:
    ran = subprocess.run(["actionlint", *WORKFLOWS], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    files = [str(CHECKOUT / "action.yml"), *map(str, WORKFLOWS)]
    ran = subprocess.run([zizmor, "--offline", "-q", *files], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
