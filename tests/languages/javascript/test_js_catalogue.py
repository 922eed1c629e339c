"""The catalogues of JavaScript: each can be decoded, and what it reports has a rule and cases."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from vedette import index
from vedette.languages.catalogue import Catalogue, joined

FILES = sorted((index.PACKAGE / "languages" / "javascript" / "catalogue").glob("*.toml"))
CASES = Path(__file__).parents[2] / "detectors" / "code" / "cases" / "javascript"
RULES = {entry["weakness"]: name for name, entry in index.load()["rules"].items() if entry["kind"] == "code"}
_MARK = re.compile(r"(?:#|//|/\*|<!--)\s*(expect|ok):\s*([\w,-]*\w)")


def read(path):
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Catalogue)


ALL = {path.name: read(path) for path in FILES}
WHOLE = joined(list(ALL.values()))
REPORTED = {sink.kind for sink in WHOLE.sinks} | {check.weakness for check in WHOLE.checks}


def marked():
    told = {"expect": set(), "ok": set()}
    for path in CASES.rglob("*.*"):
        for how, rules in _MARK.findall(path.read_text(encoding="utf-8")):
            told[how] |= set(rules.split(","))
    return told


@pytest.mark.parametrize("name", ALL)
def test_conditions_say_something_and_their_patterns_compile(name):
    one = ALL[name]
    entries = [*one.sources, *one.sinks, *one.sanitizers, *one.guards, *one.checks]
    for condition in [condition for entry in entries for condition in entry.where]:
        assert condition != type(condition)(argument=condition.argument), condition
        for pattern in (condition.matches, condition.named, condition.inside, condition.file):
            re.compile(pattern)
    for sink in one.sinks:
        assert sink.names or sink.sets
        re.compile(sink.unless_begins)
    for each in one.alphabets:
        assert each.admits or each.starts or each.refuses or each.written
        for pattern in (each.admits, each.starts, each.written):
            re.compile(pattern)
        assert all(text.isascii() and text.isprintable() for text in each.refuses)


def test_one_way_leads_to_one_type():
    ways: dict[str, str] = {}
    for one in WHOLE.types:
        for way in one.of:
            assert ways.setdefault(way, one.name) == one.name, way


def test_no_name_begins_with_a_way_that_has_another_name():
    ways = {way: one.name for one in WHOLE.types for way in one.of}
    for entry in [*WHOLE.sinks, *WHOLE.checks, *WHOLE.sanitizers]:
        for name in [*entry.names, *getattr(entry, "sets", ())]:
            parts = re.split(r"(?=\.)|(?=\(\))|(?=\[\])", name)
            for size in range(1, len(parts) + 1):
                prefix = "".join(parts[:size])
                assert ways.get(prefix, prefix) == prefix, (name, prefix)


def test_all_that_is_reported_has_a_rule():
    assert set(RULES) >= REPORTED


@pytest.mark.parametrize("weakness", sorted(REPORTED))
def test_what_is_reported_has_cases(weakness):
    told = marked()
    assert RULES[weakness] in told["expect"]
    assert RULES[weakness] in told["ok"]
