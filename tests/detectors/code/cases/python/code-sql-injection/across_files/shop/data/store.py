import sqlite3


class Store:
    def __init__(self, table):
        self.table = table
        self.db = sqlite3.connect("shop.db")

    def query(self, condition):
        return self.db.execute(f"SELECT * FROM {self.table} WHERE {condition}").fetchall()  # expect: code-sql-injection
