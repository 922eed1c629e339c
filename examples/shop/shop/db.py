"""The one door to the database: SQLite, one connection a request, parameters never pasted into SQL."""

import sqlite3
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app, g

_SCHEMA = Path(__file__).with_name("schema.sql")
_SEED = Path(__file__).with_name("seed.sql")


def init_app(app):
    """Close connections after requests, and add `flask init-db`."""
    app.teardown_appcontext(_close)
    app.cli.add_command(init_db)


def connection():
    """The connection of this request."""
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"], timeout=10)
        g.db.row_factory = sqlite3.Row
        g.db.execute("PRAGMA foreign_keys = ON")
    return g.db


def rows(sql, *parameters):
    """All rows of a query."""
    return connection().execute(sql, parameters).fetchall()


def row(sql, *parameters):
    """The first row of a query, or None."""
    return connection().execute(sql, parameters).fetchone()


def sorted_by(table, column):
    """A query of a whole table in the order of a column, which the caller must know to be one."""
    return f"SELECT * FROM {table} ORDER BY {column}"


def write(sql, *parameters):
    """Run one changing statement and return the cursor; `transaction` commits it."""
    return connection().execute(sql, parameters)


@contextmanager
def transaction():
    """All or nothing: commits at the end, rolls back on any error."""
    db = connection()
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    db.commit()


def create(seed=False):
    """Create the tables; with `seed` also the opening stock."""
    connection().executescript(_SCHEMA.read_text(encoding="utf-8"))
    if seed:
        connection().executescript(_SEED.read_text(encoding="utf-8"))


@click.command("init-db")
@click.option("--seed", is_flag=True, help="Fill the catalogue with the opening stock.")
def init_db(seed):
    """Create the tables."""
    create(seed)
    click.echo("The tables are there.")


def _close(_error=None):
    db = g.pop("db", None)
    if db is not None:
        db.close()
