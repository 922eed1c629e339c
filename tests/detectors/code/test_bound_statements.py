"""SQL statements that are put together become bound ones: the mended code runs, and means the same."""

import sqlite3

import pytest
from code_world import detector, findings

from vedette.languages.python.bound import bound

HEAD = """import sqlite3
from flask import request

def look(connection: sqlite3.Connection, name, number):
    return connection.execute({}).fetchall()

def view():
    return look(sqlite3.connect("shop.db"), request.args["name"], request.args["number"])
"""
STATEMENTS = [
    "f\"SELECT name FROM item WHERE name = '{name}'\"",
    'f"SELECT name FROM item WHERE number = {number}"',
    '"SELECT name FROM item WHERE name = \'" + name + "\'"',
    '"SELECT name FROM item WHERE number = " + str(number)',
    "\"SELECT name FROM item WHERE name = '%s' AND number >= %s\" % (name, number)",
    "\"SELECT name FROM item WHERE name = '{}' AND number = {}\".format(name, number)",
    "\"SELECT name FROM item WHERE name = '{n}'\".format(n=name)",
    "f\"SELECT name FROM item WHERE name LIKE '%{name[1:]}%'\"",
    "f\"SELECT name, 'it' FROM item WHERE name = '{name}' AND number % 2 = 1\"",
    "f'''\n    SELECT name\n    FROM item\n    WHERE name = '{name}'\n    '''",
    "f\"INSERT INTO item (name, number) VALUES ('{name}', '{number}') RETURNING name\"",
    "f\"UPDATE item SET name = '{name}' WHERE number = {number} RETURNING name\"",
]
LEFT = [
    'f"SELECT * FROM {name}"',
    'f"SELECT * FROM item ORDER BY {name}"',
    'f"SELECT * FROM item LIMIT {number}"',
    'f"SELECT * FROM item WHERE number IN ({number})"',
    'f"SELECT * FROM item WHERE {name} = 1"',
    'f"SELECT * FROM item_{name} WHERE number = {number}"',
    'f"SELECT * FROM item WHERE number = {number}0"',
    'f"SELECT * FROM item WHERE number = {number!r}"',
    'f"SELECT * FROM item WHERE number = {number:>5}"',
    "f\"SELECT * FROM item WHERE name = '{name}' -- why\"",
    "f\"SELECT * FROM item WHERE name = 'it''s {name}'\"",
    "f'SELECT * FROM item WHERE name = \"{name}\"'",
    "f\"SELECT * FROM item WHERE name = '{name}' AND a = ?\"",
    "f\"SELECT * FROM item WHERE name = '{name}'; SELECT 1\"",
    "f\"DROP TABLE item WHERE name = '{name}'\"",
    "\"SELECT * FROM item WHERE name = '%s'\" % name",
    "\"SELECT * FROM item WHERE name = '%d'\" % (name,)",
    "\"SELECT * FROM item WHERE name = '{0.x}'\".format(name)",
    "f\"SELECT * FROM item WHERE name = '{(x := name)}'\"",
    '"SELECT * FROM item WHERE number = 1"',
    "statement",
]


@pytest.fixture(scope="module")
def judge():
    return detector()


def mended(judge, text):
    """The program with the edits of its only finding, and what is found in it then."""
    (found,) = [one for one in findings(judge, {"app.py": text}) if one.rule == "code-sql-injection"]
    data = text.encode()
    for edit in sorted(found.edits, reverse=True):
        data = data[: edit.start] + edit.new.encode() + data[edit.end :]
    return data.decode(), findings(judge, {"app.py": data.decode()})


@pytest.mark.parametrize("statement", STATEMENTS)
def test_mended_code_runs_and_is_safe(judge, statement):
    text = HEAD.format(statement)
    new, left = mended(judge, text)
    assert new != text
    assert not [one for one in left if one.rule == "code-sql-injection"]
    answers = [called(program, "pen", 3) for program in (text, new)]
    assert answers[0] == answers[1]
    # A value is a value, whatever stands in it; before it was part of the statement.
    assert called(new, "pen' OR 1=1 --", 99) in ([], [("pen' OR 1=1 --",)])


@pytest.mark.parametrize("statement", LEFT)
def test_what_is_not_sure_is_left(statement):
    assert bound(statement.encode(), "?") == ""


def test_a_driver_has_its_own_placeholder():
    statement = b"f\"SELECT 5 % 2 FROM item WHERE name = '{name}'\""
    assert bound(statement, "%s") == '"SELECT 5 %% 2 FROM item WHERE name = %s", (name,)'


@pytest.mark.parametrize("call", ["executescript({})", "executemany({})", "execute({}, ())"])
def test_other_calls_are_left(judge, call):
    text = HEAD.format("{}").replace("execute({})", call.format(STATEMENTS[0]))
    for one in findings(judge, {"app.py": text}):
        assert one.edits == ()


@pytest.mark.parametrize("data", [b"", b"f'{", b"\xff", b"f'" + b"{" * 5000, b"(" * 5000])
def test_junk_is_left(data):
    assert bound(data, "?") == ""


def called(text, name, number):
    """What the program's function answers in a database of its own."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE item (name TEXT, number INTEGER)")
        rows = [("pen", 3), ("ink", 4), ("open", 5)]
        connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
        names = {}
        program = text.replace("from flask import request\n", "")
        exec(compile(program, "app.py", "exec"), names)  # noqa: S102 - our own program, mended
        return names["look"](connection, name, number)
    finally:
        connection.close()
