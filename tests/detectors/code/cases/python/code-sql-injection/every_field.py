import sqlite3

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
db = sqlite3.connect("shop.db")
COLUMNS = {"name": "name", "age": "age"}



@app.route("/loop")
def loop():
    fields = request.args.getlist("field")
    for field in fields:
        if field not in COLUMNS:
            abort(400)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/first")
def first():
    fields = request.args.getlist("field")
    for field in fields:
        if field in COLUMNS:
            break
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # expect: code-sql-injection


@app.route("/all")
def every():
    fields = request.args.getlist("field")
    if not all(field in COLUMNS for field in fields):
        return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # expect: code-sql-injection
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/split")
def split():
    fields = request.args["fields"].split(",")
    if any(field not in COLUMNS for field in fields):
        abort(400)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/subset")
def subset():
    fields = request.args.getlist("field")
    if not set(fields) <= set(COLUMNS):
        abort(400)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/issubset")
def issubset():
    fields = request.args.getlist("field")
    if set(fields).issubset(COLUMNS):
        return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection
    return ""


@app.route("/rest")
def rest():
    fields = request.args.getlist("field")
    if set(fields) - set(COLUMNS):
        abort(400)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/number")
def number():
    text = request.args["number"]
    try:
        int(text)
    except ValueError:
        return jsonify(db.execute("SELECT * FROM t LIMIT " + text).fetchall())  # expect: code-sql-injection
    return jsonify(db.execute("SELECT * FROM t LIMIT " + text).fetchall())  # ok: code-sql-injection


@app.route("/common")
def common():
    fields = set(request.args.getlist("field")) & set(COLUMNS)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # ok: code-sql-injection


@app.route("/together")
def together():
    fields = set(request.args.getlist("field")) | set(COLUMNS)
    return jsonify(db.execute(f"SELECT {','.join(fields)} FROM t").fetchall())  # expect: code-sql-injection


@app.route("/part")
def part():
    text = request.args["text"]
    int(text.partition("-")[0])
    int(text.removeprefix("n"))
    return jsonify(db.execute("SELECT * FROM t LIMIT " + text).fetchall())  # expect: code-sql-injection
