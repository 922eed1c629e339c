"""The law of imports and the limits on tails, for every module of the package."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "vedette"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)

# Room -> rooms it may import, itself aside. Top-level modules are rooms of one.
BELOW_WORK = {
    "analysis",
    "sources",
    "detectors",
    "languages",
    "policy",
    "settings",
    "rulebook",
    "index",
    "model",
}
LAW = {
    "model": set(),
    "index": set(),
    "languages": {"model"},
    "analysis": {"languages", "model"},
    "network": {"model"},
    "sources": {"analysis", "languages", "model", "network"},
    "detectors": {"analysis", "languages", "model"},
    "verification": {"index", "model", "network"},
    "ledger": {"model"},
    "policy": {"model"},
    "settings": {"policy", "model"},
    "rulebook": {"settings", "index", "model"},
    "feedback": {"ledger", "model", "network"},
    "response": {"ledger", "model"},
    "compliance": {"ledger", "model"},
    "metrics": {"ledger", "model"},
    "work": BELOW_WORK,
    "pipeline": BELOW_WORK | {"work", "ledger"},
    "stream": BELOW_WORK | {"ledger", "feedback", "response", "network"},
    "apps": BELOW_WORK
    | {"work", "ledger", "feedback", "metrics", "pipeline", "stream", "response", "network", "verification"},
    "__main__": {"apps"},
    "": set(),
}
# Rooms whose plugins, a folder or a file each, must not know one another.
PLUGIN_ROOMS = {"detectors", "feedback", "sources"}
SHARED = {"interface", "shared", "__init__"}
THIRD_PARTY_OF_MODEL = {"msgspec"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


TABLE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"


def imports(path: Path) -> list[str]:
    """Every vedette module that a file imports: indented and type-only imports count."""
    found = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it goes"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py") if first != "__init__.py" else ""


def check(path: Path, names: list[str]) -> list[str]:
    here = room(path)
    allowed = LAW[here] | {here}
    wrong = []
    for name in names:
        parts = name.split(".")
        if parts[0] != "vedette":
            continue
        if parts[1] == "__version__":
            continue
        if parts[1] not in allowed:
            wrong.append(f"{path.relative_to(PACKAGE)} ({here}) imports {name}")
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    assert check(path, imports(path)) == []


def test_the_check_can_fail():
    assert check(PACKAGE / "model" / "x.py", ["vedette.ledger.store.open_ledger"])
    assert check(PACKAGE / "policy" / "x.py", ["vedette.settings.interface.Settings"])
    assert check(PACKAGE / "apps" / "x.py", ["vedette.pipeline.scan"]) == []


def test_the_table_for_people_says_the_same():
    lines = [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line.startswith("| `")]
    told = {}
    for name, _, allowed in (line.strip("| ").split(" | ") for line in lines):
        told[name.strip("`/").removesuffix(".py")] = set(allowed.split(", ")) - {"nothing of ours"}
    built = {room(path) for path in MODULES} - {"", "__main__"}
    # Rooms that the plan has and nobody lives in yet stand in the law alone.
    assert told == {name: LAW[name] & built for name in built}


def plugin(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py")


def test_siblings_do_not_know_one_another():
    wrong = []
    for path in MODULES:
        here = room(path)
        if here not in PLUGIN_ROOMS:
            continue
        inside = path.relative_to(PACKAGE / here).parts
        # The chooser among plugins knows them all by trade.
        if plugin(inside) in SHARED | {"opening"}:
            continue
        for name in imports(path):
            parts = name.split(".")
            if parts[:2] != ["vedette", here] or len(parts) < 3:
                continue
            if parts[2] not in SHARED and parts[2] != plugin(inside):
                # A lone module that several plugins need is shared if it is no plugin itself.
                target = PACKAGE / here / f"{parts[2]}.py"
                if here == "feedback" and target.is_file() and "def create(" not in target.read_text():
                    continue
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert wrong == []


def test_the_model_imports_only_the_standard_library_and_msgspec():
    import sys

    for path in MODULES:
        if room(path) == "model":
            for name in imports(path):
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names | {"vedette"} | THIRD_PARTY_OF_MODEL, (path, name)


def test_there_is_no_circle_of_imports():
    graph = {}
    names = {}
    for path in MODULES:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    for name, path in names.items():
        graph[name] = {
            target
            for imported in imports(path)
            for target in (imported, imported.rpartition(".")[0])
            if target in names and target not in (name, "vedette")
        }
    state = {}

    def visit(name, trail):
        if state.get(name) == 2:
            return
        assert state.get(name) != 1, " -> ".join([*trail, name])
        state[name] = 1
        for target in sorted(graph[name]):
            visit(target, [*trail, name])
        state[name] = 2

    for name in sorted(graph):
        visit(name, [])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_tails_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500, f"{path} has more than 500 lines: where is the seam?"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 80, f"{path}:{node.lineno} {node.name} has {length} lines"
            arguments = node.args
            count = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
            count -= bool(arguments.args and arguments.args[0].arg in ("self", "cls"))
            decorated = {ast.unparse(item).split("(")[0] for item in node.decorator_list}
            # click hands each option over as a parameter.
            if not any(item.endswith((".command", "command")) for item in decorated):
                assert count <= 6, f"{path}:{node.lineno} {node.name} takes {count} parameters"


def test_no_module_is_named_after_nothing():
    for path in MODULES:
        assert not FORBIDDEN_NAMES & set(path.relative_to(PACKAGE).with_suffix("").parts), path
