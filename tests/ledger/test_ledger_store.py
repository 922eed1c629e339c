"""The store: where it lies, who may read it, and what is said when the file is not what it should be."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ledger_world import finding, place_of, record, run, scan, seen

from vedette.ledger import queries, schema
from vedette.ledger.database import interface as socket
from vedette.ledger.interface import Ledger
from vedette.ledger.place import default_path
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError, VedetteError, WorldError


def broken(path: Path) -> VedetteError:
    with pytest.raises(VedetteError) as caught:
        open_and_use(path)
    assert caught.value.help, "an error says what to do"
    assert str(path) in caught.value.message
    return caught.value


def open_and_use(path: Path) -> None:
    ledger = open_ledger(path)
    try:
        ledger.findings(None)
        ledger.runs(None, 10)
        scan(ledger, 50, [finding()], seen("a.py"))
    finally:
        ledger.close()


def test_the_default_place_is_the_users_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert default_path() == tmp_path / "vedette" / "ledger.db"
    assert default_path().name == "ledger.db"


@pytest.mark.skipif(os.name == "nt", reason="no such permissions on Windows")
def test_nobody_else_may_read_it(filed: Ledger, tmp_path: Path) -> None:
    scan(filed, 1, [finding()], seen("a.py"))
    filed.identity_key()
    folder = place_of(tmp_path).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_in_memory_nothing_is_written_and_all_else_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger = open_ledger(None)
    (first,) = scan(ledger, 1, [finding()], seen("a.py"))
    (again,) = scan(ledger, 2, [finding()], seen("a.py"))
    assert first.id == again.id
    assert ledger.verify() == []
    assert ledger.identity_key() == b""
    assert list(tmp_path.iterdir()) == []
    ledger.close()


def test_the_identity_key_lasts_and_the_variable_comes_first(
    filed: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = filed.identity_key()
    assert len(key) == 32
    assert filed.identity_key() == key
    assert key.hex().encode() not in place_of(tmp_path).read_bytes()
    monkeypatch.setenv("VEDETTE_IDENTITY_KEY", "any words")
    given = filed.identity_key()
    assert len(given) == 32
    assert given != key
    monkeypatch.setenv("VEDETTE_IDENTITY_KEY", key.hex())
    assert filed.identity_key() == key


def test_a_damaged_key_file_is_not_replaced(filed: Ledger, tmp_path: Path) -> None:
    file = place_of(tmp_path).with_name("ledger.db.identity-key")
    file.write_text("half a k")
    with pytest.raises(WorldError, match="does not hold a key"):
        filed.identity_key()
    assert file.read_text() == "half a k"


def test_leaving_a_session_without_commit_writes_nothing(ledger: Ledger) -> None:
    with ledger.session(run(1)) as session:
        session.match([finding()], seen("a.py"), frozenset())
    with pytest.raises(KeyboardInterrupt):
        interrupted(ledger)
    assert ledger.findings(None) == []
    assert ledger.runs(None, 10) == []
    scan(ledger, 3, [finding()], seen("a.py"))
    assert len(ledger.runs(None, 10)) == 1


def interrupted(ledger: Ledger) -> None:
    with ledger.session(run(2)) as session:
        session.match([finding()], seen("a.py"), frozenset())
        raise KeyboardInterrupt


def test_a_void_run_without_findings_is_recorded_too(ledger: Ledger) -> None:
    of = run(1)
    with ledger.session(of) as session:
        session.commit(record(of, []))
    assert [item.run for item in ledger.runs("shop", 1)] == [of]
    assert ledger.verify() == []


def test_previous_is_of_the_same_project_and_scope(ledger: Ledger) -> None:
    scan(ledger, 1, [], seen("a.py", "b.py"))
    scan(ledger, 2, [], seen("c.py", "b.py"))
    scan(ledger, 3, [], seen("other.py"), scope="another")
    scan(ledger, 4, [], seen("partial.py", complete=False))

    def previous(**changes: object) -> object:
        with ledger.session(run(5, **changes)) as session:
            return session.previous()

    assert previous() == {"b.py": "blob-b.py", "c.py": "blob-c.py"}
    assert previous(scope="another") == {"other.py": "blob-other.py"}
    assert previous(scope="unknown") == {}
    assert previous(project="unknown") == {}


def test_previous_tells_of_some_paths_alone(ledger: Ledger) -> None:
    scan(ledger, 1, [], seen("a.py", "b.py", "caf\udce9.py"))
    with ledger.session(run(2)) as session:
        assert session.previous(["b.py", "c.py", "caf\udce9.py"]) == {
            "b.py": "blob-b.py",
            "caf\udce9.py": "blob-caf\udce9.py",
        }
        assert session.previous([]) == {}


def test_what_was_examined_is_read_only_when_it_is_not_the_same(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    ask = queries.examined

    def _ask(*args: Any) -> dict[str, str]:
        asked.append(True)
        return ask(*args)

    monkeypatch.setattr(queries, "examined", _ask)
    for number, (names, reads) in enumerate(
        [("ab", 1), ("ab", 0), ("ba", 0), ("ac", 1), ("ac", 0), ("ab", 1), ("ab\udce9", 1), ("ab\udce9", 1)]
    ):
        asked.clear()
        scan(ledger, number, [], seen(*names))
        assert len(asked) == reads, number
    with ledger.session(run(20)) as session:
        assert session.previous() == {name: f"blob-{name}" for name in "ab\udce9"}
    assert ledger.verify() == []


def test_an_entry_that_cannot_be_read_does_not_keep_a_run_from_ending(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    for number in (1, 2):
        ledger = open_ledger(path)
        scan(ledger, number, [], seen("a.py"))
        ledger.close()
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE journal SET body = x'ff'")
        connection.close()
    ledger = open_ledger(path)
    assert len(ledger.runs(None, 5)) == 2
    assert ledger.verify(), "it is damaged all the same"
    ledger.close()


def test_a_blob_that_changed_is_told_though_its_path_did_not(ledger: Ledger) -> None:
    scan(ledger, 1, [], seen("a.py"))
    scan(ledger, 2, [], msgspec.structs.replace(seen("a.py"), examined={"a.py": "other"}))
    with ledger.session(run(3)) as session:
        assert session.previous() == {"a.py": "other"}


def test_old_scopes_are_forgotten(ledger: Ledger) -> None:
    for number in range(1, 15):
        scan(ledger, number, [], seen("a.py"), scope=f"scope {number}")
    with ledger.session(run(20, scope="scope 1")) as session:
        assert session.previous() == {}
    with ledger.session(run(20, scope="scope 14")) as session:
        assert session.previous() == {"a.py": "blob-a.py"}
    assert ledger.verify() == []


def test_history_is_newest_first_and_counts(ledger: Ledger) -> None:
    scan(ledger, 1, [finding(), finding(subject="two")], seen("a.py"))
    scan(ledger, 2, [finding(), finding(subject="three")], seen("a.py"))
    scan(ledger, 3, [], seen("a.py"), project="other")
    newest, oldest = ledger.runs("shop", 10)
    assert (newest.new, newest.fixed, newest.open) == (1, 1, 2)
    assert (oldest.new, oldest.fixed, oldest.open) == (2, 0, 2)
    assert (oldest.asked, oldest.examined, oldest.decision, oldest.completeness) == (
        2,
        1,
        "passed",
        "complete",
    )
    assert [item.run.project for item in ledger.runs(None, 2)] == ["other", "shop"]


def test_a_finding_is_found_by_what_is_unique(ledger: Ledger) -> None:
    one, two = scan(ledger, 1, [finding(), finding(subject="two")], seen("a.py"))
    for name in (one.id, one.id.lower(), one.id[3:], one.id[:8], one.finding.fingerprint[:12]):
        history = ledger.finding(name)
        assert history is not None
        assert (history.tracked.id, history.project) == (one.id, "shop")
    for name in ("", " ", "VD-ZZZZZZZZZ", "'; DROP TABLE finding", "%"):
        assert ledger.finding(name) is None
    with pytest.raises(UsageError) as caught:
        ledger.finding("VD-")
    assert one.id in caught.value.message
    assert two.id in caught.value.message


HOSTILE = [
    "caf\udce9.py",
    "\ud800",
    "\ufdd0dc80",
    "nul\0.py",
    "'; DROP TABLE finding; --",
    "\u202e\U0010ffff",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_file_name_comes_back_as_it_was(ledger: Ledger, name: str) -> None:
    given = finding(name, symbol=name, subject=name, message=name)
    (first,) = scan(ledger, 1, [given], seen(name), project=name, scope=name)
    (again,) = scan(ledger, 2, [given], seen(name), project=name, scope=name)
    assert first.id == again.id
    (known,) = ledger.findings(name)
    assert known.finding == again.finding
    history = ledger.finding(first.id)
    assert history is not None
    assert history.project == name
    with ledger.session(run(3, name, scope=name)) as session:
        assert session.previous() == {name: f"blob-{name}"}
    assert ledger.runs(name, 1)[0].run.project == name
    assert ledger.verify() == []


def test_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is a text, and a long one\n" * 200)
    error = broken(path)
    assert isinstance(error, WorldError)
    assert "never was a ledger" in error.message
    assert "mv " not in error.help
    assert path.read_bytes().startswith(b"this is a text"), "nothing is overwritten"


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (address TEXT)")
    other.close()
    assert isinstance(broken(path), UsageError)


def test_a_ledger_of_a_later_vedette(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_and_use(path)
    other = sqlite3.connect(path)
    other.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    other.close()
    error = broken(path)
    assert isinstance(error, UsageError)
    assert "later" in error.message


def test_a_ledger_of_an_earlier_vedette_is_brought_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    open_and_use(path)
    changed = tuple(text.replace("event_finding", "event_of_finding") for text in schema.PROJECTIONS)
    monkeypatch.setattr(schema, "PROJECTIONS", changed)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    ledger = open_ledger(path)
    assert len(ledger.findings("shop")) == 1
    assert ledger.verify() == []
    ledger.close()


def test_tables_that_changed_have_a_new_version() -> None:
    """Else every ledger that is there would be called damaged: on a change, raise VERSION, then this."""
    digest = hashlib.sha256("\n".join(schema.statements()).encode()).hexdigest()
    assert (schema.VERSION, digest[:16]) == (7, "d824092d3c8fc88b")


@pytest.mark.parametrize("where", [0, 90, 110, 4096, 8192, 12288, 20480, -4096])
def test_a_damaged_file_never_ends_in_a_traceback(tmp_path: Path, where: int) -> None:
    path = tmp_path / "ledger.db"
    ledger = open_ledger(path)
    scan(ledger, 1, [finding(line=n, subject=str(n)) for n in range(50)], seen("a.py"))
    ledger.close()
    data = bytearray(path.read_bytes())
    start = where % len(data)
    data[start : start + 80] = b"\xff" * 80
    path.write_bytes(data)
    try:
        ledger = open_ledger(path)
    except (UsageError, WorldError):
        return
    faults = ledger.verify()
    with suppress(WorldError):
        ledger.findings(None)
        scan(ledger, 2, [finding()], seen("a.py"))
    ledger.close()
    assert faults


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finding SET state = 'nonsense'",
        "UPDATE finding SET path = x'00'",
        "UPDATE finding SET body = 7",
        "UPDATE finding SET body = x'7b7d'",
        "UPDATE run SET body = 'text'",
        "UPDATE examined SET path = x'ff'",
        "UPDATE journal SET hash = 'short'",
        "UPDATE finding SET owner = CAST(x'ff' AS TEXT)",
        "DROP TABLE event",
        "ALTER TABLE finding RENAME COLUMN due TO late",
    ],
)
def test_nonsense_in_the_tables_never_ends_in_a_traceback(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "ledger.db"
    open_and_use(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(statement)
    other.close()
    ledger = open_ledger(path)
    assert ledger.verify()
    with pytest.raises(WorldError, match="damaged"):
        use_all_of_it(ledger)
    ledger.close()


def use_all_of_it(ledger: Ledger) -> None:
    (first,) = ledger.findings(None)
    ledger.runs(None, 10)
    ledger.finding(first.id)
    with ledger.session(run(60)) as session:
        session.previous()
    scan(ledger, 60, [finding()], seen("a.py"))


def test_the_ledger_may_be_read_while_a_run_is_recorded(ledger: Ledger) -> None:
    with ledger.session(run(1)) as session:
        session.match([], seen("a.py"), frozenset())
        assert ledger.finding("VD-00000000") is None
        assert ledger.verify() == []


def test_an_empty_file_is_a_new_ledger(tmp_path: Path) -> None:
    """What a kill between making the file and making its tables leaves."""
    path = tmp_path / "ledger.db"
    path.touch()
    open_and_use(path)


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    assert isinstance(broken(tmp_path), WorldError)


def test_a_place_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert isinstance(broken(tmp_path / "file" / "ledger.db"), WorldError)


def test_read_only(filed: Ledger) -> None:
    scan(filed, 1, [finding()], seen("a.py"))
    # As on a read-only medium; permissions would not stop root, who runs tests in containers.
    filed._store.connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]
    assert len(filed.findings("shop")) == 1
    assert filed.verify() == []
    with pytest.raises(WorldError, match="cannot be opened or written") as caught:
        scan(filed, 2, [finding()], seen("a.py"))
    assert caught.value.help


def test_locked_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    open_and_use(path)
    monkeypatch.setattr(socket, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert isinstance(broken(path), WorldError)
    other.execute("ROLLBACK")
    other.close()


def test_a_reader_does_not_wait_for_a_writer(filed: Ledger, tmp_path: Path) -> None:
    scan(filed, 1, [finding()], seen("a.py"))
    with filed.session(run(2)) as session:
        session.match([], seen("a.py"), frozenset())
        other = open_ledger(place_of(tmp_path))
        assert len(other.findings("shop")) == 1
        other.close()


def test_a_full_disk_leaves_nothing_half_written(filed: Ledger) -> None:
    scan(filed, 1, [finding()], seen("a.py"))
    connection = filed._store.connection  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = [finding("a.py", n, subject=str(n)) for n in range(500)]
    with pytest.raises(WorldError, match="no space is left") as caught:
        scan(filed, 2, many, seen("a.py"))
    assert caught.value.help
    assert len(filed.findings(None)) == len(filed.runs(None, 9)) == 1
    assert filed.verify() == []


FULL = """
import resource, sys
from pathlib import Path
from typing import Any
from ledger_world import finding, scan, seen
from vedette.ledger.store import open_ledger
from vedette.model.errors import WorldError
path = Path(sys.argv[1])
ledger = open_ledger(path)
scan(ledger, 1, [finding()], seen("a.py"))
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096,) * 2)
try:
    scan(ledger, 2, [finding("a.py", n, subject=str(n)) for n in range(2000)], seen("a.py"))
except WorldError as error:
    print(error.message)
ledger.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit on Windows")
def test_the_system_refuses_to_write_more(tmp_path: Path) -> None:
    path = place_of(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no verdict" in done.stdout
    ledger = open_ledger(path)
    assert len(ledger.runs(None, 9)) == 1
    assert ledger.verify() == []
    ledger.close()


def test_a_record_of_another_run_is_refused(ledger: Ledger) -> None:
    with ledger.session(run(1)) as session, pytest.raises(ValueError, match="another run"):
        session.commit(record(run(2), []))


def test_one_match_and_one_commit(ledger: Ledger) -> None:
    of = run(1)
    with ledger.session(of) as session:
        session.match([], seen(), frozenset())
        with pytest.raises(ValueError, match="once"):
            session.match([], seen(), frozenset())
        session.commit(record(of, []))
        with pytest.raises(ValueError, match="once"):
            session.commit(record(of, []))
