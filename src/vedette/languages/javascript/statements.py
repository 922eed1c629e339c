"""Statements of JavaScript as forms: a function for each type of node, which adds to a block."""

from __future__ import annotations

from vedette.languages.javascript import functions
from vedette.languages.javascript.blocks import S, block, statement, statements
from vedette.languages.javascript.expressions import attribute, augmented, expression, place, sequence, valued
from vedette.languages.javascript.functions import class_, class_expression, declared
from vedette.languages.javascript.targets import put, single
from vedette.languages.javascript.tree import Node, pos, string, word
from vedette.languages.javascript.types import derived
from vedette.languages.scopes import Scope
from vedette.model.form import (
    ASSIGN,
    BRANCH,
    CALL,
    COMPARE,
    CONST,
    DELETE,
    EVAL,
    FUNCTION,
    LEAVE,
    LOGIC,
    LOOP,
    MAP,
    NEXT,
    RETURN,
    THROW,
    TRY,
    Block,
    Form,
)

_LONGEST_CHAIN = 60
_ALWAYS: Form = (CONST, True)


def _evaluated(n: Node, s: Scope, out: Block) -> None:
    for each in n.named_children:
        one = each
        while one.type == "parenthesized_expression" and one.named_child_count == 1:
            one = one.named_children[0]
        kind = one.type
        if kind == "assignment_expression":
            _assigned(one, s, out)
        elif kind == "augmented_assignment_expression":
            target = place(one.child_by_field_name("left"), s)
            if target is not None:
                out.append((ASSIGN, [target], augmented(one, target, s), pos(one)))
        elif kind == "sequence_expression":
            sequence(one, s, out)
        elif kind == "unary_expression" and one.child_by_field_name("operator").type == "delete":
            target = place(one.child_by_field_name("argument"), s)
            out.append((DELETE, target, pos(one)) if target else (EVAL, expression(one, s), pos(one)))
        elif kind == "string":
            s.words[string(one)] = None  # a directive
        elif kind != "comment":
            out.append((EVAL, expression(one, s), pos(one)))


def _assigned(n: Node, s: Scope, out: Block) -> None:
    targets: list[Form] = []
    patterns: list[Node] = []
    value: Node = n
    while value is not None and value.type == "assignment_expression":
        left = value.child_by_field_name("left")
        target = place(left, s)
        if target is None:
            patterns.append(left)
        else:
            targets.append(target)
        value = value.child_by_field_name("right")
    if value is not None and value.type == "class" and len(targets) == 1:
        held = f"class {len(s.draft.classes)}"
        class_expression(value, s, out, held)
        out.append((ASSIGN, targets, s[held], pos(n)))
        return
    form = valued(value, s, targets[0] if len(targets) == 1 else None)
    if patterns:
        held_form = s.temporary()
        out.append((ASSIGN, [held_form], form, pos(n)))
        form = held_form
        for one in patterns:
            put(one, form, s, out, declared=False)
    if targets:
        out.append((ASSIGN, targets, form, pos(n)))


def _variables(n: Node, s: Scope, out: Block) -> None:
    for one in n.named_children:
        if one.type != "variable_declarator":
            continue
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if value is None:
            if name.type == "identifier":
                s.bound.add(word(name))
                s[word(name)]
        elif value.type == "class" and name.type == "identifier":
            class_expression(value, s, out, word(name))
        elif value.type in {"arrow_function", "function_expression"} and name.type == "identifier":
            _function_of(name, value, s, out)
        else:
            put(name, expression(value, s), s, out)


def _function_of(name: Node, value: Node, s: Scope, out: Block) -> None:
    """A function that is given to a variable is known by its name."""
    known = word(name)
    s.bound.add(known)
    number = functions.made(value, s, known, own=value.type != "arrow_function")
    out.append((FUNCTION, number, s[known], pos(value)))


def _branch(n: Node, s: Scope, out: Block) -> None:
    here = out
    node: Node | None = n
    count = 0
    while node is not None:
        test = expression(node.child_by_field_name("condition"), s)
        then = _inside(node.child_by_field_name("consequence"), s)
        otherwise: Block = []
        here.append((BRANCH, test, then, otherwise, pos(node)))
        count += 1
        if count < _LONGEST_CHAIN:
            here = otherwise
        rest = node.child_by_field_name("alternative")
        inner = [one for one in rest.named_children if one.type != "comment"] if rest is not None else []
        node = None
        if len(inner) == 1 and inner[0].type == "if_statement":
            node = inner[0]
        elif inner:
            here += _inside(inner[0], s) if len(inner) == 1 else statements(inner, s)


def _inside(n: Node | None, s: Scope) -> Block:
    """A block, or the one statement that stands in its place."""
    if n is None:
        return []
    if n.type == "statement_block":
        return block(n, s)
    out: Block = []
    statement(n, s, out)
    return out


def _for(n: Node, s: Scope, out: Block) -> None:
    first, test, step = (n.child_by_field_name(one) for one in ("initializer", "condition", "increment"))
    if first is not None:
        statement(first, s, out)
    body = _inside(n.child_by_field_name("body"), s)
    if step is not None:
        sequence(step, s, body) if step.type == "sequence_expression" else body.append(
            (EVAL, expression(step, s), pos(step))
        )
    condition = _ALWAYS
    if test is not None and test.type != "empty_statement":
        condition = expression(test.named_children[0] if test.type == "expression_statement" else test, s)
    out.append((LOOP, None, condition, body, [], pos(n)))


