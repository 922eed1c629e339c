"""The database: what is stored, found, merged, replaced, and told when it cannot be used."""

import json
import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from intel_world import NOW, epss, export, kev, load, record, zipped
from vedette.model.errors import UsageError, WorldError
from vedette.sources.advisories import archive, building
from vedette.sources.advisories.interface import Delivery, Provenance, State
from vedette.sources.advisories.store import NoDatabaseError, freshness, open_store

WEEK = timedelta(days=7)
MOMENT = datetime.fromisoformat(NOW)


@pytest.fixture
def world(tmp_path):
    export(
        tmp_path / "data",
        Go=[
            record(aliases=["CVE-2026-1000"]),
            record("GO-2026-2", "example.org/other", fixed="", withdrawn=NOW),
        ],
        PyPI=[
            record("PYSEC-2026-1", "Shop", "PyPI", aliases=["CVE-2026-1001"]),
            record(
                "GHSA-aaaa-aaaa-aaaa", "shop", "PyPI", fixed="1.3", aliases=["CVE-2026-1001", "CVE-2026-1002"]
            ),
            record("MAL-2026-1", "shop", "PyPI", fixed="", aliases=["CVE-2026-1001"]),
        ],
    )
    (tmp_path / "data" / "known_exploited_vulnerabilities.json").write_bytes(kev("CVE-2026-1002"))
    (tmp_path / "data" / "epss_scores-current.csv.gz").write_bytes(
        epss({"CVE-2026-1001": 0.25, "CVE-2026-1002": 0.5})
    )
    built = load(tmp_path / "intel.db", tmp_path / "data")
    assert [one.failure for one in built.stored] == [""] * 4
    return tmp_path


def test_what_was_stored_is_found(world):
    with open_store(str(world / "intel.db")) as store:
        assert [one.id for one in store.matches("Go", "example.org/shop", "v1.1.0").affecting] == [
            "GO-2026-1"
        ]
        assert store.matches("Go", "example.org/shop", "v1.2.0").affecting == ()
        assert store.matches("Go", "example.org/nothing", "v1.2.0").affecting == ()
        assert store.counts() == {"records": 5, "weaknesses": 4, "packages": 2, "kev": 1, "epss": 2}


def test_records_with_one_name_are_one_weakness_and_keep_their_names(world):
    with open_store(str(world / "intel.db")) as store:
        malicious, weakness = sorted(store.find("PyPI", "SHOP"), key=lambda one: not one.malicious)
        assert weakness.id == "PYSEC-2026-1"
        assert weakness.aliases == ("CVE-2026-1001", "CVE-2026-1002", "GHSA-aaaa-aaaa-aaaa")
        assert (weakness.exploited, weakness.epss) == ("2026-11-01", 0.5)
        # Whatever names they share, a package that attacks is not one with a flaw.
        assert (malicious.id, malicious.malicious) == ("MAL-2026-1", True)
        # Fixed in 1.2.0 says one, in 1.3 the other: nobody may rely on 1.2.5.
        assert {one.id for one in store.matches("PyPI", "shop", "1.2.5").affecting} == {
            "PYSEC-2026-1",
            "MAL-2026-1",
        }
        assert [one.id for one in store.matches("PyPI", "shop", "1.3").affecting] == ["MAL-2026-1"]
        for name in ("CVE-2026-1001", "CVE-2026-1002", "GHSA-aaaa-aaaa-aaaa", "PYSEC-2026-1"):
            assert store.named(name).id == "PYSEC-2026-1"


def test_what_was_taken_back_is_kept_and_not_matched(world):
    with open_store(str(world / "intel.db")) as store:
        assert store.find("Go", "example.org/other") == ()
        assert store.named("GO-2026-2").withdrawn == NOW


def test_a_version_that_cannot_be_ordered_is_undecided(world):
    with open_store(str(world / "intel.db")) as store:
        found = store.matches("Go", "example.org/shop", "devel")
        assert (found.affecting, [one.id for one in found.undecided]) == ((), ["GO-2026-1"])


def test_versions_that_ranges_cover_are_not_stored_twice(tmp_path):
    one = record("PYSEC-2026-1", "shop", "PyPI")
    one["affected"][0]["versions"] = ["1.0", "1.1", "2.0", "banana"]
    export(tmp_path, PyPI=[one])
    load(tmp_path / "intel.db", tmp_path)
    with open_store(str(tmp_path / "intel.db")) as store:
        (candidate,) = store.candidates("PyPI", "shop")
        assert candidate.affected[0].versions == ("2.0", "banana")
        assert store.named("PYSEC-2026-1").affected[0].versions == ("1.0", "1.1", "2.0", "banana")
        for version, count in (("1.0", 1), ("2.0.0", 1), ("banana", 1), ("1.9", 0)):
            assert len(store.matches("PyPI", "shop", version).affecting) == count


