"""The gate: only what one environment gets is judged, and what it will use is told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from joining import join
from linting import lay_out
from pytest_snapshot.plugin import Snapshot

from linter import cli
from linter.credential_map.gate import Gate
from linter.model import Finding, Problem, Setting, Severity, Wiring
from linter.names.environments import Environments, UnknownEnvironmentError

REPOS = Path(__file__).parent / "fixtures" / "repos"


def at(setting: Setting) -> Finding:
    return Finding("made-up", Severity.ERROR, Problem(setting.location, "Something is wrong."))


def admitted(wiring: Wiring, environment: str) -> list[str]:
    """The places and keys of all settings in which a finding would pass the gate."""
    gate = Gate(wiring, Environments(wiring.aliases), environment)
    return sorted(f"{s.location.path} {s.key}" for s in wiring.settings if gate.admits(at(s)))


APP = {
    "src/appsettings.json": '{"AzureAd": {"ClientId": "a", "TenantId": "b"}}',
    "src/appsettings.Production.json": '{"AzureAd": {"ClientId": "c"}}',
    "src/appsettings.Staging.json": '{"AzureAd": {"TenantId": "d"}}',
}


def test_a_base_counts_where_the_environment_replaces_nothing() -> None:
    wiring = join(APP)
    assert admitted(wiring, "prod") == [
        "src/appsettings.Production.json AzureAd:ClientId",
        "src/appsettings.json AzureAd:TenantId",
    ]
    assert admitted(wiring, "staging") == [
        "src/appsettings.Staging.json AzureAd:TenantId",
        "src/appsettings.json AzureAd:ClientId",
    ]


def test_only_the_jobs_of_the_environment_count() -> None:
    wiring = join(
        {
            ".github/workflows/deploy.yml": """
                jobs:
                  build:
                    steps:
                      - env: {BUILD_TOKEN: '${{ secrets.BUILD }}'}
                        run: make
                  production:
                    environment: production
                    steps:
                      - env: {PROD_SECRET: '${{ secrets.A }}'}
                        run: make
                  staging:
                    environment: staging
                    steps:
                      - env: {STAGING_SECRET: '${{ secrets.B }}'}
                        run: make
                """,
        }
    )
    assert admitted(wiring, "prod") == [".github/workflows/deploy.yml PROD_SECRET"]


def test_a_reusable_workflow_counts_for_whoever_calls_it() -> None:
    wiring = join(
        {
            ".github/workflows/deploy.yml": """
                on: workflow_call
                jobs:
                  deploy:
                    environment: ${{ inputs.environment }}
                    steps:
                      - env: {CLIENT_SECRET: '${{ secrets.A }}'}
                        run: make
                """,
            **APP,
        }
    )
    assert ".github/workflows/deploy.yml CLIENT_SECRET" in admitted(wiring, "prod")


def test_the_callers_of_a_workflow_say_for_whom_it_counts() -> None:
    called, login = ".github/workflows/called.yml", "{uses: azure/login@v2, with: {client-id: '${{ secrets.ID }}'}}"
    files = {
        called: f"""
            on: {{workflow_call: {{inputs: {{environment: {{type: string}}}}}}}}
            jobs: {{deploy: {{environment: '${{{{ inputs.environment }}}}', steps: [{login}]}}}}
            """,
        ".github/workflows/prod.yml": "jobs: {a: {uses: ./.github/workflows/called.yml, with: {environment: production}}}\n",
        ".github/workflows/dev.yml": "jobs: {a: {environment: dev, steps: [{run: make, env: {CLIENT_ID: x}}]}}\n",
    }
    assert admitted(join(files), "prod") == [f"{called} client-id"]
    assert admitted(join(files), "dev") == [".github/workflows/dev.yml CLIENT_ID"]


def test_a_base_of_kustomizations_counts_for_those_that_take_it_in() -> None:
    secret = "kind: Secret\nmetadata: {name: web}\nstringData: {client-secret: made-up}\n"
    wiring = join(
        {
            "base/kustomization.yaml": "resources: [secret.yaml]\n",
            "base/secret.yaml": secret,
            "overlays/prod/kustomization.yaml": "resources: [../../base]\n",
            "overlays/staging/kustomization.yaml": "resources: [own.yaml]\n",
            "overlays/staging/own.yaml": secret,
        }
    )
    assert admitted(wiring, "prod") == ["base/secret.yaml Secret/web:client-secret"]
    assert admitted(wiring, "staging") == ["overlays/staging/own.yaml Secret/web:client-secret"]


def test_samples_are_deployed_nowhere() -> None:
    wiring = join({**APP, "src/.env.example": "CLIENT_SECRET=x\n", "src/a.env": "CLIENT_SECRET=x\n"})
    assert "src/a.env CLIENT_SECRET" in admitted(wiring, "prod")
    assert "src/.env.example CLIENT_SECRET" not in admitted(wiring, "prod")


def test_aliases_name_the_same_environment() -> None:
    wiring = join(APP)
    assert admitted(wiring, "Production") == admitted(wiring, "prod") == admitted(wiring, "live")


def test_a_declared_name_is_known_without_a_file() -> None:
    gate = Gate(join(APP), Environments({"prod-eu": ("europe",)}), "europe")
    assert gate.environment == "prod-eu"


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownEnvironmentError, match=r"'prdo'; did you mean 'prod'\?"):
        Gate(join(APP), Environments(), "prdo")


def lint_sample(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    lay_out(REPOS / name, folder)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)  # the sample is a repository of its own
    monkeypatch.chdir(folder)
    return cli.main(["--no-config", *options])


@pytest.mark.parametrize("environment", ["prod", "staging", "dev"])
def test_what_the_sample_deploys(
    environment: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    snapshot: Snapshot,
) -> None:
    lint_sample("shop", tmp_path, monkeypatch, "--environment", environment, "--color", "never")
    snapshot.snapshot_dir = REPOS
    snapshot.assert_match(capsys.readouterr().out, f"shop.gate-{environment}.out")


@pytest.mark.parametrize("environment", ["prod", "staging", "dev"])
def test_the_clean_twin_passes(
    environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = lint_sample("shop-clean", tmp_path, monkeypatch, "--environment", environment, "--fail-on", "note")
    assert code == 0, capsys.readouterr().out


def test_nothing_of_other_environments_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lint_sample("shop", tmp_path, monkeypatch, "--environment", "prod", "-f", "json")
    report = json.loads(capsys.readouterr().out)
    paths = " ".join(finding["path"] for finding in report["findings"])
    assert "Staging" not in paths
    assert "staging" not in paths
    assert report["summary"]["environment"] == "prod"
    assert {use["environment"] for use in report["environment_report"]} == {"prod"}


def test_an_unknown_environment_is_a_wrong_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint_sample("shop-clean", tmp_path, monkeypatch, "--environment", "prdo") == 2
    assert capsys.readouterr().err == (
        "lint-config: nothing here speaks of an environment named 'prdo'; did you mean 'prod'?"
        " There are dev, prod, staging\n"
    )


def test_a_name_that_is_empty_does_not_open_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    """As a variable of a pipeline may be."""
    assert cli.main(["--no-config", "--environment", " "]) == 2
    assert capsys.readouterr().err == "lint-config: --environment: the name is empty\n"
