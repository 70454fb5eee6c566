"""From paths to sources: what is read, what is left out, and what is said of the rest."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from linter.configuration.config import Config
from linter.discovery.discover import Discovery, discover, discover_index
from linter.discovery.git import top
from linter.model import Family, Source

SECRET = b'{"ClientSecret": ""}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def write(path: str, data: bytes = SECRET) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def found(*paths: str, exclude: Sequence[str] = (), **more: object) -> Discovery:
    here = Path.cwd()
    config = Config(folder=str(here), exclude=tuple(exclude))
    return discover(paths, root=top(here) or here, config=config, **more)  # type: ignore[arg-type] # passed through


def names(sources: Sequence[Source]) -> list[str]:
    return [source.path for source in sources]


def test_a_folder_without_git(folder: Path) -> None:
    for path in ("appsettings.json", "b/.env", "node_modules/a.env", "b/bin/appsettings.json", "readme.md"):
        write(path)
    result = found(".")
    assert names(result.sources) == ["appsettings.json", "b/.env"]
    assert result.seen == 3
    assert result.sources[0].family is Family.APP_SETTINGS
    assert result.sources[0].reason == "named appsettings.json"


def test_a_folder_counts_as_git_does(folder: Path) -> None:
    git("init", "-q")
    write(".gitignore", b"ignored.env\nout/\n")
    for path in ("a.env", "ignored.env", "out/b.env", "bin/c.env", "gone.env"):
        write(path)
    git("add", "a.env", "gone.env")
    Path("gone.env").unlink()
    assert names(found(".").sources) == ["a.env", "bin/c.env"]
    assert names(found("ignored.env").sources) == ["ignored.env"], "a file given by name is always read"
    assert names(found("out").sources) == ["out/b.env"], "and so is a folder"


def test_without_git_at_hand_ignored_files_are_read_and_that_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q")
    write(".gitignore", b"*.env\n")
    write("a.env")
    monkeypatch.setenv("PATH", "")
    result = found(".")
    assert names(result.sources) == ["a.env"]
    assert "git is not installed" in result.notices[0]


def test_paths_are_relative_to_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("x/a.env")
    write("y/b.env")
    monkeypatch.chdir("x")
    assert names(found(".", "../y").sources) == ["a.env", "../y/b.env"]
    assert names(found(str(folder / "x" / "a.env")).sources) == ["a.env"]


def test_the_family_is_the_same_wherever_one_stands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    write("chart/Chart.yaml", b"name: x\n")
    write("chart/templates/secret.yaml", b"a: secret\n")
    write("app/prod.yaml", b"clientId: x\n")
    write("app/staging.yaml", b"clientId: x\n")
    families = {listed.path: listed.family for listed in found(".").listed}
    assert families == {
        "app/prod.yaml": Family.HELM_VALUES,
        "app/staging.yaml": Family.HELM_VALUES,
        "chart/templates/secret.yaml": Family.HELM_TEMPLATE,
    }
    monkeypatch.chdir("chart/templates")
    assert found("secret.yaml").listed[0].family is Family.HELM_TEMPLATE
    assert found("../../app/prod.yaml").listed[0].family is Family.HELM_VALUES


def test_a_file_is_read_once(folder: Path) -> None:
    write("a/b.env")
    Path("link.env").symlink_to("a/b.env")
    Path("folder").symlink_to("a")
    Path("a/circle").symlink_to(".")
    assert names(found(".", "a", "a/b.env", "link.env", "folder").sources) == ["a/b.env"]


def test_links_lead_nowhere_else(folder: Path) -> None:
    write("../elsewhere/c.env")
    write("a.env")
    Path("link.env").symlink_to("../elsewhere/c.env")
    Path("broken.env").symlink_to("nowhere")
    Path("folder").symlink_to("../elsewhere")
    assert names(found(".").sources) == ["a.env"]
    assert names(found("link.env").sources) == ["../elsewhere/c.env"], "unless one asks for them"


def test_excluded_files(folder: Path) -> None:
    write("a.env")
    write("samples/b.env")
    assert names(found(".", exclude=["samples/**"]).sources) == ["a.env"]
    assert names(found("samples/b.env", exclude=["samples/**"]).sources) == ["samples/b.env"]
    assert names(found("samples/b.env", "a.env", exclude=["samples/**"], force_exclude=True).sources) == ["a.env"]


def test_paths_that_do_not_exist(folder: Path) -> None:
    os.mkfifo("pipe.env")
    result = found("nowhere", "pipe.env")
    assert [(one.path, one.reason) for one in result.failed] == [
        ("nowhere", "there is no such file or folder"),
        ("pipe.env", "it is neither a file nor a folder"),
    ]
    assert found(".").failed == ()


def test_files_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("binary.env", b"secret\0\1\2")
    monkeypatch.setattr("linter.discovery.discover.LARGEST", 30)
    write("large.env", b"#" * 31)
    write("small.env", b"secret=" + b"#" * 23)
    result = found(".")
    assert names(result.sources) == ["small.env"]
    assert [one.path for one in result.unreadable] == ["binary.env", "large.env"]
    assert "not text" in result.unreadable[0].reason
    assert "larger than" in result.unreadable[1].reason
    assert result.failed == ()
    assert found("binary.env").failed == found("binary.env").unreadable
    beside = found("small.env", context=["."])
    assert [one.path for one in beside.unreadable] == ["binary.env", "large.env"]
    assert beside.failed == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read(folder: Path) -> None:
    write("a.env").chmod(0)
    assert found(".").unreadable[0].reason == "Permission denied"


def test_files_of_no_known_family(folder: Path) -> None:
    write("notes.txt")
    write("people.json", b"[]")
    result = found("notes.txt", "people.json")
    assert result.unknown == ("notes.txt", "people.json")
    assert (result.sources, result.failed, result.unreadable) == ((), (), ())
    assert found(".").unknown == ()


def test_files_that_speak_of_no_credential_are_listed_and_not_parsed(folder: Path) -> None:
    write("values.yaml", b"replicas: 2\n")
    result = found(".")
    assert result.sources == ()
    assert [(one.path, one.reason) for one in result.listed] == [("values.yaml", "named values.yaml")]


def test_encodings(folder: Path) -> None:
    write("appsettings.json", SECRET.decode().encode("utf-16"))
    (source,) = found(".").sources
    assert (source.text, source.encoding) == (SECRET.decode(), "utf-16-le")


def test_standard_input(folder: Path) -> None:
    (source,) = found("-", stdin=SECRET, stdin_filename="src/appsettings.json").sources
    assert (source.path, source.text, source.family) == ("src/appsettings.json", SECRET.decode(), Family.APP_SETTINGS)
    manifest = b"apiVersion: v1\nkind: Secret\n"
    assert found("-", stdin=manifest).sources[0].path == "<stdin>"
    assert found("-", stdin=b'{"AzureAd": {"ClientId": ""}}').sources[0].family is Family.APP_SETTINGS
    assert found("-", stdin=b"hello").unknown == ("<stdin>",)
    assert found("-", stdin=b"\0", stdin_filename="a.env").failed[0].path == "a.env"
    assert found("-", stdin=b"secret\0", stdin_filename="a.env").failed[0].path == "a.env"


def test_context_is_read_but_not_reported(folder: Path) -> None:
    write("a.env")
    write("b.env")
    result = found("a.env", context=[".", "nowhere"])
    assert [(source.path, source.context) for source in result.sources] == [("a.env", False), ("b.env", True)]
    assert result.failed == ()


def test_the_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    write("sub/old.env")
    write("sub/readme.md")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    write("sub/new.env", b"secret=staged")
    git("add", "-A")
    write("sub/new.env", b"secret=changed since")
    write("sub/untracked.env")
    monkeypatch.chdir("sub")
    result = discover_index(folder, config=Config())
    assert [(source.path, source.text, source.context) for source in result.sources] == [
        ("new.env", "secret=staged", False),
        ("old.env", SECRET.decode(), True),
    ]
    assert discover_index(folder, config=Config(folder=str(folder), exclude=("old.env",))).seen == 1
    for paths, asked in (["new.env"], True), (["../sub"], True), (["old.env"], False), (["ne"], False):
        narrowed = discover_index(folder, config=Config(), paths=paths).sources
        assert [source.path for source in narrowed if not source.context] == ["new.env"] * asked


def test_the_index_holds_what_is_asked_for_by_name(folder: Path) -> None:
    git("init", "-q")
    write("gone.env")
    write("changed.env")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    write("untracked.env")
    Path("gone.env").unlink()
    paths = ["gone.env", "changed.env", "untracked.env", ".", "nowhere.env", "now"]
    failed = discover_index(folder, config=Config(), paths=paths).failed
    assert [(one.path, one.reason) for one in failed] == [
        ("nowhere.env", "there is no such file or folder"),
        ("now", "there is no such file or folder"),
    ]


def test_context_is_read_where_there_is_something_to_judge(folder: Path) -> None:
    """A commit that touches no credential is not worth reading a large repository for."""
    git("init", "-q")
    write("old.env")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    write("plain.env", b"REPLICAS=2")
    git("add", "plain.env")
    context = (str(folder),)
    assert found("plain.env", context=context).sources == ()
    assert [source.path for source in found("plain.env", context=context, always=True).sources] == ["old.env"]
    assert discover_index(folder, config=Config()).sources == ()
    assert [source.path for source in discover_index(folder, config=Config(), always=True).sources] == ["old.env"]


def test_names_with_odd_characters(folder: Path) -> None:
    git("init", "-q")
    write("größe (1)/a\nb.env")
    write("größe (1)/ç'\".env")
    assert names(found(".").sources) == ["größe (1)/a\nb.env", "größe (1)/ç'\".env"]
