"""The tree of what the interpreter refuses: Python 2, newer syntax, and files with mistakes, by tree-sitter.

It makes the nodes of `ast`, so that there is one lowering. Mistakes become gaps; the rest is there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from vedette.languages.python.tree_expressions import (
    Node,
    Unreadable,
    call_arguments,
    expression,
    inside,
    operator,
    parameters,
    reparsed,
    several,
    text,
)
from vedette.languages.python.tree_literals import where
from vedette.languages.python.tree_patterns import case_pattern
from vedette.languages.scopes import add_gap
from vedette.languages.trees import root
from vedette.model.form import Gap

# Bytes. Mistakes make parsing slow in the worst case, and longer texts are tables.
_LONGEST = 1 << 19
# Times the whole text that may be read again.
_AGAIN = 3
_MISTAKE = "a mistake in the syntax"
_INK = re.compile(rb"[^\n]")
_START = re.compile(rb"^(?!(?:el(?:se|if)|except|finally|case)\b)[A-Za-z_@]", re.MULTILINE)


class NoParser(Exception):  # noqa: N818 - says what there is
    """The extra `code` is not installed."""


def read(source: bytes) -> tuple[ast.Module, tuple[Gap, ...]]:
    """The tree of a text and what is missing in it.

    Args:
        source: UTF-8.

    Raises:
        NoParser: tree-sitter or its grammar cannot be imported.
        ValueError: the text is too long, or its mistakes make it too slow to read.
    """
    if len(source) > _LONGEST:
        raise ValueError(f"{len(source)} bytes with mistakes are more than are read")
    try:
        import tree_sitter
        import tree_sitter_python
    except ImportError:
        raise NoParser("install vedette[code] to read Python that the interpreter refuses") from None
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))
    reader = _Reader(source, lambda part: root(parser, part))
    body = reader.module(source)
    return ast.Module(body, []), tuple(reader.gaps)


class _Reader:
    def __init__(self, source: bytes, parse: Callable[[bytes], Node]) -> None:
        self.gaps: list[Gap] = []
        self.source = source
        self.parse = parse
        self.again = _AGAIN * len(source)

    def module(self, source: bytes) -> list[ast.stmt]:
        """The statements of a module."""
        top = self.parse(source)
        out: list[ast.stmt] = []
        for child in [top] if top.type == "ERROR" else top.named_children:
            start = self._next_start(child) if child.type == "ERROR" else -1
            if start < 0:
                out += self._statement(child)
                continue
            # A bracket left open swallows what follows: that is read again on its own, at its place.
            self.again -= child.end_byte - start
            self._note(_gap(child, "mistake", _MISTAKE, self.source.count(b"\n", 0, start) << 12))
            out += self.module(_INK.sub(b" ", self.source[:start]) + self.source[start : child.end_byte])
        return out

    def _next_start(self, node: Node) -> int:
        """Where in a mistake another statement of the module begins; -1 for nowhere."""
        feed = self.source.find(b"\n", node.start_byte, node.end_byte)
        found = _START.search(self.source, feed, node.end_byte) if feed >= 0 and self.again > 0 else None
        return found.start() if found else -1

    def statements(self, node: Node) -> list[ast.stmt]:
        """The statements of a block; what is none becomes a gap."""
        out: list[ast.stmt] = []
        for child in node.named_children:
            out += self._statement(child)
        return out

    def _statement(self, node: Node) -> Iterator[ast.stmt]:
        kind = node.type
        if kind in _SILENT:
            return
        make = _S.get(kind)
        if make is None:
            self._note(_gap(node, "mistake", _MISTAKE))
            # What the mistake has swallowed is often whole.
            for child in node.named_children:
                if child.type in _S and child.type not in _ONLY_INSIDE:
                    yield from self._statement(child)
            return
        try:
            made = make(self, node)
        except (Unreadable, KeyError, AttributeError, IndexError, ValueError):
            self._note(_gap(node, "mistake", _MISTAKE))
        except RecursionError:
            self._note(_gap(node, "too-deep", "nested deeper than can be followed"))
        else:
            if node.has_error and _spoilt(node):
                self._note(_gap(node, "mistake", _MISTAKE))
            yield from made

    def _note(self, gap: Gap) -> None:
        add_gap(self.gaps, gap)

    def body(self, node: Node | None) -> list[ast.stmt]:
        """The statements of a block that may be absent."""
        return [] if node is None else self.statements(node)


def _gap(node: Node, reason: str, detail: str, end: int = 0) -> Gap:
    place = where(node)
    end = end or place["end_lineno"] << 12 | place["end_col_offset"]
    return Gap(place["lineno"] << 12 | place["col_offset"], end, reason, detail)


def _spoilt(node: Node) -> bool:
    """Whether there is a mistake in a statement, those within its blocks aside."""
    rest = list(node.children)
    while rest:
        child = rest.pop()
        if child.is_error or child.is_missing:
            return True
        if child.has_error and child.type != "block":
            rest += child.children
    return False


def _expression_statement(_: _Reader, node: Node) -> list[ast.stmt]:
    items = inside(node)
    first = items[0] if len(items) == 1 else None
    if first is not None and first.type in ("assignment", "augmented_assignment"):
        return _assignment(first)
    return [ast.Expr(several(node, items), **where(node))]


def _assignment(node: Node) -> list[ast.stmt]:
    place = where(node)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "augmented_assignment":
        sign = operator(text(node.child_by_field_name("operator")).rstrip("="))
        return [ast.AugAssign(expression(left), sign, expression(right), **place)]  # type: ignore[arg-type]
    declared = node.child_by_field_name("type")
    if declared is not None:
        value = None if right is None else expression(right)
        return [ast.AnnAssign(expression(left), expression(declared), value, 1, **place)]  # type: ignore[call-overload]
    targets = [expression(left)]
    while right is not None and right.type == "assignment":
        targets.append(expression(right.child_by_field_name("left")))
        right = right.child_by_field_name("right")
    return [ast.Assign(targets, expression(right), **place)]


def _print(_: _Reader, node: Node) -> list[ast.stmt]:
    args, keywords = [], []
    for child in inside(node):
        if child.type == "chevron":
            keywords.append(ast.keyword("file", expression(inside(child)[-1]), **where(child)))
        else:
            args.append(expression(child))
    return [_called("print", node, args, keywords)]


def _exec(_: _Reader, node: Node) -> list[ast.stmt]:
    return [_called("exec", node, [expression(child) for child in inside(node)], [])]


def _called(name: str, node: Node, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.stmt:
    place = where(node)
    return ast.Expr(ast.Call(ast.Name(name, **place), args, keywords, **place), **place)


def _return(_: _Reader, node: Node) -> list[ast.stmt]:
    items = inside(node)
    return [ast.Return(several(node, items) if items else None, **where(node))]


def _raise(_: _Reader, node: Node) -> list[ast.stmt]:
    cause = node.child_by_field_name("cause")
    items = [child for child in inside(node) if cause is None or child.id != cause.id]
    place = where(node)
    made = expression(items[0]) if items else None
    # `raise E, "message", traceback` of Python 2.
    if isinstance(made, ast.Tuple) and items[0].type == "expression_list" and made.elts:
        made = ast.Call(made.elts[0], made.elts[1:2], [], **place)
    return [ast.Raise(made, None if cause is None else expression(cause), **place)]


def _delete(_: _Reader, node: Node) -> list[ast.stmt]:
    made = several(node, inside(node))
    bare = isinstance(made, ast.Tuple) and inside(node)[0].type == "expression_list"
    return [ast.Delete(made.elts if bare else [made], **where(node))]  # type: ignore[attr-defined]


def _assert(_: _Reader, node: Node) -> list[ast.stmt]:
    test, *rest = [expression(child) for child in inside(node)]
    return [ast.Assert(test, rest[0] if rest else None, **where(node))]


def _global(_: _Reader, node: Node) -> list[ast.stmt]:
    kind = ast.Global if node.type == "global_statement" else ast.Nonlocal
    return [kind([text(child) for child in inside(node)], **where(node))]


def _word(kind: type) -> Callable[[_Reader, Node], list[ast.stmt]]:
    return lambda _, node: [kind(**where(node))]


def _import(_: _Reader, node: Node) -> list[ast.stmt]:
    return [ast.Import(_aliases(node), **where(node))]


def _import_from(_: _Reader, node: Node) -> list[ast.stmt]:
    module = node.child_by_field_name("module_name")
    level, name = 0, "__future__"
    if module is not None and module.type == "relative_import":
        level = module.children[0].text.count(b".")
        name = "".join(_dotted(child) for child in module.named_children[1:])
    elif module is not None:
        name = _dotted(module)
    names = _aliases(node) or [ast.alias("*", None, **where(node))]
    return [ast.ImportFrom(name or None, names, level, **where(node))]


def _aliases(node: Node) -> list[ast.alias]:
    names = []
    for child in node.children_by_field_name("name"):
        bound = child.child_by_field_name("alias")
        name = _dotted(child.child_by_field_name("name") if bound is not None else child)
        names.append(ast.alias(name, None if bound is None else text(bound), **where(child)))
    return names


def _type(_: _Reader, node: Node) -> list[ast.stmt]:
    """The grammar takes `type(x).y = z` for a declaration of a type."""
    if not inside(node)[0].text.startswith(b"("):
        return []
    return reparsed(text(node), node)


def _dotted(node: Node) -> str:
    return ".".join(text(child) for child in inside(node))


def _function(reader: _Reader, node: Node) -> list[ast.stmt]:
    given, unpacking = parameters(node.child_by_field_name("parameters"))
    returns = node.child_by_field_name("return_type")
    body = unpacking + reader.body(node.child_by_field_name("body"))
    kind: Any = ast.AsyncFunctionDef if node.children[0].type == "async" else ast.FunctionDef
    name = text(node.child_by_field_name("name"))
    declared = None if returns is None else expression(returns)
    made = kind(name, given, body, [], declared, **where(node))
    return [made]


def _class(reader: _Reader, node: Node) -> list[ast.stmt]:
    bases, keywords = call_arguments(node.child_by_field_name("superclasses"))
    body = reader.body(node.child_by_field_name("body"))
    name = text(node.child_by_field_name("name"))
    return [ast.ClassDef(name, bases, keywords, body, [], **_EXTRA, **where(node))]


def _decorated(reader: _Reader, node: Node) -> list[ast.stmt]:
    definition = node.child_by_field_name("definition")
    made = list(reader._statement(definition))  # noqa: SLF001 - of this module
    decorators = [expression(inside(child)[-1]) for child in inside(node) if child.type == "decorator"]
    if made and isinstance(made[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        made[0].decorator_list = decorators
    return made


def _if(reader: _Reader, node: Node) -> list[ast.stmt]:
    first = last = _one_if(reader, node)
    for child in node.children_by_field_name("alternative"):
        if child.type == "elif_clause":
            more = _one_if(reader, child)
            last.orelse = [more]
            last = more
        else:
            last.orelse = reader.body(child.child_by_field_name("body"))
    return [first]


def _one_if(reader: _Reader, node: Node) -> ast.If:
    test = expression(node.child_by_field_name("condition"))
    return ast.If(test, reader.body(node.child_by_field_name("consequence")), [], **where(node))


def _for(reader: _Reader, node: Node) -> list[ast.stmt]:
    target, source = (expression(node.child_by_field_name(name)) for name in ("left", "right"))
    body = reader.body(node.child_by_field_name("body"))
    kind: Any = ast.AsyncFor if node.children[0].type == "async" else ast.For
    return [kind(target, source, body, _otherwise(reader, node), **where(node))]


def _while(reader: _Reader, node: Node) -> list[ast.stmt]:
    test = expression(node.child_by_field_name("condition"))
    body = reader.body(node.child_by_field_name("body"))
    return [ast.While(test, body, _otherwise(reader, node), **where(node))]


def _otherwise(reader: _Reader, node: Node) -> list[ast.stmt]:
    clause = node.child_by_field_name("alternative")
    return [] if clause is None else reader.body(clause.child_by_field_name("body"))


def _with(reader: _Reader, node: Node) -> list[ast.stmt]:
    items = []
    for clause in inside(node):
        for item in inside(clause) if clause.type == "with_clause" else ():
            value = item.child_by_field_name("value")
            target = value.child_by_field_name("alias") if value.type == "as_pattern" else None
            e = expression(value if target is None else value.named_children[0])
            items.append(ast.withitem(e, None if target is None else expression(target)))
    kind: Any = ast.AsyncWith if node.children[0].type == "async" else ast.With
    return [kind(items, reader.body(node.child_by_field_name("body")), **where(node))]


def _try(reader: _Reader, node: Node) -> list[ast.stmt]:
    body = reader.body(node.child_by_field_name("body"))
    handlers: list[ast.ExceptHandler] = []
    otherwise: list[ast.stmt] = []
    last: list[ast.stmt] = []
    for child in inside(node):
        if child.type in ("except_clause", "except_group_clause"):
            handlers.append(_handler(reader, child))
        elif child.type == "else_clause":
            otherwise = reader.body(child.child_by_field_name("body"))
        elif child.type == "finally_clause":
            last = reader.body(_block(child))
    return [ast.Try(body, handlers, otherwise, last, **where(node))]


def _handler(reader: _Reader, node: Node) -> ast.ExceptHandler:
    values = [child for child in node.children_by_field_name("value") if child.is_named]
    kind: ast.expr | None = None
    name = None
    if len(values) == 1 and values[0].type == "as_pattern":
        kind = expression(values[0].named_children[0])
        name = text(values[0].child_by_field_name("alias"))
    elif len(values) == 2 and values[1].type == "identifier" and values[1].text[:1].islower():  # noqa: PLR2004 - E, e
        # Of Python 2; in the newest Python `except A, B` names two classes, which begin otherwise.
        kind, name = expression(values[0]), text(values[1])
    elif len(values) > 1:
        kind = ast.Tuple([expression(value) for value in values], **where(node))
    elif values:
        kind = expression(values[0])
    return ast.ExceptHandler(kind, name, reader.body(_block(node)), **where(node))


def _block(node: Node) -> Node | None:
    return next((child for child in node.named_children if child.type == "block"), None)


def _match(reader: _Reader, node: Node) -> list[ast.stmt]:
    subjects = [child for child in node.children_by_field_name("subject") if child.is_named]
    cases = []
    block = node.child_by_field_name("body")
    for clause in inside(block) if block is not None else ():
        guard = clause.child_by_field_name("guard")
        test = None if guard is None else expression(inside(guard)[-1])
        body = reader.body(clause.child_by_field_name("consequence"))
        cases.append(ast.match_case(case_pattern(clause), test, body))
    if len(subjects) == 1:
        return [ast.Match(expression(subjects[0]), cases, **where(node))]
    made = ast.Tuple([expression(subject) for subject in subjects], **where(subjects[0]))
    return [ast.Match(made, cases, **where(node))]


# Newer interpreters want a field that is of no use here.
_EXTRA: dict[str, Any] = {"type_params": []} if "type_params" in ast.ClassDef._fields else {}
_SILENT = {"comment", "line_continuation", "pass_statement"}
_ONLY_INSIDE = {"return_statement", "break_statement", "continue_statement"}
_S: dict[str, Callable[[_Reader, Node], list[ast.stmt]]] = {
    "expression_statement": _expression_statement,
    "print_statement": _print,
    "exec_statement": _exec,
    "return_statement": _return,
    "raise_statement": _raise,
    "delete_statement": _delete,
    "assert_statement": _assert,
    "global_statement": _global,
    "nonlocal_statement": _global,
    "break_statement": _word(ast.Break),
    "continue_statement": _word(ast.Continue),
    "type_alias_statement": _type,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "with_statement": _with,
    "try_statement": _try,
    "match_statement": _match,
}
