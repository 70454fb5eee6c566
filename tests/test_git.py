from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from linter.discovery import git


def run(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str = "x") -> None:
    run(folder, "add", "-A")
    run(folder, "commit", "-q", "-m", message)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def below(folder: Path) -> set[str]:
    return {Path(path).relative_to(folder).as_posix() for path in git.tracked_and_untracked(folder)}


def test_top(repository: Path, tmp_path: Path) -> None:
    (repository / "a" / "b").mkdir(parents=True)
    assert git.top(repository / "a" / "b") == repository
    assert git.top(tmp_path) is None


def test_tracked_and_untracked_but_not_ignored(repository: Path) -> None:
    write(repository / ".gitignore", "out/\n")
    write(repository / "a b" / "größe.json", "")
    commit(repository)
    write(repository / "new.json", "")
    write(repository / "out" / "x.json", "")
    assert below(repository) == {".gitignore", "a b/größe.json", "new.json"}
    assert below(repository / "a b") == {"größe.json"}
    assert below(repository / "out") == set()


def test_submodules_worktrees_and_nested_repositories(repository: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    run(other, "init", "-q")
    write(other / "values.yaml", "")
    commit(other)
    run(repository, "submodule", "add", "-q", str(other), "sub")
    commit(repository)
    (repository / "nested").mkdir()
    run(repository / "nested", "init", "-q")
    write(repository / "nested" / ".env", "")
    run(repository, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert below(repository) == {".gitmodules", "sub/values.yaml", "nested/.env"}
    assert git.top(repository / "sub") == repository / "sub"
    assert below(tmp_path / "tree") == {".gitmodules"}, "a submodule that is not checked out has no files"


def test_the_index_is_read_rather_than_the_work_tree(repository: Path) -> None:
    write(repository / "b.env", "old")
    write(repository / "same.env", "same")
    commit(repository)
    write(repository / "a.env", "staged\n")
    write(repository / "b.env", "staged too")
    run(repository, "add", "-A")
    write(repository / "a.env", "changed since")
    index = git.indexed_files(repository)
    contents = git.blobs(repository, index.values())
    assert sorted(git.staged_files(repository)) == ["a.env", "b.env"]
    assert {path: contents[id_] for path, id_ in index.items()} == {
        "a.env": b"staged\n",
        "b.env": b"staged too",
        "same.env": b"same",
    }


def test_the_first_commit_and_missing_objects(repository: Path) -> None:
    write(repository / "a\nb.env", "x")
    run(repository, "add", "-A")
    assert git.staged_files(repository) == ["a\nb.env"]
    assert git.blobs(repository, ["0" * 40]) == {}
    assert git.blobs(repository, []) == {}


def test_staged_deletions_and_links_are_no_files(repository: Path) -> None:
    write(repository / "gone.env", "x")
    commit(repository)
    run(repository, "rm", "-q", "gone.env")
    (repository / "link.env").symlink_to("elsewhere")
    run(repository, "add", "-A")
    assert git.staged_files(repository) == ["link.env"]
    assert git.indexed_files(repository) == {}


def test_the_repository_is_that_of_the_folder_even_in_a_hook(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository / "a.env", "x")
    commit(repository)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "elsewhere"))
    assert below(repository) == {"a.env"}


def test_changed_lines(repository: Path) -> None:
    write(repository / "a.yaml", "1\n2\n3\n4\n5\n")
    write(repository / "old.yaml", "".join(f"line {n}\n" for n in range(20)))
    write(repository / "same.yaml", "x\n")
    commit(repository)
    run(repository, "tag", "start")
    write(repository / "a.yaml", "1\ntwo\nand more\n3\n5\n")
    run(repository, "mv", "old.yaml", 'new "name".yaml')
    write(repository / 'new "name".yaml', "".join(f"line {n}\n" for n in range(20)) + "one more\n")
    commit(repository)
    write(repository / "añadido.yaml", "x\n")
    write(repository / "with space.yaml", "x\ny")
    run(repository, "add", "-N", "with space.yaml")
    changed = git.changed_since(repository, "start")
    assert changed["a.yaml"] == (range(2, 4), range(4, 6))
    assert changed['new "name".yaml'] == (range(21, 22),)
    assert changed["with space.yaml"] == (range(1, 3),)
    assert 10**6 in changed["añadido.yaml"][0]
    assert len(changed) == 4


