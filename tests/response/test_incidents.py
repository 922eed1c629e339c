"""Detections become few alerts."""

from msgspec.structs import replace

from alert_world import SAMPLE as SEEN
from vedette.model.alert import Target
from vedette.model.rule import Confidence, Severity
from vedette.response.incidents import Book
from vedette.response.interface import Bounds, Located, What

ITEM = Target(path="/item", method="GET", route="/item", service="shop", owner="@shop")


def located(target=ITEM, **changes):
    return Located(replace(SEEN, **changes), target)


def test_one_attacker_is_one_alert_whatever_they_try():
    book = Book()
    first = book.fold([located()])
    assert [(item.what, item.alert.title) for item in first] == [
        (What.opened, "SQL injection on shop GET /item from 203.0.113.7")
    ]
    more = book.fold([located(time=SEEN.time + n, weakness="html", rule="web-xss") for n in range(1, 40)])
    assert [item.what for item in more] == [What.grown]
    alert = more[0].alert
    assert alert.key == first[0].alert.key
    assert (alert.count, alert.weaknesses, alert.attackers) == (40, ("html", "sql"), ("203.0.113.7",))
    assert alert.owner == "@shop"
    assert book.fold([located(time=SEEN.time + 41)]) == []


def test_weak_signs_alone_are_no_alert_until_there_are_enough():
    book = Book()
    weak = {"confidence": Confidence.low, "severity": Severity.low}
    assert book.fold([located(**weak)]) == []
    far_apart = [located(time=SEEN.time + 7200.0 * n, **weak) for n in range(1, 50)]
    assert book.fold(far_apart) == []
    same = [located(time=SEEN.time + 400_000 + n, **weak) for n in range(8)]
    assert book.fold(same) == []
    at_once = [located(time=SEEN.time + 410_000 + n, evidence=f"' {n}", **weak) for n in range(8)]
    assert [item.what for item in book.fold(at_once)] == [What.opened]


def test_a_favourite_search_of_many_people_is_no_campaign():
    book = Book()
    weak = {"confidence": Confidence.low, "evidence": '17" -- wide'}
    seen = [located(client=f"10.0.{n >> 8}.{n & 255}", time=SEEN.time + n, **weak) for n in range(1000)]
    assert book.fold(seen) == []
    unsure = {"confidence": Confidence.medium}
    assert len(book.fold([located(time=SEEN.time + n, **unsure) for n in range(12)])) == 1


def test_success_and_a_known_weakness_raise_an_alert():
    book = Book()
    book.fold([located()])
    raised = book.fold([located(success="the server answered 500", time=SEEN.time + 1)])
    assert [(item.what, item.alert.severity) for item in raised] == [(What.raised, Severity.high)]
    known = replace(ITEM, findings=("VD-1",))
    again = book.fold([located(known, time=SEEN.time + 2)])
    assert [(item.what, item.alert.severity) for item in again] == [(What.raised, Severity.critical)]
    assert again[0].alert.targets[0].findings == ("VD-1",)
    assert book.fold([located(known, time=SEEN.time + 3)]) == []


def test_many_attackers_at_one_route_are_one_campaign():
    book = Book()
    changes = book.fold([located(client=f"198.51.100.{n}", time=SEEN.time + n) for n in range(1, 101)])
    opened = [item for item in changes if item.what is What.opened]
    assert len(opened) == 5
    assert [len(item.alert.attackers) + item.alert.more_attackers for item in changes] == [1, 1, 1, 1, 96]


def test_scanning_is_background_and_no_alert_for_each_address():
    book = Book()
    scans = [located(weakness="scanner", client=f"192.0.2.{n}") for n in range(200)]
    assert len(book.fold(scans)) == 1
    hit = book.fold([located(weakness="scanner", client="192.0.2.9", success="it answered 200")])
    assert [item.what for item in hit] == [What.opened]


