"""JSX: an element of the program's own is a call of it, one of HTML is a call for each of its attributes.

The attribute `href` of an element of HTML is the call `JSX.href(value)`, so that a catalogue can say what it
means; what `dangerouslySetInnerHTML` is given is the text in its `__html`.
"""

from __future__ import annotations

from vedette.languages.javascript.expressions import E, attribute, expression
from vedette.languages.javascript.tree import NOTHING, Node, end, pos, string, text, word
from vedette.languages.scopes import Scope
from vedette.model.form import CALL, CONST, MAP, OTHER, Form

_RAW = "dangerouslySetInnerHTML"


def _element(n: Node, s: Scope) -> Form:
    head = n.child_by_field_name("open_tag") or n
    name = head.child_by_field_name("name")
    children = [_child(one, s) for one in n.named_children if one.type in _CHILDREN]
    if name is not None and (name.type == "member_expression" or word(name)[:1].isupper()):
        return _component(n, name, head, children, s)
    return (OTHER, [*_attributes(head, s), *children])


def _component(n: Node, name: Node, head: Node, children: list[Form], s: Scope) -> Form:
    pairs = [*([(CONST, key), value] for key, value in _given(head, s) if key)]
    pairs += [[None, value] for key, value in _given(head, s) if not key]
    if children:
        pairs.append([(CONST, "children"), (OTHER, children)])
    return (CALL, expression(name, s), [(MAP, pairs, True)], (), pos(n), end(n))


def _attributes(head: Node, s: Scope) -> list[Form]:
    found = []
    for one in head.named_children:
        if one.type != "jsx_attribute":
            continue
        inner = one.named_children
        key = word(inner[0])
        value = _html(inner[1], s) if key == _RAW and len(inner) > 1 else _value(inner, s)
        callee = attribute(s["JSX"], key, s, pos(one))
        found.append((CALL, callee, [value], (), pos(one), end(one)))
    return found


def _given(head: Node, s: Scope) -> list[tuple[str, Form]]:
    """Attributes of an element by name; "" for those that are spread."""
    found: list[tuple[str, Form]] = []
    for one in head.named_children:
        if one.type == "jsx_attribute":
            found.append((word(one.named_children[0]), _value(one.named_children, s)))
        elif one.type == "jsx_expression" and one.named_children:
            inner = one.named_children[0]
            found.append(("", expression(inner.named_children[0] if inner.named_children else inner, s)))
    return found


def _value(parts: list[Node], s: Scope) -> Form:
    if len(parts) < 2:  # noqa: PLR2004 - a name alone
        return (CONST, True)
    value = parts[1]
    return text(string(value)) if value.type == "string" else _child(value, s)


def _html(n: Node, s: Scope) -> Form:
    """What stands under `__html`, where an object is written out."""
    inner = n.named_children[0] if n.named_children else n
    for one in inner.named_children if inner.type == "object" else ():
        if one.type == "pair" and word(one.child_by_field_name("key")).strip("\"'") == "__html":
            return expression(one.child_by_field_name("value"), s)
    return attribute(expression(inner, s), "__html", s, pos(n))


def _child(n: Node, s: Scope) -> Form:
    if n.type == "jsx_expression":
        inner = [one for one in n.named_children if one.type != "comment"]
        return expression(inner[0], s) if inner else NOTHING
    return expression(n, s)


_CHILDREN = frozenset(("jsx_expression", "jsx_element", "jsx_self_closing_element", "jsx_fragment"))

for _kind in ("jsx_element", "jsx_self_closing_element", "jsx_fragment"):
    E[_kind] = _element
E["jsx_text"] = lambda _n, _s: NOTHING
