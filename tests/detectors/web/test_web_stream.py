"""The stream detector: lines, severities, hints of success, memory, backlog, restart."""

import sys
import time

import pytest
from judge_world import Targets, batch, detector, entries, gate, line, values

from vedette.detectors.web import detector as module
from vedette.detectors.web.gate import Gate, expand
from vedette.detectors.web.judging import judge_request
from vedette.detectors.web.memo import Memo
from vedette.detectors.web.value import Attack
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Request

UNION = b"/items?id=-1+union+select+name,pass+from+users"


@pytest.fixture(scope="module")
def watch():
    return detector()


def test_a_detection_says_where_what_and_why(watch):
    (seen,) = watch.inspect(batch([b"/a", b"/b?q=it", UNION + b" 404", b"/c"], first=100))
    assert (seen.rule, seen.weakness, seen.line, seen.stream) == ("web-sql-union", "sql", 102, "access.log")
    assert (seen.where, seen.path, seen.status) == ("query id", "/items", 404)
    assert seen.evidence == "-1 union select name,pass from users"
    assert seen.severity is Severity.low
    assert seen.confidence is Confidence.high
    assert not seen.success


def test_the_canary_is_missed_where_lines_cannot_be_read_in_full(watch, monkeypatch):
    block, token = watch.canary()
    assert len(block.rows.index) == 3
    monkeypatch.setattr(type(block.format._form), "request", lambda *_: None)
    assert not any(token in str(one) for one in watch.inspect(block))


def test_the_canary_is_found_and_disturbs_nothing(watch):
    block, token = watch.canary()
    assert any(token in seen.evidence for seen in watch.inspect(block))
    assert watch.canary()[1] != token


@pytest.mark.parametrize(
    ("lines", "severity", "told"),
    [
        ([UNION + b" 200"], Severity.medium, ""),
        ([UNION + b" 403"], Severity.low, ""),
        ([UNION + b" 500"], Severity.high, "failed"),
        ([b"/i?q=1+and+sleep(5) 200 5 5.2"], Severity.critical, "took 5.2 s"),
        (
            [*[b"/i?q=%27+or+1=1--" + b"x" * n + b" 403" for n in range(9)], UNION + b" 200"],
            Severity.high,
            "after 9",
        ),
        (
            [*[b"/items?id=%d 200 900" % n for n in range(30)], UNION + b" 200 52000"],
            Severity.high,
            "52,000 bytes",
        ),
    ],
)
def test_hints_of_success_raise_the_severity(lines, severity, told):
    last = list(detector().inspect(batch(lines)))[-1]
    assert last.severity is severity
    assert told in last.success
    assert bool(told) == bool(last.success)


def test_what_is_shown_is_redacted(watch):
    (seen,) = watch.inspect(batch([b"/x?password=hunter22secret&q=1'+or+'1'='1+bob@example.com\x1b"]))
    shown = repr(seen)
    assert "bob@example.com" not in shown
    assert "\x1b" not in shown


def test_equal_values_are_judged_once(watch, monkeypatch):
    watch.inspect(batch([UNION]))
    monkeypatch.setattr("vedette.detectors.web.judging.peel", None)
    assert list(watch.inspect(batch([UNION])))


def test_what_exceeds_the_budget_waits_and_is_told_and_survives_a_restart(monkeypatch):
    watch = detector()
    monkeypatch.setattr(module, "_SECONDS", -1.0)
    lines = [b"/q?x=1'+or+%d=%d--" % (n, n) for n in range(50)]
    assert list(detector().inspect(batch(lines))) == []  # half a second late is not behind
    monkeypatch.setattr(module, "_WAITS", 0.0)
    (told,) = watch.inspect(batch(lines))
    assert (told.rule, told.count) == ("web-backlog", 50)
    assert list(watch.inspect(batch([b"/"]))) == []
    block, token = watch.canary()
    assert [token in seen.evidence for seen in watch.inspect(block)] == [True]
    other = detector()
    other.restore(watch.state())
    monkeypatch.setattr(module, "_SECONDS", 60.0)
    assert [seen.line for seen in other.tick(2.0)] == list(range(1, 51))
    assert list(other.tick(3.0)) == []


