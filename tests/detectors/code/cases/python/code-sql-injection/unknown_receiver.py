"""Connections whose driver is not in sight."""

from bottle import request, route

from .storage import open_store


@route("/find")
def find(cursor):
    name = request.query.name
    cursor.execute("SELECT * FROM item WHERE name = '%s'" % name)  # expect: code-sql-injection
    cursor.execute("SELECT * FROM item WHERE name = ?", [name])  # ok: code-sql-injection
    return {}


@route("/plan")
def plan():
    store = open_store()
    store.execute(request.query.task)  # ok: code-sql-injection
    store.execute(f"UPDATE item SET name = '{request.query.name}'")  # expect: code-sql-injection
    return {}
