import sqlite3

try:
    import ujson as json
except ImportError:
    import json


class Base:
    column = "b"

    def value(self):
        raise NotImplementedError

    def run(self):
        return sqlite3.connect("x").execute(f"SELECT {self.column} FROM t WHERE a = '{self.value()}'")  # expect: code-sql-injection

    def run_quiet(self):
        return sqlite3.connect("x").execute(f"SELECT * FROM u WHERE a = '{self.value()}'")  # ok: code-sql-injection
