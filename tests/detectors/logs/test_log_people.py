"""People: guessing of passwords at sshd, forms and realms, and logins to accounts that may do anything."""

import random

import pytest
from rates_world import DAY, MONDAY, asked, combined, detector, entries, rule, tried

from vedette.detectors.interface import Setup
from vedette.detectors.logs.detector import create_stream
from vedette.model.rule import Confidence, Severity

T = MONDAY


def rules(seen):
    return [one.rule for one in seen]


def failures(count, user=b"carol", client=b"203.0.113.9", begin=T, step=5):
    return [(begin + place * step, user, client, False) for place in range(count)]


def test_ten_failures_in_five_minutes_are_guessing_and_a_success_after_them_is_grave():
    watch = detector()
    (seen,) = watch.inspect(tried(failures(37)[:10]))
    assert (seen.rule, seen.user, seen.client, seen.line, seen.count) == (
        "logs-brute-force",
        "carol",
        "203.0.113.9",
        10,
        10,
    )
    assert seen.confidence is Confidence.high
    assert "10 failed logins as carol" in seen.evidence
    (again,) = watch.inspect(tried(failures(37)[10:]))
    assert again.count == 10  # at twenty; the next at forty
    (came_in,) = watch.inspect(tried([(T + 600, b"carol", b"203.0.113.9", True)]))
    assert came_in.success == "logged in after 37 failures"
    assert came_in.severity is Severity.high
    assert came_in.confidence is Confidence.high


@pytest.mark.parametrize(
    "items",
    [
        failures(9),
        failures(30, step=60),
        [(T + n, b"carol", b"203.0.113.%d" % n, False) for n in range(9)],
        [(T + n, b"user%d" % n, b"203.0.113.9", False) for n in range(7)],
        [*failures(4), (T + 60, b"carol", b"203.0.113.9", True)],
        [*failures(9), (T + 9000, b"carol", b"203.0.113.9", True)],
    ],
    ids=["nine", "slow", "nine clients", "seven users", "four and in", "in hours later"],
)
def test_what_people_do_is_silent(items):
    assert list(detector().inspect(tried(items))) == []


def test_five_slow_failures_and_a_success_are_said_softly():
    (seen,) = detector().inspect(tried([*failures(5, step=60), (T + 400, b"carol", b"203.0.113.9", True)]))
    assert seen.confidence is Confidence.low
    assert seen.success


def test_one_client_at_many_accounts_is_spraying_and_the_one_that_fits_is_grave():
    watch = detector()
    items = [(T + n, b"user%d" % n, b"203.0.113.9", False) for n in range(12)]
    (seen,) = watch.inspect(tried(items))
    assert (seen.rule, seen.weakness, seen.client) == (
        "logs-password-spraying",
        "password-spraying",
        "203.0.113.9",
    )
    (came_in,) = watch.inspect(tried([(T + 900, b"dave", b"203.0.113.9", True)]))
    assert came_in.rule == "logs-password-spraying"
    assert "after failing at 8 accounts" in came_in.success
    assert came_in.severity is Severity.high


def test_an_office_behind_one_address_does_not_spray():
    chance = random.Random(3)  # noqa: S311 - logins made up
    items = [(T + n, b"user%d" % chance.randrange(300), b"192.0.2.1", n % 20 > 0) for n in range(400)]
    assert list(detector().inspect(tried(items))) == []


