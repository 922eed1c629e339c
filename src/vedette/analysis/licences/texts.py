"""Which licences a text is: told by fingerprints of the public texts, of which nothing else is kept.

Short licences must be there word by word, whatever stands around them: one sentence more makes
another licence of it. Of long ones, which differ by an address or an appendix, nearly all must be there
and little else.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from posixpath import basename

from msgspec import Struct

from vedette.analysis.licences.expression import parse
from vedette.model.licence import Every, Expression, Term

LARGEST = 300 << 10
_DATA = Path(__file__).with_name("texts.txt")
ANCHOR = 6
_RUN = 4
_KEPT = 96
# Beginnings of licences that a text may have: the rest of each is compared.
_MOST_TRIES = 4000
_ENOUGH = 0.93
_LONGEST_NAME = 60
_END = ["end", "of", "terms", "and", "conditions"]
_WORD = re.compile(r"[a-z0-9]+")
_COPYRIGHT = re.compile(
    r"^[ \t>#*/.-]*(?:(?:portions )?copyright(?!\s+(?:notice|holder|owner|licen[cs]e|law|and\b|or\b|in\b|"
    r"of\b|statement|interest|treat|right|doctrine|protect|permission|to\b|this\b))\b|\(c\) ?[0-9<\[]|©|"
    r"all rights reserved).*$",
    re.IGNORECASE | re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t>#*/]*(?:[-*•o]|\(?(?:[0-9]{1,2}|[a-h]|i{1,3})[.)])[ \t]+", re.MULTILINE)
# Words that turn a licence that is known into another.
_TURNING = re.compile(
    r"\bnon-?\s?commercial|commons\s+clause|\bfor\s+good,\s+not\s+evil|no(?:n-)?military", re.IGNORECASE
)
# What each holder puts their own name into.
_HOLDER = re.compile(
    r"neither the names? of .{1,300}? (?:nor|or) the names|"
    r"provided by .{1,200}? (?:as is|``as is)|"
    r"in no event shall .{1,300}? be liable|"
    r"<[^<>\n]{1,80}>|\[(?:year|fullname|yyyy|name of copyright owner)\]",
    re.IGNORECASE | re.DOTALL,
)
_BASES = re.compile(
    r"(?!.*\.(?:py|pyi|go|js|ts|tsx|java|kt|rs|rb|c|h|cc|cpp|php|cs|swift|json|toml|ya?ml|xml|sh)$)"
    r"(?:(?:un)?licen[cs]es?|copying|copyright|notice|mit-licen[cs]e|apache-licen[cs]e|ofl|gpl|lgpl)"
    r"(?:[-_.](?:[a-z0-9.+-]{1,30}))?(?:\.(?:txt|md|rst|html))?"
)
_SPDX = re.compile(rb"SPDX-License-Identifier:[ \t]*([^\r\n*\"'<]{1,200})")


def is_licence_file(path: str) -> bool:
    """The name of a file says that a licence stands in it."""
    base = basename(path).lower()
    return len(base) < _LONGEST_NAME and _BASES.fullmatch(base) is not None


def licence_of(data: bytes) -> Expression | None:
    """The licence that a file of its own states.

    Args:
        data: the file; what is beyond `LARGEST` bytes is not looked at.

    Returns:
        All licences whose text it holds, together, as a file may hold those of parts as well; None when it
        is none that is known here.
    """
    found = [Term(name) for name in texts_in(data[:LARGEST].decode("utf-8", "replace"))]
    named = [parse(one.id) for one in found]
    known = [one for one in named if one is not None]
    if not known:
        match = _SPDX.search(data[:LARGEST])
        return parse(match[1].decode("ascii", "replace").strip()) if match else None
    return known[0] if len(known) == 1 else Every(tuple(known))


def texts_in(text: str) -> list[str]:
    """Ids of the licences that a text holds; one that lies within another that it holds is left out."""
    words = words_of(text)
    exact, near = _known()
    found: list[tuple[int, int, str]] = []
    tries = _MOST_TRIES
    for at in range(len(words) - ANCHOR + 1):
        for count, digest, name in exact.get(anchor(words[at : at + ANCHOR]), ()):
            tries -= 1
            if tries < 0:
                return []
            if digest_of(words[at : at + count]) == digest:
                found.append((at, at + count, name))
    names = {name for start, end, name in found if not _inside(start, end, found)}
    if names or not words:
        return sorted(names)
    runs = shingles(terms_of(words))
    turned = _TURNING.search(text) is not None
    likely = [(_alike(runs, one.size, one.prints), one) for one in near if one.turns or not turned]
    best = max(likely, key=lambda pair: pair[0], default=None)
    return [best[1].name] if best and best[0] >= _ENOUGH else []


def words_of(text: str) -> list[str]:
    """The words of a text, without what holders put in, signs and numbers of its clauses."""
    plain = _HOLDER.sub(" holder ", " ".join(_BULLET.sub(" ", _COPYRIGHT.sub(" ", text)).split()))
    return _WORD.findall(plain.lower().replace("licence", "license").replace("https", "http"))


def terms_of(words: list[str]) -> list[str]:
    """The words before the advice on how to use a licence, which may be there or not."""
    for at in range(len(words) - len(_END) + 1):
        if words[at] == "end" and words[at : at + len(_END)] == _END:
            return words[:at]
    return words


def anchor(words: list[str]) -> int:
    """The fingerprint of the words that a licence begins with."""
    return zlib.crc32(" ".join(words).encode())


def digest_of(words: list[str]) -> str:
    """The fingerprint of a whole licence."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:20]


def shingles(words: list[str]) -> AbstractSet[int]:
    """Fingerprints of all runs of four words."""
    return {anchor(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 0))}


def sketch(runs: Iterable[int]) -> tuple[int, ...]:
    """The smallest fingerprints, which stand for all of them."""
    return tuple(sorted(runs)[:_KEPT])


def _inside(start: int, end: int, found: list[tuple[int, int, str]]) -> bool:
    return any(one <= start and end <= other and end - start < other - one for one, other, _ in found)


def _alike(runs: AbstractSet[int], size: int, prints: tuple[int, ...]) -> float:
    """How much of both is in both, as the smallest fingerprints of the two together tell."""
    if not size / 2 <= len(runs) <= size * 2:
        return 0.0
    joined = sorted({*sketch(runs), *prints})[:_KEPT]
    known = set(prints)
    return sum(one in known and one in runs for one in joined) / len(joined)


class _Long(Struct, frozen=True):
    """A long licence: whether it holds words that would turn another, and its smallest fingerprints."""

    name: str
    turns: bool
    size: int
    prints: tuple[int, ...]


@cache
def _known() -> tuple[dict[int, list[tuple[int, str, str]]], list[_Long]]:
    exact: dict[int, list[tuple[int, str, str]]] = {}
    near: list[_Long] = []
    for line in _DATA.read_text(encoding="ascii").splitlines():
        kind, name, count, *rest = line.split()
        if kind == "=":
            exact.setdefault(int(rest[0], 16), []).append((int(count), rest[1], name))
        else:
            near.append(_Long(name, kind == "!", int(count), tuple(int(one, 16) for one in rest)))
    return exact, near
