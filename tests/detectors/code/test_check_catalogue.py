"""The catalogues of checks can be decoded, and each has its rule and its proof."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from vedette import index
from vedette.languages.catalogue import Catalogue

FOLDER = index.PACKAGE / "languages" / "python" / "catalogue"
CASES = Path(__file__).parent / "cases" / "python"
FILES = sorted(FOLDER.glob("checks-*.toml"))
RULES = {
    entry["id"]: entry
    for entry in index.build()["rules"].values()
    if Path(entry["file"]).name.startswith("checks-")
}
_MARK = re.compile(r"# (expect|ok): (\S+)$", re.MULTILINE)
_SEGMENT = re.compile(r"(?=\.)|(?=\(\))|(?=\[\])")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_rule = pytest.mark.parametrize("rule", sorted(RULES))


def read(path):
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Catalogue)


def named():
    """Every name that the checks' catalogues look for, with the file that says so."""
    for path in FILES:
        catalogue = read(path)
        for entry in [*catalogue.checks, *catalogue.sinks]:
            for name in [*entry.names, *entry.sets, *getattr(entry, "reads", [])]:
                yield path.name, name
            for condition in entry.where:
                if condition.type:
                    yield path.name, condition.type


@each_file
def test_conditions_say_something_and_their_patterns_compile(path):
    catalogue = read(path)
    assert catalogue.checks
    for entry in [*catalogue.checks, *catalogue.sinks]:
        assert entry.names or entry.sets or getattr(entry, "reads", [])
        for condition in entry.where:
            patterns = (condition.inside, condition.file, condition.nowhere, condition.lacks)
            assert condition.argument != "" or any(patterns), entry
            assert condition != type(condition)(argument=condition.argument), entry
            for pattern in (condition.matches, condition.named, *patterns):
                re.compile(pattern)


def test_no_name_is_one_that_a_type_gives_another_name():
    ways = {}
    for path in sorted(FOLDER.glob("*.toml"), key=lambda path: path in FILES):
        for one in read(path).types:
            for way in one.of:
                first = ways.setdefault(way, one.name)
                assert first == one.name or path not in FILES, (path.name, way)
    for file, name in named():
        parts = _SEGMENT.split(name)
        for end in range(1, len(parts) + 1):
            prefix = "".join(parts[:end])
            assert ways.get(prefix, prefix) == prefix, (file, name)


def test_each_weakness_has_a_rule_and_each_rule_a_check():
    found = {check.weakness for path in FILES for check in read(path).checks}
    found |= {sink.kind for path in FILES for sink in read(path).sinks}
    assert found == {entry["weakness"] for entry in RULES.values()}


@each_rule
def test_a_rule_is_complete(rule):
    entry = RULES[rule]
    assert rule == "code-" + entry["weakness"]
    assert all(re.fullmatch(r"v5\.0\.0-\d+\.\d+\.\d+", one) for one in entry["asvs"])
    assert entry["asvs"]
    assert entry["cwe"]
    assert entry["references"]
    assert not entry["title"].endswith(".")
    assert entry["why"].endswith(".")
    assert entry["fix"].endswith(".")
    assert entry["advice"]
    for advice in entry["advice"]:
        assert {"names", "text"} <= set(advice) <= {"names", "text", "language"}


@each_rule
def test_a_rule_has_marked_cases(rule):
    marks = [
        mark
        for path in sorted((CASES / rule).glob("*.py"))
        for mark in _MARK.findall(path.read_text("utf-8"))
    ]
    assert sum(mark == ("expect", rule) for mark in marks) >= 3
    assert sum(mark == ("ok", rule) for mark in marks) >= 3
