"""Hostile logs: any bytes, any clock, any number of different things; and the canary, reports and news."""

import resource
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from rates_world import DAY, MONDAY, Plain, asked, block, combined, detector, tried

from vedette.detectors.interface import Batch, Setup
from vedette.detectors.logs.detector import create_stream
from vedette.detectors.logs.newcomers import family_of
from vedette.detectors.logs.routes import OTHER, Routes, is_login, template
from vedette.languages.logs.interface import Rows
from vedette.languages.logs.recognition import open_format
from vedette.model.rule import Confidence
from vedette.model.traffic import Violation

CLOCKS = some.one_of(
    some.sampled_from([b"", b"-", b"nan", b"inf", b"-1", b"1e308", b"0", b"\xff", b"1709510400"]),
    some.integers(-(10**12), 10**20).map(lambda number: b"%d" % number),
)
ITEM = some.tuples(
    CLOCKS,
    some.binary(max_size=20),
    some.sampled_from([b"GET", b"POST", b"", b"\x00"]),
    some.one_of(some.binary(max_size=40), some.sampled_from([b"/login", b"/", b"", b"-"])),
    some.sampled_from([b"200", b"302", b"401", b"404", b"500", b"", b"-", b"99999", b"\xff\xff\xff", b"0x1"]),
    some.binary(max_size=40),
    some.sampled_from([b"", b"-", b"root", b"\x1b[31m", b"\xe2\x80\xae"]),
    some.binary(max_size=10),
)


def columns(items):
    columns = list(zip(*items, strict=True))
    names = ("moments", "clients", "methods", "targets", "statuses", "agents", "users", "hosts")
    rows = Rows(lines=len(items), index=range(len(items)), **dict(zip(names, columns, strict=True)))
    return Batch(block=block("access.log", arrived=float(MONDAY)), rows=rows, format=Plain())


@settings(max_examples=150, deadline=None)
@given(some.lists(some.lists(ITEM, min_size=1, max_size=30), min_size=1, max_size=4), CLOCKS)
def test_nothing_raises_and_a_restart_in_the_middle_changes_nothing(batches, now):
    one, other = detector(), detector()
    for items in batches:
        seen = list(one.inspect(columns(items)))
        assert seen == list(other.inspect(columns(items)))
        assert not any(set(map(ord, repr(each))) & {0x1B, 0x202E} for each in seen)
        state = other.state()
        other = detector()
        other.restore(state)
        assert other.state() == state
        try:
            one.tick(float(now))
            other.tick(float(now))
        except ValueError as error:
            assert "convert string to float" in str(error)  # noqa: PT017 - the test's own


@settings(max_examples=150, deadline=None)
@given(
    some.lists(
        some.tuples(some.floats(), some.binary(max_size=70), some.binary(max_size=70), some.booleans()),
        min_size=1,
    )
)
def test_logins_of_any_bytes_and_clocks(items):
    watch = detector()
    batch = tried([(0, *item[1:]) for item in items])
    logins = [
        type(login)(**{**{name: getattr(login, name) for name in login.__struct_fields__}, "time": item[0]})
        for login, item in zip(batch.rows.logins, items, strict=True)
    ]
    batch.rows.logins = logins
    for seen in watch.inspect(batch):
        assert len(seen.evidence) <= 200
    state = watch.state()
    other = detector()
    other.restore(state)
    assert other.state() == state


@pytest.mark.parametrize("state", [b"", b"x", b"\x80", b"\xc1" * 50, b"\x81\xa5rates\xc4\x02\x81\xa1"])
def test_a_state_that_cannot_be_read_is_a_fresh_start(state):
    watch = detector()
    watch.restore(state)
    assert (
        len(list(watch.inspect(tried([(MONDAY + n, b"carol", b"192.0.2.9", False) for n in range(12)])))) == 1
    )


