"""Loops, exceptions, pattern matching, assignment expressions and global variables."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
db = sqlite3.connect("x", check_same_thread=False)
LAST = ""
CACHE = {}


@app.route("/loops")
def loops():
    query = "SELECT 1"
    names = request.args.getlist("name")
    while names:
        query += " OR name = '" + names.pop() + "'"
    db.execute(query)  # expect: code-sql-injection
    for index, name in enumerate(request.args.getlist("name")):
        db.execute(f"SELECT {index}")  # ok: code-sql-injection
        db.execute(f"SELECT '{name}'")  # expect: code-sql-injection
    for key, value in {"a": "b", "c": request.args["c"]}.items():
        db.execute(f"SELECT {key}")  # ok: code-sql-injection
        db.execute(f"SELECT {value}")  # expect: code-sql-injection
    return ""


@app.route("/exceptions")
def exceptions():
    value = request.args["value"]
    try:
        value = int(value)
    except ValueError:
        return "no", 400
    db.execute(f"SELECT {value}")  # ok: code-sql-injection
    other = request.args["other"]
    try:
        other = int(other)
    except ValueError:
        pass
    db.execute(f"SELECT {other}")  # expect: code-sql-injection
    return ""


@app.route("/matching")
def matching():
    if (name := request.args.get("name")) is None:
        return ""
    db.execute("SELECT '" + name + "'")  # expect: code-sql-injection
    match request.args["kind"]:
        case "a":
            column = "a"
        case "b" | "c":
            column = "b"
        case _:
            return "no", 400
    db.execute("SELECT " + column)  # ok: code-sql-injection
    return ""


@app.route("/globals")
def write_globals():
    global LAST
    LAST = request.args["last"]
    CACHE["last"] = request.args["last"]
    return ""


@app.route("/chained")
def chained():
    a = b = request.args["a"]
    c, (d, *rest) = "x", ("y", a, "z")
    db.execute("SELECT " + c + d)  # ok: code-sql-injection
    db.execute("SELECT " + rest[0])  # expect: code-sql-injection
    b = "fixed"
    db.execute("SELECT " + b)  # ok: code-sql-injection
    name = a or "default"
    db.execute("SELECT " + name)  # expect: code-sql-injection
    name = "x" if a == "1" else "y"
    db.execute("SELECT " + name)  # ok: code-sql-injection
    del a
    return ""