def test_rest_ends_an_incident_and_the_next_is_new():
    book = Book(Bounds(quiet=600.0))
    one = book.fold([located()])[0].alert
    assert book.tick(SEEN.time + 599) == []
    assert [item.what for item in book.tick(SEEN.time + 601)] == [What.quiet]
    two = book.fold([located(time=SEEN.time + 1000)])[0]
    assert two.what is What.opened
    assert two.alert.key != one.key


def test_a_household_is_one_attacker():
    book = Book()
    changes = book.fold([located(client=f"2001:db8::{n:x}") for n in range(1, 60)])
    assert len(changes) == 1
    same = [located(client="::ffff:203.0.113.9"), located(client="203.0.113.9")]
    assert book.fold(same)[0].alert.count == 2


def test_a_restart_changes_nothing():
    def run(book, restart):
        told = []
        for n in range(300):
            weak = Confidence.low if n % 3 else Confidence.high
            told += book.fold([located(client=f"10.0.0.{n % 7}", time=SEEN.time + 30 * n, confidence=weak)])
            if restart:
                kept = book.state()
                book = Book()
                book.restore(kept)
        return told, book.tick(SEEN.time + 10**6)

    assert run(Book(), restart=True) == run(Book(), restart=False)


def test_what_is_remembered_is_bounded_and_damage_is_survived():
    book = Book(Bounds(incidents=50))
    for n in range(2000):
        weak = {"confidence": Confidence.low, "path": f"/{n}"}
        book.fold([located(None, client=f"10.{n >> 8}.{n & 255}.1", **weak)])
    assert len(book.state()) < 60_000
    book.restore(b"\x93nothing")
    assert book.fold([located()])[0].alert.count == 1


def test_strange_clocks_are_survived():
    book = Book()
    for time in (0.0, -5.0, 1e18, SEEN.time, float(2**31)):
        book.fold([located(time=time)])
    assert book.tick(1e19)


def test_a_box_that_asks_with_each_letter_tells_one_text_once():
    text = "having an order of 5 or more"
    unsure = {"confidence": Confidence.medium}
    book = Book()
    for end in range(4, len(text)):
        assert not book.fold([located(time=SEEN.time + end, evidence=text[:end], **unsure)])
    others = [located(time=SEEN.time + 60, evidence=other, **unsure) for other in ("1 or 2", "x'y")]
    assert [changed.what for changed in book.fold(others)] == [What.opened]


def flood(count, kinds=1, **more):
    """Attacks from addresses of their own on paths of their own, no two of one shape."""
    for n in range(count):
        shape = "".join("'\"()-;,<>|&"[int(digit)] for digit in str(n))
        changes = {
            "client": f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}",
            "path": f"/p/{n}",
            "weakness": f"kind-{n % kinds}",
            "evidence": f"1{shape}",
            "time": SEEN.time + n / 100,
            **more,
        }
        yield located(None, **changes)


def test_a_flood_of_strangers_on_paths_that_nothing_answers_is_one_campaign():
    book = Book()
    changes = [change for item in flood(15_000) for change in book.fold([item])]
    opened = [change.alert for change in changes if change.what is What.opened]
    assert len(opened) == 5
    last = changes[-1].alert
    assert last.key == opened[-1].key
    assert last.attackers
    assert last.count > 7_000
    assert last.more_attackers > 900


def test_one_tool_on_many_routes_is_one_campaign_and_different_attacks_are_not():
    def asked(n, evidence):
        route = replace(ITEM, route=f"/r{n}/{{}}", path=f"/r{n}/1")
        return located(route, client=f"198.51.100.{n}", evidence=evidence, path=f"/r{n}/1")

    book = Book()
    changes = book.fold([asked(n, f"{n}' UNION SELECT password{n}--") for n in range(1, 101)])
    assert sum(change.what is What.opened for change in changes) == 5
    book = Book(Bounds(told=100))
    shapes = [asked(n, f"1{mark} or 2") for n, mark in enumerate(["'", '"', ")", "'))", "--", ";;"], 1)]
    assert sum(change.what is What.opened for change in book.fold(shapes)) == 6


