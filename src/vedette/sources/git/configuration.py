"""Reads the text of a repository's config without git: a few values, no includes."""

from __future__ import annotations

import re

_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)\s*(?:"((?:[^"\\\n]|\\.)*)")?\s*\]')
_KEY = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*(=?)")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def parse(text: str) -> dict[tuple[str, str, str], str]:
    """The values of a config text; what is not understood is left out, never an error.

    Args:
        text: content of a `config` file.

    Returns:
        (section in lower case, subsection, key in lower case) -> the last value; "true" for a key alone.
    """
    values: dict[tuple[str, str, str], str] = {}
    section = ("", "")
    lines = iter(text.split("\n"))
    for line in lines:
        rest = line.strip()
        if header := _SECTION.match(rest):
            subsection = re.sub(r"\\(.)", r"\1", header[2] or "")
            section = (header[1].lower(), subsection)
            rest = rest[header.end() :]
        key = _KEY.match(rest)
        if key is None:
            continue
        raw = rest[key.end() :]
        while _is_continued(raw):
            raw = raw[:-1] + next(lines, "")
        values[(*section, key[1].lower())] = _value(raw) if key[2] else "true"
    return values


def _is_continued(raw: str) -> bool:
    return (len(raw) - len(raw.rstrip("\\"))) % 2 == 1


def _value(raw: str) -> str:
    out: list[str] = []
    quoted = False
    kept = 0
    characters = iter(raw.strip())
    for char in characters:
        if char == '"':
            quoted = not quoted
        elif char == "\\":
            following = next(characters, "")
            out.append(_ESCAPES.get(following, following))
        elif char in "#;" and not quoted:
            break
        else:
            out.append(char)
            if char.isspace() and not quoted:
                continue
        kept = len(out)
    return "".join(out[:kept])
