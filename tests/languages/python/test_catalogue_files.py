"""The catalogues of Python: what each file says is well-formed, can be reached, and has its rule."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import vedette
from vedette.analysis.program.book import Book
from vedette.languages.catalogue import Catalogue, Condition, joined

PACKAGE = Path(vedette.__file__).parent
FILES = sorted((PACKAGE / "languages/python/catalogue").glob("*.toml"))
FLOWS = {
    "sql", "nosql", "nosql-object", "command", "code", "template", "ldap", "xpath", "header", "log",
    "expression", "html", "path", "archive", "ssrf", "redirect", "xxe", "deserialization", "mass-assignment",
    "format", "regex", "trust-boundary", "secret-log", "weak-random",
    "error-page", "cors-origin", "redirect-to-path", "temporary-path", "composed-markup", "host-in-mail",
}  # fmt: skip
# `object` may be more than a text, `address` begins with the own host, `own-path` is the path alone,
# `setting` marks an unsafe object, `member` is a name in an archive, `shared` a folder that is everybody's,
# `page` what a template gives to a filter, `host` the host that a request names, `browser` what an address or
# another window tells a page.
SOURCES = {
    "web", "cli", "environment", "file", "network", "database", "queue", "object", "address", "secret",
    "setting", "random", "member", "own-path", "error", "shared",
    "page", "host", "browser", "upload", "answer", "stored",
}  # fmt: skip
NAME = re.compile(
    r"(?:<text>|!=|\*\[\]|\*\.[A-Za-z_]\w*(?:\(\))?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\(\)|\[\])*)\Z"
)
SEGMENT = re.compile(r"\(\)|\[\]|[^.()\[\]]+")


def catalogue(path: Path) -> Catalogue:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Catalogue)


ALL = {path.name: catalogue(path) for path in FILES}
WHOLE = joined(list(ALL.values()))
BOOK = Book(WHOLE)


def rules() -> list[dict]:
    folder = PACKAGE / "detectors/code/rules"
    return [
        rule
        for path in sorted(folder.glob("*.toml"))
        for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    ]


def names(one: Catalogue) -> Iterator[str]:
    """Every name that an entry speaks of, ways of types aside."""
    for source in one.sources:
        # A call is looked up by what is called, whatever name its result has.
        yield from (name.removesuffix("()") for name in source.names)
    for sink in one.sinks:
        yield from (*sink.names, *sink.sets)
    for group in (one.sanitizers, one.guards, one.operations):
        for entry in group:
            yield from entry.names
    for entry in one.entries:
        yield from (*entry.decorators, *entry.bases, *entry.registered, *filter(None, entry.types))


def conditions(one: Catalogue) -> Iterator[Condition]:
    for group in (one.sources, one.sinks, one.sanitizers, one.guards, one.checks):
        for entry in group:
            yield from entry.where


def reached(name: str) -> str:
    """The name under which the book knows what a program writes as this name."""
    found = ""
    for part in SEGMENT.findall(name):
        if part == "()":
            found = BOOK.result(found)
        elif part == "[]":
            found = BOOK.item(found)
        else:
            found = BOOK.attribute(found, part) if found else BOOK.imported(part) or part
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_something_and_says_it_well(path):
    one = ALL[path.name]
    assert any(getattr(one, field) for field in Catalogue.__struct_fields__)
    wrong = [name for name in names(one) if not NAME.match(name)]
    wrong += [way for each in one.types for way in (each.name, *each.of, *each.bases) if not NAME.match(way)]
    assert not wrong
    for condition in conditions(one):
        for pattern in (
            condition.matches,
            condition.named,
            condition.inside,
            condition.file,
            condition.nowhere,
            condition.has,
            condition.lacks,
        ):
            re.compile(pattern)
    for sink in one.sinks:
        re.compile(sink.unless_begins)
        assert sink.names or sink.sets
        assert sink.arguments
        assert not [name for name in sink.names if name.endswith("()")], "called names go without ()"
    for entry in one.entries:
        re.compile(entry.methods)
        assert entry.decorators or entry.bases or entry.registered or entry.first
        assert bool(entry.kind) == bool(entry.what)
        assert not entry.parameters or entry.kind
        assert not entry.first or entry.imports


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_words_are_known(path):
    one = ALL[path.name]
    assert {sink.kind for sink in one.sinks} <= FLOWS
    assert {source.kind for source in one.sources} | {entry.kind for entry in one.entries} <= SOURCES | {""}
    assert {entry.returns for entry in one.entries} <= FLOWS | {""}
    kinds = {kind for each in (*one.sanitizers, *one.guards) for kind in each.kinds}
    assert kinds <= FLOWS | {"*"} | {f"-{kind}" for kind in FLOWS}
    # Something is left out of everything only.
    assert all("*" in each.kinds for each in one.sanitizers if any(kind[0] == "-" for kind in each.kinds))
    assert all(each.kinds or each.pattern != "" for each in (*one.sanitizers, *one.guards))
    assert {kind for each in one.alphabets for kind in each.kinds} <= FLOWS
    for each in one.alphabets:
        assert bool(re.compile(each.admits).pattern) != bool(re.compile(each.starts).pattern)


def test_each_sink_has_a_rule_and_each_rule_of_flows_a_sink():
    flows = {rule["weakness"] for rule in rules() if "sources" in rule}
    every = [catalogue(path) for path in (PACKAGE / "languages").glob("*/catalogue/*.toml")]
    assert flows == {sink.kind for one in every for sink in one.sinks}
    assert {sink.kind for sink in WHOLE.sinks} == FLOWS


def test_rules_of_flows_name_kinds_of_sources_that_there_are():
    for rule in rules():
        listed = {*rule.get("sources", ()), *rule.get("audited", ())}
        assert listed <= SOURCES - {"setting"}, rule["id"]
        assert len(listed) == len([*rule.get("sources", ()), *rule.get("audited", ())]), rule["id"]


def test_one_way_leads_to_one_type():
    ways = Counter(way for each in WHOLE.types for way in each.of)
    assert not [way for way, times in ways.items() if times > 1]
    other = {way: each.name for each in WHOLE.types for way in each.of if way != each.name}
    types = {each.name for each in WHOLE.types}
    assert not [way for way in other if way in types], "a type that is a way to another can't be reached"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_name_can_be_reached(path):
    lost = [name for name in names(ALL[path.name]) if name[0] != "*" and reached(name) != name]
    assert not lost, "a type gives these another name"


def test_nothing_is_said_twice():
    for group in ("sinks", "sources", "sanitizers", "guards", "entries"):
        said = Counter(msgspec.json.encode(entry) for entry in getattr(WHOLE, group))
        assert not [entry for entry, times in said.items() if times > 1]
