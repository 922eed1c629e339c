"""What a user sees: the first line, the frame, the lists, the proof."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from msgspec.structs import replace
from report_world import WEAK, context, coverage, finding, full, judgement, partial, record, told, write

from vedette.feedback import text
from vedette.model.coverage import KindCoverage, Skip, SkipClass
from vedette.model.events import Judged, Started
from vedette.model.finding import Excerpt
from vedette.model.rule import Persona
from vedette.model.verdict import Disposition

EMERGENCY = Disposition.emergency


def lines(judged, **more):
    return told(text, judged, **more).decode("utf-8").splitlines()


def test_a_blocked_run_in_full():
    notes = Started(run=full().run, asked=40, notes=("shallow clone",))
    out = write(text, [notes, Judged(record=full())]).decode("utf-8")
    assert out == snapshot("""\
BLOCKED: 1 emergency stops this change, 2 tracked, 1 accepted; everything that was asked for is accounted for
github.com/example/shop at aaaaaaaaaaaa, judged against bbbbbbbbbbbb (secrets)
note: shallow clone

critical[shop-api-key]: Shop API key in the source
    --> src/shop/pay.py:12:12
     |
  12 | API_KEY = "sk_l************"
     |            ^^^^^^^^^^^^^^^^
     |
   here: a live key of the shop's payment account (sk_l***, 24 characters)
    why: Whoever reads the repository can charge cards in the name of the shop, and every clone
         keeps it.
   help: Revoke the key in the shop's dashboard, make a new one and keep it in the secret store.
   gate: a usable credential enters the repository
  state: introduced by this change, confidence high
  owner: @shop/payments, due 2026-11-29 (in 7 days)
     id: VD-000001

Tracked, 2: they do not stop this change
  deploy/prod.env
    3:5  medium  generic-password  Password assigned in the source
                 VD-000002  @shop/payments, due 2026-12-22
  1 more is for an auditor: --auditor shows them

Accepted, 1: somebody answers for leaving this as it is
  --auditor lists them

Coverage: asked for 40, examined 37, skipped 3
  not applicable       2  binary 1, link 1
  declared             1  excluded 1
  secrets             37  examined, canary found in 2 of 2 workers

Checkpoint 3:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
Next: vedette explain VD-000001
""")


def test_a_partial_run_says_what_is_missing_and_what_to_do():
    out = told(text, record([], partial())).decode("utf-8")
    assert out == snapshot("""\
PASSED, PARTIAL: nothing reported; 1 could not be examined
github.com/example/shop at aaaaaaaaaaaa, judged against bbbbbbbbbbbb (secrets)

Coverage: asked for 41, examined 37, skipped 4
  not applicable       2  binary 1, link 1
  declared             1  excluded 1
  failed               1  timed-out 1
  secrets             37  examined, canary found in 2 of 2 workers

What this verdict does not cover
  - 1 could not be examined
    data/big.json: took over 5 s
  help: make them readable, or declare each under [[scan.exclude]] in vedette.toml with reason and
        date

