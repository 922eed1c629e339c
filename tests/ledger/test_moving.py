"""A ledger goes into a file and back on any store; a run recorded elsewhere becomes a run of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_world import finding, place_of, record, run, scan, scanned, seen
from msgspec.structs import replace

from vedette.feedback.document import document, dumps
from vedette.feedback.interface import Context
from vedette.ledger import place as places
from vedette.ledger.export import FORM
from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Said
from vedette.ledger.moving import Added, export_ledger, import_file
from vedette.ledger.place import Place
from vedette.ledger.records import Taken, read
from vedette.ledger.store import open_ledger
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError, VedetteError
from vedette.model.facts import Position
from vedette.model.finding import Finding, Reach, State, Trail
from vedette.model.finding import Place as Spot
from vedette.model.verdict import Record


@pytest.fixture
def other(place: Place, tmp_path: Path, postgres_address: str) -> Place:
    """A ledger of the other kind of store."""
    if isinstance(place, Path):
        return places.place_of(postgres_address)
    return place_of(tmp_path / "other")


def fill(place: Place, runs: int = 3) -> None:
    ledger = open_ledger(place)
    for number in range(1, runs + 1):
        many = [finding("nul\0.py", n, subject=str(n)) for n in range(number, number + 5)]
        scan(ledger, number, many, seen("nul\0.py", "caf\udce9.py"))
    ledger.close()


def exported(place: Place) -> bytes:
    out = io.BytesIO()
    export_ledger(place, out)
    return out.getvalue()


def content(place: Place) -> tuple[Any, ...]:
    ledger = open_ledger(place)
    assert ledger.verify() == []
    result = (ledger.head().count, ledger.head().head, ledger.findings(None), ledger.runs(None, 100))
    ledger.close()
    return result


def test_there_and_back_again(place: Place, other: Place, tmp_path: Path) -> None:
    fill(place)
    data = exported(place)
    assert len(data.splitlines()) == 3 + 2
    assert isinstance(done := import_file(other, io.BytesIO(data)), Added)
    assert done.entries == 3
    assert content(other) == content(place)
    third = place_of(tmp_path / "third")
    import_file(third, io.BytesIO(exported(other)))
    assert content(third) == content(place)


def test_an_export_continues_what_is_there_and_changes_nothing_twice(place: Place, other: Place) -> None:
    fill(place, 2)
    early = exported(place)
    import_file(other, io.BytesIO(early))
    ledger = open_ledger(place)
    scan(ledger, 5, [finding("new.py")], seen("new.py"))
    ledger.close()
    data = exported(place)
    assert import_file(other, io.BytesIO(data)).entries == 1  # type: ignore[union-attr]
    before = content(other)
    assert import_file(other, io.BytesIO(data)).entries == 0  # type: ignore[union-attr]
    assert import_file(other, io.BytesIO(early)).entries == 0  # type: ignore[union-attr]
    assert content(other) == before == content(place)


def test_names_move_too_and_what_was_erased_stays_erased(place: Place, other: Place) -> None:
    fill(place, 1)
    ledger = open_ledger(place)
    one, two, *_ = ledger.findings(None)
    ledger.merge(one.id, two.id, Said(who="Ada Lovelace", at="2026-11-03T00:00:00Z", reason="the same"))
    ledger.close()
    data = exported(place)
    import_file(other, io.BytesIO(data))
    ledger = open_ledger(other)
    assert [deed.who for deed in ledger.deeds(None, 9)] == ["Ada Lovelace"]
    assert ledger.forget("Ada Lovelace") == 1
    ledger.close()
    import_file(other, io.BytesIO(data))
    assert b"Lovelace" not in exported(other)
    assert content(other) == content(place)
    with pytest.raises(UsageError, match="name"):
        import_file(place_of(tmp_of(place, other)), io.BytesIO(data.replace(b"Lovelace", b"Byron")))


def tmp_of(*found: Place) -> Path:
    return next(item.parent / "again" for item in found if isinstance(item, Path))


def test_two_histories_do_not_mix(place: Place, other: Place) -> None:
    fill(place, 2)
    fill(other, 2)
    before = content(other)
    with pytest.raises(UsageError, match="different histories"):
        import_file(other, io.BytesIO(exported(place)))
    assert content(other) == before


def damage(data: bytes, how: str) -> bytes:
    lines = data.splitlines(keepends=True)
    entry = json.loads(lines[2])
    if how == "cut":
        return b"".join(lines[:-1])
    if how == "cut within":
        return data[: len(data) // 2]
    if how == "an entry left out":
        return b"".join(lines[:2] + lines[3:])
    if how == "body":
        entry["body"] = json.loads(lines[1])["body"]
    if how == "hash":
        entry["hash"] = "0" * 64
    if how == "more":
        return data + b"{}\n"
    if how == "checkpoint":
        return b"".join(lines[:-1]) + json.dumps({"checkpoint": f"3:{'0' * 64}"}).encode()
    if how == "later":
        return data.replace(FORM.encode(), b"vedette-ledger/9", 1)
    if how == "deep":
        lines[2] = b"[" * 100_000 + b"\n"
        return b"".join(lines)
    lines[2] = json.dumps(entry).encode() + b"\n"
    return b"".join(lines)


@pytest.mark.parametrize(
    "how", ["cut", "cut within", "an entry left out", "body", "hash", "more", "checkpoint", "later", "deep"]
)
def test_an_export_that_was_touched_is_refused_whole(place: Place, tmp_path: Path, how: str) -> None:
    source = place_of(tmp_path / "source")
    fill(source)
    with pytest.raises(UsageError) as caught:
        import_file(place, io.BytesIO(damage(exported(source), how)))
    assert caught.value.help
    assert content(place)[0] == 0


# --- records ---------------------------------------------------------------------------------------------


def made(findings: list[Finding], number: int = 1, **changes: Any) -> Record:
    """What a run in CI, with a ledger in memory, leaves."""
    ledger = open_ledger(None)
    of = run(number, **{"id": f"{number:032x}"} | changes.pop("run", {}))
    with ledger.session(of) as session:
        tracked = session.match(with_fingerprints(findings), seen("a.py"), frozenset({0} if findings else ()))
        written = record(of, tracked)
    ledger.close()
    return replace(written, **changes)


def as_file(written: Record) -> io.BytesIO:
    return io.BytesIO(dumps(document(written, Context(rules={}))) + b"\n")


def test_a_record_becomes_a_run_and_twice_it_is_one(place: Place) -> None:
    written = made([finding("a.py"), finding("b.py", 4)])
    done = import_file(place, as_file(written))
    assert done == Taken(run=written.run.id, findings=2, new=2)
    before = content(place)
    assert {item.id for item in before[2]} == {item.tracked.id for item in written.verdict.judgements}
    assert [item.run for item in before[3]] == [written.run]
    assert import_file(place, as_file(written)) == Taken(run=written.run.id, again=True)
    assert content(place) == before


def test_known_findings_keep_their_ids(place: Place) -> None:
    ledger = open_ledger(place)
    (known,) = scan(ledger, 1, [finding("old.py")], seen("old.py"))
    scan(ledger, 2, [finding("a.py")], seen("a.py", renames={"a.py": "old.py"}))
    ledger.close()
    done = import_file(place, as_file(made([finding("a.py")], 3)))
    assert (done.new, done.renamed) == (0, 1)  # type: ignore[union-attr]
    assert [item.id for item in content(place)[2]] == [known.id]


def test_what_a_record_shows_to_be_gone_is_closed_and_no_more(place: Place) -> None:
    ledger = open_ledger(place)
    gone, stays, elsewhere = scan(
        ledger,
        1,
        [finding("a.py"), finding("b.py"), finding("c.py")],
        seen("a.py", "b.py", "c.py"),
    )
    ledger.close()
    mended = (replace(gone, state=State.fixed),)
    import_file(place, as_file(made([finding("b.py")], 2, mended=mended)))
    found = {item.id: item.state for item in content(place)[2]}
    assert found == {gone.id: State.fixed, stays.id: State.open, elsewhere.id: State.open}


def test_a_late_record_neither_closes_nor_reopens(place: Place) -> None:
    ledger = open_ledger(place)
    scan(ledger, 1, [finding("a.py")], seen("a.py"))
    (open_now,) = scan(ledger, 9, [finding("b.py")], seen("a.py", "b.py"))
    ledger.close()
    written = made([finding("a.py"), finding("c.py")], 5, mended=(replace(open_now, state=State.fixed),))
    done = import_file(place, as_file(written))
    assert done.late  # type: ignore[union-attr]
    found = {item.finding.place.path: item for item in content(place)[2]}
    assert {path: item.state for path, item in found.items()} == {
        "a.py": State.fixed,
        "b.py": State.open,
        "c.py": State.open,
    }
    assert found["b.py"].last_seen == run(9).started


def test_an_imported_run_says_nothing_of_paths(place: Place) -> None:
    ledger = open_ledger(place)
    scan(ledger, 1, [], seen("a.py", "z.py"))
    ledger.close()
    import_file(place, as_file(made([finding("a.py")], 2)))
    ledger = open_ledger(place)
    with ledger.session(run(5)) as session:
        assert session.previous() == {"a.py": "blob-a.py", "z.py": "blob-z.py"}
    ledger.close()


def test_the_name_of_an_author_is_not_kept(place: Place) -> None:
    past = replace(
        finding("a.py", revision="0" * 40), trail=Trail(since="", reach=Reach.ref, author="Ada Lovelace")
    )
    import_file(place, as_file(made([past])))
    assert b"Lovelace" not in exported(place)
    assert "Lovelace" not in repr(content(place))


def hostile(change: Any) -> bytes:
    plain = json.loads(as_file(made([finding("a.py")])).getvalue())
    change(plain)
    return json.dumps(plain).encode()


def set_(path: str, value: Any) -> Any:
    def change(plain: Any) -> None:
        *parents, last = path.split(".")
        for name in parents:
            plain = plain[int(name) if name.isdigit() else name]
        plain[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_("run.id", "../../etc"),
        set_("run.id", ""),
        set_("run.project", " "),
        set_("run.started", "2026-11-01"),
        set_("run.started", "9999-01-01T00:00:00Z"),
        set_("run.started", "2026-13-01T00:00:00Z"),
        set_("run.started", ""),
        set_("coverage.asked", 1 << 63),
        set_("coverage.asked", -5),
        set_("verdict.judgements.0.tracked.finding.message", "x" * (1 << 17)),
        set_("verdict.judgements.0.tracked.finding.kind", ""),
        set_("verdict.judgements.0.tracked.finding.severity", "dire"),
        set_("verdict", None),
        set_("schema", "vedette-record/9"),
    ],
)
def test_a_record_that_cannot_be_is_refused(place: Place, change: Any) -> None:
    with pytest.raises(UsageError, match="not the record of a run") as caught:
        import_file(place, io.BytesIO(hostile(change)))
    assert caught.value.help
    assert not isinstance(place, Path) or not place.exists(), "nothing is made for a wrong file"


@pytest.mark.parametrize("data", [b"", b"\n", b"null", b"[]", b"[" * 200_000, b"\xff\xfe", b'{"schema":1}'])
def test_what_is_no_record_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError):
        import_file(place_of(tmp_path), io.BytesIO(data))


_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=40), st.lists(st.integers(), max_size=3)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_field_of_a_record_breaks_the_ledger(data: st.DataObject, tmp_path_factory: Any) -> None:
    """Whatever one field says: refused in words, or journalled so that the ledger verifies."""
    plain = json.loads(as_file(made([finding("a.py"), finding("b.py")])).getvalue())
    spots: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key in value if isinstance(value, dict) else range(len(value)):
            spots.append((value, key))
            if isinstance(value[key], (dict, list)):
                walk(value[key])

    walk(plain)
    where, key = data.draw(st.sampled_from(spots))
    where[key] = data.draw(_VALUES)
    place = place_of(tmp_path_factory.mktemp("fuzz"))
    try:
        import_file(place, io.BytesIO(json.dumps(plain).encode()))
    except VedetteError:
        return
    assert content(place)[0] == 1


def test_every_string_may_be_hostile(place: Place) -> None:
    nasty = "\0\u202e\ufdd0dc80'; DROP TABLE finding; --"
    spot = Spot(nasty, Position(1, 1), Position(1, 2))
    written = made([replace(finding(symbol=nasty, subject=nasty, message=nasty), place=spot)])
    import_file(place, as_file(replace(written, run=replace(written.run, project=nasty, scope=nasty))))
    (known,) = content(place)[2]
    assert known.finding.place.path == nasty


def test_a_partial_record_closes_nothing(place: Place) -> None:
    ledger = open_ledger(place)
    (known,), _ = scanned(ledger, 1, [finding("a.py")], seen("a.py"))
    ledger.close()
    written = made([], 2, mended=(replace(known, state=State.fixed),))
    verdict = replace(written.verdict, completeness=Completeness.partial)
    import_file(place, as_file(replace(written, verdict=verdict)))
    assert [item.state for item in content(place)[2]] == [State.open]


def test_what_is_read_is_what_was_written() -> None:
    written = made([finding("a.py")])
    assert read(as_file(written).getvalue()) == written