@pytest.mark.slow
def test_memory_is_bounded_with_a_million_paths_clients_agents_users_and_hosts():
    watch = detector()

    def flood(begin, count):
        for start in range(begin, begin + count, 4000):
            items = [
                (
                    MONDAY + n // 40,
                    b"10.%d.%d.%d" % (n >> 16 & 255, n >> 8 & 255, n & 255),
                    b"POST" if n % 9 == 0 else b"GET",
                    b"/w%s/login" % _word(n) if n % 9 == 0 else b"/w%s/x?q=%d" % (_word(n), n),
                    (200, 404, 401, 500, 302)[n % 5],
                    b"Agent%s/1" % _word(n),
                    b"u%d" % n if n % 3 == 0 else b"-",
                    b"h%d.example" % n,
                )
                for n in range(start, min(start + 4000, begin + count))
            ]
            for _ in watch.inspect(asked(items)):
                pass
            for _ in watch.inspect(tried([(item[0], item[6], item[1], False) for item in items[::40]])):
                pass

    flood(0, 200_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    flood(200_000, 800_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # KiB
    assert len(watch.state()) < 3_000_000


@pytest.mark.slow
def test_one_client_at_ever_new_accounts_takes_little():
    watch = detector()
    tracemalloc.start()
    for begin in range(0, 100_000, 2000):
        items = [
            (MONDAY + n / 10, b"user%d" % n, b"192.0.2.%d" % (n % 7), False)
            for n in range(begin, begin + 2000)
        ]
        list(watch.inspect(tried(items)))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 12_000_000


def _word(number):
    return bytes(97 + (number >> 4 * place & 15) for place in range(5))


def test_the_canary_is_found_and_touches_nothing():
    watch = detector()
    before = watch.state()
    batch, token = watch.canary()
    read = Batch(block=batch.block, rows=batch.format.rows(batch.block.data), format=batch.format)
    found = list(watch.inspect(read))
    assert any(token in seen.evidence for seen in found)
    assert {seen.rule for seen in found} >= {"logs-brute-force", "logs-server-errors"}
    assert watch.state() == before
    assert watch.canary()[1] != token
    off = detector(off=["logs-brute-force"])
    assert any(token in seen.evidence for seen in off.inspect(read))


@pytest.mark.parametrize("part", ["_guessing", "_rates"])
def test_a_detector_that_sees_half_misses_its_canary(part, monkeypatch):
    watch = detector()
    batch, token = watch.canary()
    blind = f"vedette.detectors.logs.{part.strip('_')}.{part.strip('_').title()}.take"
    monkeypatch.setattr(blind, lambda *_: iter(()))
    assert not any(token in seen.evidence for seen in watch.inspect(batch))


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (b"/", "/"),
        (b"/shop/12/item", "/shop/{}/item"),
        (b"/u/7f3b9c2e-1d34-4f6a-9b1e-0c2d3e4f5a6b", "/u/{}"),
        (b"/a/deadbeef12", "/a/{}"),
        (b"/static/app.js", "/static/app.js"),
        (b"/static/app.3f9a8b71.js", "/static/{}"),
        (b"/blog/how-to-do-it", "/blog/{}"),
        (b"/search/%C3%A4rger", "/search/{}"),
        (b"/api/v2/items", "/api/v2/items"),
        (b"http://shop.example/a/1", "/a/{}"),
        (b"\x16\x03\x01", "/{}"),
        (b"/" + b"a" * 500, "/{}"),
        (b"/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/{}"),
    ],
)
def test_routes_of_paths(path, route):
    assert template(path) == route


@given(some.lists(some.text("/a-.0123456789?{}", max_size=200), max_size=40))
def test_routes_of_many_paths_are_those_of_each(texts):
    targets = [text.encode() for text in texts]
    known = Routes()
    expected = [template(target.partition(b"?")[0]) for target in targets]
    assert known.of(targets) == expected
    assert known.of(targets) == expected


def test_routes_of_a_million_long_paths_take_little_memory():
    known = Routes()
    known.of([b"/auth/login", b"/page"])
    tracemalloc.start()
    for number in range(100):
        known.of([b"/%d/" % (number * 1000 + one) + b"x" * 5_000 for one in range(1000)])
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 40 << 20
    assert known.of([b"/auth/login"]) == ["/auth/login"]
    assert known.logins == {"/auth/login"}


@given(some.binary(max_size=400))
def test_routes_of_any_bytes_are_short_and_can_be_shown(path):
    route = template(path)
    assert len(route) < 200
    assert route.isprintable()
    assert route != OTHER


@pytest.mark.parametrize(
    "route", ["/login", "/wp-login.php", "/api/auth/login", "/users/sign_in", "/session", "/oauth/token"]
)
def test_places_to_log_in(route):
    assert is_login(route)


@pytest.mark.parametrize("route", ["/", "/blog/login-troubles", "/catalogin", "/logins/help", "/author"])
def test_other_places(route):
    assert not is_login(route)


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (
            b"Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
            "chrome",
        ),
        (b"Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "firefox"),
        (b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "googlebot"),
        (b"curl/8.1", "curl"),
        (b"python-requests/2.31", "python-requests"),
        (b"-", "none"),
        (b"\xff\xfe", "other"),
    ],
)
def test_families_of_agents(agent, family):
    assert family_of(agent) == family


