"""Functions within functions, decorators of the program itself, and generators."""

import functools
import sqlite3

from flask import Flask, request

app = Flask(__name__)
db = sqlite3.connect("x.db", check_same_thread=False)


def with_name(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return view(request.args["name"], *args, **kwargs)

    return wrapper


@app.route("/a")
@with_name
def decorated(name):
    db.execute("SELECT * FROM t WHERE a = '" + name + "'")  # expect: code-sql-injection
    return ""


@app.route("/b")
def closure():
    name = request.args["name"]
    fixed = "x"

    def bad():
        return db.execute("SELECT * FROM t WHERE a = '" + name + "'")  # expect: code-sql-injection

    def good():
        return db.execute("SELECT * FROM t WHERE a = '" + fixed + "'")  # ok: code-sql-injection

    bad()
    good()
    return ""


def words(text):
    for word in text.split(","):
        yield word.strip()


@app.route("/c")
def generated():
    for word in words(request.args["words"]):
        db.execute("INSERT INTO t VALUES ('" + word + "')")  # expect: code-sql-injection
    queries = [f"SELECT '{w}'" for w in words(request.args["words"])]
    db.execute(queries[0])  # expect: code-sql-injection
    run = lambda value: db.execute("SELECT * FROM t WHERE b = '" + value + "'")  # expect: code-sql-injection
    run(request.args["b"])
    return ""
