"""Expressions of ours match alike with every interpreter that vedette runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import vedette
from vedette import index
from vedette.detectors.secrets.rulebook import definitions
from vedette.languages.logs.templates import from_template

ROOT = Path(vedette.__file__).parent
# Of one character each, or sealed by itself.
_SOUND = frozenset({op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY, op.CATEGORY, op.ATOMIC_GROUP})


def unsealed(tree: Any) -> bool:
    """Whether something of several steps is repeated possessively without being sealed.

    Before Python 3.11.5 such a repeat goes on from where its last, failed attempt had come to (CPython issue
    106052). `(?>...)*+` is taken right by all.
    """
    for code, given in tree:
        if code is op.POSSESSIVE_REPEAT and (len(given[2]) != 1 or given[2][0][0] not in _SOUND):
            return True
        if any(unsealed(inner) for inner in _inner(given)):
            return True
    return False


def _inner(given: Any) -> Iterator[Any]:
    if isinstance(given, parser.SubPattern):
        yield given
    elif isinstance(given, list | tuple):
        for item in given:
            yield from _inner(item)


def _patterns(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        for item in value.values():
            yield from _patterns(item, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for item in value:
            yield from _patterns(item, depth + 1)


def modules() -> list[str]:
    names = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return [name for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize("text", [r"(?:ab?)*+c", r"(?:(?<=,) x|,)++", r"x(?:a(?:b|cd){2}+)?"])
def test_an_unsealed_repeat_is_seen(text):
    assert unsealed(parser.parse(text))


@pytest.mark.parametrize("text", [r"(?>ab?)*+c", r"[ab]++c?+", r"(?:a|b)*c", r"\d{3}+(?>x*)"])
def test_a_sealed_one_is_none(text):
    assert not unsealed(parser.parse(text))


def test_no_expression_of_a_module_repeats_unsealed():
    seen = 0
    for name in modules():
        for key, value in vars(import_module(name)).items():
            for pattern in _patterns(value):
                seen += 1
                assert not unsealed(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)), (name, key)
    assert seen > 300


def test_no_rule_for_secrets_repeats_unsealed():
    entries = {rule: entry for rule, entry in index.build()["rules"].items() if entry["kind"] == "secrets"}
    for rule, definition in definitions(entries).items():
        assert not unsealed(parser.parse(definition.expression)), rule


def test_no_format_of_a_template_repeats_unsealed():
    form = from_template("own", '$client - $user [$moment] "$request" $status $size ...', loose=True)
    found = [pattern for value in vars(form).values() for pattern in _patterns(value)]
    assert found
    for pattern in found:
        assert not unsealed(parser.parse(pattern.pattern, pattern.flags)), pattern.pattern