def test_lines_that_look_like_headers(repository: Path) -> None:
    write(repository / "a.yaml", "-- a/x\nlast")
    commit(repository)
    write(repository / "a.yaml", "++ b/evil\n@@ -1 +1 @@\n++ b/evil")
    assert git.changed_since(repository, "HEAD") == {"a.yaml": (range(1, 4),)}


def test_changes_count_from_where_the_branch_began(repository: Path) -> None:
    write(repository / "a.yaml", "x\n")
    commit(repository)
    run(repository, "checkout", "-q", "-b", "topic")
    write(repository / "b.yaml", "x\n")
    commit(repository)
    run(repository, "checkout", "-q", "main")
    write(repository / "c.yaml", "x\n")
    commit(repository)
    run(repository, "checkout", "-q", "topic")
    assert set(git.changed_since(repository, "main")) == {"b.yaml"}


def test_a_file_that_was_only_renamed_has_not_changed(repository: Path) -> None:
    write(repository / "a.yaml", "x\n")
    commit(repository)
    run(repository, "mv", "a.yaml", "b.yaml")
    assert git.changed_since(repository, "HEAD") == {}


def test_utf_16_is_text(repository: Path) -> None:
    (repository / "a.json").write_bytes("{\n}\n".encode("utf-16"))
    commit(repository)
    (repository / "a.json").write_bytes("{\n\n}\n".encode("utf-16"))
    assert git.changed_since(repository, "HEAD")["a.json"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD~9"])
def test_unknown_revisions(repository: Path, revision: str) -> None:
    write(repository / "a.yaml", "x\n")
    commit(repository)
    with pytest.raises(git.GitError, match="revision"):
        git.changed_since(repository, revision)
    assert not (repository / "x").exists()


def test_a_shallow_clone_lacks_the_common_history(repository: Path, tmp_path: Path) -> None:
    for text in ("1", "2"):
        write(repository / "a.yaml", text)
        commit(repository)
        run(repository, "tag", f"v{text}")
    run(repository, "checkout", "-q", "-b", "side", "v1")
    commit_file = write(repository / "b.yaml", "x")
    commit(repository)
    assert commit_file.exists()
    run(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", repository.as_uri(), "shallow")
    with pytest.raises(git.GitError, match=r"no common history; this clone is shallow.*fetch-depth: 0"):
        git.changed_since(tmp_path / "shallow", "origin/main")
    with pytest.raises(git.GitError, match="knows no revision 'HEAD~1'; this clone is shallow"):
        git.changed_since(tmp_path / "shallow", "HEAD~1")


def test_no_repository_and_no_git(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    for folder in (tmp_path, tmp_path / "bare.git"):
        for ask in (git.indexed_files, git.staged_files, lambda folder: git.changed_since(folder, "HEAD")):
            with pytest.raises(git.GitError, match="no git repository, or one without"):
                ask(folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(git.GitError, match="not installed"):
        git.staged_files(repository)


def test_git_runs_nothing_that_the_repository_asks_for(repository: Path, tmp_path: Path) -> None:
    script = write(tmp_path / "script", f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    script.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "core.pager", "diff.x.textconv"):
        run(repository, "config", setting, str(script))
    write(repository / ".gitattributes", "*.env diff=x\n")
    write(repository / "a.env", "x\n")
    run(repository, "-c", "core.fsmonitor=false", "add", "-A")
    run(repository, "-c", "core.fsmonitor=false", "commit", "-q", "-m", "x")
    write(repository / "a.env", "y\n")
    (tmp_path / "ran").unlink(missing_ok=True)
    git.tracked_and_untracked(repository)
    git.staged_files(repository)
    git.changed_since(repository, "HEAD")
    assert not (tmp_path / "ran").exists()
