"""Values that are replaced before they are used, and branches that are never taken."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
DEBUG_SQL = False


@app.route("/replaced")
def replaced():
    name = request.form["name"]
    name = "anonymous"
    db = sqlite3.connect(":memory:")
    db.execute(f"SELECT 1 FROM people WHERE name = '{name}'")  # ok: code-sql-injection
    name = request.form["name"]
    db.execute(f"SELECT 1 FROM people WHERE name = '{name}'")  # expect: code-sql-injection
    return ""


@app.route("/never")
def never():
    db = sqlite3.connect(":memory:")
    value = "fixed"
    if DEBUG_SQL:
        value = request.args["value"]
    db.execute("DELETE FROM cache WHERE key = '" + value + "'")  # ok: code-sql-injection
    width = 7
    if 3 * width > 20:
        value = "small"
    else:
        value = request.args["value"]
    db.execute("DELETE FROM cache WHERE key = '" + value + "'")  # ok: code-sql-injection
    if width < 20:
        value = request.args["value"]
    db.execute("DELETE FROM cache WHERE key = '" + value + "'")  # expect: code-sql-injection
    return ""


@app.route("/early")
def early():
    db = sqlite3.connect(":memory:")
    value = request.args.get("value", "")
    if not value.isdigit():
        return "no", 400
    db.execute("SELECT * FROM part WHERE id = " + value)  # ok: code-sql-injection
    other = request.args.get("other", "")
    if not other:
        return "no", 400
    db.execute("SELECT * FROM part WHERE id = " + other)  # expect: code-sql-injection
    return ""


@app.route("/parts")
def parts():
    db = sqlite3.connect(":memory:")
    values = {"mine": request.args["a"], "fixed": "a"}
    db.execute("SELECT * FROM part WHERE id = '%s'" % values["fixed"])  # ok: code-sql-injection
    db.execute("SELECT * FROM part WHERE id = '%s'" % values["mine"])  # expect: code-sql-injection
    items = ["first", request.args["b"], "last"]
    items.pop(0)
    db.execute("SELECT * FROM part WHERE id = '%s'" % items[0])  # expect: code-sql-injection
    db.execute("SELECT * FROM part WHERE id = '%s'" % items[1])  # ok: code-sql-injection
    return ""
