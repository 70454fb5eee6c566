"""The command as people meet it: arguments, exit codes, what goes where."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from linting import entra_secret

from linter import __version__, cli

GUID = "5f0c2d1e-7a94-4b8e-9a35-1f6f0f0e2b6d"
FAULTY = json.dumps({"AzureAd": {"ClientId": GUID, "ClientSecret": "0c9b7a3e-2f55-4d0a-8d51-6f9d5a1f7c44"}}, indent=2)
GHOST = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: {matchLabels: {app: shop}}
  template:
    spec:
      containers:
        - name: shop
          image: contoso.azurecr.io/shop:1
          env: [{name: AZURE_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: shop, key: client-secret}}}]
"""
CLEAN = json.dumps({"AzureAd": {"ClientId": GUID, "ClientSecret": ""}}, indent=2)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()  # so that nothing above it is looked at
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*argv: str) -> int:
    return cli.main(argv)


def test_clean_is_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(CLEAN)
    assert run() == 0
    assert "no findings" in capsys.readouterr().out


def test_findings_are_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    assert run() == 1
    out = capsys.readouterr().out
    assert "appsettings.json:4:22" in out
    assert "secret-id-as-secret" in out
    assert "0c9b7a3e" not in out


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"])
def test_the_exit_code_is_the_same_in_every_format(name: str, folder: Path) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    assert run("-f", name) == 1


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"])
def test_no_output_holds_a_secret(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = entra_secret("shown nowhere")
    (folder / "appsettings.json").write_text(FAULTY.replace("0c9b7a3e-2f55-4d0a-8d51-6f9d5a1f7c44", secret))
    assert run("-f", name) == 1
    captured = capsys.readouterr()
    assert secret not in captured.out + captured.err
    assert secret[8:] not in captured.out + captured.err


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(level: str, code: int, folder: Path) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    assert run("--fail-on", level) == code


def test_ignored_and_selected_rules(folder: Path) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    assert run("--ignore", "secret-id-as-secret") == 0
    assert run("--select", "keyvault") == 0
    assert run("--select", "value", "--ignore", "damaged-secret") == 1


def test_an_unknown_rule_is_2_and_suggests(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--select", "secret-id-as-secrets") == 2
    assert "secret-id-as-secret'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--jobs", "--expiry-days"])
@pytest.mark.parametrize("number", ["x", "-3", "1.5", ""])
def test_what_is_no_number_is_2(option: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(f"{option}={number}")
    assert stop.value.code == 2
    assert f"{number!r} is no whole number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("--enviroment prod", "no option --enviroment; did you mean '--environment'?"),
        ("--fail=error", "no option --fail=error; did you mean '--fail-on'?"),
        ("--qqq", "no option --qqq\n"),
        ("--config a.yml --no-config", "not allowed with"),
        ("--list-rules --list-files", "not allowed with"),
        ("--unsafe-fixes", "--fix or --diff"),
        ("--create-baseline known.json --fix", "--create-baseline"),
        ("--create-baseline known.json --diff", "--create-baseline"),
        ("--stdin-filename appsettings.json", 'the path "-"'),
        ("-f json -f sarif", "json and sarif would both go to standard output"),
        ("-f sarif:out -f text -f json:out", "sarif and json would both go to out; name a file, as in -f json:FILE"),
        ("--list-files -f json", "--list-files: it writes text to"),
        ("--list-credentials -f sarif", "--list-credentials: it writes text or json to"),
        ("--list-credentials -f json:out", "--list-credentials: it writes text or json to"),
    ],
)
def test_nothing_is_passed_over_in_silence(argv: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(*argv.split())
    assert stop.value.code == 2
    assert told in capsys.readouterr().err


def test_the_help_fits_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with pytest.raises(SystemExit):
        run("--help")
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 60


def test_without_a_repository_changes_are_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".git").rmdir()
    for options, told in (
        (["--staged"], "--staged"),
        (["--since", "HEAD"], "--since"),
        (["--staged", "--since", "HEAD"], "--staged and --since"),
    ):
        assert run(*options) == 2
        assert f"lint-config: {told}: this is no git repository" in capsys.readouterr().err


def test_an_unknown_path_is_3_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nowhere/appsettings.json") == 3
    assert "nowhere/appsettings.json" in capsys.readouterr().err


def test_a_binary_file_that_was_asked_for_is_3(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_bytes(b"\x00\x01\x02\x00secret\xff\x00" * 20)
    assert run("appsettings.json") == 3
    assert "appsettings.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", ["", "-q", "-q -f json", "--list-files", "--list-credentials", "--diff", "--create-baseline known.json"]
)
@pytest.mark.parametrize("path", ["nowhere/appsettings.json", "appsettings.json", "."])
def test_what_could_not_be_read_is_told_once_on_standard_error(
    options: str, path: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "appsettings.json").write_bytes(b"\x00\x01\x02\x00secret\xff\x00" * 20)
    (folder / "values.yaml").write_text("replicas: 1\n")
    assert run(*options.split(), path) == (0 if path == "." else 3)
    captured = capsys.readouterr()
    assert captured.err.count("appsettings.json: ") == 1
    assert "appsettings.json: " not in captured.out


