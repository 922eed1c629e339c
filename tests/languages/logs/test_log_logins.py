# ruff: noqa: E501 - lines of logs are long
"""Logins that lines tell of, each entry by its own example, and what tells of none."""

import re
import time

import pytest

from vedette.languages.logs import logins
from vedette.languages.logs.logins import Logins, entries, raw_entries
from vedette.languages.logs.recognition import open_format

ENTRIES = {one["id"]: one for one in raw_entries()}


def told(*lines: str):
    data = "\n".join(lines).encode()
    return Logins().of_lines(data, data.split(b"\n"), float)


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_reads_its_example(name):
    entry = ENTRIES[name]
    (login,) = told("nothing here", entry["example"]["line"])
    assert (login.line, login.time) == (1, 1.0)
    assert login.user == entry["example"]["user"].encode()
    assert login.client == entry["example"]["client"].encode()
    assert (login.succeeded, login.method) == (entry["succeeded"], entry["method"])


@pytest.mark.parametrize("name", ENTRIES)
def test_an_example_is_read_by_its_own_entry_first(name):
    line = ENTRIES[name]["example"]["line"].encode()
    lower = line.lower()
    first = next(
        one for one in entries() if any(gate in lower for gate in one.gate) and one.pattern.search(line)
    )
    assert first.id == name


@pytest.mark.parametrize(
    ("line", "user", "client", "succeeded"),
    [
        ("Failed password for root from 203.0.113.9 port 1 ssh2", b"root", b"203.0.113.9", False),
        ("Failed password for invalid user a b from 2001:db8::9 port 1 ssh2", b"a b", b"2001:db8::9", False),
        ("Failed login for admin from ip 203.0.113.9", b"admin", b"203.0.113.9", False),
        ("login failed for user=admin ip=203.0.113.9", b"admin", b"203.0.113.9", False),
        ('level=warn msg="authentication failed for user \\"x@shop.example\\"" addr=203.0.113.9:44', b"", b"", False),
        ("Invalid credentials for user: bob (203.0.113.9)", b"bob", b"203.0.113.9", False),
        ("Successful login for bob from 203.0.113.9", b"bob", b"203.0.113.9", True),
        ("user 'bob' has successfully logged in from 203.0.113.9", b"bob", b"203.0.113.9", True),
        ('FATAL:  Peer authentication failed for user "postgres"', b"postgres", b"", False),
        ('no pg_hba.conf entry for host "203.0.113.9", user "shop", database "x", no encryption', b"shop", b"203.0.113.9", False),
        ('user "bob" was not found in "/etc/nginx/htpasswd", client: 203.0.113.9, server: x', b"bob", b"203.0.113.9", False),
        ("Authentication attempt for unknown user bob from 203.0.113.9", b"bob", b"203.0.113.9", False),
    ],
)  # fmt: skip
def test_further_wordings(line, user, client, succeeded):
    found = told(line)
    assert len(found) == 1
    assert found[0].succeeded is succeeded
    if user:
        assert (found[0].user, found[0].client) == (user, client)


@pytest.mark.parametrize(
    "line",
    [
        "GET /login HTTP/1.1",
        "password for alice was changed",
        "the login page failed to load",
        "Failed login attempts are limited to 5",
        "Users logged in today: 17",
        "not logged in",
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
        "connection authorized",
        "login failed:",
    ],
)
def test_what_tells_of_no_try(line):
    assert told(line) == []


def test_without_the_engine_the_same_is_found(monkeypatch):
    lines = [one["example"]["line"] for one in ENTRIES.values()]
    usual = told(*lines)
    finder = Logins()
    monkeypatch.setattr(finder, "_gate", logins._find_each)
    data = "\n".join(lines).encode()
    assert finder.of_lines(data, data.split(b"\n"), float) == usual


def test_a_message_in_json_tells_too():
    chosen = open_format("json")
    rows = chosen.rows(
        b'{"time":"2023-10-10T11:55:36Z","message":"started"}\n'
        b'{"time":"2023-10-10T11:55:37Z","message":"x\\nLogin failed for user bob","ip":"203.0.113.9"}\n'
    )
    (login,) = rows.logins
    assert (login.line, login.user, login.client, login.time) == (1, b"bob", b"203.0.113.9", 1696938937.0)


@pytest.mark.parametrize("name", ENTRIES)
def test_patterns_stay_fast_on_what_nearly_fits(name):
    entry = next(one for one in entries() if one.id == name)
    example = ENTRIES[name]["example"]["line"]
    gates = [gate.decode() for gate in entry.gate]
    hostile = [gate * (4096 // len(gate)) for gate in gates]
    hostile += [(gate + " ") * (4096 // (len(gate) + 1)) for gate in gates]
    hostile += [example[:cut] * (4096 // max(cut, 1)) for cut in range(1, len(example), 3)]
    hostile += [
        example[:cut] + filler * 4096
        for cut in range(1, len(example), 7)
        for filler in ("a", " ", "1", ".", "=", '"')
    ]
    for text in hostile:
        line = text.encode()[:4096]
        began = time.process_time()
        entry.pattern.search(line)
        assert time.process_time() - began < 0.1, text[:60]


def test_entries_are_whole():
    for one in raw_entries():
        assert all(gate == gate.lower() and len(gate) > 5 for gate in one["gate"]), one["id"]
        assert "user" in re.compile(one["pattern"]).groupindex
    assert len(ENTRIES) == len(raw_entries())
