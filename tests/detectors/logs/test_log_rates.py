"""Rates of errors and logins: silent on ordinary traffic of many kinds, there when something breaks."""

from collections import Counter

import pytest
from rates_world import DAY, MONDAY, WINDOW, Site, asked, detector, hourly, opening, poisson, tried

from vedette.model.rule import Confidence
from vedette.response.incidents import Book
from vedette.response.interface import Located, What

SITES = {
    "steady": {"rate": 30},
    "busy": {"rate": 90, "refused": 0.08, "failed": 0.02},
    "bursts": {"rate": 20, "bursts": 0.03},
    "small": {"rate": 4, "refused": 0.2},
    "ten a day": {"rate": 10 / 288, "refused": 0.3, "failed": 0.3},
}


def alerts(seen):
    book, opened = Book(), 0
    for one in seen:
        opened += sum(change.what is What.opened for change in book.fold([Located(one)]))
        book.tick(one.time)
    return opened


@pytest.mark.slow
@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_days_of_ordinary_traffic_open_no_alert(kind, seed):
    seen = Site(seed, **SITES[kind]).live(detector(), 30)
    assert opening(seen) == []
    assert alerts(seen) == 0
    assert {one.rule for one in seen} <= {"logs-one-client-errors"}


@pytest.mark.slow
def test_growth_of_ten_percent_a_day_is_silent():
    assert opening(Site(3, rate=20, growth=1.1).live(detector(), 25)) == []


def spiked(site, time, route, status, count, clients=40):
    """One window with errors in it, in its third minute."""
    usual = site.window(time)
    bad = [
        (time + 120 + place % 60, b"203.0.113.%d" % (place % clients), b"GET", route, status)
        for place in range(count)
    ]
    return usual, asked(bad, line=1000)


@pytest.fixture(scope="module")
def learned():
    """What a detector knows after eight days."""
    watch = detector()
    Site(5, rate=30).live(watch, 8)
    return watch.state()


def fresh(learned):
    watch = detector()
    watch.restore(learned)
    return watch


@pytest.mark.parametrize(("hour", "count"), [(3, 40), (12, 80)])
def test_failures_of_a_route_are_seen_within_the_window(learned, hour, count):
    watch, site = fresh(learned), Site(6, rate=30)
    time = MONDAY + 8 * DAY + hour * 3600
    usual, bad = spiked(site, time, b"/api/pay?n=1", 500, count)
    assert list(watch.inspect(usual)) == []
    (seen,) = watch.inspect(bad)
    assert (seen.rule, seen.weakness, seen.path, seen.status) == (
        "logs-server-errors",
        "error-rate",
        "/api/pay",
        500,
    )
    assert seen.confidence is Confidence.high
    assert time <= seen.time < time + WINDOW
    assert seen.line >= 1000
    assert not seen.client
    assert list(watch.inspect(bad)) == []  # once a window


def test_refusals_of_many_clients_are_the_routes_and_those_of_one_its_own(learned):
    time = MONDAY + 8 * DAY + 12 * 3600
    watch = fresh(learned)
    _, bad = spiked(Site(6), time, b"/page/a", 404, 120)
    (seen,) = watch.inspect(bad)
    assert (seen.rule, seen.path, seen.client) == ("logs-client-errors", "/page/a", "")
    watch = fresh(learned)
    _, bad = spiked(Site(6), time, b"/page/a", 404, 120, clients=1)
    (seen,) = watch.inspect(bad)
    assert (seen.rule, seen.weakness, seen.client) == ("logs-one-client-errors", "scanner", "203.0.113.0")


