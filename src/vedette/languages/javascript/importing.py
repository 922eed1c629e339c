"""Where a module of node is put in, and how a name joins those that are taken from the same module."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.languages.javascript.tree import Node, NoParser, parser, string, word
from vedette.languages.written import ImportPlace

# A file that has one of these runs in node: a page has none of them.
_MODULES = """
assert buffer child_process cluster crypto dgram dns express fastify fs http http2 https koa net os path
querystring readline stream tls url util vm worker_threads zlib
"""
_OF_NODE = frozenset(_MODULES.split())
_GRAMMARS = {"ts": "typescript", "mts": "typescript", "cts": "typescript"}
_DECLARED = frozenset(("lexical_declaration", "variable_declaration"))


def parsed(kind: str, data: bytes) -> Node | None:
    """The tree of a script; None for a page, and for what has a mistake in it.

    Args:
        kind: the last part of the file's name, in small letters.
        data: the text.
    """
    if kind not in {"js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"}:
        return None
    try:
        root = parser(_GRAMMARS.get(kind, "tsx")).parse(data).root_node
    except (NoParser, ValueError):
        return None
    return root if not root.has_error else None


def place(data: bytes, root: Node, module: str) -> ImportPlace | None:
    """Where a line that brings a module under its own name is put in: after the last that brings something.

    Args:
        data: the text.
        root: of its tree.
        module: of node.

    Returns:
        None where nothing of node is brought in at the top, or the name is used for something else.
    """
    brought = list(_brought(root))
    if not any(path.removeprefix("node:").partition("/")[0] in _OF_NODE for _, path, _ in brought):
        return None
    there = [one for one, path, name in brought if path.removeprefix("node:") == module and name == module]
    if there:
        return ImportPlace(0, there=True)
    if re.search(rb"(?<![\w$.'\"/:])" + module.encode() + rb"(?![\w$])", data):
        return None
    last, is_import = max((one.end_byte, one.type == "import_statement") for one, _, _ in brought)
    feed = data.find(b"\n", last)
    rest = data[last : feed if feed >= 0 else len(data)].strip(b"; \t\r")
    if rest and not rest.startswith(b"//"):
        return None
    line = f"import {module} from '{module}';" if is_import else f"const {module} = require('{module}');"
    return ImportPlace(feed + 1 if feed >= 0 else len(data), line=line)


def brings(root: Node, module: str, name: str) -> bool:
    """Whether a name is that of a module."""
    return any((path.removeprefix("node:"), known) == (module, name) for _, path, known in _brought(root))


def names_from(
    data: bytes, root: Node, module: str, old: str, new: str
) -> tuple[tuple[int, int, str], ...] | None:
    """Changes by which a name is taken from a module from which another one is taken already.

    Args:
        data: the text.
        root: of its tree.
        module: the module.
        old: the name that is there.
        new: the other one.

    Returns:
        None where the first is not taken at the top by that name, or the other is used for something else.
    """
    for names in _taken(root, module):
        by_name = {word(one): one for one in names}
        if old not in by_name:
            continue
        if new in by_name:
            return ()
        if re.search(rb"(?<![\w$.])" + new.encode() + rb"(?![\w$])", data):
            return None
        at = by_name[old].end_byte
        return ((at, at, f", {new}"),)
    return None


def _brought(root: Node) -> Iterator[tuple[Node, str, str]]:
    """What is brought in at the top: the statement, the module and the name of all of it, "" for parts."""
    for one in root.named_children:
        if one.type == "import_statement":
            source = one.child_by_field_name("source")
            clause = next((each for each in one.named_children if each.type == "import_clause"), None)
            if source is not None:
                yield one, string(source), _whole(clause)
        elif one.type in _DECLARED:
            for each in one.named_children:
                path, name = _required(each), each.child_by_field_name("name")
                if path:
                    yield one, path, word(name) if name is not None and name.type == "identifier" else ""


def _whole(clause: Node | None) -> str:
    for one in clause.named_children if clause is not None else ():
        if one.type == "identifier":
            return word(one)
        if one.type == "namespace_import":
            return word(one.named_children[0])
    return ""


def _required(declared: Node) -> str:
    """The module that a declaration asks for; "" for none."""
    value = declared.child_by_field_name("value") if declared.type == "variable_declarator" else None
    if value is None or value.type != "call_expression":
        return ""
    given = value.child_by_field_name("arguments").named_children
    asked = word(value.child_by_field_name("function")) == "require" and len(given) == 1
    return string(given[0]) if asked and given[0].type == "string" else ""


def _taken(root: Node, module: str) -> Iterator[list[Node]]:
    """The names that are taken from a module by their own names, statement by statement."""
    for one in root.named_children:
        if one.type == "import_statement":
            source = one.child_by_field_name("source")
            if source is not None and string(source).removeprefix("node:") == module:
                yield [
                    each.child_by_field_name("name")
                    for each in _below(one, "import_specifier")
                    if each.child_by_field_name("alias") is None
                ]
        elif one.type in _DECLARED:
            for each in one.named_children:
                pattern = each.child_by_field_name("name")
                if _required(each).removeprefix("node:") == module and pattern.type == "object_pattern":
                    yield [
                        n for n in pattern.named_children if n.type == "shorthand_property_identifier_pattern"
                    ]


def _below(node: Node, kind: str) -> Iterator[Node]:
    for one in node.named_children:
        if one.type == kind:
            yield one
        elif one.type in {"import_clause", "named_imports"}:
            yield from _below(one, kind)
