"""CODEOWNERS as GitHub documents it ("About code owners"): gitignore's patterns, less three of its signs."""

from __future__ import annotations

import re

from vedette.languages.codeowners.interface import (
    EMAIL,
    LONGEST_OWNER,
    LONGEST_PATTERN,
    MOST_BYTES,
    MOST_OWNERS,
    Problems,
    first_word,
    lines,
    one_star,
    shown,
)
from vedette.model.owners import Claim, CodeOwners, Dialect

_NAME = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")


def read(data: bytes, path: str) -> CodeOwners:
    """Read a file. A line with invalid syntax does not count, and is told of.

    Args:
        data: its bytes; a file of 3 MB or more is not used at all.
        path: where it stands, for messages.
    """
    problems = Problems()
    claims = []
    if len(data) >= MOST_BYTES:
        problems.add(0, "the file has 3 MB or more, so nothing of it counts")
        data = b""
    for number, line in lines(data):
        pattern, rest = first_word(line)
        try:
            claim = Claim(line=number, pattern=pattern, glob=glob(pattern), owners=_owners(rest))
        except ValueError as error:
            problems.add(number, f"{error}; the line does not count")
            continue
        claims.append(claim)
    return CodeOwners(path=path, dialect=Dialect.github, claims=tuple(claims), problems=problems.told())


def glob(pattern: str) -> str:
    """A pattern in the form of `Claim.glob`.

    Raises:
        ValueError: it is not valid, or can match nothing.
    """
    _refuse(pattern)
    parts = [one_star(part) if part != "**" else part for part in pattern.strip("/").split("/")]
    if "" in parts:
        raise ValueError("the pattern matches nothing")
    is_folder = pattern.endswith("/")
    anchored = "/" in pattern[:-1]
    if is_folder or parts[-1] == "**":
        # A folder is what it holds; nothing stands for a file of that name.
        end = ["*", "**"]
        if parts[-1] == "**":
            # `**/` is the folders in it, and what they hold.
            parts = [*parts[:-1], *(["*"] if is_folder else [])]
    else:
        # Unlike gitignore's, a last part that is but a star reaches no deeper.
        end = [] if parts[-1] == "*" and len(parts) > 1 else ["**"]
    return "/".join([*([] if anchored else ["**"]), *parts, *end])


def _refuse(pattern: str) -> None:
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"the pattern has more than {LONGEST_PATTERN:,} characters")
    if pattern.startswith("!"):
        raise ValueError("GitHub knows no `!`: give a later line without owners")
    if pattern.startswith("\\#"):
        raise ValueError("GitHub knows no pattern that starts with an escaped `#`")
    if _BRACKET.search(pattern):
        raise ValueError("GitHub knows no `[ ]` in a pattern")
    if "\0" in pattern:
        raise ValueError("no path has a zero byte")


def _owners(rest: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in rest.split():
        if word.startswith("#"):
            break
        if len(word) > LONGEST_OWNER or not (_NAME.fullmatch(word) or EMAIL.fullmatch(word)):
            raise ValueError(f"{shown(word)} is no @user, @org/team or address")
        if word not in found:
            found.append(word)
        if len(found) > MOST_OWNERS:
            raise ValueError(f"it names more than {MOST_OWNERS} owners")
    return tuple(found)
