"""Expressions of JavaScript as forms: a function for each type of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from vedette.languages.javascript.tree import (
    NOTHING,
    Node,
    end,
    number,
    pos,
    string,
    text,
    unescaped,
    word,
)
from vedette.languages.scopes import Draft, Scope
from vedette.model.form import (
    ATTR,
    AWAIT,
    BINARY,
    BIND,
    CALL,
    COMPARE,
    CONST,
    EVAL,
    FREE,
    GLOBAL,
    ITEM,
    LOCAL,
    LOGIC,
    MAP,
    NEW,
    OTHER,
    PICK,
    SEQUENCE,
    SPREAD,
    TEXT,
    UNARY,
    YIELD,
    Block,
    Form,
)

Lowering: TypeAlias = Callable[[Node, Scope], Form]

_LONGEST_TABLE = 256
_LONGEST_SUM = 60
_COMPARISONS = {
    "==": "==",
    "===": "==",
    "!=": "!=",
    "!==": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "in": "in",
}
_NAMING = frozenset((CONST, LOCAL, FREE, GLOBAL))
_SEARCHES = frozenset(("indexOf", "lastIndexOf", "search"))
# What a place says that was looked for: whether there is one.
_PLACES = {
    ("==", -1): False,
    ("!=", -1): True,
    (">", -1): True,
    (">=", 0): True,
    ("<", 0): False,
}
_LOGICAL = {"&&": "and", "||": "or", "??": "??"}
_SIGNS = {"!": "not", "-": "-", "+": "+", "~": "~"}
_ARITHMETIC = {">>>": ">>"}


class JsDraft(Draft):
    """A module in the making.

    Attributes:
        loaded: what `require` and `import()` ask for: the variable that holds it -> module and name.
        common: it has exports of CommonJS.
        choices: types that are one of several constants.
    """

    __slots__ = ("choices", "common", "loaded")

    def __init__(self, *, large: bool = False) -> None:
        super().__init__(large=large)
        self.loaded: dict[str, tuple[str, str]] = {}
        self.common = False
        self.choices: set[str] = set()


def expression(n: Node | None, s: Scope) -> Form:
    """The form of an expression; of one of an unknown kind what it is made of."""
    if n is None:
        return NOTHING
    made = E.get(n.type)
    return made(n, s) if made is not None else (OTHER, [expression(one, s) for one in n.named_children])


def valued(n: Node | None, s: Scope, target: Form) -> Form:
    """The form of what is put somewhere: a function without a name is known by that of its place."""
    made = NAMED.get(n.type) if n is not None else None
    return made(n, s, _called(target)) if made is not None else expression(n, s)


def _called(place: Form) -> str:
    """The name of a variable, an attribute or a key; "" for any other place."""
    if place is None:
        return ""
    name = place[2] if place[0] == ATTR else place[1] if place[0] in _NAMING else ""
    return name if isinstance(name, str) else ""


def loaded(s: Scope, module: str, name: str) -> Form:
    """A module that is asked for in the middle of an expression, as a variable of this one."""
    draft = s.draft
    variable = f"{name or '*'} {module}"
    if isinstance(draft, JsDraft):
        draft.loaded[variable] = (module, name)
    s.words.update(dict.fromkeys(words_of(module)))
    return (GLOBAL, variable)


def words_of(module: str) -> list[str]:
    """The words by which a module is known, and those of its parts."""
    plain = module.removeprefix("node:")
    return [plain, *plain.replace("@", "/").replace(".", "/").split("/")]


def exports(s: Scope) -> Form:
    """What `module.exports` is."""
    if isinstance(s.draft, JsDraft):
        s.draft.common = True
    return (GLOBAL, "module.exports")


def attribute(base: Form, name: str, s: Scope, at: int) -> Form:
    """A property whose name is known."""
    s.words[name] = None
    return (ATTR, base, name, at)


def arguments(n: Node | None, s: Scope) -> list[Form]:
    """What a call is given."""
    return [] if n is None else [expression(one, s) for one in n.named_children if one.type != "comment"]


def sequence(n: Node, s: Scope, out: Block) -> None:
    """Expressions one after another, for what they do."""
    for one in n.named_children:
        out.append((EVAL, expression(one, s), pos(one)))


def _identifier(n: Node, s: Scope) -> Form:
    name = word(n)
    if name == "exports" and name not in s.bound:
        return exports(s)
    return (CONST, None) if name == "undefined" else s[name]


def _this(_: Node, s: Scope) -> Form:
    return s["this"]


def _super(n: Node, s: Scope) -> Form:
    return (CALL, s["super"], (), (), pos(n), end(n))


def _string(n: Node, _: Scope) -> Form:
    return text(string(n))


def _template(n: Node, s: Scope) -> Form:
    parts: list[Form] = []
    for child in n.named_children:
        if child.type == "template_substitution":
            parts += [expression(one, s) for one in child.named_children if one.type != "comment"]
        else:
            parts.append(text(unescaped(word(child))))
    if not parts:
        return (CONST, "")
    return parts[0] if len(parts) == 1 and parts[0][0] == CONST else (TEXT, parts, pos(n))


def _regex(n: Node, s: Scope) -> Form:
    flags = n.child_by_field_name("flags")
    given = [text(word(n.child_by_field_name("pattern"))), text(word(flags) if flags else "")]
    return (NEW, s["RegExp"], given, (), pos(n), end(n))


def _member(n: Node, s: Scope) -> Form:
    base, name = n.child_by_field_name("object"), word(n.child_by_field_name("property"))
    if name == "exports" and base.type == "identifier" and word(base) == "module":
        return exports(s)
    return attribute(expression(base, s), name, s, pos(n))


def _subscript(n: Node, s: Scope) -> Form:
    base, key = expression(n.child_by_field_name("object"), s), n.child_by_field_name("index")
    if key is not None and key.type == "string":
        return attribute(base, string(key), s, pos(n))
    return (ITEM, base, expression(key, s), pos(n))


def _call(n: Node, s: Scope) -> Form:
    callee, given = n.child_by_field_name("function"), n.child_by_field_name("arguments")
    if given is not None and given.type == "template_string":
        return _tagged(n, callee, given, s)
    named = callee.type if callee.type == "import" else word(callee) if callee.type == "identifier" else ""
    if named in {"require", "import"} and given is not None and given.named_child_count:
        module = given.named_children[0]
        if module.type == "string":
            return loaded(s, string(module), "module.exports" if named == "require" else "")
    if named == "Boolean" and given is not None and given.named_child_count == 1:
        return (UNARY, "not", (UNARY, "not", expression(given.named_children[0], s)))
    if callee.type == "super":
        maker = attribute(_super(callee, s), "__init__", s, pos(n))
        return (CALL, maker, arguments(given, s), (), pos(n), end(n))
    return (CALL, expression(callee, s), arguments(given, s), (), pos(n), end(n))


def _tagged(n: Node, tag: Node, given: Node, s: Scope) -> Form:
    """A template that a function takes apart: its constant parts, and then the values."""
    form = _template(given, s)
    parts = form[1] if form[0] == TEXT else [form]
    values = [one for one in parts if one[0] != CONST]
    texts: Form = (SEQUENCE, "list", [one for one in parts if one[0] == CONST])
    return (CALL, expression(tag, s), [texts, *values], (), pos(n), end(n))


def _new(n: Node, s: Scope) -> Form:
    made = expression(n.child_by_field_name("constructor"), s)
    return (NEW, made, arguments(n.child_by_field_name("arguments"), s), (), pos(n), end(n))


def _binary(n: Node, s: Scope) -> Form:
    """A chain of operators, without recursion to the left; a very long one is flat."""
    chain = [n]
    left = n.child_by_field_name("left")
    while left.type == "binary_expression":
        chain.append(left)
        left = left.child_by_field_name("left")
    first, form = left, expression(left, s)
    if len(chain) > _LONGEST_SUM:
        return (OTHER, [form, *(expression(one.child_by_field_name("right"), s) for one in chain)])
    for one in reversed(chain):
        form = _operated(one, first, form, s)
        first = None
    return form


def _operated(n: Node, left: Node | None, form: Form, s: Scope) -> Form:
    sign, right = n.child_by_field_name("operator").type, n.child_by_field_name("right")
    if sign in _COMPARISONS:
        if left is not None and left.type == "unary_expression" and right.type == "string":
            asked = left.child_by_field_name("operator")
            if asked is not None and asked.type == "typeof":
                return _of_type(n, left, string(right), s)
        found = _found(sign, form, expression(right, s))
        if found is not None:
            return found
        return (COMPARE, _COMPARISONS[sign], form, expression(right, s))
    if sign in _LOGICAL:
        word_ = _LOGICAL[sign]
        items = form[2] if form[0] == LOGIC and form[1] == word_ else [form]
        return (LOGIC, word_, [*items, expression(right, s)])
    if sign == "instanceof":
        return (CALL, s["instanceof"], [form, expression(right, s)], (), pos(n), end(n))
    made = (BINARY, _ARITHMETIC.get(sign, sign), form, expression(right, s), pos(n))
    # All but + make numbers, whatever they are given.
    return made if sign == "+" else (UNARY, "+", made)


def _found(sign: str, form: Form, right: Form) -> Form | None:
    """`x.indexOf(y) !== -1` as `x.includes(y)`, and `x.search(y)` as `y.test(x)`."""
    if form[0] != CALL or form[1][0] != ATTR or form[1][2] not in _SEARCHES or right[0] != CONST:
        return None
    truth = _PLACES.get((sign[:2], right[1]))
    if truth is None:
        return None
    callee = form[1]
    if callee[2] == "search" and len(form[2]) == 1:
        test = (CALL, (ATTR, form[2][0], "test", callee[3]), [callee[1]], *form[3:])
    elif callee[2] == "search":
        return None
    else:
        test = (CALL, (ATTR, callee[1], "includes", callee[3]), *form[2:])
    return test if truth else (UNARY, "not", test)


def _of_type(n: Node, asked: Node, kind: str, s: Scope) -> Form:
    """`typeof x === "kind"`, as a call of what asks for that kind."""
    call = (
        CALL,
        s[f"typeof {kind}"],
        [expression(asked.child_by_field_name("argument"), s)],
        (),
        pos(n),
        end(n),
    )
    return (UNARY, "not", call) if n.child_by_field_name("operator").type[0] == "!" else call


def _unary(n: Node, s: Scope) -> Form:
    sign, e = n.child_by_field_name("operator").type, expression(n.child_by_field_name("argument"), s)
    if sign in _SIGNS:
        if sign == "~" and (found := _found("!=", e, (CONST, -1))) is not None:
            return found
        if sign == "-" and e[0] == CONST and isinstance(e[1], int | float):
            return (CONST, -e[1])
        return (UNARY, _SIGNS[sign], e)
    if sign == "typeof":
        return (CALL, s["typeof"], [e], (), pos(n), end(n))
    return (CONST, None) if sign == "void" and e[0] == CONST else (OTHER, [e])


def _assignment(n: Node, s: Scope) -> Form:
    left, value = n.child_by_field_name("left"), expression(n.child_by_field_name("right"), s)
    target = place(left, s)
    return (OTHER, [value]) if target is None else (BIND, target, value)


def _augmented(n: Node, s: Scope) -> Form:
    target = place(n.child_by_field_name("left"), s)
    if target is None:
        return NOTHING
    return (BIND, target, augmented(n, target, s))


def augmented(n: Node, target: Form, s: Scope) -> Form:
    """What `a += b` and its kin put into their place."""
    sign = n.child_by_field_name("operator").type[:-1]
    value = expression(n.child_by_field_name("right"), s)
    if sign in _LOGICAL:
        return (LOGIC, _LOGICAL[sign], [target, value])
    return (BINARY, _ARITHMETIC.get(sign, sign), target, value, pos(n))


def place(n: Node, s: Scope) -> Form | None:
    """A place that one value may be put in; None for a pattern, or what is no place."""
    while n.type in {"non_null_expression", "parenthesized_expression"}:
        n = n.named_children[0]
    return expression(n, s) if n.type in {"identifier", "member_expression", "subscript_expression"} else None


def _update(n: Node, s: Scope) -> Form:
    target = place(n.child_by_field_name("argument"), s)
    if target is None:
        return NOTHING
    return (BIND, target, (BINARY, n.child_by_field_name("operator").type[0], target, (CONST, 1), pos(n)))


def _ternary(n: Node, s: Scope) -> Form:
    return (
        PICK,
        *(expression(n.child_by_field_name(one), s) for one in ("condition", "consequence", "alternative")),
    )


def _inner(n: Node, s: Scope) -> Form:
    items = [one for one in n.named_children if one.type != "comment"]
    return expression(items[0], s) if items else NOTHING


def _comma(n: Node, s: Scope) -> Form:
    items = [expression(one, s) for one in n.named_children if one.type != "comment"]
    return (ITEM, (SEQUENCE, "tuple", items), (CONST, -1), pos(n))


def _array(n: Node, s: Scope) -> Form:
    items = [expression(one, s) for one in n.named_children if one.type != "comment"]
    if len(items) > _LONGEST_TABLE:
        items = [one for one in items if one[0] != CONST]
        return (OTHER, items)
    return (SEQUENCE, "list", items)


def _object(n: Node, s: Scope) -> Form:
    pairs: list[Any] = []
    for one in n.named_children:
        if one.type == "pair":
            key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
            known = _key(key, s)
            pairs.append([known, valued(value, s, known)])
        elif one.type == "shorthand_property_identifier":
            pairs.append([_known_key(word(one), s), s[word(one)]])
        elif one.type == "spread_element":
            pairs.append([None, _inner(one, s)])
        elif one.type == "method_definition":
            value = E["method_definition"](one, s)
            if any(each.type == "get" for each in one.children):
                value = (CALL, value, (), (), pos(one), end(one))
            pairs.append([_key(one.child_by_field_name("name"), s), value])
    if len(pairs) > _LONGEST_TABLE:
        pairs = [one for one in pairs if one[1][0] != CONST]
        return (OTHER, [value for _, value in pairs])
    return (MAP, pairs, True)


def _key(n: Node, s: Scope) -> Form:
    if n.type == "computed_property_name":
        return _inner(n, s)
    return _known_key(string(n) if n.type == "string" else word(n), s)


def _known_key(name: str, s: Scope) -> Form:
    s.words[name] = None
    return (CONST, name)


def _spread(n: Node, s: Scope) -> Form:
    return (SPREAD, _inner(n, s))


def _await(n: Node, s: Scope) -> Form:
    return (AWAIT, _inner(n, s))


def _yield(n: Node, s: Scope) -> Form:
    s.generator = True
    items = n.named_children
    return (YIELD, expression(items[0], s) if items else None, any(one.type == "*" for one in n.children))


def _first(n: Node, s: Scope) -> Form:
    """An expression with a type behind it."""
    return expression(n.named_children[0], s) if n.named_children else NOTHING


def _last(n: Node, s: Scope) -> Form:
    """An expression with a type before it."""
    return expression(n.named_children[-1], s) if n.named_children else NOTHING


# By type of node, of functions that may go by another's name.
NAMED: dict[str, Callable[[Node, Scope, str], Form]] = {}
# By type of node. Functions, classes and markup are entered by the modules that lower them.
E: dict[str, Lowering] = {
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "this": _this,
    "super": _super,
    "string": _string,
    "template_string": _template,
    "number": lambda n, _: number(n),
    "true": lambda _n, _s: (CONST, True),
    "false": lambda _n, _s: (CONST, False),
    "null": lambda _n, _s: (CONST, None),
    "undefined": lambda _n, _s: (CONST, None),
    "regex": _regex,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "new_expression": _new,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
    "ternary_expression": _ternary,
    "parenthesized_expression": _inner,
    "sequence_expression": _comma,
    "array": _array,
    "object": _object,
    "spread_element": _spread,
    "await_expression": _await,
    "yield_expression": _yield,
    "as_expression": _first,
    "satisfies_expression": _first,
    "non_null_expression": _first,
    "type_assertion": _last,
    "instantiation_expression": _first,
    "meta_property": lambda _n, _s: NOTHING,
    "comment": lambda _n, _s: NOTHING,
}
