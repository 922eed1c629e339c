"""Functions, methods and classes of JavaScript as forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.languages.javascript.blocks import block
from vedette.languages.javascript.expressions import NAMED, E, attribute, expression
from vedette.languages.javascript.targets import put
from vedette.languages.javascript.tree import Node, end, pos, string, word
from vedette.languages.javascript.types import REQUESTS, annotation
from vedette.languages.scopes import Draft, Scope, forms_in
from vedette.model.form import (
    ASSIGN,
    ATTR,
    CALL,
    CLASS,
    CLOSURE,
    FUNCTION,
    OTHER,
    RETURN,
    SEQUENCE,
    SPREAD,
    Block,
    Class,
    Form,
    Function,
    Parameter,
)

CONSTRUCTOR = "__init__"
_LARGEST = 20_000
_ALL = "arguments"
# Decorators that say what a field may be, as a declared type does.
_SHOWS = re.compile(r"^(Is[A-Z]\w*|Matches|Equals)$")
_MARKS = frozenset(("accessibility_modifier", "readonly", "override_modifier"))


def declared(n: Node, s: Scope, out: Block, decorators: tuple[Form, ...] = (), name: str = "") -> None:
    """The declaration of a function."""
    found = n.child_by_field_name("name")
    name = name or (word(found) if found is not None else "default")
    s.bound.add(name)
    number = made(n, s, name, decorators=decorators)
    out.append((FUNCTION, number, s[name], pos(n)))


def made(
    n: Node, s: Scope, name: str = "", *, owner: int = -1, decorators: tuple[Form, ...] = (), own: bool = True
) -> int:
    """Make a function; its number.

    Args:
        n: a function, a method or an arrow.
        s: scope in which it stands.
        name: its name, "" for none.
        owner: number of the class whose method it is.
        decorators: of a method.
        own: it has a `this` of its own.
    """
    draft = s.draft
    number = len(draft.functions)
    draft.functions.append(None)
    path = s.path + (name or "<lambda>")
    inner = Scope(draft, s, number, f"{path}.")
    body: Block = []
    parameters = _parameters(n, (s, inner), body)
    if owner >= 0:
        inner.parameter("this")
        parameters = (Parameter("this"), *parameters)
    body += _body(n, inner)
    if own and _ALL in inner and _ALL not in inner.bound:
        parameters = _with_all(parameters, inner, body, pos(n))
    asks = own and owner < 0 and ("this" in inner or any(one[1] == "this" for one in inner.waiting))
    if asks:
        inner.bound.add("this")
    inner.close()
    flags = ["async"] if any(one.type == "async" for one in n.children) else []
    flags += ["generator"] if inner.generator else []
    flags += [] if name else ["lambda"]
    flags += ["method"] if asks else []
    draft.functions[number] = Function(
        number,
        name or "<lambda>",
        path,
        parameters,
        body,
        decorators,
        None,
        tuple(flags),
        owner,
        s.number,
        pos(n),
        end(n),
        inner.mentions(),
    )
    return number


def _with_all(parameters: tuple[Parameter, ...], s: Scope, body: Block, at: int) -> tuple[Parameter, ...]:
    """Parameters of a function that asks for all that it was given, as `arguments`."""
    s.bound.add(_ALL)
    given: list[Form] = [s[one.name] for one in parameters if one.kind == "plain" and one.name != "this"]
    if not parameters or parameters[-1].kind == "plain":
        rest = s.temporary()
        s.parameter(rest[1])
        parameters = (*parameters, Parameter(rest[1], "rest"))
    given.append((SPREAD, s[parameters[-1].name]))
    body.insert(0, (ASSIGN, [s[_ALL]], (SEQUENCE, "list", given), at))
    return parameters


def _body(n: Node, s: Scope) -> Block:
    body = n.child_by_field_name("body")
    if body is None:
        return []
    try:
        if body.type == "statement_block":
            return block(body, s)
        return [(RETURN, expression(body, s), pos(body))]
    except RecursionError:
        s.draft.gap(pos(n), end(n), "too-deep", "nested deeper than can be followed")
        return []


def _parameters(n: Node, scopes: tuple[Scope, Scope], body: Block) -> tuple[Parameter, ...]:
    s, inner = scopes
    alone, listed = n.child_by_field_name("parameter"), n.child_by_field_name("parameters")
    if alone is not None:
        inner.parameter(word(alone))
        return (Parameter(word(alone)),)
    return tuple(
        _parameter(one, (s, inner), body)
        for one in (listed.named_children if listed is not None else ())
        if one.type not in {"comment", "this", "decorator"}
    )


def _parameter(n: Node, scopes: tuple[Scope, Scope], body: Block) -> Parameter:
    """One parameter; a pattern takes what it binds at the beginning of the body."""
    s, inner = scopes
    pattern, default, kind = n, None, "plain"
    declares: Form = None
    if n.type in {"required_parameter", "optional_parameter"}:
        declares = annotation(n.child_by_field_name("type"), s)
        if declares:
            # Who is given a request by its type reads it: both words stand together.
            inner.words.update(dict.fromkeys(_words(declares)))
        given = n.child_by_field_name("value")
        default = expression(given, s) if given is not None else None
        # What a framework puts in is told by a decorator.
        default = _decorator(n, s) or default
        pattern = n.child_by_field_name("pattern") or n
    elif n.type == "assignment_pattern":
        pattern, default = n.child_by_field_name("left"), expression(n.child_by_field_name("right"), s)
    if pattern.type == "rest_pattern":
        pattern, kind = pattern.named_children[0], "rest"
    if pattern.type == "identifier":
        name = word(pattern)
        inner.parameter(name)
        if any(one.type in _MARKS for one in n.children):
            body.append((ASSIGN, [attribute(inner["this"], name, inner, pos(n))], inner[name], pos(n)))
        return Parameter(name, kind, default, declares)
    held = inner.temporary()
    inner.parameter(held[1])
    put(pattern, held, inner, body)
    return Parameter(held[1], kind, default, declares)


def _words(declares: Form) -> Iterator[str]:
    """The names in a declared type, and of one of the program's own what it may derive from."""
    while declares:
        name = declares[2] if declares[0] == ATTR else declares[1]
        yield name
        found = REQUESTS.search(name)
        if found:
            yield found[1]
        declares = declares[1] if declares[0] == ATTR else None


