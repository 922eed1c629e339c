"""Data classes, named tuples, factories, partial functions and callable objects."""

import functools
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from flask import Flask, request

app = Flask(__name__)


@dataclass
class Filter:
    name: str
    table: str = "item"

    @classmethod
    def of_request(cls):
        return cls(request.args["name"])

    @staticmethod
    def fixed():
        return Filter("fixed")

    def sql(self):
        return f"SELECT * FROM {self.table} WHERE name = '{self.name}'"


class Range(NamedTuple):
    low: str
    high: str


@contextmanager
def database():
    db = sqlite3.connect("x")
    yield db
    db.close()


@app.route("/a")
def a():
    with database() as db:
        db.execute(Filter.of_request().sql())  # expect: code-sql-injection
        db.execute(Filter.fixed().sql())  # ok: code-sql-injection
        bounds = Range(low="1", high=request.args["high"])
        db.execute("SELECT " + bounds.low)  # ok: code-sql-injection
        db.execute("SELECT " + bounds.high)  # expect: code-sql-injection
    return ""


def select(db, table, name):
    db.execute("SELECT * FROM " + table + " WHERE a = '" + name + "'")  # expect: code-sql-injection


@app.route("/b")
def b():
    db = sqlite3.connect("x")
    find = functools.partial(select, db, "t")
    find(request.args["name"])
    options = {"name": request.args["name"]}
    select(db, "t", **options)
    select(*[db, "t", "fixed"])
    return ""
