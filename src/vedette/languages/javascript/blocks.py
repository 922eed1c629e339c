"""Blocks: which function lowers which type of statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from vedette.languages.javascript.expressions import E, expression
from vedette.languages.javascript.tree import Node, pos
from vedette.languages.scopes import Scope
from vedette.model.form import EVAL, Block

Adding: TypeAlias = Callable[[Node, Scope, Block], None]

_HOISTED = frozenset(("function_declaration", "generator_function_declaration"))

# By type of node; entered by the modules that lower them.
S: dict[str, Adding] = {}


def block(n: Node | None, s: Scope) -> Block:
    """The statements of a block that may be absent."""
    return [] if n is None else statements(n.named_children, s)


def statements(nodes: Sequence[Node], s: Scope) -> Block:
    """Statements in order, functions that are declared among them first."""
    out: Block = []
    for one in nodes:
        if _hoisted(one) is not None:
            statement(one, s, out)
    for one in nodes:
        if _hoisted(one) is None:
            statement(one, s, out)
    return out


def statement(n: Node, s: Scope, out: Block) -> None:
    """One statement; of one of an unknown kind what it is made of."""
    add = S.get(n.type)
    if add is not None:
        add(n, s, out)
    elif n.type in E:
        out.append((EVAL, expression(n, s), pos(n)))
    else:
        for one in n.named_children:
            statement(one, s, out)


def _hoisted(n: Node) -> Node | None:
    if n.type in _HOISTED:
        return n
    if n.type == "export_statement":
        inner = n.child_by_field_name("declaration")
        return inner if inner is not None and inner.type in _HOISTED else None
    return None