def test_when_all_breaks_the_system_speaks_and_not_each_route(learned):
    watch, time = fresh(learned), MONDAY + 8 * DAY + 12 * 3600
    items = [
        (time + place // 4, b"203.0.113.%d" % (place % 50), b"GET", b"/page/%c" % (97 + place % 16), 502)
        for place in range(900)
    ]
    seen = [one for begin in range(0, 900, 90) for one in watch.inspect(asked(items[begin : begin + 90]))]
    routes = [one for one in seen if one.path]
    (system,) = [one for one in seen if not one.path]
    assert len(routes) <= 3
    assert system.severity.value == "high"
    assert system.confidence is Confidence.high


def test_a_surge_of_visitors_with_the_usual_share_of_errors_is_silent(learned):
    watch, time = fresh(learned), MONDAY + 8 * DAY + 12 * 3600
    items = [
        (time + place // 20, b"203.0.113.%d" % (place % 250), b"GET", b"/", 404 if place % 33 == 0 else 200)
        for place in range(4000)
    ]
    assert list(watch.inspect(asked(items))) == []


def test_without_history_only_extremes_are_told_and_less_surely():
    items = [
        (MONDAY + place // 4, b"192.0.2.1", b"GET", b"/", 500 if place % 2 else 200) for place in range(400)
    ]
    (seen,) = detector().inspect(asked(items))
    assert seen.confidence is Confidence.medium
    few = [
        (MONDAY + place, b"192.0.2.1", b"GET", b"/", 500 if place % 3 == 0 else 200) for place in range(250)
    ]
    assert list(detector().inspect(asked(few))) == []


@pytest.mark.slow
def test_a_weekly_rhythm_is_learned_in_two_weeks():
    """A job that fails much each Sunday is told of at first, and known after two weeks."""
    site, watch, told = Site(8, rate=30), detector(), Counter()
    for time in range(MONDAY, MONDAY + 28 * DAY, WINDOW):
        batch = site.window(time)
        seen = list(watch.inspect(batch)) if batch else []
        if (time - MONDAY) // DAY % 7 == 6 and 14 <= time // 3600 % 24 < 18:
            _, bad = spiked(site, time, b"/api/pay", 500, 30 + poisson(site.chance, 30))
            seen += watch.inspect(bad)
        told[(time - MONDAY) // DAY // 7] += len(opening(seen))
    assert told[0]
    assert told[2] == told[3] == 0


def test_a_burst_that_comes_every_day_is_told_three_times(learned):
    watch, told = fresh(learned), []
    for day in range(8):
        time = MONDAY + (8 + day) * DAY + 3 * 3600 + day * 1800
        _, bad = spiked(Site(6), time, b"/api/pay", 500, 60)
        told.append(len(list(watch.inspect(bad))))
        watch.tick(time + 3600)
    assert told == [1, 1, 1, 0, 0, 0, 0, 0]
    time = MONDAY + 16 * DAY + 3 * 3600
    _, bad = spiked(Site(6), time, b"/api/pay", 500, 160)
    assert len(list(watch.inspect(bad))) == 1


def test_gaps_jumps_and_replays_are_silent():
    site, watch, seen = Site(9, rate=15), detector(), []
    begins = [MONDAY, MONDAY + 40 * DAY, MONDAY + 3 * DAY, MONDAY - 200 * DAY, MONDAY + 41 * DAY, MONDAY]
    for begin in begins:
        seen += site.live(watch, 3, begin)
    far = asked([(MONDAY + 9000 * DAY, b"192.0.2.1", b"GET", b"/", 200)])
    for time in range(MONDAY, MONDAY + DAY, WINDOW):
        seen += watch.inspect(far)
        batch = site.window(time)
        seen += watch.inspect(batch) if batch else []
    assert [one for one in seen if one.rule != "logs-one-client-errors"] == []


def test_logs_with_clocks_of_their_own_do_not_meet():
    site, watch, seen = Site(10, rate=15), detector(), []
    for time in range(MONDAY, MONDAY + 3 * DAY, WINDOW):
        for number in range(3):
            batch = site.window(time + number * 5 * 3600, f"access-{number}.log")
            seen += watch.inspect(batch) if batch else []
    assert opening(seen) == []
    _, bad = spiked(site, MONDAY + 3 * DAY, b"/api/pay", 500, 60)
    assert list(watch.inspect(bad)) == []  # another log, of which nothing is known


def test_hosts_that_answer_are_systems_of_their_own():
    watch = detector()
    for time in range(MONDAY, MONDAY + 3 * DAY, WINDOW):
        items = [
            (time + place, b"192.0.2.%d" % place, b"GET", b"/x", 200, b"curl/8", b"-", host)
            for place in range(10)
            for host in (b"Shop.example:443", b"blog.example", b"made-up-%d" % time)
        ]
        assert list(watch.inspect(asked(items))) == []
    bad = [
        (time + 60, b"192.0.2.%d" % place, b"GET", b"/x", 500, b"curl/8", b"-", b"shop.example")
        for place in range(100)
    ]
    (seen, *_) = watch.inspect(asked(bad))
    assert seen.host == "shop.example"


def test_more_failed_logins_than_ever_by_many_clients_each_with_one():
    watch, site = detector(), Site(11)
    for time in range(MONDAY, MONDAY + 4 * DAY, WINDOW):
        count = poisson(site.chance, 3 * hourly(time))
        items = [
            (time + place, b"user%d" % site.chance.randrange(900), b"192.0.2.%d" % place, place % 4 > 0)
            for place in range(count)
        ]
        assert not items or list(watch.inspect(tried(items))) == []
    many = [(time + 300 + place, b"user%d" % place, b"203.0.113.%d" % place, False) for place in range(120)]
    (seen,) = watch.inspect(tried(many))
    assert (seen.rule, seen.weakness) == ("logs-login-rate", "login-rate")
    assert seen.count >= 50


def test_a_restart_changes_nothing():
    site, one, other = Site(12, rate=30, bursts=0.05), detector(), detector()
    for time in range(MONDAY, MONDAY + 3 * DAY + 3600, WINDOW):
        batch = site.window(time)
        if batch is None:
            continue
        batches = [batch, spiked(site, time, b"/api/pay", 500, 60)[1]] if time % 3600 == 0 else [batch]
        for each in batches:
            assert list(one.inspect(each)) == list(other.inspect(each))
        one.tick(time)
        other.tick(time)
        if time // WINDOW % 7 == 0:
            state = other.state()
            other = detector()
            other.restore(state)
            assert other.state() == state
    assert one.state() == other.state()
