from contextlib import contextmanager

import psycopg2
from psycopg2 import sql


class Database:
    def __init__(self, dsn):
        self._dsn = dsn
        self._connection = None

    @property
    def connection(self):
        if self._connection is None:
            self._connection = psycopg2.connect(self._dsn)
        return self._connection

    @contextmanager
    def cursor(self):
        cursor = self.connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


class Repository:
    table = ""

    def __init__(self, database):
        self.database = database

    def search(self, **criteria):
        where = []
        for name, value in criteria.items():
            where.append("{} = '{}'".format(name, value))
        with self.database.cursor() as cursor:
            cursor.execute("SELECT * FROM " + self.table + " WHERE " + " AND ".join(where))  # expect: code-sql-injection
            return cursor.fetchall()

    def find(self, **criteria):
        where = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in criteria)
        with self.database.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT * FROM {} WHERE ").format(sql.Identifier(self.table)) + where, list(criteria.values()))  # ok: code-sql-injection
            return cursor.fetchall()


class Users(Repository):
    table = "users"
