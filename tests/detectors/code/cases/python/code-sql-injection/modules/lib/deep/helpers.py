import sqlite3


def plain(value):
    sqlite3.connect("x").execute("SELECT '" + value + "'")  # expect: code-sql-injection


def quoted(value):
    sqlite3.connect("x").execute("SELECT ?", [value])  # ok: code-sql-injection