def test_many_clients_at_one_account_and_what_is_so_all_day_is_not_told_for_ever():
    watch, told = detector(), []
    for time in range(T, T + 4 * DAY, 600):
        items = [(time + n, b"root", b"203.0.%d.%d" % (time % 251, n), False) for n in range(15)]
        told += [(time - T) // DAY for one in watch.inspect(tried(items)) if "distributed" in one.rule]
    assert told.count(0) > 0
    assert told.count(3) == 0
    more = [(time + n, b"root", b"198.51.100.%d" % n, False) for n in range(90)]
    assert "logs-distributed-guessing" in rules(watch.inspect(tried(more)))


def web(count, status, client="203.0.113.9", begin=0, path="/login", user="-"):
    return [
        f"{client} - {user} [22/Nov/2026:10:{(begin + n) // 60:02}:{(begin + n) % 60:02} +0000] "
        f'"POST {path} HTTP/1.1" {status} 512 "-" "Mozilla/5.0"'
        for n in range(count)
    ]


@pytest.mark.parametrize("status", [401, 403, 422, 429])
def test_refused_forms_are_failures(status):
    watch = detector()
    (seen,) = watch.inspect(combined(web(12, status)))
    assert (seen.rule, seen.path, seen.method, seen.status) == ("logs-brute-force", "/login", "POST", status)
    (came_in,) = watch.inspect(combined(web(1, 302, begin=30)))
    assert came_in.success == "logged in after 12 failures"
    assert came_in.severity is Severity.high


def test_a_form_shown_again_is_a_failure_once_it_is_known_what_success_looks_like():
    watch = detector()
    assert (
        list(watch.inspect(combined(web(1, 200, client="192.0.2.7") + web(1, 302, client="192.0.2.7")))) == []
    )
    found = list(watch.inspect(combined(web(30, 200, begin=60) + web(1, 302, begin=100))))
    assert rules(found) == ["logs-brute-force"] * 3
    assert found[-1].success == "logged in after 30 failures"


def test_where_answers_say_nothing_many_tries_are_told_with_less_confidence():
    (seen,) = detector().inspect(combined(web(40, 302)))
    assert seen.confidence is Confidence.low
    assert "tries to log in" in seen.evidence


def test_many_people_behind_a_proxy_are_no_guessing():
    lines = []
    for n in range(300):
        lines += web(1, 401 if n % 4 == 0 else 302, client="10.0.0.1", begin=n)
    assert list(detector().inspect(combined(lines))) == []


def test_names_that_the_server_checked():
    watch = detector()
    lines = web(15, 401, user="carol", path="/dav/x") + web(3, 200, user="carol", path="/dav/x", begin=20)
    found = list(watch.inspect(combined(lines)))
    assert rules(found) == ["logs-brute-force"] * 2
    assert found[-1].success == "logged in after 15 failures"


def test_a_privileged_login_is_told_once_a_day_and_louder_from_a_strange_network():
    watch = detector()
    seen = []
    for day in range(9):
        items = [(T + day * DAY + n * 60, b"root", b"192.0.2.%d" % (day % 3), True) for n in range(5)]
        seen += watch.inspect(tried(items))
    assert rules(seen) == ["logs-privileged-login"] * 9
    assert {(one.severity, one.confidence) for one in seen} == {(Severity.low, Confidence.low)}
    (strange,) = watch.inspect(tried([(T + 9 * DAY, b"root", b"198.51.100.4", True)]))
    assert (strange.severity, strange.confidence) == (Severity.medium, Confidence.high)
    assert "never came before" in strange.evidence
    assert list(watch.inspect(tried([(T + 9 * DAY, b"carol", b"198.51.100.4", True)]))) == []


@pytest.mark.parametrize(
    "name", [b"Administrator", b"CORP\\Administrator", b"admin@corp.example", b"sa", b"postgres"]
)
def test_privileged_names_in_all_their_forms(name):
    assert rules(detector().inspect(tried([(T, name, b"192.0.2.1", True)]))) == ["logs-privileged-login"]


def test_the_names_and_numbers_are_data():
    kept = {name: dict(entry) for name, entry in entries().items()}
    kept["logs-privileged-login"]["names"] = ["carol"]
    kept["logs-brute-force"]["failures"] = 3
    watch = create_stream(Setup(rules={name: rule(entry) for name, entry in kept.items()}, definitions=kept))
    found = watch.inspect(tried([*failures(3, user=b"root"), (T + 60, b"carol", b"192.0.2.1", True)]))
    assert rules(found) == ["logs-brute-force", "logs-privileged-login"]


def test_a_rule_that_is_off_is_silent():
    assert list(detector(off=["logs-brute-force"]).inspect(tried(failures(40)))) == []


def test_a_restart_in_the_middle_changes_nothing():
    chance = random.Random(5)  # noqa: S311 - logins made up
    items = [
        (
            T + n * 4,
            chance.choice([b"root", b"admin", b"carol", b"u%d" % chance.randrange(30)]),
            b"203.0.113.%d" % chance.randrange(15),
            chance.random() < 0.05,
        )
        for n in range(600)
    ]
    whole, parts, one, other = [], [], detector(), detector()
    for begin in range(0, 600, 7):
        whole += one.inspect(tried(items[begin : begin + 7]))
        parts += other.inspect(tried(items[begin : begin + 7]))
        state = other.state()
        other = detector()
        other.restore(state)
    assert whole
    assert parts == whole


def test_real_lines_of_sshd_lead_here():
    from rates_world import block

    from vedette.detectors.interface import Batch
    from vedette.languages.logs.recognition import open_format

    form = open_format("syslog", {"reference": "2026"})
    lines = [
        f"Nov 22 10:00:{n:02} web1 sshd[7]: Failed password for root from 203.0.113.9 port 4{n:03} ssh2"
        for n in range(12)
    ]
    lines.append("Nov 22 10:01:00 web1 sshd[7]: Accepted password for root from 203.0.113.9 port 5000 ssh2")
    data = ("\n".join(lines) + "\n").encode()
    batch = Batch(block=block("auth.log", data), rows=form.rows(data), format=form)
    found = list(detector().inspect(batch))
    assert rules(found) == ["logs-brute-force", "logs-brute-force", "logs-privileged-login"]
    assert found[1].success == "logged in after 12 failures"


def test_a_client_without_failures_matters_not():
    items = [
        (T + n, b"192.0.2.%d" % (n % 9), b"GET", b"/x", 200, b"curl", b"user%d" % (n % 9), b"")
        for n in range(500)
    ]
    assert list(detector().inspect(asked(items))) == []
