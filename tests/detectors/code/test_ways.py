"""Findings name the functions on the way of their data, so that routes lead to them."""

from code_world import detector, findings

VIEWS = """
from flask import Flask, request
from shop import store

app = Flask(__name__)


@app.route("/item")
def item():
    def wanted():
        return request.args["id"]

    return str(store.find(wanted()))
"""
STORE = """
import sqlite3


def find(name):
    return rows(f"SELECT * FROM item WHERE name = '{name}'")


def rows(sql):
    return sqlite3.connect("x").execute(sql).fetchall()
"""


def test_a_flow_names_every_function_from_source_to_sink():
    found = findings(detector(), {"shop/__init__.py": "", "shop/views.py": VIEWS, "shop/store.py": STORE})
    flows = [one.through for one in found if one.rule == "code-sql-injection"]
    assert flows == [
        (
            "shop/views.py::item.wanted",
            "shop/views.py::item",
            "shop/store.py::find",
            "shop/store.py::rows",
        )
    ]


def test_what_is_no_flow_goes_through_nothing():
    found = findings(detector(), {"a.py": "import hashlib\n\n\ndef f(x):\n    return hashlib.md5(x)\n"})
    assert [one.through for one in found] == [()]
