"""What names a pattern binds, and where each of them comes from."""

from __future__ import annotations

from vedette.languages.javascript.expressions import E, attribute, expression
from vedette.languages.javascript.tree import NOTHING, Node, pos, string, word
from vedette.languages.scopes import Scope
from vedette.model.form import ASSIGN, CONST, ITEM, LOGIC, OTHER, SEQUENCE, SPREAD, Block, Form

_NAMES = frozenset(("identifier", "shorthand_property_identifier_pattern", "shorthand_property_identifier"))


def put(n: Node, value: Form, s: Scope, out: Block, *, declared: bool = True) -> None:
    """Put a value where a pattern says.

    Args:
        n: a name, a place or a pattern.
        value: what it gets; evaluated once.
        s: the scope.
        out: statements, to which the assignments are added.
        declared: names are bound here.
    """
    if n.type in _NAMES:
        name = word(n)
        if declared:
            s.bound.add(name)
        out.append((ASSIGN, [s[name]], value, pos(n)))
    elif n.type in {"object_pattern", "object", "array_pattern", "array"}:
        held = s.temporary()
        out.append((ASSIGN, [held], value, pos(n)))
        inside = _in_object if n.type.startswith("object") else _in_array
        inside(n, held, s, out, declared)
    elif n.type in {"assignment_pattern", "object_assignment_pattern", "assignment_expression"}:
        otherwise = expression(n.child_by_field_name("right"), s)
        chosen = (
            (LOGIC, "??", [value, otherwise]) if otherwise[0] != CONST or otherwise[1] is not None else value
        )
        put(n.child_by_field_name("left"), chosen, s, out, declared=declared)
    elif n.type in {"rest_pattern", "spread_element", "non_null_expression", "parenthesized_expression"}:
        put(n.named_children[0], value, s, out, declared=declared)
    elif n.type in E:
        out.append((ASSIGN, [expression(n, s)], value, pos(n)))
    else:
        out.append((ASSIGN, [s.temporary()], value, pos(n)))


def single(n: Node, s: Scope, out: Block, *, declared: bool = True) -> Form:
    """A target for one value, of which a pattern takes what it binds in the statements that follow."""
    if n.type in _NAMES:
        name = word(n)
        if declared:
            s.bound.add(name)
        return s[name]
    held = s.temporary()
    put(n, held, s, out, declared=declared)
    return held


def aliases(n: Node) -> list[tuple[str, str]]:
    """Names that an object pattern binds to properties of another name, as (bound, property)."""
    found = []
    for one in n.named_children if n.type == "object_pattern" else ():
        if one.type == "pair_pattern":
            key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
            if value.type == "identifier" and key.type == "property_identifier":
                found.append((word(value), word(key)))
    return found


def _in_object(n: Node, held: Form, s: Scope, out: Block, declared: bool) -> None:
    for one in n.named_children:
        if one.type in {"pair_pattern", "pair"}:
            key = one.child_by_field_name("key")
            put(one.child_by_field_name("value"), _part(held, key, s), s, out, declared=declared)
        elif one.type == "object_assignment_pattern":
            left = one.child_by_field_name("left")
            otherwise = expression(one.child_by_field_name("right"), s)
            if left.type in _NAMES:
                value = (LOGIC, "??", [attribute(held, word(left), s, pos(left)), otherwise])
                put(left, value, s, out, declared=declared)
            else:
                put(left, (LOGIC, "??", [held, otherwise]), s, out, declared=declared)
        elif one.type in {"rest_pattern", "spread_element"}:
            put(one.named_children[0], held, s, out, declared=declared)
        elif one.type in _NAMES:
            put(one, attribute(held, word(one), s, pos(one)), s, out, declared=declared)
        elif one.type != "comment":
            put(one, (OTHER, [held]), s, out, declared=declared)


def _part(held: Form, key: Node, s: Scope) -> Form:
    if key.type == "computed_property_name":
        inner = key.named_children
        return (ITEM, held, expression(inner[0], s) if inner else NOTHING, pos(key))
    return attribute(held, string(key) if key.type == "string" else word(key), s, pos(key))


def _in_array(n: Node, held: Form, s: Scope, out: Block, declared: bool) -> None:
    """Items in their order; one that is left out has a place of its own."""
    targets: list[Form] = []
    later: Block = []
    empty = True
    for one in n.children:
        if one.type in {"[", "]", ","}:
            if one.type == "," and empty:
                targets.append(s.temporary())
            empty = one.type != "]"
            continue
        if one.type == "comment":
            continue
        empty = False
        rest = one.type in {"rest_pattern", "spread_element"}
        inner = single(one.named_children[0] if rest else one, s, later, declared=declared)
        targets.append((SPREAD, inner) if rest else inner)
    out.append((ASSIGN, [(SEQUENCE, "list", targets)], held, pos(n)))
    out += later