def test_a_new_export_replaces_the_old_one_whole(world):
    export(world / "data", PyPI=[record("PYSEC-2026-9", "new", "PyPI")])
    load(world / "intel.db", world / "data")
    with open_store(str(world / "intel.db")) as store:
        assert store.find("PyPI", "shop") == ()
        assert [one.id for one in store.find("PyPI", "new")] == ["PYSEC-2026-9"]
        assert [one.id for one in store.find("Go", "example.org/shop")] == ["GO-2026-1"]


def test_an_older_version_of_a_record_does_not_replace_a_newer_one(world):
    old = record(fixed="9.0.0", modified="2026-11-01T00:00:00Z")
    (world / "old.json").write_text(json.dumps(old))
    load(world / "intel.db", world / "old.json")
    with open_store(str(world / "intel.db")) as store:
        assert store.matches("Go", "example.org/shop", "v1.5.0").affecting == ()
    new = record(fixed="9.0.0", modified="2026-11-21T00:00:00Z")
    (world / "new.json").write_text(json.dumps(new))
    load(world / "intel.db", world / "new.json")
    with open_store(str(world / "intel.db")) as store:
        assert len(store.matches("Go", "example.org/shop", "v1.5.0").affecting) == 1


def test_an_alias_that_comes_later_joins_what_were_two(world):
    link = record("RUSTSEC-2026-1", "z", "crates.io", aliases=["GO-2026-1", "PYSEC-2026-1"])
    (world / "link.json").write_text(json.dumps(link))
    load(world / "intel.db", world / "link.json")
    with open_store(str(world / "intel.db")) as store:
        (one,) = store.find("Go", "example.org/shop")
        assert {"GO-2026-1", "PYSEC-2026-1", "RUSTSEC-2026-1"} <= {one.id, *one.aliases}
        assert store.named("RUSTSEC-2026-1").id == one.id


def test_many_updates_end_where_one_would(tmp_path):
    chance = random.Random(7)  # noqa: S311 - chances
    state = {}
    for turn in range(6):
        for number in chance.sample(range(30), 12):
            aliases = [f"CVE-2026-{chance.randrange(1000, 1012)}" for _ in range(chance.randrange(3))]
            moment = f"2026-11-{turn + 1:02}T00:00:00Z"
            state[number] = record(
                f"GO-{number}", f"p{chance.randrange(5)}", aliases=aliases, modified=moment
            )
        for number in chance.sample(sorted(state), 3):
            del state[number]
        export(tmp_path / "data", Go=list(state.values()))
        load(tmp_path / "many.db", tmp_path / "data")
    load(tmp_path / "one.db", tmp_path / "data")
    with open_store(str(tmp_path / "many.db")) as many, open_store(str(tmp_path / "one.db")) as one:
        assert many.counts() == one.counts()
        for package in range(5):
            left, right = (
                {found.id: found for found in store.find("Go", f"p{package}")} for store in (many, one)
            )
            assert left == right


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda _: b"", "damaged"),
        (lambda data: data[:50], "damaged"),
        (lambda _: b"not a database at all" * 50, "damaged"),
        (lambda data: data[:100] + b"\xff" * 8000 + data[8100:], "damaged"),
        (lambda data: data[:60] + (99).to_bytes(4, "big") + data[64:], "newer vedette"),
        (lambda data: data[:60] + (0).to_bytes(4, "big") + data[64:], "older vedette"),
        (lambda data: data[:68] + b"abcd" + data[72:], "no database of advisories"),
    ],
)
def test_a_database_that_cannot_be_used_says_so_and_is_made_anew(world, spoil, says):
    path = world / "intel.db"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(NoDatabaseError, match=says) as told:
        open_store(str(path))
    assert told.value.help
    assert freshness(str(path), MOMENT, WEEK).state is State.none
    built = load(path, world / "data")
    assert says in built.anew
    with open_store(str(path)) as store:
        assert len(store.find("Go", "example.org/shop")) == 1