def _decorator(n: Node, s: Scope) -> Form:
    for one in n.children:
        if one.type == "decorator" and one.named_child_count:
            return expression(one.named_children[0], s)
    return None


def decorators_of(nodes: list[Node], s: Scope) -> tuple[Form, ...]:
    """Decorators as expressions."""
    return tuple(expression(one.named_children[0], s) for one in nodes if one.named_child_count)


def _closure(n: Node, s: Scope, known: str = "") -> Form:
    """A function in the middle of an expression, by its own name or that of what it is given to."""
    found = n.child_by_field_name("name")
    name = word(found) if found is not None and n.type != "arrow_function" else known
    return (CLOSURE, made(n, s, name, own=n.type != "arrow_function"))


def _method(n: Node, s: Scope) -> Form:
    """A method of an object that is written out."""
    found = n.child_by_field_name("name")
    return (CLOSURE, made(n, s, word(found) if found.type == "property_identifier" else ""))


def class_(n: Node, s: Scope, out: Block, decorators: tuple[Form, ...] = (), name: str = "") -> None:
    """The declaration of a class."""
    found = n.child_by_field_name("name")
    name = name or (word(found) if found is not None else "default")
    s.bound.add(name)
    number = _class(n, s, name, decorators)
    out.append((CLASS, number, s[name], pos(n)))


def class_expression(n: Node, s: Scope, out: Block, name: str) -> None:
    """A class that is given to a variable."""
    s.bound.add(name)
    out.append((CLASS, _class(n, s, name, ()), s[name], pos(n)))


def _class(n: Node, s: Scope, name: str, decorators: tuple[Form, ...]) -> int:
    draft = s.draft
    bases = tuple(
        expression(one, s)
        for heritage in n.named_children
        if heritage.type == "class_heritage"
        for clause in heritage.named_children
        if clause.type != "implements_clause"
        for one in (clause.named_children[:1] if clause.type == "extends_clause" else [clause])
    )
    number = len(draft.classes)
    draft.classes.append(None)
    inner = Scope(draft, s, s.number, f"{s.path}{name}.", number)
    body: Block = []
    waiting: list[Node] = [one for one in n.children if one.type == "decorator"]
    decorators = (*decorators, *decorators_of(waiting, s))
    waiting = []
    for one in n.child_by_field_name("body").named_children:
        if one.type == "decorator":
            waiting.append(one)
            continue
        _member(one, inner, body, decorators_of(waiting, inner))
        waiting = []
    inner.close()
    draft.classes[number] = Class(
        number, name, s.path + name, bases, (), body, decorators, s.number, pos(n), end(n)
    )
    return number