def _for_each(n: Node, s: Scope, out: Block) -> None:
    left, e = n.child_by_field_name("left"), expression(n.child_by_field_name("right"), s)
    if n.child_by_field_name("operator").type == "in":
        e = (CALL, attribute(s["Object"], "keys", s, pos(n)), [e], (), pos(n), pos(n))
    body: Block = []
    target = single(left, s, body, declared=n.child_by_field_name("kind") is not None)
    body += _inside(n.child_by_field_name("body"), s)
    out.append((LOOP, target, e, body, [], pos(n)))


def _while(n: Node, s: Scope, out: Block) -> None:
    test = expression(n.child_by_field_name("condition"), s)
    body = _inside(n.child_by_field_name("body"), s)
    out.append((LOOP, None, test, body, [], pos(n)))


def _do(n: Node, s: Scope, out: Block) -> None:
    body = _inside(n.child_by_field_name("body"), s)
    test = expression(n.child_by_field_name("condition"), s)
    body.append((BRANCH, test, [], [(LEAVE, pos(n))], pos(n)))
    out.append((LOOP, None, _ALWAYS, body, [], pos(n)))


def _switch(n: Node, s: Scope, out: Block) -> None:
    """Each case is a way of its own up to its `break`; the last way out of a loop of one round is its end."""
    held = s.temporary()
    out.append((ASSIGN, [held], expression(n.child_by_field_name("value"), s), pos(n)))
    cases = n.child_by_field_name("body").named_children
    ways: Block = []
    here = ways
    tests: list[Form] = []
    for case in cases:
        if case.type not in {"switch_case", "switch_default"}:
            continue
        body = [one for one in case.children_by_field_name("body") if one.type != "comment"]
        if case.type == "switch_case":
            value = case.child_by_field_name("value")
            tests.append((COMPARE, "==", held, expression(value, s)))
            if not body:
                continue
        elif not body:
            continue
        inside = statements(body, s)
        if case.type == "switch_default":
            here += inside
            tests = []
            continue
        test = tests[0] if len(tests) == 1 else (LOGIC, "or", tests)
        otherwise: Block = []
        here.append((BRANCH, test, inside, otherwise, pos(case)))
        here, tests = otherwise, []
    ways.append((LEAVE, pos(n)))
    out.append((LOOP, None, _ALWAYS, ways, [], pos(n)))


def _return(n: Node, s: Scope, out: Block) -> None:
    inner = [one for one in n.named_children if one.type != "comment"]
    out.append((RETURN, expression(inner[0], s) if inner else None, pos(n)))


def _throw(n: Node, s: Scope, out: Block) -> None:
    inner = [one for one in n.named_children if one.type != "comment"]
    out.append((THROW, expression(inner[0], s) if inner else None, pos(n)))


def _try(n: Node, s: Scope, out: Block) -> None:
    body = block(n.child_by_field_name("body"), s)
    handlers = []
    handler = n.child_by_field_name("handler")
    if handler is not None:
        caught = handler.child_by_field_name("parameter")
        inside: Block = []
        name = None
        if caught is not None:
            target = single(caught, s, inside)
            name = target[1]
        handlers.append((None, name, inside + block(handler.child_by_field_name("body"), s)))
    last = n.child_by_field_name("finalizer")
    after = block(last.child_by_field_name("body"), s) if last is not None else []
    out.append((TRY, body, handlers, [], after, pos(n)))


def _labeled(n: Node, s: Scope, out: Block) -> None:
    statement(n.child_by_field_name("body"), s, out)


def _leave(n: Node, _: Scope, out: Block) -> None:
    out.append((LEAVE, pos(n)))


def _next(n: Node, _: Scope, out: Block) -> None:
    out.append((NEXT, pos(n)))


def _declared(n: Node, s: Scope, out: Block) -> None:
    declared(n, s, out)


def _class(n: Node, s: Scope, out: Block) -> None:
    class_(n, s, out)


def _enum(n: Node, s: Scope, out: Block) -> None:
    name = word(n.child_by_field_name("name"))
    pairs = []
    for at, one in enumerate(n.child_by_field_name("body").named_children):
        key = one.child_by_field_name("name") or one
        known = string(key) if key.type == "string" else word(key)
        value = one.child_by_field_name("value")
        pairs.append([(CONST, known), expression(value, s) if value is not None else (CONST, at)])
    s.bound.add(name)
    out.append((ASSIGN, [s[name]], (MAP, pairs, True), pos(n)))


def _namespace(n: Node, s: Scope, out: Block) -> None:
    body = n.child_by_field_name("body")
    if body is not None:
        out += block(body, s)


def _nothing(_n: Node, _s: Scope, _out: Block) -> None:
    """What does nothing when a program runs."""


S.update(
    {
        "expression_statement": _evaluated,
        "lexical_declaration": _variables,
        "variable_declaration": _variables,
        "if_statement": _branch,
        "for_statement": _for,
        "for_in_statement": _for_each,
        "while_statement": _while,
        "do_statement": _do,
        "switch_statement": _switch,
        "return_statement": _return,
        "throw_statement": _throw,
        "try_statement": _try,
        "labeled_statement": _labeled,
        "break_statement": _leave,
        "continue_statement": _next,
        "function_declaration": _declared,
        "generator_function_declaration": _declared,
        "class_declaration": _class,
        "abstract_class_declaration": _class,
        "enum_declaration": _enum,
        "internal_module": _namespace,
        "module": _nothing,
        "interface_declaration": derived,
        "type_alias_declaration": derived,
        "ambient_declaration": _nothing,
        "function_signature": _nothing,
        "import_alias": _nothing,
        "empty_statement": _nothing,
        "comment": _nothing,
        "hash_bang_line": _nothing,
    }
)
