"""A repository class that keeps what it was given."""

import pymysql
from tornado.web import RequestHandler


class People:
    table = "person"

    def __init__(self, name, connection=None):
        self.name = name
        self.connection = connection or pymysql.connect(host="localhost")

    @property
    def filter(self):
        return f"name = '{self.name}'"

    def find(self):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.table} WHERE {self.filter}")  # expect: code-sql-injection
            return cursor.fetchall()

    def all(self):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.table}")  # ok: code-sql-injection
            return cursor.fetchall()


class Handler(RequestHandler):
    def get(self, identity):
        people = People(self.get_argument("name"))
        self.write({"rows": people.find(), "all": people.all()})

    def delete(self, identity):
        with pymysql.connect(host="localhost").cursor() as cursor:
            cursor.execute("DELETE FROM person WHERE id = %s" % identity)  # expect: code-sql-injection
            cursor.execute("DELETE FROM person WHERE id = %s", (identity,))  # ok: code-sql-injection
