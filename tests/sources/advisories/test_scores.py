"""KEV and EPSS."""

import gzip

import pytest

from intel_world import epss as table
from intel_world import kev as catalogue
from vedette.sources.advisories import epss, kev
from vedette.sources.advisories.interface import RecordError


def test_the_catalogue_is_read():
    assert kev.read(catalogue("CVE-2026-1", "CVE-2026-22222")) == (
        {"CVE-2026-22222": "2026-11-01"},
        "2026-11-21",
    )


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", catalogue("CVE-2026-1000")[:-40], catalogue(), b"[" * 200_000]
)
def test_a_catalogue_that_is_not_whole_is_refused(data):
    with pytest.raises(RecordError):
        kev.read(data)


def test_one_entry_less_than_it_counts_is_not_whole():
    with pytest.raises(RecordError, match="whole"):
        kev.read(catalogue("CVE-2026-1000").replace(b'"count": 1', b'"count": 2'))


@pytest.mark.parametrize("packed", [True, False])
def test_the_table_is_read(packed):
    data = table({"CVE-2026-1000": "0.97", "CVE-2026-1001": "1.0", "CVE-2026-1002": "4e-05"})
    found, day = epss.read(data if packed else gzip.decompress(data))
    assert found == {"CVE-2026-1000": 0.97, "CVE-2026-1001": 1.0, "CVE-2026-1002": 0.00004}
    assert day == "2026-11-21"


def test_a_table_that_is_cut_off_is_refused():
    data = table({f"CVE-2026-{number}": "0.5" for number in range(1000, 3000)})
    for wrong in (
        data[:-9],
        data[: len(data) // 2],
        gzip.decompress(data)[:-5],
        data[:2] + b"x" * 90,
        b"",
        b"cve",
    ):
        with pytest.raises(RecordError):
            epss.read(wrong)


def test_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(epss, "LARGEST", 1 << 20)
    with pytest.raises(RecordError, match="unpacks"):
        epss.read(gzip.compress(b"cve,epss\n" + b"\n" * (2 << 20)))
