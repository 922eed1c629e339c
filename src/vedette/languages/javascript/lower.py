"""The form of a file of JavaScript or TypeScript, or of the scripts in a component, by tree-sitter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from vedette.languages import trees
from vedette.languages.depth import bounded
from vedette.languages.javascript import functions, markup, modules, pages, views
from vedette.languages.javascript import statements as plain
from vedette.languages.javascript.blocks import statement, statements
from vedette.languages.javascript.bundles import is_made
from vedette.languages.javascript.easing import eased
from vedette.languages.javascript.expressions import JsDraft
from vedette.languages.javascript.settings import BEFORE, LONGEST, is_settings
from vedette.languages.javascript.targets import aliases
from vedette.languages.javascript.templates import Templates
from vedette.languages.javascript.tree import Node, NoParser, end, parser, pos
from vedette.languages.javascript.types import choices
from vedette.languages.scopes import Scope
from vedette.languages.views import is_view
from vedette.model.facts import Text
from vedette.model.form import IMPORT, MADE, Block, Class, Function, Gap, Module

LANGUAGE = "javascript"
# Each of these enters what it lowers.
PARTS = (functions, markup, modules, plain)

_DEPTH = 400
# Bytes; larger texts are data, or were made by a program.
_LONGEST = 1 << 20
_LARGE = 100_000
_MANY_GAPS = 20
_MANY = 1 << 20
_NONE = _MANY + 1
# What a mistake in does not keep from being read: types, which do nothing when a program runs.
_TYPES_ALONE = frozenset(("interface_body", "type_annotation", "object_type", "type_arguments"))
_COMPONENTS = frozenset(("vue", "svelte"))
_TYPES = {"ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx"}


def lower(text: Text) -> Module:
    """The form of a file. What cannot be read is a gap in it; it raises nothing.

    Args:
        text: the file, as UTF-8.
    """
    data, grammar = _source(text)
    if is_settings(text.path):
        return _settings(text.path, data)
    is_template = is_view(text.path)
    if is_made(text.path, b"" if is_template else data) or (is_template and len(data) > _LONGEST):
        return _empty(
            text.path, Gap(1 << 12, 1 << 12, MADE, "minified, bundled or generated from other files")
        )
    if len(data) > _LONGEST:
        return _empty(text.path, Gap(1 << 12, 1 << 12, "too-large", f"more than {_LONGEST >> 20} MiB"))
    try:
        root, grammar = _parsed(data, grammar)
        templates = Templates(text.path, text.data)
        inner = trees.root(parser(grammar), templates.data) if templates.data else None
    except (NoParser, ValueError) as error:
        return _empty(text.path, Gap(1 << 12, 1 << 12, "unparsed", str(error)))
    draft = JsDraft(large=len(data) > _LARGE)
    with bounded(_DEPTH):
        _module(
            root,
            draft,
            typed=grammar != "javascript",
            ending=lambda s, out: views.view(text, draft, s) if is_template else templates.add(inner, s, out),
        )
    return Module(
        text.path,
        LANGUAGE,
        # What was too deep to be finished keeps its number.
        _with_aliases(root, [one or Function(at, "", "", (), []) for at, one in enumerate(draft.functions)]),
        tuple(one or Class(at, "", "", (), (), []) for at, one in enumerate(draft.classes)),
        # Tags of a template may stand anywhere in a script.
        () if is_template else tuple(draft.gaps),
    )


def _parsed(data: bytes, grammar: str) -> tuple[Node, str]:
    """The root of a text, by the grammar and without the rare syntax by which fewest mistakes are in it."""
    root = trees.root(parser(grammar), data)
    if root.has_error and grammar == "javascript":
        # Types of Flow are written as those of TypeScript are.
        other = _other(data, "tsx")
        if _mistaken(other) < _mistaken(root):
            root, grammar = other, "tsx"
    if root.has_error and (plain := eased(data)) != data:
        other = _other(plain, grammar)
        if _mistaken(other) < _mistaken(root):
            root = other
    return root, grammar


def _other(data: bytes, grammar: str) -> Node | None:
    """The root of another reading; None when that takes too long."""
    try:
        return trees.root(parser(grammar), data)
    except ValueError:
        return None


def _mistaken(root: Node | None) -> int:
    """How many of the statements of a module have a mistake in them."""
    if root is None:
        return _NONE
    return sum(one.has_error for one in root.named_children) if root.type != "ERROR" else _MANY


def _settings(path: str, data: bytes) -> Module:
    """What a file of settings says, as if a module exported it; what is no JSON in it is left out."""
    if len(data) > LONGEST:
        return _empty(path)
    made = lower(Text(path=f"{path}.js", data=BEFORE + data))
    return replace(made, path=path, gaps=())


def _source(text: Text) -> tuple[bytes, str]:
    """What is to be parsed, each byte at its place, and by which grammar."""
    kind = text.path.rpartition(".")[2].lower()
    if kind in _COMPONENTS or is_view(text.path):
        data, typed = pages.scripts(text.data, component=kind in _COMPONENTS)
        return data, "typescript" if typed else "javascript"
    return text.data, _TYPES.get(kind, "javascript")


def _module(root: Node, draft: JsDraft, *, typed: bool, ending: Callable[[Scope, Block], None]) -> None:
    s = Scope(draft, None, 0, "")
    draft.functions.append(None)
    if typed:
        draft.choices = choices(root)
    body = _guarded(root, s, draft)
    ending(s, body)
    s.close()
    body = [*modules.prelude(draft), *body, *modules.ending(draft)]
    draft.functions[0] = Function(
        0, "<module>", "", (), body, start=1 << 12, end=end(root), words=s.mentions()
    )


def _guarded(root: Node, s: Scope, draft: JsDraft) -> Block:
    """Statements of a module: one that cannot be lowered does not take the rest with it."""
    out: Block = []
    nodes = root.named_children
    if root.type == "ERROR":
        _mistake(root, draft)
    first = [one for one in nodes if one.type in {"function_declaration", "generator_function_declaration"}]
    for one in (*first, *(one for one in nodes if one not in first)):
        count = len(out)
        if one.type == "ERROR":
            _mistake(one, draft)
        try:
            statement(one, s, out) if one.type != "ERROR" else out.extend(statements(one.named_children, s))
        except RecursionError:
            del out[count:]
            draft.gap(pos(one), end(one), "too-deep", "nested deeper than can be followed")
            continue
        if one.has_error and one.type not in {"ERROR", "type_alias_declaration"}:
            _mistakes(one, draft)
        if draft.large and functions.too_large(out[count:], one, draft):
            del out[count:]
    return out


def _mistakes(n: Node, draft: JsDraft) -> None:
    rest: list[Any] = [n]
    while rest and len(draft.gaps) < _MANY_GAPS:
        one = rest.pop()
        if one.type == "ERROR" or one.is_missing:
            _mistake(one, draft)
        elif one.has_error:
            rest += [each for each in one.children if each.type not in _TYPES_ALONE]


def _mistake(n: Node, draft: JsDraft) -> None:
    draft.gap(pos(n), end(n), "mistake", "a mistake in the syntax")


def _with_aliases(root: Node, made: list[Function]) -> tuple[Function, ...]:
    """Functions that mention what was imported by another name mention that name as well."""
    found: dict[str, str] = {}
    for one in root.named_children:
        if one.type in {"lexical_declaration", "variable_declaration"}:
            for each in one.named_children:
                name = each.child_by_field_name("name") if each.type == "variable_declarator" else None
                found.update(aliases(name) if name is not None else ())
    found.update(_renamed(made))
    if not found:
        return tuple(made)
    return tuple(
        replace(one, words=(*one.words, *more))
        if (more := [found[w] for w in one.words if w in found])
        else one
        for one in made
    )


def _renamed(made: list[Function]) -> dict[str, str]:
    """Names by which something is imported that has another one."""
    return {
        one[3][1]: one[2]
        for one in (made[0].body if made else ())
        if one[0] == IMPORT
        and one[3] is not None
        and one[2] not in {"", "*", one[3][1], "default", "module.exports"}
    }


def _empty(path: str, *gaps: Gap) -> Module:
    return Module(path, LANGUAGE, (Function(0, "<module>", "", (), []),), (), gaps)