def test_a_full_queue_makes_the_block_wait_and_drops_nothing(monkeypatch):
    watch = detector()
    monkeypatch.setattr(module, "_SECONDS", -1.0)
    monkeypatch.setattr(module, "_QUEUE_BYTES", 3000)
    lines = [b"/q?x=1'+or+%d=%d--" % (n, n) for n in range(50)]
    seen = [one for one in watch.inspect(batch(lines)) if one.rule != "web-backlog"]
    monkeypatch.setattr(module, "_SECONDS", 60.0)
    later = list(watch.tick(2.0))
    assert seen
    assert later
    assert sorted(one.line for one in seen + later) == list(range(1, 51))


@pytest.mark.parametrize("state", [b"", b"x", b"\x80", b"\xc1" * 50])
def test_a_state_that_cannot_be_read_is_a_fresh_start(state):
    watch = detector()
    watch.restore(state)
    assert list(watch.inspect(batch([UNION])))


def test_memory_is_bounded():
    memo = Memo(100)
    for key in range(1000):
        memo.put(key, ())
    assert len(memo._young) + len(memo._old) <= 200
    attack = (Attack(rule="r", shown=b"", reason=""),)
    memo.put(5, attack)
    for key in range(2000, 2150):
        memo.put(key, ())
        assert memo.get(5) == attack


def test_effects_are_bounded():
    watch = detector()
    data = [b"/r%s/%s?q=1'--%d 404 5 1 10.%d.%d.1" % (bytes([97 + n % 26]) * (n % 90), b"y", n, n % 256, n // 256) for n in range(12_000)]  # fmt: skip  # noqa: E501
    for at in range(0, len(data), 1000):
        list(watch.inspect(batch(data[at : at + 1000])))
    assert len(watch.state()) < 4 << 20


def test_a_request_is_judged_without_a_log():
    request = Request(target=b"/a", headers=((b"cookie", b"id=1' or '1'='1"),))
    (seen,) = [one for one in judge_request(request) if one.attack.rule == "web-sql-boolean"]
    assert seen.where == "cookie id"
    assert (
        judge_request(Request(target=b"/shop?q=rock+%27n%27+roll+--+live", agent=b"Mozilla/5.0 (X11)")) == []
    )


def test_without_hyperscan_the_gate_is_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    slow = Gate(entries(), ("", b""))
    assert type(slow._engine).__name__ == "_Slow"
    texts = [*values("attacks-sql")[::9], *values("benign")[::9]]
    data = "".join(line(f"/?q={text}".replace(" ", "%20")) for text in texts).encode()
    assert slow.lines(data) == gate().lines(data)


def test_the_database_is_kept_and_sealed(tmp_path, monkeypatch):
    pytest.importorskip("hyperscan")
    chosen = {"web-sql-probe": entries()["web-sql-probe"]}
    Gate(chosen, (str(tmp_path), b"k"))
    (stored,) = tmp_path.glob("web-*.hsdb")
    monkeypatch.setattr("vedette.detectors.web.gate._compiled", None)
    assert Gate(chosen, (str(tmp_path), b"k")).lines(b"a'b\nc\nd'") == [(0, 0, 3), (2, 6, 8)]
    with pytest.raises(TypeError):
        Gate(chosen, (str(tmp_path), b"other"))
    stored.write_bytes(stored.read_bytes()[:-5])
    with pytest.raises(TypeError):
        Gate(chosen, (str(tmp_path), b"k"))


def test_lines_are_found_by_index_and_bounds():
    data = b"a\n\nx'y\nplain\n''\n'end"
    assert gate().lines(data) == [(2, 3, 6), (4, 13, 15), (5, 16, 20)]
    assert gate().lines(b"") == []


def test_a_flood_of_matches_takes_bounded_time():
    data = (b"'" * 2000 + b"\n") * 400
    began = time.process_time()
    assert len(gate().lines(data)) == 400
    assert time.process_time() - began < 5


def test_macros():
    assert expand("«'»x") == "(?:'|%(?:25)?27)x"
    assert expand("«64:union»").count("|") == 7
    assert Targets().request(b"no") is None
