"""Orders of a shop, with the sqlite3 module."""

import sqlite3

from flask import Blueprint, Flask, g, jsonify, request

app = Flask(__name__)
orders = Blueprint("orders", __name__)
COLUMNS = {"date": "created_at", "total": "amount"}
SORTABLE = ("created_at", "amount", "state")


def connection():
    if "db" not in g:
        g.db = sqlite3.connect("shop.db")
    return g.db


@app.route("/orders")
def search():
    term = request.args.get("q", "")
    cursor = connection().cursor()
    cursor.execute("SELECT * FROM orders WHERE note LIKE '%" + term + "%'")  # expect: code-sql-injection
    cursor.execute("SELECT * FROM orders WHERE note LIKE ?", (f"%{term}%",))  # ok: code-sql-injection
    return jsonify(cursor.fetchall())


@app.get("/orders/<number>")
def one(number):
    sql = f"SELECT * FROM orders WHERE number = '{number}'"
    row = connection().execute(sql).fetchone()  # expect: code-sql-injection
    return jsonify(row)


@orders.route("/by-id/<int:identity>")
def by_id(identity):
    row = connection().execute("SELECT * FROM orders WHERE id = %d" % int(identity)).fetchone()  # ok: code-sql-injection
    return jsonify(row)


@orders.route("/sorted")
def ordered():
    column = request.args["column"]
    query = "SELECT * FROM orders ORDER BY {}".format(column)
    connection().execute(query)  # expect: code-sql-injection
    chosen = COLUMNS.get(request.args["column"], "id")
    connection().execute("SELECT * FROM orders ORDER BY " + chosen)  # ok: code-sql-injection
    if column not in SORTABLE:
        return jsonify([])
    return jsonify(connection().execute("SELECT * FROM orders ORDER BY " + column).fetchall())  # ok: code-sql-injection


@orders.route("/page")
def page():
    limit = request.args.get("limit", 10, type=int)
    offset = int(request.args.get("offset", "0"))
    rows = connection().execute(f"SELECT * FROM orders LIMIT {limit} OFFSET {offset}")  # ok: code-sql-injection
    return jsonify(rows.fetchall())


@orders.route("/filters")
def filters():
    clauses, values = [], []
    for name, value in request.args.items():
        if name in SORTABLE:
            clauses.append(f"{name} = ?")
            values.append(value)
    where = " AND ".join(clauses)
    rows = connection().execute("SELECT * FROM orders WHERE " + where, values)  # ok: code-sql-injection
    return jsonify(rows.fetchall())


@orders.route("/loose-filters")
def loose_filters():
    clauses = []
    for name, value in request.args.items():
        clauses.append(f"{name} = '{value}'")
    where = " AND ".join(clauses)
    rows = connection().execute("SELECT * FROM orders WHERE " + where)  # expect: code-sql-injection
    return jsonify(rows.fetchall())
