"""Every case is judged as its marks say, and stays so under other names and at another place."""

import ast
import random
import re
from pathlib import Path

import msgspec
import pytest
from code_world import detector, findings

from vedette import index
from vedette.languages.catalogue import Catalogue

CASES = Path(__file__).parent / "cases" / "python"
_MARK = re.compile(r"#\s*(expect|ok):\s*(\S+)\s*$")

# What the engine does not do yet; a case leaves this list when it does.
UNPROVEN: set[str] = set()


def programs():
    """A file is a program, and so is a folder with all that is in it."""
    for rule in sorted(CASES.iterdir()):
        for item in sorted(rule.iterdir()):
            if item.is_dir() and item.name != "__pycache__":
                yield f"{rule.name}/{item.name}", sorted(item.rglob("*.py")), item
            elif item.suffix == ".py":
                yield f"{rule.name}/{item.name}", [item], rule


PROGRAMS = list(programs())
each_program = pytest.mark.parametrize(
    ("name", "paths", "root"), PROGRAMS, ids=[name for name, _, _ in PROGRAMS]
)


@pytest.fixture(scope="module")
def judge():
    return detector()


def read(paths, root):
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def marks(files):
    """What is expected and what is fine: (path, line, rule)."""
    told = {"expect": set(), "ok": set()}
    for path, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            found = _MARK.search(line)
            if found:
                told[found[1]] |= {(path, number, rule) for rule in found[2].split(",")}
    return told["expect"], told["ok"]


def found_in(judge, files, rules):
    return {
        (one.place.path, one.place.start.line, one.rule)
        for one in findings(judge, files)
        if one.rule in rules
    }


def test_there_are_cases():
    assert len(PROGRAMS) > 50


@each_program
def test_a_case_is_judged_as_it_is_marked(judge, name, paths, root, request):
    if name in UNPROVEN:
        request.applymarker(pytest.mark.xfail(reason="not done yet", strict=False))
    files = read(paths, root)
    expected, fine = marks(files)
    rules = {rule for _, _, rule in expected | fine}
    assert rules, "a case without a mark proves nothing"
    found = found_in(judge, files, rules)
    assert sorted(expected - found) == [], "not found"
    assert sorted(found - expected) == [], "found, and not expected"


class Renaming(ast.NodeTransformer):
    """Gives the variables of functions other names: those assigned there, no parameter and nothing free."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - names
        self.names = [{}]

    def visit_FunctionDef(self, node):
        stored = {
            inner.id
            for inner in ast.walk(node)
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
        }
        kept = {
            argument.arg
            for inner in ast.walk(node)
            if isinstance(inner, ast.arguments)
            for argument in [
                *inner.posonlyargs,
                *inner.args,
                *inner.kwonlyargs,
                *filter(None, [inner.vararg, inner.kwarg]),
            ]
        }
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global | ast.Nonlocal):
                kept |= set(inner.names)
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and inner is not node:
                return node  # what is free in it would have to be followed
        self.names.append({name: f"v{self.chance.getrandbits(40):x}" for name in stored - kept})
        self.generic_visit(node)
        self.names.pop()
        return node

    def visit_AsyncFunctionDef(self, node):
        return self.visit_FunctionDef(node)

    def visit_Name(self, node):
        node.id = self.names[-1].get(node.id, node.id)
        return node


def renamed(text, seed):
    """The same program with other names, each statement where it was, or None if lines would move."""
    return ast.unparse(ast.fix_missing_locations(Renaming(seed).visit(ast.parse(text))))


def plain(text):
    return ast.unparse(ast.parse(text))


def flows():
    """Rules on the way of data alone; the sinks of some are known by the names of variables too."""
    catalogue = msgspec.json.decode(index.catalogue("python"), type=Catalogue)
    by_name = {
        sink.kind
        for sink in catalogue.sinks
        if any(one.named or one.inside or one.file for one in sink.where)
    }
    for name, entry in index.load()["rules"].items():
        if entry["kind"] == "code" and entry.get("sources") and entry["weakness"] not in by_name:
            yield name


FLOWS = set(flows())


@each_program
def test_findings_of_flows_stay_when_names_and_places_change(judge, name, paths, root):
    files = read(paths, root)
    rules = FLOWS & {rule for _, _, rule in marks(files)[0]}
    if not rules:
        pytest.skip("a check may ask for names")
    # Both without comments and laid out alike, so that lines can be compared.
    before = found_in(judge, {path: plain(text) for path, text in files.items()}, rules)
    after = found_in(
        judge, {f"deep/er/{path}": renamed(text, f"{name}{path}") for path, text in files.items()}, rules
    )
    assert {(f"deep/er/{path}", line, rule) for path, line, rule in before} == after
    assert before
