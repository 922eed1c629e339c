"""Who changed lines last: the right person, nothing run, nothing waited for."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vedette.policy.interface import Asking
from vedette.policy.people import can_be_asked
from vedette.sources.git.blame import LastPeople, Span
from vedette.sources.git.door import Door, DoorError

if TYPE_CHECKING:
    from tests.sources.git.conftest import Make, Repo

TEN = [f"line {number}\n" for number in range(1, 11)]


def commit_as(repo: Repo, name: str, address: str, files: dict[str, str | bytes], when: int) -> None:
    for path, text in files.items():
        repo.write(path, text)
    repo.git("add", "-A")
    date = f"{1_700_000_000 + when} +0000"
    subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "-m", "a change"],
        cwd=repo.path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(repo.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_NAME": name for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": address for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": date for who in ("AUTHOR", "COMMITTER")},
        },
        capture_output=True,
        timeout=60,
        check=True,
    )


def changed(*numbers: int, text: str = "changed") -> str:
    return "".join(f"{text} {n}\n" if n in numbers else line for n, line in enumerate(TEN, 1))


@pytest.fixture
def told(repo: Repo) -> Repo:
    commit_as(repo, "Ada", "ada@example.org", {"a.txt": "".join(TEN)}, 1)
    commit_as(repo, "Bob", "bob@example.org", {"a.txt": changed(3, 4)}, 2)
    commit_as(
        repo, "renovate[bot]", "1+renovate[bot]@users.noreply.github.com", {"a.txt": changed(3, 4, 8)}, 3
    )
    return repo


def ask(
    repo: Repo, start: int, end: int | None = None, asking: Asking | None = None, path: str = "a.txt"
) -> str:
    with people(repo, asking) as those:
        return those.of_lines(path, [Span(start, end or start)], (repo.path / path).read_bytes())[0]


def people(repo: Repo, asking: Asking | None = None, seconds: float = 60) -> LastPeople:
    return LastPeople(str(repo.path), can_be_asked(asking or Asking()), seconds=seconds)


def test_the_last_to_change_the_lines_is_named(told: Repo) -> None:
    assert (ask(told, 1), ask(told, 3), ask(told, 2, 5)) == ("Ada", "Bob", "Bob")


def test_a_bot_is_left_out_and_the_nearest_person_named(told: Repo) -> None:
    assert ask(told, 8) == "Ada"


def test_who_departed_is_left_out_by_name_or_address(told: Repo) -> None:
    assert ask(told, 3, asking=Asking(departed=("bob@*",))) == "Ada"
    assert ask(told, 3, asking=Asking(departed=("BOB",), bots=("Ada",))) == ""


def test_a_mailmap_names_people_and_is_read_as_committed(told: Repo) -> None:
    commit_as(
        told, "Ada", "ada@example.org", {".mailmap": "Robert B. <rb@example.org> <bob@example.org>\n"}, 4
    )
    (told.path / ".mailmap").write_text("Mallory <m@example.org> <bob@example.org>\n")
    assert ask(told, 3) == "Robert B."
    assert ask(told, 3, asking=Asking(departed=("rb@example.org",))) == "Ada"
    with people(told) as those:
        assert those.of_path("a.txt") == ["Robert B.", "Ada"]


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_a_mailmap_that_is_no_file_is_not_opened(told: Repo, kind: str, tmp_path: Path) -> None:
    mailmap = told.path / ".mailmap"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("Mallory <m@example.org> <bob@example.org>\n")
    if kind == "link":
        mailmap.symlink_to(elsewhere)
        commit_as(told, "Ada", "ada@example.org", {}, 4)
    elif kind == "fifo":
        os.mkfifo(mailmap)
    else:
        mailmap.mkdir()
    began = time.monotonic()
    assert ask(told, 3) == "Bob"
    assert time.monotonic() - began < 20


def test_the_lines_are_those_of_the_file_as_it_is_now(told: Repo) -> None:
    (told.path / "a.txt").write_text("new\nnew\n" + changed(3, 4, 8))
    assert ask(told, 5) == "Bob"
    assert ask(told, 1) == "Ada", "what is not committed is nobody's, and its neighbour is asked"


def test_indentation_and_line_ends_are_nobodys_change(told: Repo) -> None:
    text = "".join(f"    {line}" for line in changed(3, 4, 8).splitlines(keepends=True)).replace("\n", "\r\n")
    commit_as(told, "Fay", "fay@example.org", {"a.txt": text}, 4)
    assert ask(told, 3) == "Bob"


def test_a_renamed_file_keeps_its_people(told: Repo) -> None:
    told.git("mv", "a.txt", "b.txt")
    commit_as(told, "Mover", "m@example.org", {}, 5)
    assert ask(told, 3, path="b.txt") == "Bob"


def test_several_places_of_a_file_are_one_question(told: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    run = Door.run
    monkeypatch.setattr(Door, "run", lambda self, *a, **k: (calls.append(a), run(self, *a, **k))[1])
    with people(told) as those:
        content = (told.path / "a.txt").read_bytes()
        assert those.of_lines("a.txt", [Span(1, 1), Span(3, 4), Span(9, 99)], content) == [
            "Ada",
            "Bob",
            "Ada",
        ]
    assert sum("blame" in call for call in calls) == 1


@pytest.mark.parametrize(
    ("path", "span"),
    [("no.txt", Span(1, 1)), ("../a.txt", Span(1, 1)), ("--contents", Span(1, 1)), ("a.txt", Span(99, 120))],
)
def test_what_is_not_there_is_nobodys(told: Repo, path: str, span: Span) -> None:
    with people(told) as those:
        assert those.of_lines(path, [span], b"x\n") in ([""], ["Ada"])
        assert those.of_path("no.txt") == []


def test_an_empty_file_a_repository_without_commits_and_a_folder_without_repository(
    told: Repo, make: Make, tmp_path: Path
) -> None:
    with people(told) as those:
        assert those.of_lines("a.txt", [Span(1, 1)], b"") == [""]
    with people(make("empty")) as those:
        assert (those.of_lines("a", [Span(1, 1)], b"a\n"), those.of_path("a")) == ([""], [])
    plain = tmp_path / "plain"
    plain.mkdir()
    with LastPeople(str(plain), can_be_asked(Asking()), seconds=1) as those:
        assert those.of_path("a") == []


def test_a_bare_repository_is_asked_by_its_commit(told: Repo, tmp_path: Path) -> None:
    told.git("clone", "-q", "--bare", str(told.path), str(tmp_path / "bare.git"))
    with LastPeople(str(tmp_path / "bare.git"), can_be_asked(Asking()), seconds=60) as those:
        assert not those.has_tree
        assert those.of_lines("a.txt", [Span(3, 3)], None) == ["Bob"]


def test_before_the_end_of_a_shallow_clone_nobody_is_known(told: Repo, tmp_path: Path) -> None:
    commit_as(told, "Eve", "eve@example.org", {"a.txt": changed(3, 4, 8, 10)}, 6)
    told.git("clone", "-q", "--depth", "1", f"file://{told.path}", str(tmp_path / "shallow"))
    with LastPeople(str(tmp_path / "shallow"), can_be_asked(Asking()), seconds=60) as those:
        assert those.of_lines("a.txt", [Span(10, 10), Span(1, 1)], (told.path / "a.txt").read_bytes()) == [
            "",
            "",
        ]


def test_nothing_of_the_tree_runs(told: Repo, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {mark}\ncat\n")
    program.chmod(0o755)
    attributes = "* diff=evil filter=evil textconv=evil\n*.txt working-tree-encoding=UTF-8\n"
    commit_as(told, "Ada", "ada@example.org", {".gitattributes": attributes}, 4)
    for name in (
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "core.fsmonitor",
        "core.pager",
        "pager.blame",
        "diff.external",
        "gpg.program",
        "mailmap.file",
        "blame.ignoreRevsFile",
    ):
        told.git("config", name, str(program))
    told.git("config", "log.showSignature", "true")
    (told.path / ".git" / "info" / "attributes").write_text(attributes)
    for hook in ("post-index-change", "fsmonitor-watchman"):
        (told.path / ".git" / "hooks" / hook).symlink_to(program)
    told.write("a.txt", changed(3, 4, 8) + "dirty\n")
    before = sorted(path for path in told.path.rglob("*"))
    mark.unlink(missing_ok=True)
    assert ask(told, 3) == "Bob"
    with people(told) as those:
        assert those.of_path("a.txt") == ["Bob", "Ada"]
    assert not mark.exists()
    assert sorted(path for path in told.path.rglob("*")) == before
    # The trap is a real one: git itself, asked in the repository, walks into it.
    told.git("config", "--unset", "blame.ignoreRevsFile")
    told.git("blame", "a.txt", check=False)
    assert mark.exists()


def test_time_is_bounded_and_what_was_not_told_is_said(told: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    with people(told, seconds=0) as those:
        assert those.of_lines("a.txt", [Span(3, 3)], b"x\n" * 9) == [""]
        assert those.is_spent

    def slow(self: Door, *_arguments: str, **_more: object) -> bytes:
        raise DoorError("timed-out", f"git did not end in {self.timeout} s")

    with people(told) as those:
        monkeypatch.setattr(Door, "run", slow)
        assert those.of_lines("a.txt", [Span(3, 3)], b"x\n" * 9) == [""]
        assert those.is_spent


def test_a_long_history_and_many_lines_cost_a_bounded_time(repo: Repo) -> None:
    text = "".join(f"{n}\n" for n in range(100_000))
    commit_as(repo, "Ada", "ada@example.org", {"a.txt": text}, 1)
    began = time.monotonic()
    with people(repo, seconds=3) as those:
        spans = [Span(n * 999 + 1, n * 999 + 1) for n in range(200)]
        names = those.of_lines("a.txt", spans, text.encode())
    assert time.monotonic() - began < 10
    assert (names[0], len(names)) == ("Ada", 200)


def test_a_name_that_is_an_address_loses_its_host(repo: Repo) -> None:
    commit_as(repo, "eve@example.org", "eve@example.org", {"a.txt": "a\n"}, 1)
    assert ask(repo, 1) == "eve"


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("Ada", "ada@example.org", True),
        ("Abbot", "abbot@example.org", True),
        ("Anna Bot", "anna.bot@example.org", True),
        ("dependabot[bot]", "x@y", False),
        ("github-actions", "x@y", False),
        ("release-bot", "x@y", False),
        ("Release", "release-bot@example.org", False),
        ("project_12_bot", "x@y", False),
        ("Renovate Bot", "bot@renovateapp.com", False),
        ("Jenkins CI", "x@y", False),
        ("", "x@y", False),
    ],
)
def test_machines_are_known(name: str, address: str, expected: bool) -> None:
    assert can_be_asked(Asking())(name, address) is expected
