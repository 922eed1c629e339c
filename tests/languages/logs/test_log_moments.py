# ruff: noqa: DTZ001, E501, ICN001 - naive on purpose: the zone is drawn too
"""Moments in every notation, zones, years that are left out, and whatever is none."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.languages.logs.moments import Moments

TIME = 1696938936.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"10/Oct/2023:13:55:36 +0200", TIME),
        (b"[10/Oct/2023:11:55:36 +0000]", TIME),
        (b"10/Oct/2023:11:55:36.655", TIME + 0.655),
        (b"10/Oct/2023 11:55:36", TIME),
        (b"10/Oct/2023:06:25:36 -0530", TIME),
        (b"2023-10-10T11:55:36Z", TIME),
        (b"2023-10-10T13:55:36.5+02:00", TIME + 0.5),
        (b"2023-10-10 11:55:36,250", TIME + 0.25),
        (b"2023-10-10\t11:55:36", TIME),
        (b"2023/10/10 11:55:36", TIME),
        (b"2023-10-10 11:55:36.123456789 UTC", TIME + 0.123456789),
        (b"Tue, 10 Oct 2023 11:55:36 GMT", TIME),
        (b"Tue Oct 10 11:55:36.5 2023", TIME + 0.5),
        (b"Oct 10 2023 11:55:36", TIME),
        (b"Oct 10 11:55:36", TIME),
        (b"Oct 10 11:55:36.25", TIME + 0.25),
        (b"Dec 31 23:59:59", 1672531199.0),
        (b"1696938936", TIME),
        (b"1696938936.5", TIME + 0.5),
        (b"1696938936500", TIME + 0.5),
        (b"1696938936500000", TIME + 0.5),
        (b"1.696938936e9", TIME),
    ],
)
def test_notations(text, wanted):
    reader = Moments(reference=1700000000.0)
    assert reader.read(text) == pytest.approx(wanted, abs=1e-6)
    assert reader.read(text) == pytest.approx(wanted, abs=1e-6)


def test_a_moment_without_a_zone_has_that_of_its_log():
    assert Moments(zone=7200.0).read(b"2023-10-10 13:55:36") == TIME
    assert Moments(zone=7200.0).read(b"2023-10-10T11:55:36Z") == TIME


def test_a_year_that_is_left_out():
    january = datetime.datetime(2024, 1, 1, 0, 0, 10, tzinfo=datetime.UTC).timestamp()
    assert Moments(reference=january).read(b"Dec 31 23:59:50") == january - 20
    assert Moments(reference=january).read(b"Jan  1 00:00:20") == january + 10
    assert Moments(reference=january).read(b"Feb 29 00:00:00") == 1582934400.0
    assert Moments(reference=1e18).read(b"Jan  1 00:00:20") > 0
    assert abs(Moments().read(datetime.datetime.now(datetime.UTC).strftime("%b %d %H:%M:%S").encode())) > TIME


@pytest.mark.parametrize(
    "text",
    [
        b"", b"-", b"x", b"10/Foo/2023:13:55:36 +0200", b"31/Feb/2023:13:55:36 +0200", b"10/Oct/2023:25:55:36 +0200",
        b"10/Oct/2023:13:55:36 +9999", b"0000-00-00T00:00:00Z", b"0001-01-01T00:00:00+23:59", b"9" * 64, b"Feb 30 00:00:00",
        b"9999-12-31T23:59:61Z", b"1" * 1000, b"\xff" * 26, b"2023-10-10T11:55:36.\xb2Z", b"1e99",
    ],
)  # fmt: skip
def test_what_is_no_moment(text):
    assert Moments().read(text) == 0.0


@given(st.binary(max_size=40))
def test_nothing_raises(text):
    assert Moments().read(text) >= 0.0


@given(
    st.datetimes(datetime.datetime(1971, 1, 1), datetime.datetime(2400, 1, 1)), st.integers(-14 * 60, 14 * 60)
)
def test_what_is_written_is_read(when, minutes):
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    aware = when.replace(tzinfo=zone)
    reader = Moments()
    assert reader.read(aware.isoformat().encode()) == pytest.approx(aware.timestamp(), abs=1e-5)
    assert (
        reader.read(aware.strftime("%d/%b/%Y:%H:%M:%S %z").encode())
        == aware.replace(microsecond=0).timestamp()
    )


def test_memory_is_bounded():
    reader = Moments()
    for second in range(30_000):
        reader.read(b"%d" % (1_600_000_000 + second))
    assert len(reader._kept) <= 8200
