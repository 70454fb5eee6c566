"""The fixes of rules about parameters, permissions and workloads: what they fix is gone, and all else is as it was."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from linting import lay_out, lint

from linter.decoding import decode
from linter.fixes import fix
from linter.model import Family, Finding, Source
from linter.plugins import load_rules

RULES = {rule.ID: rule for rule in load_rules()}
FIXTURES = Path(__file__).parent / "fixtures" / "rules"
FIXABLE = ("insecure-secret-parameter", "missing-id-token-permission", "missing-restart-on-rotation")
CASES = [case for rule in FIXABLE for case in sorted((FIXTURES / rule).glob("bad*")) if case.suffix != ".out"]

LOGIN = """
    steps:
      - uses: azure/login@v2
        with:
          client-id: ${{ vars.CLIENT_ID }}
          tenant-id: ${{ vars.TENANT_ID }}
"""


def applied(folder: Path, findings: list[Finding]) -> None:
    """Write the files with all fixes in them."""
    for path in {finding.location.path for finding in findings}:
        file = folder / path
        source = Source(path, Family.DOTENV, decode(file.read_bytes())[0])
        fixes = [f.problem.fix for f in findings if f.problem.fix and f.location.path == path]
        file.write_bytes(fix(source, fixes).text.encode())


def fixed(folder: Path, monkeypatch: pytest.MonkeyPatch, rule: str, name: str, text: str) -> tuple[str, bool]:
    """One file with the fixes of one rule applied, and whether these are safe."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    monkeypatch.chdir(folder)
    findings = lint(folder, [RULES[rule]])
    assert findings
    safe = {found.problem.fix.safe for found in findings if found.problem.fix}
    applied(folder, findings)
    return path.read_bytes().decode(), safe == {True}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_has_a_fix_is_gone_after_it(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(case, tmp_path)
    monkeypatch.chdir(tmp_path)
    rules = [RULES[case.parent.name], RULES["unparsable-file"]]
    before = lint(tmp_path, rules)
    applied(tmp_path, before)
    left = {finding.problem.key for finding in lint(tmp_path, rules)}
    assert left == {finding.problem.key for finding in before if not finding.problem.fix}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_bicep_parameter_gets_a_line_above_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    before = f"param x int{end}// about it{end}@description('x'){end}param pwd string{end}"
    text, safe = fixed(tmp_path, monkeypatch, "insecure-secret-parameter", "main.bicep", before)
    assert text == f"param x int{end}// about it{end}@description('x'){end}@secure(){end}param pwd string{end}"
    assert safe


def test_an_indented_parameter_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = fixed(tmp_path, monkeypatch, "insecure-secret-parameter", "main.bicep", "  param password string\n")
    assert text == "  @secure()\n  param password string\n"


def workflow(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[str, bool]:
    name = ".github/workflows/w.yml"
    return fixed(folder, monkeypatch, "missing-id-token-permission", name, dedent(text).lstrip("\n"))


def test_a_job_without_permissions_gets_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, safe = workflow(tmp_path, monkeypatch, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest" + LOGIN)
    assert "  a:\n    permissions:\n      contents: read\n      id-token: write\n    runs-on" in text
    assert not safe  # whatever else the default token could do, it can no longer


def test_a_job_that_inherits_keeps_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "on: push\npermissions:\n  contents: read\n  packages: write\njobs:\n  a: # deploys\n    runs-on: x"
    text, safe = workflow(tmp_path, monkeypatch, head + LOGIN)
    block = "    permissions:\n      contents: read\n      packages: write\n      id-token: write\n"
    assert f"  a: # deploys\n{block}    runs-on: x\n" in text
    assert text.startswith("on: push\npermissions:\n  contents: read\n  packages: write\njobs:\n")
    assert safe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("permissions:\n      contents: read", "permissions:\n      id-token: write\n      contents: read"),
        ("permissions:\n      id-token: none", "permissions:\n      id-token: write"),
        ("permissions:\n      'id-token': \"read\"", "permissions:\n      'id-token': \"write\""),
        ("permissions: {}", "permissions: {id-token: write}"),
        ("permissions: {contents: read}", "permissions: {id-token: write, contents: read}"),
        ("permissions: { 'contents': read } # x", "permissions: { id-token: write, 'contents': read } # x"),
        ("permissions:\n      {contents: read}", "permissions:\n      {id-token: write, contents: read}"),
    ],
)
def test_the_permissions_of_a_job_get_one_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    head = "on: push\njobs:\n  a:\n    runs-on: x\n    "
    text, safe = workflow(tmp_path, monkeypatch, head + before + LOGIN)
    assert text == head + after + LOGIN
    assert safe


def test_permissions_of_another_job_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "  first:\n    runs-on: x\n    permissions: &shared {contents: read}\n    steps: []\n"
    before = f"on: push\njobs:\n{other}  a:\n    runs-on: x\n    permissions: *shared{LOGIN}"
    assert workflow(tmp_path, monkeypatch, before)[0] == before


def test_what_grants_everything_but_a_token_is_left_to_its_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = f"on: push\njobs:\n  a:\n    runs-on: x\n    permissions: read-all{LOGIN}"
    assert workflow(tmp_path, monkeypatch, before)[0] == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"value": "", "slotSetting": false', '"value": "", "slotSetting": true'),
        ('"value": ""', '"value": "", "slotSetting": true'),
        ('"value": "" /* of the vault */', '"value": "", "slotSetting": true /* of the vault */'),
        ('"value": "",\n "comment": ""', '"value": "", "slotSetting": true,\n "comment": ""'),
    ],
)
def test_a_setting_stays_with_its_slot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    text = (
        '[{"name": "A__ClientId", "value": "5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835", "slotSetting": true},\n'
        ' {"name": "A__ClientSecret", %s}]\n'
    )
    made = fixed(tmp_path, monkeypatch, "unsticky-slot-credential", "app-settings.json", text % before)
    assert made == (text % after, True)


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:{metadata}
spec:
  selector: {{}}
  template:
    spec:
      containers:
        - name: api
          image: shop
          envFrom: [{{secretRef: {{name: shop-credentials}}}}]
"""


AUTO = 'reloader.stakater.com/auto: "true"'


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("\n  name: shop", f"\n  annotations:\n    {AUTO}\n  name: shop"),
        (
            "\n  name: shop\n  annotations:\n      team: shop",
            f"\n  name: shop\n  annotations:\n      {AUTO}\n      team: shop",
        ),
        (
            "\n  name: shop\n  annotations: {team: shop} # ours",
            f"\n  name: shop\n  annotations: {{{AUTO}, team: shop}} # ours",
        ),
        ("\n  name: shop\n  annotations: {}", f"\n  name: shop\n  annotations: {{{AUTO}}}"),
        (" {name: shop}", f" {{annotations: {{{AUTO}}}, name: shop}}"),
    ],
)
def test_a_workload_is_annotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: str, expected: str) -> None:
    text = DEPLOYMENT.lstrip("\n")
    before, after = text.format(metadata=metadata), text.format(metadata=expected)
    assert fixed(tmp_path, monkeypatch, "missing-restart-on-rotation", "shop.yaml", before) == (after, False)
    # not safe: nothing tells whether Reloader runs in the cluster
