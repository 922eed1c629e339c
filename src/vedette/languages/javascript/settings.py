"""Files of a tree that say where imports lead: `tsconfig.json`, `jsconfig.json`, `package.json`.

They are read as forms of this language are, so that an answer that rests on one is found anew if it changes.
"""

from __future__ import annotations

from typing import Any

from vedette.model.form import ASSIGN, CONST, GLOBAL, MAP, SEQUENCE, Form, Module

COMPILER = ("tsconfig.json", "jsconfig.json")
PACKAGE = "package.json"
NAMES = frozenset((*COMPILER, PACKAGE))
# Bytes; larger ones are no settings.
LONGEST = 1 << 16
BEFORE = b"module.exports = "
_DEEPEST = 8


def is_settings(path: str) -> bool:
    """Whether a file is one of these."""
    name = path.rpartition("/")[2]
    return name in NAMES or (name.startswith("tsconfig.") and name.endswith(".json"))


def settings(module: Module | None) -> dict[str, Any]:
    """What such a file says, as far as it is constant; nothing for one that cannot be read."""
    for one in module.functions[0].body if module is not None and module.functions else ():
        if one[0] == ASSIGN and any(each[0] == GLOBAL for each in one[1]) and one[2][0] == MAP and one[2][1]:
            found = _value(one[2], 0)
            return found if isinstance(found, dict) else {}
    return {}


def _value(form: Form, depth: int) -> Any:
    if depth > _DEEPEST:
        return None
    if form[0] == CONST:
        return form[1]
    if form[0] == MAP:
        return {
            key[1]: _value(one, depth + 1)
            for key, one in form[1]
            if key and key[0] == CONST and isinstance(key[1], str)
        }
    return [_value(one, depth + 1) for one in form[2]] if form[0] == SEQUENCE else None
