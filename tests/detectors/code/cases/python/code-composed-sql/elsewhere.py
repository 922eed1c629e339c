import pandas
from sqlalchemy import text


class Table:
    def __init__(self, connection):
        self.connection = connection

    def rows(self, name):
        return self.connection.execute(text(f"select * from {name}"))  # expect: code-composed-sql

    def frame(self, name):
        return pandas.read_sql("select * from %s" % name, self.connection)  # expect: code-composed-sql

    def _drop(self, name):
        self.connection.execute("drop table " + name)  # expect: code-composed-sql

    def row(self, number):
        return self.connection.execute(text("select * from rows where id = :id"), {"id": number})  # ok: code-composed-sql
