from .store import Store

STORE = Store("items")


def by_name(name):
    return STORE.query("name = '" + name + "'")


def count(term):
    return STORE.db.execute("SELECT count(*) FROM items WHERE term = '" + term + "'")  # expect: code-sql-injection


def safe(term):
    return STORE.db.execute("SELECT count(*) FROM items WHERE term = ?", (term,))  # ok: code-sql-injection
