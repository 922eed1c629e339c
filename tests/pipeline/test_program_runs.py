"""Runs that judge a program: across files, warm, against a base, staged, with comments that accept."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from repository_world import commit, git, run, write
from vedette.detectors.code.detector import CodeDetector
from vedette.model.coverage import Completeness
from vedette.model.verdict import Disposition
from vedette.work.cache.programs import ProgramMemory
from vedette.work.places import cache_dir

SQL = "code-sql-injection"
VIEW = """from flask import Flask, request
from shop.data import find

app = Flask(__name__)


@app.route("/items")
def items():
    return str(find(request.args["name"]))
"""
UNSAFE = """import sqlite3


def find(name):
    cursor = sqlite3.connect("shop.db").cursor()
    cursor.execute("SELECT * FROM item WHERE name = '" + name + "'")
    return cursor.fetchall()
"""
SAFE = UNSAFE.replace('\'" + name + "\'")', '?", (name,))')
PLAIN = {f"shop/part{n}.py": f"def part{n}():\n    return {n}\n" for n in range(3)}


def shop(view=VIEW, data=UNSAFE):
    return {"shop/__init__.py": "", "shop/views.py": view, "shop/data.py": data, **PLAIN}


def found(record, rule=SQL):
    return [item for item in record.verdict.judgements if item.tracked.finding.rule == rule]


def _undated(item):
    """A judgement without the second in which the finding was seen."""
    return replace(item, tracked=replace(item.tracked, last_seen=""))


@pytest.fixture
def solved(monkeypatch):
    """Paths that were solved, run by run, the canaries aside."""
    paths = []
    real = CodeDetector.judge

    def judge(self, program, starts):
        starts = list(starts)
        paths.extend(path for path in starts if len(program.paths) > 1)
        return real(self, program, starts)

    # The context of what is kept would change with every edit of this very package.
    monkeypatch.setattr(sys.modules["vedette.work.cache.context"], "_source_tree", lambda: "")
    monkeypatch.setattr(CodeDetector, "judge", judge)
    return paths


def test_a_way_through_two_files_is_found_and_told(repo):
    commit(repo, shop())
    record = run(repo)
    assert record.verdict.completeness is Completeness.complete
    (item,) = found(record)
    finding = item.tracked.finding
    assert (finding.place.path, finding.place.start.line, finding.symbol) == ("shop/data.py", 6, "find")
    assert [step.path for step in (finding.flow[0], finding.flow[-1])] == ["shop/views.py", "shop/data.py"]
    assert finding.message == "Data from the query string reaches sqlite3.Cursor.execute in find."
    assert "?" in finding.advice
    (code,) = [kind for kind in record.coverage.kinds if kind.kind == "code"]
    assert (code.examined, code.canaries_planted, code.canaries_found) == (6, 2, 2)


def test_the_ledger_keeps_no_ways(repo):
    commit(repo, shop())
    run(repo)
    from vedette.ledger.place import default_path
    from vedette.ledger.store import open_ledger

    ledger = open_ledger(default_path())
    try:
        kept = [
            item.tracked.finding for item in [ledger.finding(one.id) for one in ledger.findings(None)] if item
        ]
    finally:
        ledger.close()
    assert [finding.flow for finding in kept if finding.rule == SQL] == [()]


def test_a_warm_run_solves_nothing_and_says_the_same(repo, solved):
    commit(repo, shop())
    cold = run(repo)
    assert "shop/views.py" in solved
    assert not {"shop/__init__.py", *PLAIN} & set(solved)
    solved.clear()
    warm = run(repo)
    assert solved == []
    assert [item.tracked.finding for item in found(warm)] == [item.tracked.finding for item in found(cold)]
    anew = run(repo, no_cache=True)
    assert [_undated(item) for item in anew.verdict.judgements] == [
        _undated(item) for item in warm.verdict.judgements
    ]


@pytest.fixture
def recalled(monkeypatch):
    """Counts how often answers of earlier runs are read."""
    counted = []
    real = ProgramMemory.recall

    def recall(self):
        counted.append(1)
        return real(self)

    monkeypatch.setattr(ProgramMemory, "recall", recall)
    return counted


def _told(record):
    return [item.tracked.finding for item in record.verdict.judgements]


def test_where_nothing_changed_no_answer_is_read(repo, solved, recalled):
    commit(repo, shop())
    cold = run(repo)
    assert "shop/views.py" in solved
    recalled.clear()
    solved.clear()
    assert _told(run(repo)) == _told(cold)
    assert (recalled, solved) == ([], [])
    commit(repo, {"notes.txt": "no program"})
    run(repo)
    assert recalled == []
    commit(repo, {"shop/data.py": SAFE})
    assert found(run(repo)) == []
    assert recalled
    recalled.clear()
    commit(repo, {"shop/data.py": UNSAFE})
    back = run(repo)
    assert recalled == []  # the state before the last one is known as well
    assert _told(back) == _told(run(repo, no_cache=True))


def test_after_a_state_that_was_known_answers_of_all_its_files_stay(repo, solved):
    commit(repo, shop())
    run(repo)
    commit(repo, {"shop/part0.py": PLAIN["shop/part0.py"] + "\n# a comment\n"})
    run(repo, since="HEAD^")  # the base was said before; the head is not
    solved.clear()
    commit(repo, {"shop/part1.py": PLAIN["shop/part1.py"] + "\n# a comment\n"})
    run(repo)
    assert solved == []


@pytest.mark.usefixtures("solved")
def test_states_that_somebody_altered_are_not_believed(repo, recalled):
    commit(repo, shop())
    before = _told(run(repo))
    (kept,) = Path(cache_dir(), "results").glob("*.states")
    data = kept.read_bytes()
    for wrong in (data[:-1], data.replace(b"find", b"fine"), b"", data[:40]):
        kept.write_bytes(wrong)
        recalled.clear()
        assert _told(run(repo)) == before
        assert recalled


def test_after_an_edit_only_what_reaches_it_is_solved(repo, solved):
    other = VIEW.replace("from shop.data import find", "from shop.part1 import part1 as find")
    commit(repo, {**shop(), "shop/other.py": other})
    assert len(found(run(repo))) == 1
    solved.clear()
    commit(repo, {"shop/data.py": SAFE})
    record = run(repo)
    # Its own statement is judged, and who calls it; the other view imports something else.
    assert solved == ["shop/data.py", "shop/views.py"]
    assert found(record) == []
    assert [item.finding.rule for item in record.mended] == ["code-composed-sql", SQL]


def test_an_import_that_led_nowhere_is_looked_for_again(repo, solved):
    files = shop()
    del files["shop/data.py"]
    commit(repo, files)
    assert found(run(repo)) == []
    solved.clear()
    commit(repo, {"shop/data.py": UNSAFE})
    assert len(found(run(repo))) == 1
    assert "shop/views.py" in solved


def test_what_a_change_brings_in_a_file_that_it_does_not_touch_is_introduced(repo):
    safe = VIEW.replace('request.args["name"]', '"all"')
    commit(repo, shop(view=safe))
    commit(repo, {"shop/views.py": VIEW})
    (item,) = found(run(repo))
    assert item.tracked.finding.place.path == "shop/data.py"
    assert item.tracked.introduced
    commit(repo, {"shop/views.py": VIEW + "\n\nx = 1\n"})
    (item,) = found(run(repo))
    assert not item.tracked.introduced


def test_the_hook_says_what_the_commit_would_bring(repo):
    safe = VIEW.replace('request.args["name"]', '"all"')
    commit(repo, {**shop(view=safe), "old.py": VIEW.replace("shop.data", "shop.more")})
    commit(repo, {"shop/more.py": UNSAFE})
    run(repo)
    write(repo, {"shop/views.py": VIEW})
    git(repo, "add", "-A")
    record = run(repo, staged=True)
    (item,) = found(record)
    assert item.tracked.introduced
    assert record.coverage.asked == 1
    assert record.mended == ()


def test_the_hook_sees_callers_of_what_is_staged(repo):
    commit(repo, shop(data=SAFE))
    assert found(run(repo)) == []
    write(repo, {"shop/data.py": UNSAFE})
    git(repo, "add", "-A")
    (item,) = found(run(repo, staged=True))
    assert item.tracked.introduced


def test_a_part_of_the_tree_is_judged_with_what_it_imports(repo):
    commit(repo, shop(view=VIEW.replace("str(find(", "eval(find(")))
    record = run(repo / "shop" / "views.py")
    assert {item.tracked.finding.place.path for item in record.verdict.judgements} == {"shop/views.py"}


@pytest.mark.parametrize(
    ("comment", "how"),
    [
        ("# nosec", "foreign"),
        ("# noqa: S608", "foreign"),
        ('# vedette: ignore[code-sql-injection] reason="a test"', "ignore"),
    ],
)
def test_comments_accept(repo, comment, how):
    accepting = '[ignores]\nseverity = "critical"\n'
    commit(repo, {"vedette.toml": accepting, **shop(data=UNSAFE.replace('+ "\'")', f'+ "\'")  {comment}'))})
    commit(repo, {"z.txt": "z"})
    for _ in range(2):
        (item,) = found(run(repo))
        assert item.disposition is Disposition.accepted
        assert item.acceptance.how == how


def test_what_cannot_be_parsed_is_in_the_coverage(repo):
    commit(repo, {**shop(), "broken.py": "import os\nos.system(input())\ndef (:\n" * 3})
    for _ in range(2):
        record = run(repo)
        assert record.verdict.completeness is Completeness.partial
        assert {skip.path for skip in record.coverage.unfinished} == {"broken.py"}
        assert [item.tracked.finding.place.path for item in found(record, "coverage-gap")] == ["broken.py"]
        assert len(found(record)) == 1


def test_a_solver_that_fails_is_a_gap_and_a_missed_canary(repo, monkeypatch):
    commit(repo, shop())

    def fail(*_):
        raise ValueError("nothing of this is told")

    monkeypatch.setattr(CodeDetector, "judge", fail)
    record = run(repo)
    assert record.verdict.completeness is Completeness.void
    told = {(skip.path, skip.reason, skip.detail) for skip in record.coverage.unfinished}
    assert ("shop/views.py", "detector-failed", "ValueError in fail") in told


def test_one_kind_alone(repo):
    commit(repo, shop())
    assert [kind.kind for kind in run(repo, command_line={"scan.only": ["code"]}).coverage.kinds] == ["code"]
    left = run(repo, command_line={"scan.skip": ["code"]})
    assert [kind.kind for kind in left.coverage.kinds] == ["secrets"]
    assert found(left) == []


def test_the_same_whatever_the_number_of_workers(repo):
    many = {f"m{n}.py": VIEW for n in range(300)}
    commit(repo, {**shop(), **many})
    told = []
    for jobs in (1, 2):
        record = run(repo, no_cache=True, ledger_path="none", command_line={"scan.jobs": jobs})
        told.append([item.tracked.finding for item in record.verdict.judgements])
        assert record.verdict.completeness is Completeness.complete
    assert told[0] == told[1]
    assert Path(repo).is_dir()
