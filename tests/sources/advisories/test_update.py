"""Bringing advisories over the network, from a server on this machine that fails as it is told."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from intel_world import NOW, Mirror, epss, kev, needed, record, zipped
from vedette.model.errors import UsageError
from vedette.network.interface import Clock, Limits
from vedette.sources.advisories import bundle, signing, update
from vedette.sources.advisories.archive import digest_of
from vedette.sources.advisories.building import build
from vedette.sources.advisories.store import freshness, open_store
from vedette.sources.advisories.update import Wanted, fetched

START = datetime.fromisoformat(NOW)
GO, KEV, EPSS = "/osv/Go/all.zip", "/known_exploited_vulnerabilities.json", "/epss_scores-current.csv.gz"
LISTED = "/osv/Go/modified_id.csv"


@pytest.fixture
def world(tmp_path):
    mirror = Mirror()
    mirror.export("Go", record(aliases=["CVE-2026-1000"]), record("GO-2026-2", "other"))
    mirror.files[KEV] = kev("CVE-2026-1000")
    mirror.files[EPSS] = epss({"CVE-2026-1000": "0.75"})
    path = str(tmp_path / "intel.db")

    def run(days=0, **more):
        slept, failures = [], []
        ticks = iter(range(1_000_000))
        clock = Clock(now=lambda: next(ticks) / 1000, epoch=START.timestamp, sleep=slept.append)
        store = open_store(path) if (tmp_path / "intel.db").exists() else None
        wanted = Wanted(
            now=START + timedelta(days=days),
            **{
                "mirror": mirror.address,
                "ecosystems": ("Go",),
                "clock": clock,
                "limits": Limits(seconds=5, all_seconds=500, per_second=10_000),
                "modified": store.modified if store else lambda _: "",
            }
            | more,
        )
        before = {one.name: one for one in store.sources()} if store else {}
        mirror.asked.clear()
        built = build(path, fetched(wanted, before, failures.append))
        if store:
            store.close()
        return SimpleNamespace(built=built, failures=failures, slept=slept)

    yield SimpleNamespace(run=run, mirror=mirror, path=path, file=tmp_path / "intel.db", folder=tmp_path)
    mirror.close()


def ids(world, name="example.org/shop", version="v1.1.0"):
    with open_store(world.path) as store:
        return [one.id for one in store.matches("Go", name, version).affecting]


def test_everything_is_fetched_and_dated(world):
    done = world.run()
    assert not done.failures
    assert world.mirror.asked == [GO, KEV, EPSS]
    with open_store(world.path) as store:
        (one,) = store.find("Go", "example.org/shop")
        assert (one.id, one.exploited, one.epss) == ("GO-2026-1", "2026-11-01", 0.75)
        told = {source.name: source for source in store.sources()}
    assert told["osv/Go"].as_of == NOW
    assert told["osv/Go"].origin == f"{world.mirror.address}/osv/Go"
    assert len(told["kev"].digest) == 64
    assert freshness(world.path, START, timedelta(days=7), ("Go",)).reasons == ()


def test_what_is_not_new_is_not_sent_again_and_counts_as_new(world):
    world.run()
    done = world.run(days=1)
    assert not done.failures
    assert world.mirror.asked == [LISTED, f"{KEV} (304)", f"{EPSS} (304)"]
    assert freshness(world.path, START + timedelta(days=7), timedelta(days=7), ("Go",)).reasons == ()
    world.run(days=9)
    assert world.mirror.asked == [f"{GO} (304)", f"{KEV} (304)", f"{EPSS} (304)"]
    with open_store(world.path) as store:
        assert store.counts() == {"records": 2, "weaknesses": 2, "packages": 2, "kev": 1, "epss": 1}


def test_only_what_changed_is_fetched(world):
    world.run()
    world.mirror.export(
        "Go",
        record(fixed="1.0.5", modified="2026-11-22T18:00:00Z"),
        record("GO-2026-2", "other"),
        record("GO-2026-3", "new", modified="2026-11-22T17:00:00Z"),
    )
    assert not world.run(days=1).failures
    assert world.mirror.asked[:3] == [LISTED, "/osv/Go/GO-2026-1.json", "/osv/Go/GO-2026-3.json"]
    assert ids(world) == []
    assert ids(world, version="v1.0.4") == ["GO-2026-1"]
    assert ids(world, "new") == ["GO-2026-3"]


def test_what_was_taken_back_comes_with_an_increment(world):
    world.run()
    world.mirror.export("Go", record(withdrawn=NOW, modified="2026-11-22T18:00:00Z"))
    world.run(days=1)
    assert ids(world) == []


def test_many_changes_are_one_zip(world, monkeypatch):
    world.run()
    monkeypatch.setattr(update, "_MOST_CHANGED", 1)
    world.mirror.export(
        "Go", *(record(f"GO-{n}", f"p{n}", modified="2026-11-22T18:00:00Z") for n in range(3))
    )
    world.run(days=1)
    assert world.mirror.asked[:2] == [LISTED, GO]
    assert ids(world) == []
    assert ids(world, "p2") == ["GO-2"]


def test_another_address_is_asked_for_everything(world):
    world.run()
    world.run(days=1, full=True)
    assert world.mirror.asked == [GO, KEV, EPSS]


@pytest.mark.parametrize(
    ("spoil", "says", "once"),
    [
        (lambda mirror: mirror.statuses.update({"*": 401}), "401", True),
        (lambda mirror: mirror.statuses.update({"*": 429}), "429", True),
        (lambda mirror: mirror.statuses.update({"*": 500}), "500", False),
        (lambda mirror: mirror.cut.update({GO, LISTED, KEV, EPSS}), "cut short", False),
        (lambda mirror: mirror.files.update(dict.fromkeys((GO, KEV, EPSS), b"<html>")), "not taken", False),
        (lambda mirror: setattr(mirror, "token", "another"), "401", True),
        (lambda mirror: mirror.files.clear(), "404", False),
    ],
)
def test_when_all_fails_the_database_is_the_same_to_the_byte(world, spoil, says, once):
    world.run()
    before = world.file.read_bytes()
    spoil(world.mirror)
    done = world.run(days=8, full=True)
    assert [one.name for one in done.failures] == ["osv/Go", "kev", "epss"]
    assert all(says in one.reason and one.help for one in done.failures)
    assert world.file.read_bytes() == before
    assert list(world.folder.iterdir()) == [world.file]
    if once:
        # What a host says to all is not asked of it again and again.
        assert len(set(world.mirror.asked)) == 1


def test_without_a_database_before_there_is_none_after_a_failure(world):
    world.mirror.statuses["*"] = 401
    world.run()
    assert list(world.folder.iterdir()) == []


def test_one_source_that_fails_keeps_what_it_had(world):
    world.run()
    world.mirror.cut.add(KEV)
    world.mirror.files[EPSS] = epss({"CVE-2026-1000": "0.9"})
    world.mirror.files[KEV] = kev("CVE-2026-1000", "CVE-2026-2000")
    done = world.run(days=1)
    assert [one.name for one in done.failures] == ["kev"]
    with open_store(world.path) as store:
        (one,) = store.find("Go", "example.org/shop")
        assert (one.exploited, one.epss) == ("2026-11-01", 0.9)
        assert {source.name: source.as_of for source in store.sources()}["kev"] == NOW


def test_an_increment_that_stops_in_the_middle_is_not_half_stored(world):
    world.run()
    changed = [record(f"GO-{n}", f"p{n}", modified="2026-11-22T18:00:00Z") for n in range(3)]
    world.mirror.export("Go", record(aliases=["CVE-2026-1000"]), record("GO-2026-2", "other"), *changed)
    world.mirror.cut.add("/osv/Go/GO-1.json")
    assert [one.name for one in world.run(days=1).failures] == ["osv/Go"]
    assert ids(world, "p0") == []
    world.mirror.cut.clear()
    assert world.run(days=1).failures == []
    assert [ids(world, f"p{n}") for n in range(3)] == [["GO-0"], ["GO-1"], ["GO-2"]]


def test_a_record_that_cannot_be_read_is_counted(world):
    world.run()
    world.mirror.export("Go", record(modified="2026-11-22T18:00:00Z", affected="?"))
    (stored, *_) = world.run(days=1).built.stored
    assert (stored.provenance.refused, stored.refused[0].place) == (1, "/osv/Go/GO-2026-1.json")
    assert ids(world) == ["GO-2026-1"]


def test_the_token_goes_to_the_mirror_alone(world):
    world.mirror.token = "a" * 20
    assert world.run().failures
    assert not world.run(token=world.mirror.token).failures
    public = [
        place.door
        for place in update._places(Wanted(now=START, token=world.mirror.token, ecosystems=("Go",)))
    ]
    assert [door._credentials for door in public] == [{}, {}, {}]


def test_names_of_ecosystems_are_encoded(world):
    world.mirror.export("GitHub Actions", record("GHSA-1", "a/b", "GitHub Actions", fixed="2.0.0"))
    assert not world.run(ecosystems=("GitHub Actions",)).failures
    with open_store(world.path) as store:
        assert len(store.matches("GitHub Actions", "A/B", "v1").affecting) == 1
        assert store.matches("GitHub Actions", "a/b", "v2").affecting == ()


PRIVATE = bytes(range(32))


@pytest.fixture
def handed_on(world):
    """The mirror has a signed bundle of a database, and the database is away."""
    needed("cryptography")
    world.run()
    out = world.folder / "out.zip"
    with open_store(world.path) as store:
        assert bundle.write(store, str(out)) == 2
    again = world.folder / "again.zip"
    with open_store(world.path) as store:
        bundle.write(store, str(again))
    assert out.read_bytes() == again.read_bytes()
    with out.open("rb") as file:
        signature = signing.sign(digest_of(file), PRIVATE).encode()
    world.mirror.files |= {"/vedette-intel.zip": out.read_bytes(), "/vedette-intel.zip.sig": signature}
    out.unlink()
    again.unlink()
    world.file.unlink()
    return world


def test_a_bundle_by_a_pinned_key_is_all_that_is_asked_for(handed_on):
    done = handed_on.run(days=30, trusted=(signing.public(PRIVATE),))
    assert not done.failures
    assert handed_on.mirror.asked == ["/vedette-intel.zip.sig", "/vedette-intel.zip"]
    with open_store(handed_on.path) as store:
        (one,) = store.find("Go", "example.org/shop")
        assert (one.id, one.exploited, one.epss) == ("GO-2026-1", "2026-11-01", 0.75)
        # A mirror cannot make old data new.
        assert {source.as_of for source in store.sources()} == {NOW}
        assert {source.signed for source in store.sources()} == {signing.public(PRIVATE)}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda files: files.update({"/vedette-intel.zip": zipped(record())}), "not what was signed"),
        (lambda files: files.update({"/vedette-intel.zip.sig": b""}), "no signature"),
        (
            lambda files: files.update({"/vedette-intel.zip.sig": signing.sign("00" * 32, PRIVATE).encode()}),
            "not what was signed",
        ),
        (
            lambda files: files.update(
                {"/vedette-intel.zip.sig": signing.sign("00" * 32, bytes(32)).encode()}
            ),
            "did not pin",
        ),
    ],
)
def test_a_bundle_that_is_not_believed_changes_nothing(handed_on, spoil, says):
    spoil(handed_on.mirror.files)
    with pytest.raises(UsageError, match=says):
        handed_on.run(trusted=(signing.public(PRIVATE),))
    assert list(handed_on.folder.iterdir()) == []


def test_a_bundle_that_is_not_there_or_cut_is_told(handed_on):
    handed_on.mirror.cut.add("/vedette-intel.zip")
    (failure,) = handed_on.run(trusted=(signing.public(PRIVATE),)).failures
    assert "cut short" in failure.reason
    assert list(handed_on.folder.iterdir()) == []