Checkpoint 3:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
""")


@pytest.mark.parametrize(
    ("judged", "first"),
    [
        (record([]), "PASSED: no findings; "),
        (record([], partial()), "PASSED, PARTIAL: nothing reported; 1 could not be examined"),
        (record([], partial(), stop_on_partial=True), "STOPPED, PARTIAL: nothing reported; 1 could"),
        (record([judgement(finding(), EMERGENCY)]), "BLOCKED: 1 emergency stops this change, 0 tracked; "),
        (record([judgement(finding(), EMERGENCY)], partial()), "BLOCKED, PARTIAL: 1 emergency stops"),
        (record([], coverage(asked_kinds=("code",))), "VOID: no verdict, the code detector did not run; "),
        (record([judgement(finding(), EMERGENCY)], coverage(kinds=())), "BLOCKED, VOID: the rest of the run"),
    ],
)
def test_the_first_line_is_the_verdict(judged, first):
    assert lines(judged)[0].startswith(first)


def test_only_a_complete_run_may_say_no_findings():
    for account in (partial(), coverage(kinds=()), coverage(asked=41)):
        assert "no findings" not in "\n".join(lines(record([], account)))


def test_a_run_without_a_verdict_says_so():
    assert write(text, []).startswith(b"NO VERDICT: ")


def test_a_missed_canary_is_named():
    kind = KindCoverage(kind="secrets", examined=37, canaries_planted=2, canaries_found=1)
    out = "\n".join(lines(record([], coverage(kinds=(kind,)))))
    assert "canary found in 1 of 2 workers" in out
    assert "the secrets detector missed its canary in 1 of 2 workers" in out


@pytest.mark.parametrize(
    ("account", "help_line"),
    [
        (partial(), "  help: make them readable, or declare each"),
        (coverage(dropped=("a.py",)), "  help: make them readable, or declare each"),
        (coverage(stale=("advisories",)), "  help: refresh the data sets"),
        (coverage(truncated=True), "  help: scan again with more time"),
        (coverage(base_unknown="unknown: shallow clone"), "  help: fetch the history that is missing"),
        (coverage(kinds=()), "  help: vedette doctor says"),
    ],
)
def test_each_gap_says_what_to_do(account, help_line):
    assert any(line.startswith(help_line) for line in lines(record([], account)))


def test_long_lists_are_cut_and_the_cut_is_counted():
    many = [judgement(finding(f"f{n:03}.py", rule=WEAK)) for n in range(60)]
    failed = tuple(Skip(path=f"s{n:03}", cls=SkipClass.failed, reason="unreadable") for n in range(30))
    out = lines(record(many, coverage(asked=67, skips=failed)))
    assert "  and 10 more: vedette scan --format json shows all" in out
    assert "    and 10 more: --format json shows all" in out
    assert sum("generic-password" in line for line in out) == 50


def test_auditors_see_what_others_are_only_told_the_number_of():
    hidden = judgement(finding("only/audit.py", rule=WEAK, persona=Persona.auditor))
    assert "  1 more is for an auditor: --auditor shows them" in lines(record([hidden]))
    assert "only/audit.py" not in "\n".join(lines(record([hidden])))
    assert "only/audit.py" in "\n".join(lines(record([hidden]), auditor=True))


def test_an_emergency_is_shown_to_everybody():
    hidden = judgement(finding(persona=Persona.auditor), EMERGENCY)
    assert any("src/shop/pay.py:12:12" in line for line in lines(record([hidden])))


def test_late_is_said():
    late = judgement(finding(rule=WEAK), due="2026-11-20")
    assert any("due 2026-11-20 (2 days late)" in line for line in lines(record([late])))


def test_what_came_back_or_is_exploited_is_said():
    item = judgement(finding(), EMERGENCY, introduced=False, reopened=True, exploited=True)
    assert any("came back after it was mended, being exploited now" in line for line in lines(record([item])))


@pytest.mark.parametrize(
    ("source", "mark", "start"),
    [
        ("\tkey = 'abc'", (8, 11), "key = '"),
        ("漢字 = 'abc'", (6, 9), "漢字 = '"),
        ("x" * 500 + "abc" + "y" * 500, (500, 503), "..."),
    ],
)
def test_the_mark_stands_under_the_place(source, mark, start):
    item = judgement(finding(excerpt=Excerpt(7, source, mark)), EMERGENCY)
    out = lines(record([item]))
    at = next(n for n, line in enumerate(out) if "^^^" in line)
    code, under = out[at - 1].partition("| ")[2], out[at].partition("| ")[2]
    assert code.startswith(start)
    columns = [char for char in code for _ in range(2 if char in "漢字" else 1)]
    assert "".join(columns[under.index("^") : under.rindex("^") + 1]) == "abc"
    assert len(code) <= 110


def test_the_frame_is_straight_for_every_line_number():
    for number in (1, 99_999, 1_000_000):
        item = judgement(finding(excerpt=Excerpt(number, "key = 'abc'", (7, 10))), EMERGENCY)
        bars = [line.index("|") for line in lines(record([item])) if "|" in line]
        assert len(bars) == 4
        assert len(set(bars)) == 1


def test_without_a_text_there_is_a_place_and_no_frame():
    out = lines(record([judgement(finding(excerpt=None), EMERGENCY)]))
    assert "    --> src/shop/pay.py:12:12" in out
    assert not any("|" in line for line in out)


def test_colours_only_add_to_the_text_and_only_when_asked():
    plain = told(text, full()).decode("utf-8")
    coloured = told(text, full(), colour=True).decode("utf-8")
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;31mBLOCKED")
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_rich_is_not_imported_without_colours():
    code = (
        "import sys; sys.path.insert(0, 'tests/feedback'); import report_world as w;"
        "from vedette.feedback import text; w.told(text, w.full()); sys.exit('rich' in sys.modules)"
    )
    root = __file__.rpartition("/tests/")[0]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40) | st.sampled_from(
    ["\x1b[2J", "\x1b]0;x\x07", "\u202egnp", "::error::x", "##vso[x]", "a\nBLOCKED: x", "\x9b", "caf\udce9"]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_names_reach_no_terminal(path, message, source):
    item = finding(path, message=message, evidence=source, excerpt=Excerpt(1, source, (0, len(source))))
    stray = finding(path, message=message, rule=WEAK, severity=WEAK.severity)
    skip = Skip(path=path, cls=SkipClass.failed, reason="unreadable", detail=message)
    judged = record(
        [judgement(item, EMERGENCY), judgement(stray, owner=message)],
        coverage(asked=38, skips=(skip,)),
    )
    out = write(text, [Started(run=judged.run, asked=1, notes=(message,)), Judged(record=judged)])
    shown = out.decode("utf-8")
    assert all(line.isprintable() or "\u00a0" in line for line in shown.split("\n"))
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))
    assert "##vso[" not in shown
    assert shown.count("BLOCKED") == 1 or "BLOCKED" in path + message + source
    coloured = told(text, judged, colour=True).decode("utf-8")
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace("\n", "").isprintable()


def test_order_is_stable():
    assert told(text, full()) == told(text, full())
    assert told(text, full(), width=context().width) == told(text, full())


def test_a_commit_that_may_go_on_is_told_so_in_one_line():
    passed = record([judgement(finding("old.py", 1, 1, rule=WEAK), number=2)])
    old = replace(passed.verdict.judgements[0].tracked, introduced=False)
    judged = replace(passed.verdict.judgements[0], tracked=old)
    passed = replace(passed, verdict=replace(passed.verdict, judgements=(judged,)))
    hook = replace(passed, run=replace(passed.run, stage="hook"))
    assert len(lines(hook)) == 1
    assert len(lines(passed)) > 5
    assert len(lines(replace(full(), run=hook.run))) > 5, "a commit that may not go on is told why"


def test_what_a_hook_found_is_explained_by_its_rule():
    hook = replace(full(), run=replace(full().run, stage="hook"))
    assert lines(hook)[-1] == "Next: vedette explain shop-api-key"