def test_strangers_who_come_hours_apart_are_no_campaign():
    book = Book()
    apart = list(flood(12))
    late = [Located(replace(item.detection, time=SEEN.time + 1000.0 * n)) for n, item in enumerate(apart)]
    assert sum(change.what is What.opened for change in book.fold(late)) == 12


def test_unsure_signs_of_many_people_at_many_places_stay_silent():
    assert Book().fold(list(flood(3000, confidence=Confidence.medium))) == []


def test_beyond_what_an_owner_can_read_in_an_hour_one_summary_is_told():
    book = Book(Bounds(told=20, listed=50))
    changes = [change for item in flood(300, kinds=300) for change in book.fold([item])]
    opened = [change.alert for change in changes if change.what is What.opened]
    assert len(opened) == 21
    assert "1 more alerts in one hour" in opened[-1].title
    held = [change.alert for change in changes if change.what is What.held]
    assert len(held) == 50
    raised = [change.alert for change in changes if change.what is What.raised]
    assert [one.title.partition(" ")[0] for one in raised] == ["10", "100"]
    assert raised[-1].count == 100
    assert len({one.key for one in (*opened, *held)}) == 71
    quiet = [change.alert.key for change in book.tick(SEEN.time + 10**6)]
    assert len(quiet) == 71
    assert set(quiet) == {one.key for one in (*opened, *held)}


def test_what_is_grave_is_told_through_the_summary_once():
    book = Book(Bounds(told=3))
    many = list(flood(100, kinds=100))
    book.fold(many[:50])
    grave = [Located(replace(one.detection, success="the server answered 500")) for one in many[50:60]]
    told = [change for item in grave for change in book.fold([item]) if change.what is What.raised]
    assert len(told) == 1
    assert told[0].alert.severity is Severity.high
    assert told[0].alert.success == ("the server answered 500",)
    assert told[0].alert.samples[0].success


def test_each_owner_and_each_hour_counts_for_itself():
    def asked(n, owner, hour):
        target = replace(ITEM, owner=owner, service=owner, route=f"/r{n}")
        seen = {"client": f"10.0.{hour}.{n}", "weakness": f"kind-{n}", "time": SEEN.time + 3600.0 * hour}
        return located(target, evidence=f"1{n * chr(39)}", **seen)

    book = Book(Bounds(told=5))
    changes = []
    for hour in range(2):
        for owner in ("@shop", "@site"):
            changes += book.fold([asked(n, owner, hour) for n in range(8)])
    opened = [change.alert for change in changes if change.what is What.opened]
    assert len(opened) == 4 * 6
    assert {one.owner for one in opened} == {"@shop", "@site"}
    assert sum(change.what is What.held for change in changes) == 4 * 3


def test_a_silent_log_is_told_whatever_floods():
    book = Book(Bounds(told=3))
    book.fold(list(flood(100, kinds=100)))
    silent = located(None, weakness="silent-source", rule="watch-silent-source", client="")
    assert [change.what for change in book.fold([silent])] == [What.opened]


def test_a_restart_in_a_flood_changes_nothing():
    def run(restart):
        book, told = Book(Bounds(told=5, listed=20)), []
        for item in flood(120, kinds=60):
            told += [(change.what, change.alert) for change in book.fold([item])]
            if restart:
                kept = book.state()
                book = Book(Bounds(told=5, listed=20))
                book.restore(kept)
        return told

    assert run(restart=True) == run(restart=False)


def test_a_target_with_a_known_weakness_is_fresh_once_and_kept():
    book = Book(Bounds(targets=3))
    book.fold([located(replace(ITEM, route=f"/r{n}")) for n in range(5)])
    known = [replace(ITEM, route=f"/k{n}", findings=(f"VD-{n}",)) for n in range(5)]
    raised = [change for target in known * 3 for change in book.fold([located(target)])]
    assert [change.what for change in raised if change.what is What.raised] == [What.raised] * 3
    assert all(target.findings for target in raised[2].alert.targets)
