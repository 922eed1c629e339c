"""Random edits of JavaScript, for runs that remember: by where statements begin in the form of a file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from vedette.languages.javascript.lower import lower
from vedette.languages.text import decode
from vedette.model.form import COLUMN_BITS, MAX_COLUMN, Module

_TEXT = re.compile(r"(['\"])[^'\"\\]*\1")
_IMPORT = re.compile(r"\s*(import\b|(const|let|var)\b.*=\s*require\()")
_PIECES = (
    *("const unused = 1;", "console.log('here');", "if (!this) return null;", "return null;"),
    *("this.name = req.query.q;", "require('child_process').exec(this.name);"),
    *("require('child_process').exec(req.query.q);", "return req.query.q;"),
)


def edited(files: Mapping[str, bytes], chance: random.Random) -> tuple[dict[str, bytes], str]:
    """A tree after a random edit, and what was done."""
    paths = sorted(files)
    for _ in range(200):
        path = chance.choice(paths)
        text = decode(path, files[path])
        if text is None:
            continue
        how = chance.choice(_HOWS)
        lines = files[path].decode("utf-8", "surrogateescape").splitlines(keepends=True)
        if how(lines, lower(text), chance):
            data = "".join(lines).encode("utf-8", "surrogateescape")
            return {**files, path: data}, f"{how.__name__.strip('_')} {path}"
    path = chance.choice(paths)
    return {other: data for other, data in files.items() if other != path}, f"file-removed {path}"


def _statement_added(lines: list[str], module: Module, chance: random.Random) -> bool:
    found = [one.body[0][-1] for one in module.functions[1:] if one.body]
    return bool(found) and _inserted(lines, chance.choice(found), chance.choice(_PIECES))


def _statement_removed(lines: list[str], module: Module, chance: random.Random) -> bool:
    starts = {one[-1] >> COLUMN_BITS for function in module.functions[1:] for one in function.body}
    return _blanked(lines, [at - 1 for at in sorted(starts) if 0 < at <= len(lines)], chance)


def _import_removed(lines: list[str], module: Module, chance: random.Random) -> bool:
    del module
    return _blanked(lines, [at for at, line in enumerate(lines) if _IMPORT.match(line)], chance)


def _function_renamed(lines: list[str], module: Module, chance: random.Random) -> bool:
    named = [one for one in module.functions[1:] if one.name.isidentifier()]
    if not named:
        return False
    one = chance.choice(named)
    at = (one.start >> COLUMN_BITS) - 1
    if not 0 <= at < len(lines) or one.name not in lines[at]:
        return False
    lines[at] = lines[at].replace(one.name, f"{one.name}_2", 1)
    return True


def _constant_changed(lines: list[str], module: Module, chance: random.Random) -> bool:
    del module
    found = [(at, one) for at, line in enumerate(lines) for one in _TEXT.finditer(line)]
    if not found:
        return False
    at, one = chance.choice(found)
    lines[at] = f"{lines[at][: one.start()]}{one[1]}other{one[1]}{lines[at][one.end() :]}"
    return True


def _comment_added(lines: list[str], module: Module, chance: random.Random) -> bool:
    found = [one[-1] for one in module.functions[0].body]
    return bool(found) and _inserted(lines, chance.choice(found), "// moved")


def _function_added(lines: list[str], module: Module, chance: random.Random) -> bool:
    del module
    lines.append(f"\n\nfunction added{chance.randrange(99)}(name) {{ return name; }}\n")
    return True


def _inserted(lines: list[str], pos: int, text: str) -> bool:
    line, column = (pos >> COLUMN_BITS) - 1, pos & MAX_COLUMN
    if not 0 <= line < len(lines) or lines[line][:column].strip():
        return False
    lines.insert(line, f"{lines[line][:column]}{text}\n")
    return True


def _blanked(lines: list[str], found: list[int], chance: random.Random) -> bool:
    """One line that is a whole statement, as far as it shows, is none any more."""
    whole = [at for at in found if lines[at].rstrip().endswith(";") and _is_even(lines[at])]
    if not whole:
        return False
    lines[chance.choice(whole)] = "\n"
    return True


def _is_even(line: str) -> bool:
    return all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))


_HOWS: list[Callable[[list[str], Module, random.Random], bool]] = [
    *(_statement_added, _statement_added, _statement_removed, _import_removed, _function_renamed),
    *(_constant_changed, _comment_added, _function_added),
]