def days(watch, count, each=4000):
    for day in range(count):
        for part in range(8):
            begin = MONDAY + day * DAY + part * 10_800
            items = [
                (begin + n, b"192.0.2.%d" % (n % 200), b"GET", b"/page/%c" % (97 + n % 9), 200)
                for n in range(each // 8)
            ]
            assert list(watch.inspect(asked(items))) == []


def newcomers(count, status=200):
    return asked(
        [
            (MONDAY + 4 * DAY + n, b"192.0.2.1", b"GET", b"/left/behind.php?x=%d" % n, status, b"Odd/1.0")
            for n in range(count)
        ]
    )


def test_new_routes_and_agents_are_told_once_when_the_rest_is_known():
    watch = detector()
    days(watch, 4)
    assert list(watch.inspect(newcomers(4))) == []
    found = sorted(watch.inspect(newcomers(4)), key=lambda seen: seen.rule)
    assert [(seen.rule, seen.weakness, seen.path) for seen in found] == [
        ("logs-new-agent", "new-agent", ""),
        ("logs-new-route", "new-route", "/left/behind.php"),
    ]
    assert {seen.confidence for seen in found} == {Confidence.low}
    assert list(watch.inspect(newcomers(40))) == []


def test_what_does_not_answer_is_no_new_route_and_nothing_is_new_at_first():
    watch = detector()
    days(watch, 4)
    assert [seen.rule for seen in watch.inspect(newcomers(9, 404))] == ["logs-new-agent"]
    watch = detector()
    days(watch, 2)
    assert list(watch.inspect(newcomers(9))) == []


def reports(count, directive=b"script-src-elem", blocked=b"https://evil.example/x.js", source=b""):
    rows = Rows(
        lines=count,
        index=range(count),
        moments=[b"%d" % (MONDAY + n) for n in range(count)],
        violations=[
            Violation(
                line=n,
                document=b"https://shop.example/cart/%d?token=x" % n,
                directive=directive,
                blocked=blocked,
                source=source,
            )
            for n in range(count)
        ],
    )
    return Batch(block=block("csp.log"), rows=rows, format=Plain())


def test_reports_of_a_page_are_grouped():
    watch = detector()
    (seen,) = watch.inspect(reports(20))
    assert (seen.rule, seen.weakness, seen.host, seen.path, seen.where, seen.line) == (
        "logs-csp",
        "csp",
        "shop.example",
        "/cart/{}",
        "script-src-elem",
        3,
    )
    assert "evil.example" in seen.evidence
    assert seen.confidence is Confidence.medium
    (more,) = watch.inspect(reports(20))
    assert more.count == 27  # at thirty
    assert list(watch.inspect(reports(100))) == []


@pytest.mark.parametrize(
    ("blocked", "confidence"),
    [(b"inline", Confidence.low), (b"eval", Confidence.medium), (b"data", Confidence.medium)],
)
def test_reports_of_scripts_without_an_address(blocked, confidence):
    (seen,) = detector().inspect(reports(5, blocked=blocked))
    assert seen.confidence is confidence


@pytest.mark.parametrize(
    "more",
    [
        {"blocked": b"chrome-extension://abc/x.js"},
        {"source": b"moz-extension://abc/x.js"},
        {"directive": b"img-src"},
        {"directive": b"style-src-elem", "blocked": b"inline"},
    ],
)
def test_extensions_and_pictures_are_left_out(more):
    assert list(detector().inspect(reports(50, **more))) == []


def test_real_reports_lead_here():
    form = open_format("csp", {})
    line = (
        '{"csp-report": {"document-uri": "https://shop.example/pay",'
        ' "effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/skim.js"}}\n'
    )
    data = (line * 4).encode()
    batch = Batch(block=block("csp.log", data, arrived=float(MONDAY)), rows=form.rows(data), format=form)
    (seen,) = detector().inspect(batch)
    assert seen.path == "/pay"


def test_free_text_and_empty_blocks_are_nothing():
    watch = detector()
    assert list(watch.inspect(Batch(block=block("a"), rows=Rows(), format=Plain()))) == []
    assert list(watch.inspect(tried([(0.0, b"", b"", False)]))) == []
    assert list(watch.inspect(combined(["no log at all"] * 9))) == []


def test_without_rules_nothing_is_told():
    watch = create_stream(Setup(rules={}, definitions={}))
    assert list(watch.inspect(tried([(MONDAY, b"root", b"192.0.2.1", True)] * 50))) == []
