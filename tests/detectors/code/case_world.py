"""Programs that are marked with what is to be found in them, and the same programs told otherwise."""

import ast
import random
import re
from pathlib import Path

from vedette.languages.javascript.tree import parser

TEMPLATES = (".html", ".ejs", ".hbs", ".njk", ".pug", ".eta")
CASES = Path(__file__).parent / "cases"
ENDS = {
    "python": (".py", ".html"),
    "javascript": (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte", *TEMPLATES),
}
_GRAMMARS = {".ts": "typescript", ".tsx": "tsx", ".jsx": "javascript"}
_PAGES = (".vue", ".svelte", *TEMPLATES)
_MARK = re.compile(r"(?:#|//|/\*|<!--|\{\{!|<%#)\s*(expect|ok):\s*([\w,-]*\w)\s*(?:-->|\*/\}?|\}\}|%>)?\s*$")


def programs():
    """A file is a program, and so is a folder with all that is in it."""
    for language, ends in ENDS.items():
        for rule in sorted((CASES / language).iterdir()):
            for item in sorted(rule.iterdir()):
                name = f"{rule.name}/{item.name}"
                if item.is_dir() and item.name != "__pycache__":
                    yield language, name, [one for one in sorted(item.rglob("*")) if one.suffix in ends], item
                elif item.suffix in ends:
                    yield language, name, [item], rule


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


def plain(path, text):
    """A program without its comments, laid out as `renamed` does it."""
    if path.endswith(".py"):
        return ast.unparse(ast.parse(text))
    return _spoken(path, text, {})


def renamed(path, text, seed):
    """The same program under other names, each statement where `plain` has it."""
    if path.endswith(".py"):
        return ast.unparse(ast.fix_missing_locations(_Renaming(seed).visit(ast.parse(text))))
    chance = random.Random(seed)  # noqa: S311 - names
    if path.endswith(_PAGES):
        return _spoken(path, text, {})
    return _spoken(path, text, {name: f"v{chance.getrandbits(40):x}" for name in sorted(_own(path, text))})


class _Renaming(ast.NodeTransformer):
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


_FUNCTIONS = frozenset(
    ("arrow_function", "function_declaration", "function_expression", "method_definition", "function")
)


def _nodes(path, text):
    """Every node with the number of functions around it."""
    grammar = _GRAMMARS.get(Path(path).suffix, "javascript")
    rest = [(parser(grammar).parse(text.encode()).root_node, 0)]
    while rest:
        node, depth = rest.pop()
        yield node, depth
        rest += [(one, depth + (node.type in _FUNCTIONS)) for one in node.children]


def _own(path, text):
    """Names that are declared by `const`, `let` or `var` in functions, and mean nothing else in the file."""
    own, others = set(), set()
    for node, depth in _nodes(path, text):
        if node.type.startswith("shorthand_property_identifier"):
            others.add(node.text)
        elif node.type == "identifier":
            declares = node.parent.type == "variable_declarator" and node.parent.child_by_field_name("name")
            bound = bool(declares) and declares.start_byte == node.start_byte
            if bound and depth:
                own.add(node.text)
            elif bound or node.parent.type in _BINDING:
                others.add(node.text)
    return {one.decode() for one in own - others}


_BINDING = frozenset(
    (
        *("formal_parameters", "required_parameter", "optional_parameter", "arrow_function", "catch_clause"),
        *("import_specifier", "import_clause", "namespace_import", "export_specifier"),
        *("function_declaration", "class_declaration", "array_pattern", "rest_pattern", "assignment_pattern"),
        *("pair_pattern", "object_assignment_pattern"),
    )
)


def _spoken(path, text, names):
    """A file of JavaScript without comments, its variables renamed, each line where it was."""
    if path.endswith(_PAGES):
        return re.sub(r"<!--.*?-->|(?<=\s)//[^\n]*", "", text)
    data = bytearray(text.encode())
    changes = []
    for node, _ in _nodes(path, text):
        if node.type == "comment":
            changes.append((node.start_byte, node.end_byte, b"\n" * node.text.count(b"\n")))
        elif node.type == "identifier" and node.text.decode() in names:
            changes.append((node.start_byte, node.end_byte, names[node.text.decode()].encode()))
    for start, end, new in sorted(changes, reverse=True):
        data[start:end] = new
    return data.decode()
