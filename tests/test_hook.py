"""The pre-commit hooks: which files they take, and the real ``pre-commit`` running them."""

import json
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
import yaml

from linter.discovery.families import is_candidate

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text("utf-8"))
}

TAKEN = """
    appsettings.json
    src/Web.Shopping.HttpAggregator/appsettings.json
    src/appsettings.Production.json
    src/AppSettings.Docker.json
    src/AdminSite/appsettings.Development.json.rename
    functions/local.settings.json
    apps/SalesOrderSaga/local.settings.json.example
    tests/appsettings.secrets.json
    deploy/webapp-settings.json
    config/settings.jsonc
    .env
    .env.production
    .env.docker.example
    backend/api/.env.sample
    web/.env-staging
    base/porter-build-context.env
    ops/prod.env
    src/main/resources/application.properties
    src/main/resources/application-prod.properties
    src/main/resources/application.yml
    src/main/resources/bootstrap.yaml
    src/main/resources/bootstrap-dev.properties
    Web.config
    src/Site/web.Release.config
    src/Worker/App.config
    src/Worker/Worker.exe.config
    docker-compose.override.yml
    compose.yaml
    charts/shop/values.yaml
    charts/shop/values-prod.yaml
    deploy/prod/values.yml
    charts/shop/templates/secret-provider-class.yaml
    charts/shop/templates/deployment.yaml.gotmpl
    clusters/production/apps/release.yaml
    k8s/überweisung/deployment prod.yaml
    .github/workflows/deploy.yml
    .github/actions/login/action.yaml
    action.yml
    infra/main.bicep
    infra/main.prod.bicepparam
    infra/azuredeploy.json
    infra/azuredeploy.parameters.prod.json
    infra/module2.jsonc
    infra/parameters.json5
    .flaskenv
    env.example
""".strip().splitlines()

LEFT = """
    README.md
    src/Program.cs
    src/appsettings.cs
    src/environment.ts
    src/environments/environment.prod.ts
    src/.env.ts
    src/env.d.ts
    src/.env.config.mjs
    tests/.env.test.py
    notes/env
    .envrc
    .environment
    src/Startup.config.cs
    docs/values.yaml.md
    package-lock.json
    web/npm-shrinkwrap.json
    web/pnpm-lock.yaml
    node_modules/config/appsettings.json
    web/node_modules/.bin/values.yaml
    src/packages.lock.json
    image.png
    Dockerfile
    infra/main.tf
""".strip().splitlines()

SECRET_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
CLIENT_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def takes(path: str) -> bool:
    """What pre-commit does with ``files`` and ``exclude``: it searches, in the path as git writes it."""
    hook = HOOKS["lint-config"]
    return bool(re.search(hook["files"], path)) and not re.search(hook["exclude"], path)


@pytest.mark.parametrize("path", [path.strip() for path in TAKEN])
def test_takes(path: str) -> None:
    assert takes(path)


@pytest.mark.parametrize("path", [path.strip() for path in LEFT])
def test_leaves(path: str) -> None:
    assert not takes(path)


STEMS = "appsettings .env .flaskenv application env production.env values-é web".split()
ENDS = "bicep bicepparam config dist env example json json5 jsonc local properties template tmpl yaml yml".split()
NAMES = [".".join(parts) for n in range(3) for parts in product(STEMS, *[ENDS] * n)]


def test_takes_every_name_that_the_linter_would_read() -> None:
    read = [name for name in NAMES if is_candidate(name)]
    assert read
    assert [name for name in read if not takes(f"a folder/{name}")] == []


@pytest.mark.parametrize("path", [path.strip() for path in TAKEN])
def test_the_linter_would_read_what_the_hook_takes(path: str) -> None:
    assert is_candidate(path)


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person who is nobody in particular, whatever the machine's own configuration."""
    identity = ("-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def app_settings(secret: str) -> str:
    azure_ad = {"TenantId": "common", "ClientId": CLIENT_ID, "ClientSecret": secret}
    return json.dumps({"AzureAd": azure_ad}, indent=2)


class Repository:
    """A scratch repository that uses the hooks and has a ``rules`` package of its own."""

    def __init__(self, folder: Path, hooks: Path, cache: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PRE_COMMIT_HOME": str(cache), "PYTHONUTF8": "1"}
        self.environment.pop("GIT_INDEX_FILE", None)
        git(folder, "init", "-q")
        self.write("rules/__init__.py", "raise ImportError('the rules of the repository that is linted')\n")
        self.write("linter.py", "raise ImportError('a module of the repository that is linted')\n")
        own = [{"id": name} for name in HOOKS]
        config = {"repos": [{"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD").strip(), "hooks": own}]}
        self.write(".pre-commit-config.yaml", json.dumps(config))

    def write(self, path: str, text: str, *, add: bool = True) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if add:
            git(self.folder, "add", path)

    def run(self, hook: str, *options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pre_commit", "run", hook, "--color=never", *options]
        ran = subprocess.run(
            command, cwd=self.folder, env=self.environment, check=False, capture_output=True, encoding="utf-8"
        )
        return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def hooks(product: Path) -> Path:
    """The product's source, committed: what ``repo:`` of a pre-commit configuration names."""
    git(product, "init", "-q")
    git(product, "add", "-A")
    git(product, "commit", "-q", "-m", "as it stands")
    return product


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def repository(tmp_path: Path, hooks: Path, cache: Path) -> Repository:
    folder = tmp_path / "Größe und more"
    folder.mkdir()
    return Repository(folder, hooks, cache)


@pytest.mark.network
def test_pre_commit_runs_the_changed_files(repository: Repository) -> None:
    repository.write("src/über den Shop/appsettings.Production.json", app_settings(SECRET_ID))
    repository.write("src/quiet.json", "{}")
    repository.write("notes.txt", "nothing to read here")
    code, output = repository.run("lint-config")
    assert code == 1
    assert "secret-id-as-secret" in output
    assert "src/über den Shop/appsettings.Production.json" in output
    assert "exit code: 1" in output


@pytest.mark.network
def test_pre_commit_may_split_many_files_over_runs(repository: Repository) -> None:
    folder = "/".join(["ü" * 120] * 2)  # 480 bytes, so that a command line has no room for all of them
    for number in range(300):
        secret = SECRET_ID if number in (0, 299) else ""
        repository.write(f"{folder}/{number:03}/appsettings.json", app_settings(secret), add=False)
    git(repository.folder, "add", "-A")
    code, output = repository.run("lint-config", "--verbose")
    assert code == 1
    assert "/000/appsettings.json" in output
    assert "/299/appsettings.json" in output
    assert len(re.findall(r"in \d+ of \d+ files", output)) > 1  # it was split indeed


@pytest.mark.network
def test_pre_commit_passes_clean_files(repository: Repository) -> None:
    repository.write("appsettings.json", app_settings(""))
    code, output = repository.run("lint-config")
    assert code == 0, output
    assert "Passed" in output


@pytest.mark.network
def test_pre_commit_skips_a_change_of_other_files(repository: Repository) -> None:
    repository.write("notes.txt", "nothing to read here")
    code, output = repository.run("lint-config", "--files", "notes.txt")
    assert code == 0, output
    assert "no files to check" in output


@pytest.mark.network
def test_pre_commit_runs_the_whole_repository_whatever_changed(repository: Repository) -> None:
    repository.write("app/appsettings.json", app_settings(SECRET_ID))
    repository.write("README.md", "A shop.\n")
    code, output = repository.run("lint-config-repository", "--files", "README.md")
    assert code == 1
    assert "secret-id-as-secret" in output
    assert "app/appsettings.json" in output
