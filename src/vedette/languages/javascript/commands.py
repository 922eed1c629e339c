"""A command line that is put together from texts and values, as a program and its arguments.

Only what is plain is taken: words between single blanks, each all constant or all one value. Whatever a shell
would read in another way than as a word, and what only a shell knows, is left alone.
"""

from __future__ import annotations

import re

from vedette.languages.javascript.tree import Node, string, unescaped, word

_WORD = re.compile(r"[\w./:=@%+,-]+")
# Of the shell itself; or, on some systems, files that only a shell runs.
_SHELL = """
cd set export source alias eval exec exit test echo type read umask wait . npm npx yarn pnpm
"""
_NO_PROGRAMS = frozenset(_SHELL.split())
_PLAIN = frozenset(("identifier", "member_expression", "subscript_expression", "call_expression"))
_QUOTES = ("'", '"')
# Stands for a value in the text of a command.
_HOLE = "\ue000"


def split(node: Node) -> str:
    """The program and its arguments as they are handed over without a shell; "" where that is not sure.

    Args:
        node: the expression of the command.

    Returns:
        ASCII.
    """
    parts = _parts(node)
    words = _words(parts) if parts else []
    if len(words) <= 1 or not words[0].startswith("'") or all(one.startswith("'") for one in words):
        return ""
    program = words[0].strip("'")
    told = f"{words[0]}, [{', '.join(words[1:])}]"
    return told if program not in _NO_PROGRAMS and "=" not in program and told.isascii() else ""


def _parts(node: Node) -> list[tuple[str, bool]] | None:
    """Constant texts and values (True) in their order; None where one is neither."""
    if node.type == "string":
        return [(string(node), False)]
    if node.type == "template_string":
        found: list[tuple[str, bool]] = []
        for one in node.children[1:-1]:
            if one.type != "template_substitution":
                found.append((unescaped(word(one)), False))
            elif one.named_child_count == 1 and one.named_children[0].type in _PLAIN:
                found.append((word(one.named_children[0]), True))
            else:
                return None
        return found
    if node.type == "binary_expression" and word(node.child_by_field_name("operator")) == "+":
        left = _parts(node.child_by_field_name("left"))
        right = _parts(node.child_by_field_name("right"))
        return [*left, *right] if left and right else None
    return [(word(node), True)] if node.type in _PLAIN else None


def _words(parts: list[tuple[str, bool]]) -> list[str]:
    """The words as code; none where a value is only a part of one, or a text is not plain."""
    line = "".join(_HOLE if is_value else text for text, is_value in parts)
    values = [text for text, is_value in parts if is_value]
    if line.count(_HOLE) != len(values):
        return []
    words = []
    for one in line.strip(" ").split(" "):
        bare = one[1:-1] if one[:1] in _QUOTES and one[-1:] == one[:1] and len(one) > 1 else one
        if bare == _HOLE:
            words.append(values.pop(0))
        elif _WORD.fullmatch(one) and one.isascii():
            words.append(f"'{one}'")
        else:
            return []
    return words
