"""What is kept of an index and its files says what a look at the repository would say."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from git_memory import Memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.model.coverage import Skip
from vedette.sources.git import changes, image, listing, recollection
from vedette.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sources.git.conftest import Make, Repo

    from vedette.model.facts import Entry
    from vedette.sources.interface import Change

FILES: dict[str, str | bytes] = {"a/one.py": "1\n", "a/two.py": "2\n", "b/three.py": "3\n", "four.py": "4\n"}
NAMES = ("a/one.py", "a/two.py", "b/three.py", "four.py", "new.py")
HOW = ("write", "replace", "touch", "remove", "link", "aside", "add", "commit", "refresh", "restore",
    "assume", "filter", "meant")  # fmt: skip


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One item for each index that was taken apart; files are proven in any case where that is asked."""
    made: list[bool] = []
    take = listing.plain_index

    def _take(data: bytes) -> list[listing.Tracked] | None:
        made.append(True)
        return take(data)

    monkeypatch.setattr(image, "plain_index", _take)
    # What was made a moment ago counts as old; the tests wait for the clock of the file system instead.
    monkeypatch.setattr(recollection, "_RACY_NS", -(10**18))
    return made


def seen(repo: Repo, memory: Memory | None) -> tuple[list[Entry | Skip], Change | None]:
    source = open_source(repo.path, max_file_bytes=99, memory=memory)
    return list(source.entries()), source.change(None)


def test_an_index_that_is_the_same_is_taken_apart_once(make: Make, parsed: list[bool]) -> None:
    repo, memory = make(), Memory()
    repo.commit({**FILES, "l/in": "x"})
    (repo.path / "link").symlink_to("four.py")
    repo.git("add", "link")
    repo.settle()
    wanted = seen(repo, None)
    assert all(isinstance(one, Skip) or one.blob for one in wanted[0]), "the files are proven"
    counts = []
    for _ in range(4):
        parsed.clear()
        assert seen(repo, memory) == wanted
        counts.append(len(parsed))
    # The first run leaves a mark only, and the second learns.
    assert counts == [1, 1, 0, 0]


@pytest.mark.parametrize("name", ["a/one.py", "four.py"])
def test_one_changed_file_costs_no_more_than_itself(make: Make, parsed: list[bool], name: str) -> None:
    repo, memory = make(), Memory()
    repo.commit(FILES)
    repo.settle()
    for _ in range(3):
        seen(repo, memory)
    kept = dict(memory)
    repo.write(name, "changed\n")
    wanted = seen(repo, None)
    parsed.clear()
    assert seen(repo, memory) == wanted
    assert [one.path for one in wanted[0] if not one.blob] == [name]
    assert not parsed
    (subject,) = [key for key in memory if key[0].startswith("git index")]
    assert memory[subject] == kept[subject], "what is kept is not written again for it"


def test_many_changed_files_are_kept_as_they_are_now(
    make: Make, parsed: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "_MOST_ALTERED", 1)
    repo, memory = make(), Memory()
    repo.commit(FILES)
    repo.settle()
    for _ in range(3):
        seen(repo, memory)
    kept = dict(memory)
    for name in ("a/one.py", "a/two.py"):
        repo.write(name, "changed\n")
    for _ in range(3):
        assert seen(repo, memory) == seen(repo, None)
    assert any(memory[key] != kept[key] for key in memory if key[0].startswith("git index"))
    del parsed


@pytest.mark.usefixtures("parsed")
def test_differences_are_asked_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, memory = make(), Memory()
    repo.commit(FILES)
    repo.commit({"a/one.py": "other\n", "new.py": "new\n"})
    repo.settle()
    wanted = seen(repo, None)
    ask = changes._raw
    asked: list[bool] = []

    def _ask(*args: object) -> list[changes.Difference]:
        asked.append(True)
        return ask(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "_raw", _ask)
    for _ in range(3):
        assert seen(repo, memory) == wanted
    assert len(asked) == 1
    assert wanted[1] is not None
    assert wanted[1].touched == {"a/one.py", "new.py"}
    repo.write("new.py", "newer\n")
    repo.git("add", "new.py")
    repo.write("third.py", "third\n")
    repo.git("add", "third.py")
    assert seen(repo, memory) == seen(repo, None)


@pytest.mark.usefixtures("parsed")
def test_what_is_kept_and_makes_no_sense_is_nothing(make: Make) -> None:
    repo, memory = make(), Memory()
    repo.commit(FILES)
    repo.settle()
    wanted = seen(repo, None)
    for _ in range(3):
        seen(repo, memory)
    for data in (b"", b"\xc1", b"\x92\xc0\xc0", b"\x90"):
        for key in list(memory):
            memory[key] = data
        assert seen(repo, memory) == wanted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.lists(st.tuples(st.sampled_from(HOW), st.sampled_from(NAMES)), max_size=3), min_size=1, max_size=5
    )
)
def test_whatever_happens_to_index_and_files(
    make: Make, parsed: list[bool], tmp_path: Path, steps: list[list[tuple[str, str]]]
) -> None:
    shutil.rmtree(tmp_path / "repo", ignore_errors=True)
    repo, memory = make(), Memory()
    repo.commit(FILES)
    repo.settle()
    for _ in range(3):
        seen(repo, memory)
    for number, step in enumerate(steps):
        time.sleep(0.01)
        for how, name in step:
            with suppress(OSError):
                _DO[how](repo, name, number)
        assert seen(repo, memory) == seen(repo, None), step
        assert seen(repo, memory) == seen(repo, None), step
    del parsed


def _replace(repo: Repo, name: str, number: int) -> None:
    repo.write(f"{name}.part", f"{number}\n").replace(repo.path / name)


def _link(repo: Repo, name: str, number: int) -> None:
    del number
    (repo.path / name).unlink(missing_ok=True)
    (repo.path / name).symlink_to("elsewhere")


def _aside(repo: Repo, name: str, number: int) -> None:
    """Puts another folder in the place of one, or the old one back with its files as they were."""
    folder = repo.path / name.partition("/")[0]
    held = repo.path.parent / f"{folder.name}.held"
    if held.exists():
        shutil.rmtree(folder, ignore_errors=True)
        held.rename(folder)
    elif folder.is_dir():
        folder.rename(held)
        repo.write(name, f"{number}\n")


def _assume(repo: Repo, name: str, number: int) -> None:
    flag = "--assume-unchanged" if number % 2 else "--no-assume-unchanged"
    repo.git("update-index", flag, name, check=False)


_DO: dict[str, Callable[[Repo, str, int], object]] = {
    "write": lambda repo, name, number: repo.write(name, f"{number}\n"),
    "replace": _replace,
    "touch": lambda repo, name, _number: os.utime(repo.path / name),
    "remove": lambda repo, name, _number: (repo.path / name).unlink(),
    "link": _link,
    "aside": _aside,
    "add": lambda repo, name, _number: repo.git("add", "-A", name, check=False),
    "commit": lambda repo, _name, _number: repo.git(
        "commit", "-q", "-m", "more", "--allow-empty", check=False
    ),
    "refresh": lambda repo, _name, _number: repo.settle(),
    "restore": lambda repo, name, _number: repo.git("checkout", "-q", "HEAD", "--", name, check=False),
    "assume": _assume,
    "filter": lambda repo, _name, number: repo.write(".gitattributes", "*.py filter=x\n" * (number % 2)),
    "meant": lambda repo, name, _number: repo.git("add", "--intent-to-add", name, check=False),
}
