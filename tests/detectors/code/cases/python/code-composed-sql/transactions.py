class Transaction:
    def __init__(self, connection):
        self.connection = connection

    def savepoint(self, name):
        self.connection.execute(f"SAVEPOINT {name}")  # expect: code-composed-sql

    def release(self):
        self.connection.execute("RELEASE SAVEPOINT first")  # ok: code-composed-sql

    def find(self, table, key):
        return self.connection.execute("SELECT * FROM %s WHERE id = ?" % table, (key,))  # expect: code-composed-sql

    def find_well(self, key):
        return self.connection.execute("SELECT * FROM item WHERE id = ?", (key,))  # ok: code-composed-sql

    def limited(self, count):
        return self.connection.execute(f"SELECT * FROM item LIMIT {int(count)}")  # ok: code-composed-sql

    def _inner(self, name):
        self.connection.execute(f"SAVEPOINT {name}")  # ok: code-composed-sql
