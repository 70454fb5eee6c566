"""Values of Helm that only those who deploy them name as such."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from linter.configuration.config import Config
from linter.discovery.discover import Discovery, discover
from linter.discovery.git import top
from linter.model import Family
from linter.names.environments import Environments
from linter.settling import settled

VALUES = "azureAd:\n  clientSecret: 3c9e1f7a-52b4-4d0e-9a6f-7b8c9d0e1f2a\n"
WORKFLOW = """
on: push
jobs:
  live:
    runs-on: ubuntu-latest
    steps:
      - run: |
          helm upgrade shop oci://registry.example/shop -f values.yaml \\
            --values=deploy/live.yaml
"""
APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source: {repoURL: "https://example.org/shop", path: chart, helm: {valueFiles: [../deploy/live.yaml]}}
"""
RELEASE = """
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart: {spec: {chart: ./chart}}
  valuesFrom: [{kind: ConfigMap, name: shop-values}]
"""
KUSTOMIZATION = """
resources: [release.yaml]
configMapGenerator: [{name: shop-values, files: [values.yaml=live.yaml]}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    write("deploy/live.yaml", VALUES)
    write("deploy/other.yaml", VALUES)
    return tmp_path


def write(path: str, text: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def found(*paths: str, always: bool = False) -> Discovery:
    here = Path.cwd()
    context = (str(here),) if paths != (".",) else ()
    looked = discover(paths, root=top(here) or here, config=Config(folder=str(here)), context=context, always=always)
    return settled(looked, Environments(), always=always)


def reasons(result: Discovery) -> dict[str, str]:
    return {source.path: source.reason for source in result.sources if source.family is Family.HELM_VALUES}


def test_by_a_command_of_a_workflow() -> None:
    write(".github/workflows/deploy.yml", WORKFLOW)
    result = found(".")
    assert reasons(result) == {"deploy/live.yaml": "named as values in .github/workflows/deploy.yml, line 8"}
    assert [file.path for file in result.listed] == [".github/workflows/deploy.yml", "deploy/live.yaml"]


def test_by_an_action_that_renders_a_chart() -> None:
    step = "{uses: azure/k8s-bake@v3, with: {renderEngine: helm, helmChart: chart, overrideFiles: deploy/live.yaml}}"
    write(".github/workflows/deploy.yml", f"on: push\njobs: {{a: {{environment: live, steps: [{step}]}}}}\n")
    assert list(reasons(found("."))) == ["deploy/live.yaml"]


def test_by_an_application_of_argo_cd() -> None:
    write("argo/shop.yaml", APPLICATION)
    assert list(reasons(found("."))) == ["deploy/live.yaml"]


def test_by_a_config_map_that_a_release_of_flux_takes() -> None:
    write("deploy/release.yaml", RELEASE)
    write("deploy/kustomization.yaml", KUSTOMIZATION)
    assert list(reasons(found("."))) == ["deploy/live.yaml"]


def test_a_config_map_that_no_release_takes_holds_something_else() -> None:
    write("deploy/kustomization.yaml", KUSTOMIZATION)
    assert reasons(found(".")) == {}


@pytest.mark.parametrize("command", ["kubectl apply -f deploy/live.yaml", "helm lint chart -f deploy/live.yaml"])
def test_other_commands_name_other_things(command: str) -> None:
    write(".github/workflows/deploy.yml", f"on: push\njobs: {{a: {{steps: [{{run: {command}}}]}}}}\n# helm upgrade\n")
    assert reasons(found(".")) == {}


def test_the_file_alone_is_what_it_is_in_a_whole_run() -> None:
    write(".github/workflows/deploy.yml", WORKFLOW)
    whole, alone = found("."), found("deploy/live.yaml")
    assert reasons(alone) == reasons(whole)
    assert alone.unknown == ()
    assert [source.path for source in alone.sources if not source.context] == ["deploy/live.yaml"]


def test_what_nobody_names_is_of_no_known_family_and_needs_no_context() -> None:
    write(".github/workflows/deploy.yml", WORKFLOW)
    result = found("deploy/other.yaml")
    assert (result.sources, result.unknown) == ((), ("deploy/other.yaml",))
    assert [source.path for source in found("deploy/other.yaml", always=True).sources] == [
        ".github/workflows/deploy.yml",
        "deploy/live.yaml",
    ]


def test_what_tells_nothing_or_is_no_mapping_is_not_asked_about() -> None:
    write(".github/workflows/deploy.yml", WORKFLOW)
    write("deploy/live.yaml", "replicas: 2\n")
    assert reasons(found(".")) == {}
    write("deploy/live.yaml", "- clientSecret\n")
    assert reasons(found(".")) == {}


def test_what_is_no_text_and_of_no_known_family_is_not_told_of() -> None:
    write("deploy/live.yaml", "clientSecret: \0\n")
    assert found(".").unreadable == ()
