"""The whole history, from the command line on real repositories: every blob once, and where it came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vedette.ledger.store import open_ledger
from vedette.model.finding import Reach, State

if TYPE_CHECKING:
    from tests.sources.git.conftest import Leak, Make, Repo, Vedette

_DAY = 86_400
_START = 1_600_000_000


def raw_commit(repo: Repo, tree: str, parents: list[str], author: bytes, day: int) -> str:
    """A commit with any author, made without git's own cleaning of names."""
    time = _START + day * _DAY
    lines = [f"tree {tree}".encode(), *(f"parent {parent}".encode() for parent in parents)]
    lines += [b"author %s <who@example.org> %d +0000" % (author, time)]
    lines += [b"committer C <who@example.org> %d +0000" % time, b"", b"m"]
    target = repo.home / "commit"
    target.write_bytes(b"\n".join(lines) + b"\n")
    return repo.git("hash-object", "-t", "commit", "-w", "--literally", str(target))


def at_day(repo: Repo, day: int, files: dict[str, str | bytes | None], author: bytes = b"Ann") -> str:
    """Commits the files (None removes one) on a day after the start."""
    for path, text in files.items():
        if text is None:
            repo.git("rm", "-q", path)
        else:
            repo.write(path, text)
    repo.git("add", "-A")
    head = repo.git("rev-parse", "--verify", "--quiet", "HEAD", check=False)
    commit = raw_commit(repo, repo.git("write-tree"), [head] if head else [], author, day)
    repo.git("update-ref", "HEAD", commit)
    return commit


def date(day: int) -> str:
    return datetime.fromtimestamp(_START + day * _DAY, UTC).isoformat(timespec="seconds")


def test_each_finding_says_what_brought_it_in_and_what_still_leads_to_it(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    kept, removed, branch, lost = (leak() for _ in range(4))
    at_day(repo, 0, {"a.py": "x = 1\n"})
    came = at_day(repo, 1, {"removed.py": f"x = 1\n\n{removed}"}, b"Bo")
    went = at_day(repo, 2, {"removed.py": None, "kept.py": kept}, b"Cy")
    repo.git("checkout", "-q", "-b", "feature")
    on_branch = at_day(repo, 3, {"branch.py": branch})
    repo.git("checkout", "-q", "main")
    gone = at_day(repo, 4, {"lost.py": lost})
    repo.git("reset", "-q", "--hard", went)
    told = vedette("--history", repo.path)
    assert told.code == 0
    assert set(told.findings) == {"removed.py", "kept.py", "branch.py", "lost.py"}
    assert told.trail("removed.py") == {
        "since": date(1),
        "reach": "ref",
        "ref": "main",
        "author": "Bo",
        "was": "",
        "removed": went,
        "removed_on": date(2),
        "exposure": {
            "branches": 2,
            "tags": 0,
            "names": ["main", "feature"],
            "remotes": [],
            "origin": "",
            "people": 3,
        },
    }
    place = told.findings["removed.py"]["finding"]["place"]
    assert (place["revision"], place["start"]["line"]) == (came, 3)
    assert (told.trail("kept.py")["reach"], told.trail("kept.py")["author"]) == ("tree", "Cy")
    assert (told.trail("branch.py")["reach"], told.trail("branch.py")["ref"]) == ("ref", "feature")
    assert told.findings["branch.py"]["finding"]["place"]["revision"] == on_branch
    assert (told.trail("lost.py")["reach"], told.trail("lost.py")["ref"]) == ("nothing", "")
    assert told.findings["lost.py"]["finding"]["place"]["revision"] == gone
    assert not any(item["introduced"] for item in told.findings.values())
    assert {item["disposition"] for item in told.record["verdict"]["judgements"]} == {"tracked"}
    assert (told.coverage["asked"], told.coverage["examined"]) == (5, 5)

    text = " ".join(vedette("--history", repo.path, form="text").out.split())
    assert f"in history since 2020-09-14, commit {came[:12]} by Bo; removed on 2020-09-15 in commit" in text
    assert "but reachable from main" in text
    assert "still in the current tree" in text
    assert "not in the current tree, but reachable from feature" in text
    assert "unreachable: no branch or tag leads to it" in text
    sarif = json.loads(vedette("--history", repo.path, form="sarif").out)
    properties = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: result["properties"]
        for result in sarif["runs"][0]["results"]
    }
    assert properties["removed.py"]["commit"] == came
    assert properties["removed.py"]["removedBy"] == went
    assert properties["kept.py"]["reach"] == "tree"