def _member(n: Node, s: Scope, body: Block, decorators: tuple[Form, ...]) -> None:
    if n.type == "method_definition":
        _method_of(n, s, body, decorators)
    elif n.type in {"public_field_definition", "field_definition"}:
        _field(n, s, body, decorators)
    elif n.type == "class_static_block":
        body += block(n.child_by_field_name("body"), s)


def _method_of(n: Node, s: Scope, body: Block, decorators: tuple[Form, ...]) -> None:
    name = _name(n.child_by_field_name("name"))
    if not name:
        return
    if name == "constructor":
        name = CONSTRUCTOR
        body += _declared_by(n, s)
    words = {one.type for one in n.children}
    if "static" in words:
        decorators = (*decorators, s["static method"])
    if "get" in words:
        decorators = (*decorators, s["get method"])
    elif "set" in words:
        name = f"set {name}"
    s.bound.add(name)
    number = made(n, s, name, owner=s.owner if "static" not in words else -1, decorators=decorators)
    body.append((FUNCTION, number, s[name], pos(n)))


def _declared_by(n: Node, s: Scope) -> Block:
    """Fields that a constructor declares by its parameters."""
    found: Block = []
    for one in n.child_by_field_name("parameters").named_children:
        pattern = one.child_by_field_name("pattern")
        declares = annotation(one.child_by_field_name("type"), s)
        if declares and pattern is not None and any(each.type in _MARKS for each in one.children):
            s.bound.add(word(pattern))
            found.append((ASSIGN, [s[word(pattern)]], (OTHER, [declares]), pos(one)))
    return found


def _field(n: Node, s: Scope, body: Block, decorators: tuple[Form, ...]) -> None:
    name = _name(n.child_by_field_name("name") or n.child_by_field_name("property"))
    if not name:
        return
    value = n.child_by_field_name("value")
    s.bound.add(name)
    if value is not None and value.type in {"arrow_function", "function_expression"}:
        number = made(value, s, name, owner=s.owner, decorators=decorators)
        body.append((FUNCTION, number, s[name], pos(n)))
        return
    declares = annotation(n.child_by_field_name("type"), s)
    shown = [one for one in n.children if one.type == "decorator" and _SHOWS.match(_called(one))]
    for one in (*([declares] if declares else ()), *decorators_of(shown, s)):
        body.append((ASSIGN, [s[name]], (OTHER, [one]), pos(n)))
    if value is not None:
        body.append((ASSIGN, [s[name]], expression(value, s), pos(n)))


def _called(decorator: Node) -> str:
    """The name of a decorator that is a call."""
    call = decorator.named_children[0] if decorator.named_child_count else None
    return word(call.child_by_field_name("function")) if call and call.type == "call_expression" else ""


def _name(n: Node | None) -> str:
    if n is None or n.type == "computed_property_name":
        return ""
    return string(n) if n.type == "string" else word(n)


def too_large(statements: Block, n: Node, draft: Draft) -> bool:
    """Whether a statement has more forms than are evaluated; then it is a gap."""
    if forms_in(statements, _LARGEST) <= _LARGEST:
        return False
    draft.gap(pos(n), end(n), "too-large", f"more than {_LARGEST} forms in one piece")
    return True


def _class_value(n: Node, s: Scope) -> Form:
    """A class in the middle of an expression: what a function gives that does nothing but declare it."""
    draft = s.draft
    number = len(draft.functions)
    draft.functions.append(None)
    inner = Scope(draft, s, number, f"{s.path}<lambda>.")
    body: Block = []
    found = n.child_by_field_name("name")
    name = word(found) if found is not None else "<class>"
    class_expression(n, inner, body, name)
    body.append((RETURN, inner[name], pos(n)))
    inner.close()
    draft.functions[number] = Function(
        number,
        "<lambda>",
        f"{s.path}<lambda>",
        (),
        body,
        flags=("lambda",),
        outer=s.number,
        start=pos(n),
        end=end(n),
        words=inner.mentions(),
    )
    return (CALL, (CLOSURE, number), (), (), pos(n), end(n))


for _kind in ("function_expression", "arrow_function", "generator_function", "function"):
    E[_kind] = _closure
    NAMED[_kind] = _closure
E["method_definition"] = _method
E["class"] = _class_value