def test_nothing_to_judge_is_0_with_a_remark(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "main.py").write_text("pass\n")
    assert run() == 0
    assert "no configuration file" in capsys.readouterr().err
    assert run("--list-files") == 0
    assert "no configuration file" in capsys.readouterr().err
    assert run("-q") == 0
    assert capsys.readouterr().err == ""
    assert run("-q", "--strict") == 2
    assert "no configuration file" in capsys.readouterr().err


def test_a_change_that_touches_nothing_is_told_as_that(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / "appsettings.json").write_text(FAULTY)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "x"], cwd=folder, check=True)
    assert run("--since", "HEAD") == 0
    assert "what changed since HEAD touches no finding; without --since all are told" in capsys.readouterr().err
    (folder / "appsettings.json").write_text(FAULTY.replace("0c9b", "0c9c"))
    assert run("--since", "HEAD") == 1
    assert capsys.readouterr().err == ""


def test_nothing_staged_is_told_as_that(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / "appsettings.json").write_text(FAULTY)
    assert run("--staged") == 0
    assert "the next commit changes no configuration file" in capsys.readouterr().err


def test_a_malformed_configuration_is_2_with_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".lint-config.yml").write_text("fail-on: warning\nexcluded: []\n")
    assert run() == 2
    error = capsys.readouterr().err
    assert ".lint-config.yml:2:1" in error
    assert "exclude" in error


def test_a_configured_baseline_that_is_missing_is_2_and_named_as_seen_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".lint-config.yml").write_text("baseline: known.json\n")
    (folder / "src").mkdir()
    monkeypatch.chdir(folder / "src")
    assert run() == 2
    assert "--create-baseline ../known.json makes one" in capsys.readouterr().err
    assert run("--create-baseline", "../known.json") == 0
    assert run() == 0


@pytest.mark.parametrize("option", ["--diff", "--fix"])
def test_that_nothing_can_be_corrected_is_told(option: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    (folder / "shop.yaml").write_text(GHOST)
    assert run(option, "appsettings.json") == 1
    assert capsys.readouterr().err == "lint-config: nothing can be corrected with certainty\n"
    assert run(option, "--unsafe-fixes", "appsettings.json") == 1
    assert capsys.readouterr().err == "lint-config: nothing can be corrected\n"
    assert run(option, "shop.yaml") == 1
    assert capsys.readouterr().err == (
        "lint-config: nothing can be corrected with certainty; --unsafe-fixes has 1 whose text is likely\n"
    )
    assert run(option, "-q") == 1
    assert run(option, "--select", "keyvault") == 0
    assert capsys.readouterr().err == ""


def test_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FAULTY.encode())))
    assert run("-", "--stdin-filename", "src/appsettings.Production.json") == 1
    assert "src/appsettings.Production.json:4:22" in capsys.readouterr().out


def test_outputs_to_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    assert run("-f", "text", "-f", "sarif:lint.sarif", "-f", "json:lint.json") == 1
    assert json.loads((folder / "lint.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((folder / "lint.json").read_text())["version"] == 1
    assert "1 error" in capsys.readouterr().out


def test_an_output_that_cannot_be_written_is_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(CLEAN)
    assert run("-f", "sarif:missing/lint.sarif") == 2
    assert "missing/lint.sarif" in capsys.readouterr().err


def test_questions_need_no_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list-rules") == 0
    assert "secret-id-as-secret" in capsys.readouterr().out
    assert run("--explain", "secret-id-as-secret") == 0
    assert "## How to fix it" in capsys.readouterr().out
    assert run("--explain", "AADSTS7000215") == 0
    assert "secret-id-as-secret" in capsys.readouterr().out
    assert run("--explain", "AADSTS1") == 2
    assert "https://login.microsoftonline.com/error?code=1 may tell" in capsys.readouterr().err
    assert run("--explain", "AADSTS700215") == 2
    assert "did you mean '7000215'?" in capsys.readouterr().err
    assert run("--explain", "pinned") == 2
    assert "did you mean 'pinned-keyvault-version'?" in capsys.readouterr().err
    assert run("--config-schema") == 0
    with pytest.raises(SystemExit) as stop:
        run("--version")
    assert stop.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_list_files_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(CLEAN)
    assert run("--list-files") == 0
    line = capsys.readouterr().out.splitlines()[0]
    assert line.split("  ")[0] == "appsettings.json"
    assert "app settings" in line


def test_a_fault_of_the_linter_is_3_and_quotes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("what was read: hunter2")

    monkeypatch.setattr(cli, "lint", fail)
    (folder / "appsettings.json").write_text(FAULTY)
    assert run() == 3
    error = capsys.readouterr().err
    assert "ValueError at test_cli.py" in error
    assert "hunter2" not in error
    assert "Traceback" not in error
