import sqlite3

from flask import Flask, request

app = Flask(__name__)
db = sqlite3.connect("x")


@app.route("/a")
def a():
    try:
        raise LookupError(request.args["third"])
    except LookupError as error:
        db.execute(f"SELECT '{error}'")  # expect: code-sql-injection
        db.execute("SELECT 1")  # ok: code-sql-injection
    return ""
