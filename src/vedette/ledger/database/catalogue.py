"""The catalogue of PostgreSQL: whether the tables of a schema are as the ledger makes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

from vedette.ledger import schema

_Query = Callable[[str, tuple[Any, ...]], Iterable[tuple[Any, ...]]]
_TYPES = {"TEXT": "text", "INTEGER": "bigint", "BLOB": "bytea"}
_PRIVATE = ("form", "identity_key")
_HERE = "relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ?)"
_COLUMNS = f"""
    SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull,
        coalesce((SELECT collname FROM pg_catalog.pg_collation c WHERE c.oid = attcollation), '')
    FROM pg_catalog.pg_class t JOIN pg_catalog.pg_attribute ON attrelid = t.oid
    WHERE {_HERE} AND relkind NOT IN ('i', 'I', 't') AND attnum > 0 AND NOT attisdropped
    ORDER BY relname COLLATE "C", attnum"""  # noqa: S608 - no value in it
_INDEXES = f"""
    SELECT t.relname, indisunique,
        array(SELECT attname::text FROM unnest(indkey::int2[]) WITH ORDINALITY k(n, place)
            JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = n ORDER BY place)
    FROM pg_catalog.pg_index JOIN pg_catalog.pg_class t ON t.oid = indrelid
    WHERE t.{_HERE} AND indisvalid AND indpred IS NULL AND indexprs IS NULL"""  # noqa: S608 - same
# What does things of its own, or hides rows; there must be none of it.
_STRANGERS = {
    "a trigger": """SELECT tgname FROM pg_catalog.pg_trigger JOIN pg_catalog.pg_class t ON t.oid = tgrelid
        WHERE {here} AND NOT tgisinternal""",
    "a rule": """SELECT rulename FROM pg_catalog.pg_rewrite JOIN pg_catalog.pg_class t ON t.oid = ev_class
        WHERE {here}""",
    "a row policy": """SELECT relname FROM pg_catalog.pg_class
        WHERE {here} AND (relrowsecurity OR relforcerowsecurity OR relhassubclass)""",
    "a default": """SELECT relname FROM pg_catalog.pg_attrdef JOIN pg_catalog.pg_class t ON t.oid = adrelid
        WHERE {here}""",
    "a constraint": """SELECT conname FROM pg_catalog.pg_constraint
        JOIN pg_catalog.pg_class t ON t.oid = conrelid
        WHERE {here} AND contype NOT IN ('p', 'u', 'n') AND relname NOT IN ('form', 'identity_key')""",
    "a function": """SELECT proname FROM pg_catalog.pg_proc
        WHERE pronamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ?)""",
}


def faults(query: _Query, name: str) -> list[str]:
    """What about the tables of a schema is not as `ledger.schema` makes them.

    Args:
        query: runs a statement with `?` for values.
        name: of the schema.
    """
    columns, indexes = _expected()
    found = [
        (table, column, kind, notnull, collation)
        for table, column, kind, notnull, collation in query(_COLUMNS, (name,))
        if table not in _PRIVATE
    ]
    result = []
    if found != columns:
        result.append("the tables are not as this version of the ledger makes them")
    keyed = sorted(
        (table, bool(unique), tuple(names))
        for table, unique, names in query(_INDEXES, (name,))
        if table not in _PRIVATE
    )
    if keyed != indexes:
        result.append("the indexes are not as this version of the ledger makes them")
    for what, sql in _STRANGERS.items():
        result += [
            f"there is {what} that the ledger did not make: {row[0]}"
            for row in query(sql.replace("{here}", _HERE), (name,))
        ]
    return result


def _expected() -> tuple[list[tuple[Any, ...]], list[tuple[str, bool, tuple[str, ...]]]]:
    """Columns and indexes as the one schema says them, read back from SQLite."""
    columns: list[tuple[Any, ...]] = []
    indexes: list[tuple[str, bool, tuple[str, ...]]] = []
    with closing(sqlite3.connect(":memory:")) as one:
        for statement in schema.statements():
            one.execute(statement)
        tables = one.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            info = one.execute(f"PRAGMA table_info({table})").fetchall()
            for _, column, kind, notnull, _, key in info:
                collation = "C" if kind == "TEXT" else ""
                columns.append((table, column, _TYPES[kind], bool(notnull or key), collation))
            primary = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
            indexes.append((table, True, primary))
            for _, index, unique, origin, _ in one.execute(f"PRAGMA index_list({table})").fetchall():
                if origin != "pk":
                    names = tuple(row[2] for row in one.execute(f"PRAGMA index_info({index})").fetchall())
                    indexes.append((table, bool(unique), names))
    return columns, sorted(indexes)
