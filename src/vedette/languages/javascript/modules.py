"""Imports and exports, of modules and of CommonJS, as assignments to variables of the module.

What a module exports by default is its variable `default`. What CommonJS exports is `module.exports`, which a
module that has it also exports by default; each of its properties that is set by name is a variable too.
"""

from __future__ import annotations

from vedette.languages.javascript.blocks import S, statement
from vedette.languages.javascript.expressions import JsDraft, exports, expression, words_of
from vedette.languages.javascript.functions import class_, class_expression, declared, decorators_of, made
from vedette.languages.javascript.tree import Node, pos, string, word
from vedette.languages.scopes import Scope
from vedette.model.form import ASSIGN, FUNCTION, GLOBAL, IMPORT, MAP, Block, Form

DEFAULT = "default"
COMMON = "module.exports"


def prelude(draft: JsDraft) -> Block:
    """What is loaded in the middle of expressions is imported first."""
    found: Block = [
        (IMPORT, module, name, (GLOBAL, variable), 0, 1 << 12)
        for variable, (module, name) in draft.loaded.items()
    ]
    if draft.common:
        # Its own exports are an object until something else is put in their place.
        found.append((ASSIGN, [(GLOBAL, COMMON)], (MAP, [], True), 1 << 12))
    return found


def ending(draft: JsDraft) -> Block:
    """What CommonJS exports is what others get who import the default."""
    return [(ASSIGN, [(GLOBAL, DEFAULT)], (GLOBAL, COMMON), 1 << 12)] if draft.common else []


def _source(n: Node) -> str:
    found = n.child_by_field_name("source")
    return string(found) if found is not None else ""


def _import(n: Node, s: Scope, out: Block) -> None:
    at = pos(n)
    for clause in n.named_children:
        if clause.type == "import_require_clause":
            module = _source(clause)
            _mention(module, s)
            _bring(module, COMMON, word(clause.named_children[0]), s, out, at)
        if clause.type != "import_clause":
            continue
        module = _source(n)
        _mention(module, s)
        for one in clause.named_children:
            if one.type == "identifier":
                _bring(module, DEFAULT, word(one), s, out, at)
            elif one.type == "namespace_import":
                _bring(module, "", word(one.named_children[0]), s, out, at)
            elif one.type == "named_imports":
                _named(one, module, s, out)


def _named(n: Node, module: str, s: Scope, out: Block) -> None:
    for one in n.named_children:
        if one.type != "import_specifier":
            continue
        name = one.child_by_field_name("name")
        alias = one.child_by_field_name("alias") or name
        known = string(name) if name.type == "string" else word(name)
        s.words[known] = None
        _bring(module, known, word(alias), s, out, pos(one))


def _bring(module: str, name: str, bound: str, s: Scope, out: Block, at: int) -> None:
    s.bound.add(bound)
    out.append((IMPORT, module, name, s[bound], 0, at))


def _mention(module: str, s: Scope) -> None:
    s.words.update(dict.fromkeys(words_of(module)))


def _export(n: Node, s: Scope, out: Block) -> None:
    at = pos(n)
    decorators = decorators_of([one for one in n.children if one.type == "decorator"], s)
    inner, value = n.child_by_field_name("declaration"), n.child_by_field_name("value")
    is_default = any(one.type == "default" for one in n.children)
    if inner is not None:
        _exported(inner, s, out, decorators, is_default=is_default)
        return
    if value is not None:
        _default(value, s, out, at)
        return
    module = _source(n)
    if module:
        _mention(module, s)
    for one in n.named_children:
        if one.type == "export_clause":
            _clause(one, module, s, out)
        elif one.type == "namespace_export":
            _bring(module, "", word(one.named_children[0]), s, out, at)
        elif one.type not in {"string", "comment"} and not module:
            out.append((ASSIGN, [exports(s)], expression(one, s), at))  # `export = value`
    if module and any(one.type == "*" for one in n.children):
        out.append((IMPORT, module, "*", None, 0, at))


def _exported(inner: Node, s: Scope, out: Block, decorators: tuple[Form, ...], *, is_default: bool) -> None:
    if inner.type in {"class_declaration", "abstract_class_declaration", "class"}:
        class_(inner, s, out, decorators)
    else:
        statement(inner, s, out)
    name = inner.child_by_field_name("name")
    if is_default and name is not None:
        s.bound.add(DEFAULT)
        out.append((ASSIGN, [s[DEFAULT]], s[word(name)], pos(inner)))


def _default(value: Node, s: Scope, out: Block, at: int) -> None:
    s.bound.add(DEFAULT)
    if value.type in {"arrow_function", "function_expression"}:
        number = made(value, s, DEFAULT, own=value.type != "arrow_function")
        out.append((FUNCTION, number, s[DEFAULT], at))
    elif value.type == "class":
        class_expression(value, s, out, DEFAULT)
    elif value.type == "function_declaration":
        declared(value, s, out)
    else:
        out.append((ASSIGN, [s[DEFAULT]], expression(value, s), at))


def _clause(n: Node, module: str, s: Scope, out: Block) -> None:
    for one in n.named_children:
        if one.type != "export_specifier":
            continue
        name = one.child_by_field_name("name")
        alias = one.child_by_field_name("alias") or name
        known = string(name) if name.type == "string" else word(name)
        shown = string(alias) if alias.type == "string" else word(alias)
        if module:
            _bring(module, known, shown, s, out, pos(one))
        elif known != shown:
            s.bound.add(shown)
            out.append((ASSIGN, [s[shown]], s[known], pos(one)))


S["import_statement"] = _import
S["export_statement"] = _export
