r"""The gate: which lines of a log are worth reading, from one pass over the raw block.

Every rule has patterns beside it in its data file, `gate = [...]`: what a line must have for the rule to have
a chance. A pattern is a regular expression as Hyperscan takes it, caseless, within a line, in which

- `«c»` is the character c, as it is or percent-encoded once or twice (`«'»`, `«<»`, `«(»`, ...);
- `«_»` is a gap between words, one or more: space, plus, tab, line end, comment, encoded or not; `«_?»` the
  same or nothing; `«gap»` a single one, for a group that is repeated (a repetition within one is dear);
- `«b»`, and `«|»` where a pattern begins, is a border of a word: anything but a letter, a digit and `_`, or
  an encoded character before it;
- `«64:text»` is what base64 makes of that text, wherever it stands, in lower, upper and title case.

Encodings that no ordinary client makes (three times over, letters as percent, `%u0027`, overlong UTF-8,
`&#39;`, `\u0027`, full width letters, UTF-7) open the gate by themselves, so that no rule need think of them.

A candidate carries the weaknesses of the rules whose patterns it has: only judges of those look at it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from vedette.detectors import shared

_MAGIC = b"vedette web gate\n"
_VERSION = 1
# Ends of matches that are listened to before the rest of a block is asked again: memory stays bounded.
_EVENTS = 50_000
# The mask of a pattern that leads to all judges.
_ANY = -1
_UNKNOWN: frozenset[str] = frozenset(("",))

_GAP = (
    r"(?:[ +\t\x0b\x0c\xa0]|%(?:25)?(?:20|0[9abcd]|a0|2b|00)|\\[tnr]"
    r"|(?:/|%(?:25)?2f)(?:\*|%(?:25)?2a)[^\n *%]*(?:\*|%(?:25)?2a)(?:/|%(?:25)?2f))"
)
_BORDER = r"(?:^|[^a-z0-9_]|%(?:25)?[0-9a-f][0-9a-f]|\\[tnr])"
_MACRO = re.compile("«(64:[^»]+|_\\??|gap|b|.)»")
UNUSUAL = (
    r"%2525",
    r"%(?:25)?(?:3[0-9]|[46][1-9a-f]|[57][0-9a])",
    r"%(?:25)?u(?:00|02[bc]|20[0-3]|ff[0-5])",
    r"%c[01]%|%e0%[89]|%f0%8|%f8%8|%fc%8",
    r"%ef%bc%(?:8[2347ef]|9[cde]|a[1-9a-f]|b[0-9a])|%ef%bd%(?:8[0-9a-f]|9[0-9a]|9[bd])",
    r"%ca%b[9ac]|%cb%(?:88|ae)|%e2%80%b[29ab3]|%e2%(?:88%95|81%84)",
    r"(?:&|%26)(?:#|%23)(?:x|[0-9])",
    r"(?:\\|%5c)(?:u00[2-7]|u(?:\{|%7b)|x[2-7])",
)
# Fewer characters of base64 stand in too many tokens.
_LEAST_CODED = 4
EXACT = (
    # UTF-7
    r"(?:\+|%2[bB])A[A-H][A-Za-z0-9+/]{1,12}-",
    # A whole value in base64 that begins with a quote or a bracket, or with a number or a name before one
    (
        r"(?:=|%3[dD])(?:J[w-z0-9]|Ii[A-Zk]|Inw|Im[9EF]|M[ST][ABcdks]|YWRtaW4[npq]|KS[ABcks]|K[ik]k|[Ye][SC][ck]|"
        r"eCo|cm9vdC|dXNlci)[A-Za-z0-9+/_-]{2,}(?:=|%3[dD]|[& ;]|$)"
    ),
)
"""Those in which case matters."""


class _Kept(msgspec.Struct, frozen=True):
    database: bytes


class Candidate(NamedTuple):
    """A line that may show an attack.

    Attributes:
        number: of the line in its block, from 0.
        begin, end: offsets of the line in its block, without line feed.
        ends: where patterns end in the block; [] where that is not known.
        aims: weaknesses whose patterns it has; None for any.
    """

    number: int
    begin: int
    end: int
    ends: list[int]
    aims: frozenset[str] | None


class Pattern(NamedTuple):
    """A pattern: regular expression, whether case does not matter, and what it leads to (None: to all)."""

    expression: str
    folded: bool
    aims: frozenset[str] | None


class Gate:
    """Finds the lines of a block that may show an attack; not to be shared between threads."""

    def __init__(self, definitions: Mapping[str, Mapping[str, object]], cache: tuple[str, bytes]) -> None:
        """Open the database, or compile it.

        Args:
            definitions: rule id -> entry of its data file.
            cache: the user's cache folder and the key that seals what is kept there.
        """
        patterns = expanded(definitions)
        words = sorted({word for one in patterns for word in one.aims or ()})
        self._words = tuple(words)
        bits = {word: 1 << at for at, word in enumerate(words)}
        masks = [_ANY if one.aims is None else sum(map(bits.__getitem__, one.aims)) for one in patterns]
        self._aims: dict[int, frozenset[str] | None] = {_ANY: None}
        self._engine: _Fast | _Slow
        try:
            self._engine = _Fast(patterns, masks, cache)
        except ImportError:
            self._engine = _Slow(patterns)

    def lines(self, data: bytes) -> list[tuple[int, int, int]]:
        """The candidates of a block: (index of the line, its begin, its end without line feed), rising.

        Args:
            data: whole lines.
        """
        return [(one.number, one.begin, one.end) for one in self.candidates(data)]

    def candidates(self, data: bytes) -> list[Candidate]:
        """The same, with all that is known of them.

        Args:
            data: whole lines.
        """
        found: list[Candidate] = []
        hits = self._engine.ends(data)
        rising = sorted(hits)
        index = begin = at = 0
        end = -1
        while at < len(rising):
            hit = rising[at]
            start = data.rfind(b"\n", end + 1, hit) + 1 or end + 1
            index += data.count(b"\n", begin, start)
            begin = start
            end = data.find(b"\n", hit)
            end = len(data) if end < 0 else end
            first, mask = at, 0
            while at < len(rising) and rising[at] <= end:
                mask |= hits[rising[at]]
                at += 1
            places = rising[first:at]
            if not self._engine.exact or any(begin <= hit <= end for hit in self._engine.stopped):
                places, mask = [], _ANY
            found.append(Candidate(index, begin, end, places, self._aimed(mask)))
        return found

    def _aimed(self, mask: int) -> frozenset[str] | None:
        known = self._aims.get(mask, _UNKNOWN)
        if known is _UNKNOWN:
            known = frozenset(word for at, word in enumerate(self._words) if mask >> at & 1)
            self._aims[mask] = known
        return known


def expanded(definitions: Mapping[str, Mapping[str, object]]) -> list[Pattern]:
    """Every pattern of the gate, sorted."""
    aims: dict[tuple[str, bool], set[str]] = {}
    for entry in definitions.values():
        gate = entry.get("gate", ())
        for pattern in gate if isinstance(gate, list | tuple) else ():
            key = (expand(str(pattern)), "«64:" not in str(pattern))
            aims.setdefault(key, set()).add(str(entry["weakness"]))
    patterns = {key: Pattern(*key, frozenset(words)) for key, words in aims.items()}
    patterns |= {(one, True): Pattern(one, folded=True, aims=None) for one in UNUSUAL}
    patterns |= {(one, False): Pattern(one, folded=False, aims=None) for one in EXACT}
    return [patterns[key] for key in sorted(patterns)]


def expand(pattern: str) -> str:
    """A pattern without macros."""
    if pattern.startswith("«|»"):
        pattern = f"«b»{pattern[3:]}"
    return _MACRO.sub(lambda match: _written(match[1]), pattern)


def _written(macro: str) -> str:
    if macro == "gap":
        return _GAP
    if macro == "_":
        return f"{_GAP}+"
    if macro == "_?":
        return f"{_GAP}*"
    if macro == "b":
        return _BORDER
    if macro.startswith("64:"):
        return _base64(macro[3:])
    coded = "".join(f"%(?:25)?{byte:02x}" for byte in macro.encode())
    return f"(?:{re.escape(macro)}|{coded})"


def _base64(text: str) -> str:
    """The part of its base64 that does not depend on what stands around it, for each way it can stand."""
    forms = set()
    for written in (text.lower(), text.upper(), text.title()):
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + written.encode()).decode().rstrip("=")
            first = (shift * 8 + 5) // 6
            last = (shift + len(written)) * 8 // 6
            if last - first >= _LEAST_CODED:
                forms.add(re.escape(coded[first:last]))
    return "(?:" + "|".join(sorted(forms)) + ")"


class _Fast:
    """Hyperscan: hundreds of megabytes a second.

    Attributes:
        exact: matches end where it says.
        stopped: where listening stopped in the last block: of those lines not every end is known.
    """

    exact = True

    def __init__(self, patterns: Sequence[Pattern], masks: Sequence[int], cache: tuple[str, bytes]) -> None:
        import hyperscan

        self.stopped: list[int] = []
        self._masks = masks
        expressions = [(one.expression, one.folded) for one in patterns]
        self._error = hyperscan.HyperscanError
        stored = shared.place(cache[0], "web", [_VERSION, shared.engine(), expressions])
        self._database: Any = _open(stored, cache[1]) if stored else None
        if self._database is None:
            self._database = _compiled(expressions)
            if stored:
                body = msgspec.msgpack.encode(_Kept(hyperscan.dumpb(self._database)))
                shared.keep(stored, body, _MAGIC, cache[1])

    def ends(self, data: bytes) -> dict[int, int]:
        """Where matches end, and the masks of the patterns; at least one for each line that has one."""
        found: dict[int, int] = {}
        self.stopped.clear()
        at = 0
        while at < len(data):
            reached = self._some(memoryview(data)[at:], at, found)
            if reached < 0:
                break
            self.stopped.append(reached)
            # The line in which listening stopped is known: go on after it.
            at = data.find(b"\n", reached) + 1 or len(data)
        return found

    def _some(self, data: memoryview, offset: int, found: dict[int, int]) -> int:
        room = len(found) + _EVENTS
        last = -1
        masks = self._masks

        def listen(id_: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            nonlocal last
            last = offset + end - 1
            found[last] = found.get(last, 0) | masks[id_]
            return len(found) >= room

        try:
            self._database.scan(data, match_event_handler=listen)
        except self._error:
            # Stopped by the listener, or the engine gave up: the caller goes on behind the last line told.
            if len(found) < room:
                raise
            return last
        return -1


def _open(stored: Any, key: bytes) -> Any:
    body = shared.kept(stored, _MAGIC, key)
    if body is None:
        return None
    try:
        return shared.loaded(msgspec.msgpack.decode(body, type=_Kept).database)
    except msgspec.MsgspecError:
        return None


def _compiled(expressions: Sequence[tuple[str, bool]]) -> Any:
    import hyperscan

    caseless = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_MULTILINE
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression.encode() for expression, _ in expressions],
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[caseless if folded else hyperscan.HS_FLAG_MULTILINE for _, folded in expressions],
    )
    return database


class _Slow:
    """Without Hyperscan: line by line, every pattern."""

    exact = False
    stopped: tuple[int, ...] = ()

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = [
            re.compile(one.expression.encode(), re.IGNORECASE if one.folded else 0) for one in patterns
        ]

    def ends(self, data: bytes) -> dict[int, int]:
        """Where lines end that match."""
        found: dict[int, int] = {}
        at = 0
        for line in data.split(b"\n"):
            if any(pattern.search(line) for pattern in self._patterns):
                found[at + max(0, len(line) - 1)] = _ANY
            at += len(line) + 1
        return found
