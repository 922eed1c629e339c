"""What the commits of a change added, from the command line: removed again is leaked all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from vedette.model.coverage import Skip
from vedette.model.facts import Entry, Origin
from vedette.sources.git import interim, repository, walk
from vedette.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sources.git.conftest import Leak, Look, Make, Repo, Vedette


def test_a_secret_that_a_branch_took_away_again_stops_the_line(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    came = repo.commit({"s.py": leak(), "b.py": "y = 1\n"})
    went = repo.commit({"s.py": "clean\n"})
    repo.commit({"s.py": "cleaner\n"})
    told = vedette(repo.path)
    assert told.code == 1
    found = told.findings["s.py"]
    assert found["introduced"]
    assert found["finding"]["place"]["revision"] == came
    assert (told.trail("s.py")["removed"], told.trail("s.py")["author"]) == (went, "A")
    # a.py, b.py, s.py, and the two versions of s.py that are gone.
    assert (told.coverage["asked"], told.coverage["examined"]) == (5, 5)
    text = " ".join(vedette(repo.path, form="text").out.split())
    assert f"s.py:1:19 in commit {came[:12]}" in text
    assert f"in commit {came[:12]} of this change by A, removed again in commit {went[:12]}" in text
    assert "rewrite it so that the commit never leaves" in text
    assert f"in commit {came[:12]} of this change" in vedette(repo.path, form="sarif").out


def test_what_only_the_work_tree_took_away_is_in_the_commit_still(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    repo.commit({"a.py": "x = 1\n"})
    came = repo.commit({"s.py": leak()})
    repo.write("s.py", "clean\n")
    told = vedette(repo.path)
    assert told.code == 1
    assert told.findings["s.py"]["finding"]["place"]["revision"] == came
    assert told.trail("s.py")["removed"] == ""
    (repo.path / "s.py").unlink()
    assert vedette(repo.path).findings["s.py"]["finding"]["place"]["revision"] == came


def test_of_a_first_commit_only_what_differs_is_walked(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    files: dict[str, str | bytes] = {f"{name}.py": f"{name}\n" for name in "abcdefgh"}
    repo.commit(files | {"-n.py": "n\n", "sp ace/*.py": "s\n"})
    repo.settle()
    repo.git("mv", "a.py", "moved.py")
    repo.write("b.py", "other\n")
    repo.git("add", "b.py")
    for name in ("c.py", "-n.py", "sp ace/*.py"):
        repo.write(name, "other\n")
    (repo.path / "d.py").unlink()
    (repo.path / "e.py").unlink()
    (repo.path / "e.py").symlink_to("f.py")
    repo.write("copy.py", "c\n")  # nobody tracks it: the commit alone has that version for sure
    repo.write("g.py", "g\n")  # touched, and as it was
    walked: list[int] = []

    def _walk(*args: Any) -> Iterator[Any]:
        for step in walk.walk(*args):
            walked.append(len(getattr(step, "altered", ())))
            yield step

    monkeypatch.setattr(interim, "walk", _walk)
    few = open_source(repo.path, max_file_bytes=99).change(None)
    monkeypatch.setattr(repository, "_MOST_APART", 3)
    assert few is not None
    assert open_source(repo.path, max_file_bytes=99).change(None) == few
    gone = {thing.path for thing in few.interim}
    assert gone == {"b.py", "c.py", "d.py", "e.py", "-n.py", "sp ace/*.py"}
    # Those, and the one that was moved; then all.
    assert walked == [7, 10]


def test_what_stands_in_the_tree_is_told_of_once(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    secret = leak()
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"s.py": secret})
    repo.commit({"s.py": "# a line above\n" + secret})
    repo.git("mv", "s.py", "moved.py")
    repo.commit({})
    told = vedette(repo.path)
    assert list(told.findings) == ["moved.py"]
    assert told.findings["moved.py"]["finding"]["place"]["revision"] == ""


def test_what_stood_at_the_base_is_not_brought_in_by_the_change(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    secret = leak()
    repo.commit({"s.py": secret})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"s.py": "clean\n"})
    repo.commit({"s.py": "# back\n" + secret})
    repo.commit({"s.py": "clean\n"})
    told = vedette(repo.path)
    assert (told.code, told.findings) == (0, {})


def test_what_a_merge_took_from_the_base_is_not_of_the_change(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"b.py": "y = 1\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"s.py": leak()})
    repo.commit({"s.py": "clean\n"})
    repo.git("checkout", "-q", "feature")
    repo.git("merge", "-q", "--no-edit", "main")
    told = vedette(repo.path)
    assert (told.code, told.findings) == (0, {})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feature")
    assert vedette(repo.path).code == 0


def test_a_merge_on_the_default_branch_brings_its_branch_in(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    came = repo.commit({"s.py": leak()})
    repo.commit({"s.py": "clean\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feature")
    told = vedette(repo.path)
    assert told.code == 1
    assert told.findings["s.py"]["finding"]["place"]["revision"] == came


def test_the_same_blobs_are_asked_whatever_the_index_remembers(repo: Repo, look: Look, leak: Leak) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.commit({"b.py": leak(), "c.py": "c\n"})
    assert look(repo.path)[0].change(None).interim == ()
    repo.settle()
    assert look(repo.path)[0].change(None).interim == ()


def test_a_long_change_is_examined_in_part_and_says_so(
    repo: Repo, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.py": "0\n"})
    repo.git("checkout", "-q", "-b", "feature")
    for number in range(6):
        repo.commit({"a.py": f"{number + 1}\n"})
    whole = look(repo.path)[0].change(None).interim
    assert [type(item) for item in whole] == [Entry] * 5
    assert {item.origin for item in whole if isinstance(item, Entry)} == {Origin.history}
    monkeypatch.setattr(interim, "MOST_COMMITS", 3)
    cut = look(repo.path)[0].change(None).interim
    assert [item.reason for item in cut if isinstance(item, Skip)] == ["change-too-long"]
    assert sum(isinstance(item, Entry) for item in cut) == 2
    monkeypatch.setattr(interim, "MOST_BLOBS", 1)
    cut = look(repo.path)[0].change(None).interim
    assert [item.reason for item in cut if isinstance(item, Skip)] == ["change-too-long"] * 2
    assert len({item.path for item in cut if isinstance(item, Skip)}) == 2


def test_an_exclusion_holds_for_what_is_gone_too(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    repo.commit({"vedette.toml": '[[scan.exclude]]\npath = "cases/"\nreason = "planted"\n'})
    repo.git("checkout", "-q", "-b", "feature")
    for _ in range(2):
        repo.commit({"cases/a.py": leak()})
    repo.commit({"cases/a.py": "clean\n"})
    told = vedette(repo.path)
    assert (told.code, told.findings) == (0, {})
    assert list(told.skips("declared").values()) == ["excluded"] * 3
    assert told.record["verdict"]["completeness"] == "complete"


def test_a_change_whose_base_is_not_here_is_partial_and_introduces_nothing(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"s.py": leak(), "t.py": leak()})
    repo.commit({"s.py": "clean\n"})
    repo.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo.path}", "../shallow")
    told = vedette(repo.sibling("shallow").path)
    assert told.code == 0
    assert told.record["verdict"]["completeness"] == "partial"
    assert told.coverage["base_unknown"]
    assert told.findings["t.py"]["introduced"] is False
    assert "s.py" not in told.findings


class TestSince:
    """`--since` with every sort of revision."""

    @pytest.fixture
    def forked(self, repo: Repo, leak: Leak) -> Repo:
        """`v1` on main, one more on main, and a branch from `v1` with a secret that is gone again."""
        repo.commit({"a.py": "x = 1\n"})
        repo.git("tag", "-a", "-m", "one", "v1")
        repo.git("checkout", "-q", "-b", "feature")
        repo.commit({"s.py": leak()})
        repo.commit({"s.py": "clean\n"})
        repo.git("checkout", "-q", "main")
        repo.commit({"m.py": "m = 1\n"})
        repo.git("checkout", "-q", "feature")
        return repo

    @pytest.mark.parametrize("revision", ["main", "v1", "HEAD~2", "refs/heads/main", "main~1"])
    def test_it_is_judged_from_the_merge_base(self, forked: Repo, vedette: Vedette, revision: str) -> None:
        told = vedette("--since", revision, forked.path)
        assert told.code == 1
        assert told.record["run"]["base"] == forked.git("rev-parse", "v1^{commit}")
        forked.git("checkout", "-q", "--detach")
        assert vedette("--since", revision, forked.path).code == 1

    def test_what_came_before_it_is_not_brought_in(self, forked: Repo, vedette: Vedette) -> None:
        for revision in ("HEAD", "feature", "HEAD~1", forked.git("rev-parse", "HEAD")[:10]):
            told = vedette("--since", revision, forked.path)
            assert (told.code, told.findings) == (0, {}), revision
        text = vedette("--since", "HEAD", forked.path, form="text").out
        assert "judged against merge base with HEAD" in text
        assert text.startswith("PASSED: no findings")

    def test_one_that_is_not_known_is_named(self, forked: Repo, vedette: Vedette) -> None:
        told = vedette("--since", "featrue", forked.path)
        assert (told.code, told.out) == (2, "")
        assert "did you mean `feature`?" in told.err
        for bad in ("--all", "v1^{tree}", "\x1b[31m", ""):
            assert vedette(f"--since={bad}", forked.path).code == 2

    def test_without_common_history_all_of_it_is_the_change(
        self, forked: Repo, vedette: Vedette, leak: Leak
    ) -> None:
        forked.git("checkout", "-q", "--orphan", "other")
        forked.commit({"o.py": leak()})
        forked.commit({"o.py": "clean\n"})
        told = vedette("--since", "main", forked.path)
        assert told.code == 1
        assert set(told.findings) == {"o.py"}
        assert "no history in common" in vedette("--since", "main", forked.path, form="text").out


def test_submodules_and_bare_clones_are_judged_too(
    make: Make, repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    inner = make("inner")
    inner.commit({"i.py": "x = 1\n"})
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.git("submodule", "add", "-q", str(inner.path), "sub")
    came = repo.commit({"s.py": leak()})
    repo.commit({"s.py": "clean\n"})
    assert vedette(repo.path).findings["s.py"]["finding"]["place"]["revision"] == came
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    told = vedette("--since", "main", repo.sibling("bare.git").path)
    assert told.code == 1
    assert told.findings["s.py"]["finding"]["place"]["revision"] == came