def test_one_secret_in_many_versions_is_one_finding(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    secret = leak()
    for day in range(30):
        at_day(repo, day, {"a.py": f"version = {day}\n" * (day + 1) + secret})
    last = at_day(repo, 30, {"a.py": "clean\n"})
    told = vedette("--history", repo.path)
    assert list(told.findings) == ["a.py"]
    assert (told.trail("a.py")["since"], told.trail("a.py")["removed"]) == (date(0), last)
    # As it was in the version that brought it in.
    assert told.findings["a.py"]["finding"]["place"]["start"]["line"] == 2
    assert told.coverage["examined"] == 31


def test_a_renamed_file_is_followed_to_where_the_secret_came_in(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    secret = leak()
    came = at_day(repo, 0, {"old.py": secret})
    at_day(repo, 1, {"old.py": None, "new.py": secret + "more = 1\n"})
    told = vedette("--history", repo.path)
    assert list(told.findings) == ["new.py"]
    assert told.findings["new.py"]["finding"]["place"]["revision"] == came
    assert {"was": "old.py", "since": date(0), "reach": "tree"}.items() <= told.trail("new.py").items()


def test_what_only_a_merge_brought_is_found(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    base = at_day(repo, 0, {"a.py": "a\n"})
    left = at_day(repo, 1, {"a.py": "left\n"})
    repo.git("reset", "-q", "--hard", base)
    right = at_day(repo, 2, {"a.py": "right\n"})
    repo.write("a.py", leak())
    repo.git("add", "-A")
    merge = raw_commit(repo, repo.git("write-tree"), [right, left], b"Merger", 3)
    repo.git("update-ref", "HEAD", merge)
    told = vedette("--history", repo.path)
    assert told.findings["a.py"]["finding"]["place"]["revision"] == merge
    assert told.trail("a.py")["author"] == "Merger"


def test_stashed_staged_and_thrown_away_blobs_count(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    repo.commit({"a.py": "x = 1\n", "b.py": "x = 1\n"})
    repo.write("a.py", leak())
    repo.git("stash", "-q")
    repo.write("b.py", leak())
    repo.git("add", "b.py")
    blob = repo.git("rev-parse", ":b.py")
    repo.git("reset", "-q", "--hard")
    repo.git("reflog", "expire", "--expire=now", "--all")
    told = vedette("--history", repo.path)
    assert (told.trail("a.py")["reach"], told.trail("a.py")["ref"]) == ("nothing", "stash")
    loose = told.findings[f".git/objects/{blob[:2]}/{blob[2:]}"]["finding"]
    assert (loose["place"]["revision"], loose["trail"]["since"]) == (blob, "")
    text = " ".join(vedette("--history", repo.path, form="text").out.split())
    assert "only the stash leads to it" in text
    assert f"in no commit, only in the object store as blob {blob[:12]}" in text


def test_a_shallow_clone_is_partial(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    at_day(repo, 0, {"a.py": leak()})
    at_day(repo, 1, {"a.py": "clean\n", "b.py": leak()})
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", "../shallow")
    told = vedette("--history", repo.sibling("shallow").path)
    assert told.code == 0
    assert told.record["verdict"]["completeness"] == "partial"
    assert told.skips("failed") == {".git/shallow": "history-ends"}
    assert set(told.findings) == {"b.py"}
    assert told.trail("b.py")["reach"] == "tree"


@pytest.mark.parametrize("options", [("--object-format=sha256",), ()])
def test_sha256_and_bare_repositories(
    make: Make, vedette: Vedette, leak: Leak, options: tuple[str, ...]
) -> None:
    repo = make("repo", *options)
    came = at_day(repo, 0, {"a.py": leak()})
    at_day(repo, 1, {"a.py": None, "b.py": "x = 1\n"})
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    for path in (repo.path, repo.sibling("bare.git").path):
        told = vedette("--history", path)
        assert told.record["verdict"]["completeness"] == "complete"
        assert told.findings["a.py"]["finding"]["place"]["revision"] == came
        assert told.trail("a.py")["ref"] == "main"


def test_replacements_and_grafts_hide_nothing(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    first = at_day(repo, 0, {"a.py": leak()})
    second = at_day(repo, 1, {"a.py": "clean\n"})
    clean = raw_commit(repo, repo.git("rev-parse", f"{second}^{{tree}}"), [], b"Ann", 0)
    repo.git("replace", first, clean)
    repo.write(".git/info/grafts", f"{second}\n")
    told = vedette("--history", repo.path)
    assert told.findings["a.py"]["finding"]["place"]["revision"] == first
    assert told.trail("a.py")["ref"] == "main"


def test_a_submodule_is_said_to_have_a_history_of_its_own(
    make: Make, repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    inner = make("inner")
    inner.commit({"a.py": leak()})
    repo.git("submodule", "add", "-q", str(inner.path), "sub")
    repo.commit({"b.py": "x = 1\n"})
    told = vedette("--history", repo.path)
    assert told.skips("not-applicable") == {"sub": "submodule"}
    assert told.findings == {}
    assert told.record["verdict"]["completeness"] == "complete"


def test_a_commit_that_cannot_be_read_is_told_of_and_hides_no_other(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    at_day(repo, 0, {"a.py": leak()})
    broken = at_day(repo, 1, {"deep/b.py": leak()})
    after = at_day(repo, 2, {"deep/b.py": None})
    at_day(repo, 3, {"c.py": leak()})
    tree = repo.git("rev-parse", f"{broken}:deep")
    (repo.path / ".git/objects" / tree[:2] / tree[2:]).unlink()
    told = vedette("--history", repo.path)
    assert told.record["verdict"]["completeness"] == "partial"
    unread = {f"commit {broken}": "commit-unreadable", f"commit {after}": "commit-unreadable"}
    assert told.skips("failed") == unread
    # The blob is there all the same, though nobody can say where it stood.
    assert {"a.py", "c.py"} < set(told.findings)
    assert len(told.findings) == 3


def test_a_path_or_an_exclusion_narrows_it(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    shared, hidden = leak(), leak()
    repo.write("vedette.toml", '[[scan.exclude]]\npath = "cases/"\nreason = "planted"\n')
    at_day(repo, 0, {"cases/a.py": shared, "cases/b.py": hidden, "sub/c.py": leak()})
    at_day(repo, 1, {"real.py": shared})
    told = vedette("--history", repo.path)
    # The blob was excluded at one path only: it is examined for the other.
    also = {one["place"]["path"] for item in told.findings.values() for one in item["also"]}
    assert {"real.py", "sub/c.py"} <= also.union(told.findings)
    assert list(told.skips("declared").values()) == ["excluded"]
    assert told.record["verdict"]["completeness"] == "complete"
    assert set(vedette("--history", repo.path / "sub").findings) == {"sub/c.py"}


def test_a_hostile_author_is_shown_harmless_and_never_remembered(
    repo: Repo, vedette: Vedette, leak: Leak, tmp_path: Path
) -> None:
    name = "\x1b[31mEve\u202e ::error::".encode()
    at_day(repo, 0, {"a.py": leak()}, name)
    at_day(repo, 1, {"b.py": leak()}, b"mail@example.org")
    text = vedette("--history", repo.path, form="text").out
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "Eve" in text
    assert "example.org" not in text
    ledger = tmp_path / "ledger.db"
    told = vedette("--history", repo.path, ledger=str(ledger))
    assert "Eve" in told.trail("a.py")["author"]
    assert "example.org" not in told.out
    kept = open_ledger(ledger)
    try:
        trails = [item.finding.trail for item in kept.findings(None)]
    finally:
        kept.close()
    assert len(trails) == 2
    assert {trail.author for trail in trails if trail} == {""}


def test_history_and_tree_leave_each_other_alone(
    repo: Repo, vedette: Vedette, leak: Leak, tmp_path: Path
) -> None:
    at_day(repo, 0, {"a.py": leak()})
    ledger = str(tmp_path / "ledger.db")
    tree = vedette(repo.path, ledger=ledger).findings["a.py"]["id"]
    past = vedette("--history", repo.path, ledger=ledger).findings["a.py"]["id"]
    assert tree != past
    # Nor do runs without a memory call them by one name.
    alone = [vedette(*how, repo.path).findings["a.py"]["id"] for how in ((), ("--history",))]
    assert len(set(alone)) == 2
    at_day(repo, 1, {"a.py": "clean\n"})
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert vedette(repo.path, ledger=ledger).code == 0
    again = vedette("--history", repo.path, ledger=ledger).findings
    assert {path: item["id"] for path, item in again.items()} == {"a.py": past}
    kept = open_ledger(Path(ledger))
    try:
        states = {item.id: item.state for item in kept.findings(None) if item.finding.kind == "secrets"}
        trail = next(item.finding.trail for item in kept.findings(None) if item.id == past)
        assert kept.verify() == []
    finally:
        kept.close()
    assert states[past] is State.open
    assert states[tree] is State.fixed
    assert trail is not None
    assert trail.reach is Reach.ref


def test_nothing_of_a_secret_is_told(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    line = leak()
    secret = line.split('"')[1]
    at_day(repo, 0, {"a.py": line})
    at_day(repo, 1, {"a.py": None})
    for form in ("json", "text", "sarif", "jsonl"):
        told = vedette("--history", repo.path, form=form)
        assert secret not in told.out
        assert secret[8:] not in told.out + told.err


def test_what_has_no_history_is_refused(make: Make, vedette: Vedette, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.py").write_text("x = 1\n")
    told = vedette("--history", plain)
    assert (told.code, told.out) == (2, "")
    assert "has no history" in told.err
    assert vedette("--history", make("empty").path).code == 4
    assert vedette("--history", "--since", "main", plain).code == 2
    assert vedette("--history", "--skip", "secrets", make("other").path).code == 2


def test_trees_within_trees_make_no_more_findings_than_anybody_reads(
    repo: Repo, vedette: Vedette, leak: Leak
) -> None:
    """Five trees that each hold the one below ten times make 100,000 paths of one commit and one blob."""
    repo.write("blob", leak())
    blob = repo.git("hash-object", "-w", "blob")
    for name in range(10):
        repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    tree = repo.git("write-tree")
    for _ in range(4):
        repo.git("read-tree", "--empty")
        for name in range(10):
            repo.git("read-tree", f"--prefix={name}/", tree)
        tree = repo.git("write-tree")
    repo.git("read-tree", "--empty")
    repo.git("update-ref", "refs/heads/bomb", raw_commit(repo, tree, [], b"Eve", 0))
    told = vedette("--history", repo.path)
    assert told.coverage["examined"] == 1
    assert told.record["verdict"]["completeness"] == "complete"
    (found,) = told.findings.values()
    assert 1 + len(found["also"]) == 1_000


def test_nothing_that_the_repository_names_is_run(repo: Repo, vedette: Vedette, leak: Leak) -> None:
    trace = repo.home / "ran"
    program = repo.home / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {trace}\n")
    program.chmod(0o755)
    repo.write(".gitattributes", "* diff=x filter=x merge=x\n")
    at_day(repo, 0, {"a.py": leak()})
    at_day(repo, 1, {"a.py": "clean\n"})
    for name in ("diff.x.textconv", "diff.x.command", "diff.external", "core.fsmonitor", "gpg.program"):
        repo.git("config", name, str(program))
    repo.git("config", "log.showSignature", "true")
    assert set(vedette("--history", repo.path).findings) == {"a.py"}
    assert not trace.exists()
    repo.git("log", "-p", "--ext-diff", "HEAD~1..HEAD", check=False)
    assert trace.exists(), "the plants do nothing even for plain git"
