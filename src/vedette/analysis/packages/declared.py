"""Ranges as manifests declare them, each by its ecosystem's own rules: what one admits, and how it is moved.

`~1.2` goes up to 2 for Composer and to 1.3 for npm, `1.2` alone is `^1.2` for Cargo, `>=1.2` for NuGet and
just that version elsewhere. What people ask for in a command is another matter (`ranges.parse`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vedette.analysis.packages.matching import Answer
from vedette.analysis.packages.ranges import Bound, Range

_LONGEST = 300
_CLAUSE = re.compile(
    r"(\^|~>|~=|~|===|==|!=|<=|>=|<|>|=|)\s*+([vV]?[0-9*xX][0-9A-Za-z.*+!-]*+)(?:\s*+,\s*+|\s++|\Z)"
)
_ALL = frozenset({"", "*", "x", "X", "latest"})
_HYPHEN = re.compile(r"(\S++)\s++-\s++(\S++)")
_INTERVAL = re.compile(r"([\[(])\s*+([^,\[\]()]*+)(?:(,)\s*+([^,\[\]()]*+))?([\])])\s*+(?:,\s*+|\Z)")
_NUMBERS = re.compile(r"[vV]?([0-9]{1,30}(?:\.[0-9]{1,30})*)")
_WILD = re.compile(r"(?:^|\.)[*xX](?=\.|$)")
_BOUNDED = re.compile(r"(>=?\s*+)([^\s,<>=]++)(\s*+,\s*+|\s++)(<\s*+)([^\s,<>=]++)")
_UPPER = re.compile(r"(<\s*+)([^\s,<>=]++)")
# What a version without an operator stands for.
_BARE: Mapping[str, str] = {"crates.io": "^", "NuGet": ">="}
# A part that is left out is any.
_PARTIAL = frozenset({"npm", "crates.io"})
_INTERVALS = frozenset({"Maven", "NuGet"})
_CARETS = frozenset({"npm", "crates.io", "Packagist"})
_EXACT = frozenset({"", "=", "==", "==="})
_MOVED = _EXACT | {"^", "~", "~=", "~>"}
_COMPARED = frozenset({"==", "!=", "<", "<=", ">", ">="})
_FULL = 3
_FIRST_YEAR = 1990


def admits(ecosystem: str, constraint: str, version: str) -> bool | None:
    """Whether a range allows a version; None where it cannot be told.

    Args:
        ecosystem: by whose rules the range is written; Python's tools write `^1.2` too.
        constraint: as the manifest has it.
        version: without blanks.
    """
    text = constraint.strip()
    if len(text) > _LONGEST or not text.isascii():
        return None
    groups = []
    if ecosystem in _INTERVALS and text[:1] in {"[", "("}:
        intervals = _intervals(text)
        groups += intervals or []
    else:
        for part in re.split(r"\|\|?", text):
            bounds = _bounds(ecosystem, part.strip())
            if bounds is None:
                return None
            groups.append(tuple(bounds))
    if not groups:
        return None
    answer = Range(tuple(groups)).has(ecosystem, version)
    return None if answer is Answer.unknown else answer is Answer.yes


def moved(ecosystem: str, constraint: str, version: str) -> str:
    """A range in the same writing that begins at a version; "" where that takes a person.

    `^1.2.0` becomes `^2.3.4`, `>=1.2,<2` becomes `>=2.3.4,<3`.

    Args:
        ecosystem: by whose rules the range is written.
        constraint: as the manifest has it.
        version: that it is to admit.
    """
    if admits(ecosystem, constraint, version) is None:
        return ""
    clause = _CLAUSE.fullmatch(constraint)
    above = _above(_numbers(version)[:1] or [0])
    found = ""
    if clause and clause[1] in _MOVED and not _WILD.search(clause[2]):
        found = constraint[: clause.start(2)] + version + constraint[clause.end(2) :]
    elif upper := _UPPER.fullmatch(constraint):
        found = upper[1] + above
    elif bounded := _BOUNDED.fullmatch(constraint):
        lower, _, between, below, _ = bounded.groups()
        found = f"{lower.replace('>=', '>').replace('>', '>=')}{version}{between}{below}{above}"
    return found if found and admits(ecosystem, found, version) else ""


def is_major(ecosystem: str, old: str, new: str) -> bool:
    """Whether a step breaks with what was before, by its numbers; True where they cannot be read.

    That is the first number, and where the ecosystem reads `^` so, below 1 the first that is not 0. A year
    is no major version.
    """
    before, after = _numbers(old), _numbers(new)
    if not before or not after:
        return True
    if min(before[0], after[0]) >= _FIRST_YEAR:
        return False
    kept = len(_caret(before)) if ecosystem in _CARETS else 1
    return before[:kept] != after[:kept]


def _bounds(ecosystem: str, text: str) -> list[Bound] | None:
    if text in _ALL:
        return []
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        upper = _expanded(ecosystem, "<=", hyphen[2])
        return None if upper is None else [Bound(">=", hyphen[1]), *upper]
    bounds: list[Bound] = []
    at = 0
    while at < len(text):
        clause = _CLAUSE.match(text, at)
        expanded = _expanded(ecosystem, clause[1], clause[2]) if clause else None
        if clause is None or expanded is None:
            return None
        bounds += expanded
        at = clause.end()
    return bounds


def _expanded(ecosystem: str, sign: str, version: str) -> list[Bound] | None:
    """One clause as plain comparisons; None for what is not understood."""
    wild = bool(_WILD.search(version))
    parts = _numbers(version)
    if not parts:
        return [] if wild and sign in _MOVED else None
    low = ".".join(map(str, parts)) if wild else version
    open_ = wild or (ecosystem in _PARTIAL and len(parts) < _FULL)
    if not sign and not wild:
        sign = _BARE.get(ecosystem, "")
    if open_ and (sign in _EXACT or sign in {"<=", ">", "!="}):
        return _of_parts(sign, low, parts)
    kept = _kept(ecosystem, sign, parts)
    if kept:
        return [Bound(">=", low), Bound("<", _above(kept))]
    sign = "==" if sign in _EXACT else sign
    return [Bound(sign, low)] if sign in _COMPARED else None


def _of_parts(sign: str, low: str, parts: list[int]) -> list[Bound] | None:
    """A version of which parts are left open, such as `1.2.*`."""
    if sign == "!=":
        return None
    if sign == "<=":
        return [Bound("<", _above(parts))]
    return [Bound(">=", _above(parts))] if sign == ">" else [Bound(">=", low), Bound("<", _above(parts))]


def _kept(ecosystem: str, sign: str, parts: list[int]) -> list[int]:
    """The numbers that stay as they are within a range; none for a sign that makes no such range."""
    if sign == "^":
        return _caret(parts)
    if sign in {"~>", "~="} or (sign == "~" and ecosystem == "Packagist"):
        return parts[:-1] or parts
    return parts[:2] if sign == "~" else []


def _caret(parts: list[int]) -> list[int]:
    return parts[: next((at for at, number in enumerate(parts) if number), len(parts) - 1) + 1]


def _intervals(text: str) -> list[tuple[Bound, ...]] | None:
    found: list[tuple[Bound, ...]] = []
    at = 0
    while at < len(text):
        match = _INTERVAL.match(text, at)
        if match is None:
            return None
        low, high = match[2].strip(), (match[4] or "").strip()
        bounds = []
        if match[3] is None:
            bounds.append(Bound("==", low))
        elif low:
            bounds.append(Bound(">=" if match[1] == "[" else ">", low))
        if high:
            bounds.append(Bound("<=" if match[5] == "]" else "<", high))
        found.append(tuple(bounds))
        at = match.end()
    return found


def _numbers(version: str) -> list[int]:
    match = _NUMBERS.match(version)
    return [int(part) for part in match[1].split(".")] if match else []


def _above(parts: list[int]) -> str:
    return ".".join(map(str, [*parts[:-1], parts[-1] + 1]))
