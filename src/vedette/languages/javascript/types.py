"""Declared types of TypeScript, as far as they say what a value is."""

from __future__ import annotations

import re

from vedette.languages.javascript.expressions import JsDraft
from vedette.languages.javascript.tree import Node, end, pos, word
from vedette.languages.scopes import Scope
from vedette.model.form import ATTR, CLASS, Block, Class, Form

# As the engine knows what carries nothing.
_PLAIN = {"number": "int", "boolean": "bool", "bigint": "int"}
# Names of types that frameworks have for what a function is given.
REQUESTS = re.compile(r"(Request|Req|Context|Ctx)(<.*)?$", re.DOTALL)
_NAMED = frozenset(("type_identifier", "generic_type", "nested_type_identifier"))
_MOST_BASES = 4
# What is within them is what is there once it was waited for, or may be nothing.
_AROUND = frozenset(("Promise", "Readonly", "Required", "Partial", "NonNullable", "Awaited"))


def annotation(n: Node | None, s: Scope) -> Form:
    """A declared type as an expression; None for one that says nothing."""
    if n is None:
        return None
    kind = n.type
    if kind in {"type_annotation", "parenthesized_type", "readonly_type"}:
        return annotation(n.named_children[-1], s) if n.named_children else None
    if kind in {"type_identifier", "identifier"}:
        draft = s.draft
        return s["int"] if isinstance(draft, JsDraft) and word(n) in draft.choices else s[word(n)]
    if kind == "literal_type":
        return s["int"]
    if kind == "predefined_type":
        plain = _PLAIN.get(word(n))
        return s[plain] if plain else None
    if kind == "nested_type_identifier":
        return _dotted(n, s)
    if kind == "generic_type":
        return _generic(n, s)
    if kind == "union_type":
        found = [annotation(one, s) for one in _members(n)]
        return found[0] if len(found) == 1 or (found and all(one == found[0] for one in found)) else None
    return None


def derived(n: Node, s: Scope, out: Block) -> None:
    """A type that is more than a request or a context of a framework, as a class that derives from it.

    Nothing else of an interface or an alias says what a value is.
    """
    name, value = n.child_by_field_name("name"), n.child_by_field_name("value")
    clauses = [one for one in n.named_children if one.type == "extends_type_clause"]
    parts = [part for one in clauses for part in one.named_children]
    if value is not None:
        parts = list(value.named_children) if value.type == "intersection_type" else [value]
    parts = [one for one in parts if one.type in _NAMED and REQUESTS.search(word(one))]
    bases = tuple(base for one in parts[:_MOST_BASES] if (base := annotation(one, s)) is not None)
    if name is None or not bases:
        return
    draft, own = s.draft, word(name)
    number = len(draft.classes)
    s.bound.add(own)
    draft.classes.append(Class(number, own, s.path + own, bases, (), [], (), s.number, pos(n), end(n)))
    out.append((CLASS, number, s[own], pos(n)))


def choices(root: Node) -> set[str]:
    """Types of a module that are one of several constants."""
    found = set()
    for n in root.named_children:
        one = n.child_by_field_name("declaration") if n.type == "export_statement" else n
        if one is None:
            continue
        if one.type == "enum_declaration":
            found.add(word(one.child_by_field_name("name")))
        elif one.type == "type_alias_declaration":
            value = one.child_by_field_name("value")
            members = _members(value) if value.type == "union_type" else [value]
            if all(each.type == "literal_type" for each in members):
                found.add(word(one.child_by_field_name("name")))
    return found


def _members(n: Node) -> list[Node]:
    """The members of a union, those of unions within among them, without those that are nothing."""
    found: list[Node] = []
    rest = list(reversed(n.named_children))
    while rest:
        one = rest.pop()
        if one.type == "union_type":
            rest += reversed(one.named_children)
        elif word(one) not in {"null", "undefined"}:
            found.append(one)
    return found


def _dotted(n: Node, s: Scope) -> Form:
    first, *rest = word(n).replace("?", "").split(".")
    form: Form = s[first.strip()]
    for name in rest:
        s.words[name.strip()] = None
        form = (ATTR, form, name.strip(), pos(n))
    return form


def _generic(n: Node, s: Scope) -> Form:
    name = n.child_by_field_name("name") or n.named_children[0]
    given = n.child_by_field_name("type_arguments")
    if word(name) in _AROUND and given is not None and given.named_children:
        return annotation(given.named_children[0], s)
    return annotation(name, s)