def test_damage_anywhere_is_told_or_harmless(world):
    whole = (world / "intel.db").read_bytes()
    chance = random.Random(3)  # noqa: S311 - chances
    told = 0
    for _ in range(120):
        data = bytearray(whole)
        at = chance.randrange(100, len(data) - 600)
        data[at : at + 512] = chance.randbytes(512)
        path = world / "spoiled.db"
        path.write_bytes(data)
        try:
            with open_store(str(path)) as store:
                store.matches("Go", "example.org/shop", "v1.1.0")
                store.matches("PyPI", "shop", "1.2")
        except NoDatabaseError:
            told += 1
    assert told


def test_a_database_cut_in_half_is_told(world):
    path = world / "intel.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(NoDatabaseError):
        open_store(str(path))


def test_none_at_all_is_told(tmp_path):
    with pytest.raises(NoDatabaseError, match="there is no database") as told:
        open_store(str(tmp_path / "none.db"))
    assert told.value.is_missing
    assert "vedette intel update" in told.value.help


def test_a_folder_and_a_pipe_are_no_database_and_not_waited_for(tmp_path):
    """Who opens a pipe to read waits until somebody writes."""
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(NoDatabaseError, match="is no file"), open_store(str(place)):
            pass


def test_it_cannot_be_written_through_the_reader(world):
    with (
        open_store(str(world / "intel.db")) as store,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        store._connection.execute("DELETE FROM record")


def test_a_run_reads_on_while_the_database_is_replaced(world):
    with open_store(str(world / "intel.db")) as store:
        export(world / "data", Go=[record("GO-2026-9", "new")])
        load(world / "intel.db", world / "data")
        assert [one.id for one in store.find("Go", "example.org/shop")] == ["GO-2026-1"]


def test_a_failure_leaves_the_old_database_and_nothing_beside_it(world, monkeypatch):
    before, names = (world / "intel.db").read_bytes(), sorted(world.iterdir())

    def full(*_):
        raise OSError(28, "No space left on device")

    for what in ("_group", "_put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(building, what, full)
            with pytest.raises(WorldError, match="No space left"):
                load(world / "intel.db", world / "data")
        assert (world / "intel.db").read_bytes() == before
        assert sorted(world.iterdir()) == names


def test_a_delivery_that_breaks_off_is_not_stored_and_the_others_are(world):
    def broken():
        yield archive.read_record("a.json", json.dumps(record("GO-2026-5", "five")).encode())
        raise archive.RecordError("it stops here")

    def whole():
        yield archive.read_record("a.json", json.dumps(record("GO-2026-6", "six")).encode())

    built = building.build(
        str(world / "intel.db"),
        [
            Delivery(provenance=Provenance(name="osv/Go"), advisories=broken),
            Delivery(provenance=Provenance(name="import/x", loaded=NOW), advisories=whole),
        ],
    )
    assert [one.failure for one in built.stored] == ["it stops here", ""]
    with open_store(str(world / "intel.db")) as store:
        assert len(store.find("Go", "example.org/shop")) == 1
        assert store.find("Go", "five") == ()
        assert len(store.find("Go", "six")) == 1


def test_an_increment_to_nothing_is_refused(tmp_path):
    part = Delivery(provenance=Provenance(name="osv/Go", as_of=NOW), whole=False)
    (stored,) = building.build(str(tmp_path / "intel.db"), [part]).stored
    assert stored.failure == "what it adds to is not in the database"
    assert list(tmp_path.iterdir()) == []


def test_an_export_without_a_record_replaces_nothing(world):
    (world / "data" / "osv" / "Go" / "all.zip").write_bytes(zipped(readme_txt="nothing"))
    built = load(world / "intel.db", world / "data")
    assert [one.failure for one in built.stored if one.provenance.name == "osv/Go"] == [
        "it holds no record that can be read"
    ]
    with open_store(str(world / "intel.db")) as store:
        assert len(store.find("Go", "example.org/shop")) == 1


def test_records_that_cannot_be_read_are_counted(tmp_path):
    export(tmp_path, Go=[record(), record("GO-2", affected={})])
    (stored,) = load(tmp_path / "intel.db", tmp_path).stored
    assert (stored.provenance.records, stored.provenance.refused) == (1, 1)
    assert stored.refused[0].place == "GO-2.json"


@pytest.mark.parametrize(
    ("later", "ecosystems", "state", "says"),
    [
        (timedelta(days=1), (), State.fresh, ""),
        (timedelta(days=1), ("Go", "PyPI"), State.fresh, ""),
        (timedelta(days=1), ("Go", "npm"), State.stale, "no advisories for npm"),
        (timedelta(days=9), ("Go",), State.stale, "Go are 11 days old"),
        (timedelta(days=9), (), State.stale, "KEV"),
    ],
)
def test_freshness(world, later, ecosystems, state, says):
    found = freshness(str(world / "intel.db"), MOMENT + later, WEEK, ecosystems)
    assert found.state is state
    assert says in " ".join(found.reasons)
    assert bool(found.reasons) == (state is not State.fresh)


def test_without_kev_a_run_is_partial_and_without_advisories_void(tmp_path):
    export(tmp_path / "data", Go=[record()])
    load(tmp_path / "go.db", tmp_path / "data")
    assert "KEV" in freshness(str(tmp_path / "go.db"), MOMENT, WEEK).reasons[0]
    (tmp_path / "kev.json").write_bytes(kev("CVE-2026-1000"))
    load(tmp_path / "kev.db", tmp_path / "kev.json")
    found = freshness(str(tmp_path / "kev.db"), MOMENT.astimezone(UTC), WEEK)
    assert found.state is State.none


def test_data_are_as_old_as_their_newest_record_unless_the_user_knows_better(tmp_path):
    export(tmp_path / "data", Go=[record(modified="2024-01-01T00:00:00Z", published="2023-01-01T00:00:00Z")])
    load(tmp_path / "a.db", tmp_path / "data")
    assert freshness(str(tmp_path / "a.db"), MOMENT, WEEK).as_of == "2024-01-01T00:00:00Z"
    load(tmp_path / "a.db", tmp_path / "data", as_of="2026-11-20")
    assert freshness(str(tmp_path / "a.db"), MOMENT, WEEK).as_of.startswith("2026-11-20")
    # Nobody is of the future.
    export(tmp_path / "data", Go=[record(modified="2099-01-01T00:00:00Z")])
    load(tmp_path / "a.db", tmp_path / "data")
    assert freshness(str(tmp_path / "a.db"), MOMENT, WEEK).as_of == NOW


def test_a_folder_of_yaml_and_json_is_taken_and_links_are_not_followed(tmp_path):
    folder = tmp_path / "vulns"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(record()))
    (folder / "deep" / "b.yaml").write_text(json.dumps(record("GO-2026-2", "other")))
    (folder / "c.json").symlink_to(folder / "a.json")
    (folder / "notes.txt").write_text("x")
    (stored,) = load(tmp_path / "intel.db", folder).stored
    assert (stored.provenance.name, stored.provenance.records) == ("import/vulns", 2)
    assert stored.provenance.ecosystems == ("Go",)
    assert len(stored.provenance.digest) == 64


def test_bombs_and_broken_zips_are_refused(tmp_path, monkeypatch):
    whole = zipped(record(), record("GO-2"))
    for wrong in (whole[:-30], whole[:100], b"PK" + bytes(100), b"PK\x05\x06" + b"\xff" * 18):
        (tmp_path / "x.zip").write_bytes(wrong)
        with pytest.raises(UsageError, match="is not taken"):
            load(tmp_path / "intel.db", tmp_path / "x.zip")
    monkeypatch.setattr(archive, "_RATIO_FROM", 1 << 20)
    (tmp_path / "x.zip").write_bytes(zipped(*(record(f"GO-{n}", details="a" * 1_000_000) for n in range(9))))
    (stored,) = load(tmp_path / "intel.db", tmp_path / "x.zip").stored
    assert "unpacks" in stored.failure
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 5)
    with pytest.raises(UsageError, match="members"):
        load(tmp_path / "intel.db", tmp_path / "x.zip")
    assert not (tmp_path / "intel.db").exists()


def test_a_member_with_a_flipped_byte_is_left_out(tmp_path):
    data = bytearray(zipped(record(), record("GO-2")))
    data[60] ^= 0xFF
    (tmp_path / "x.zip").write_bytes(data)
    (stored,) = load(tmp_path / "intel.db", tmp_path / "x.zip").stored
    assert stored.provenance.records + stored.provenance.refused == 2
    assert stored.provenance.refused == 1


def test_records_that_lie_beside_tables_are_taken_as_well(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(record()))
    (folder / "known_exploited_vulnerabilities.json").write_bytes(kev("CVE-2026-1001"))
    (folder / "epss_scores-current.csv.gz").write_bytes(epss({"CVE-2026-1001": 0.25}))
    load(tmp_path / "intel.db", folder)
    with open_store(str(tmp_path / "intel.db")) as store:
        found = store.matches("Go", "example.org/shop", "1.0.0").affecting
        told = {one.name: (one.records, one.refused) for one in store.sources()}
    assert [one.id for one in found] == ["GO-2026-1"]
    assert told == {"epss": (1, 0), "import/data": (1, 0), "kev": (1, 0)}
