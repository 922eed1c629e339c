import sqlite3
from collections import namedtuple

from flask import Flask, request

app = Flask(__name__)
db = sqlite3.connect("x")
Pair = namedtuple("Pair", "left right")


class Finder:
    def __init__(self, table):
        self.table = table

    def __call__(self, name):
        return db.execute(f"SELECT * FROM {self.table} WHERE a = '{name}'")  # expect: code-sql-injection


@app.route("/a")
def a():
    Finder("t")(request.args["name"])
    pair = Pair(request.args["left"], "fixed")
    db.execute("SELECT '%s'" % pair.right)  # ok: code-sql-injection
    db.execute("SELECT '%s'" % pair.left)  # expect: code-sql-injection
    return ""
