"""People: names that the journal only refers to, so that one can be erased and the journal still verifies.

A reference is a hash of the name and a random salt that lies beside the name. While both are there, verify
can tell that nobody exchanged the name; once they are erased, nobody can find the name by trying.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from vedette.ledger import stored

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

_DOMAIN = b"vedette-person-v1\n"
_SALT_BYTES = 16
_ALL = "SELECT id, name, salt FROM person ORDER BY id"


def reference(store: Store, name: str) -> str:
    """What stands for a name in the journal; kept on first use. "" for no name.

    Args:
        store: the ledger; the caller holds the write lock.
        name: of a person.
    """
    if not name:
        return ""
    kept = stored.escape(name)
    known = store.rows("SELECT id FROM person WHERE name = ? ORDER BY id LIMIT 1", (kept,))
    if known:
        return str(known[0][0])
    salt = secrets.token_hex(_SALT_BYTES)
    id_ = _commitment(salt, kept)
    store.add("person", ("id", "name", "salt"), [(id_, kept, salt)])
    return id_


def names(store: Store) -> dict[str, str]:
    """Reference -> name, of those not forgotten."""
    return {id_: stored.unescape(name) for id_, name in store.rows("SELECT id, name FROM person")}


def forget(store: Store, name: str) -> int:
    """Erases a name; the caller holds the write lock and commits.

    Returns:
        How many references lead nowhere now.
    """
    kept = stored.escape(name)
    known = store.rows("SELECT id FROM person WHERE name = ?", (kept,))
    store.rows("DELETE FROM person WHERE name = ?", (kept,))
    return len(known)


def kept(store: Store) -> list[tuple[str, str, str]]:
    """All that is not forgotten, for a copy of the ledger: reference, name as it is stored, salt."""
    return [(str(row[0]), str(row[1]), str(row[2])) for row in store.rows(_ALL)]


def keep(store: Store, people: list[tuple[str, str, str]]) -> None:
    """Takes names from a copy of the ledger; the caller holds the write lock.

    Raises:
        ValueError: a name is not the one that its reference was made of.
    """
    if any(id_ != _commitment(salt, name) for id_, name, salt in people):
        raise ValueError("a name is not the one that the journal refers to")
    store.put("person", ("id", "name", "salt"), people, key=("id",))


def faults(store: Store) -> list[str]:
    """What is wrong with names that were not erased."""
    rows = store.rows(_ALL)
    wrong = [id_ for id_, name, salt in rows if id_ != _commitment(str(salt), str(name))]
    return [
        f"table person: the name of {str(id_)[:12]!r} is not the one that the journal refers to"
        for id_ in wrong
    ]


def _commitment(salt: str, name: str) -> str:
    return hashlib.sha256(_DOMAIN + salt.encode() + b"\n" + name.encode()).hexdigest()
