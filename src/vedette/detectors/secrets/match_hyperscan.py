"""The matcher that looks for the heads of all rules at once, with Hyperscan."""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hyperscan
import msgspec

from vedette.detectors.secrets.candidates import Candidate
from vedette.detectors.secrets.heads import far, heads

_VERSION = 4
_MAGIC = b"vedette secrets database\n"
# Every hit is wanted: SINGLEMATCH would lose the second secret of a file. Few starts are tracked.
_FLAGS = hyperscan.HS_FLAG_DOTALL
# In the place of a width: the expression has none, and the engine tracks where its matches start.
_FAR = -1


class Compiled(msgspec.Struct, frozen=True):
    """A serialised database, and for each of its expressions the rule and the width of the head or `_FAR`."""

    table: list[tuple[str, int]]
    database: bytes


class HyperscanMatcher:
    """Finds candidates at hundreds of megabytes a second; not to be shared between threads."""

    def __init__(
        self,
        patterns: Mapping[str, str],
        cache_dir: str,
        cache_key: bytes = b"",
        gates: Mapping[str, str] | None = None,
        origin: bytes = b"",
    ) -> None:
        table, self._database = _open(patterns, gates or {}, cache_dir, cache_key, origin)
        self._table = [(name, max(width, 0)) for name, width in table]
        # Of these the engine tells where a match begins.
        self._far = frozenset(at for at, (_, width) in enumerate(table) if width == _FAR)
        self._hits: list[tuple[int, int]] = []

    def candidates(self, data: bytes) -> list[Candidate]:
        """Every place where a rule's pattern may begin and where a gate's match ends, sorted, each once.

        Args:
            data: the text.
        """
        if not data or self._database is None:
            return []
        self._database.scan(data, match_event_handler=self._take)
        hits = self._hits
        if not hits:
            return []
        self._hits = []
        table = self._table
        found = {(end - table[head][1], table[head][0]) for head, end in hits}
        return sorted(found)

    def _take(self, head: int, start: int, end: int, _flags: int, _context: object) -> None:
        self._hits.append((head, start if head in self._far else end))


def _open(
    patterns: Mapping[str, str], gates: Mapping[str, str], cache_dir: str, key: bytes, origin: bytes
) -> tuple[list[tuple[str, int]], Any]:
    if not patterns and not gates:
        return [], None
    stored = Path(cache_dir) / f"secrets-{_key(patterns, gates, origin)}.hsdb" if cache_dir else None
    if stored is not None:
        loaded = _load(stored, key)
        if loaded is not None:
            return loaded
    table, database = _compile(patterns, gates)
    if stored is not None:
        _store(stored, Compiled(table, hyperscan.dumpb(database)), key)
    return table, database


def _key(patterns: Mapping[str, str], gates: Mapping[str, str], origin: bytes) -> str:
    """Engine, its version, the processor's features that it compiles for, the patterns and the gates."""
    probe = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    probe.compile(expressions=[b"probe"], ids=[0], elements=1, flags=0)
    sources = origin or sorted(patterns.items())
    parts = [_VERSION, _version(), repr(probe.info()), sources, sorted(gates.items())]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def _version() -> str:
    return str(getattr(hyperscan, "__version__", ""))


def _compile(patterns: Mapping[str, str], gates: Mapping[str, str]) -> tuple[list[tuple[str, int]], Any]:
    table: list[tuple[str, int]] = []
    expressions: list[bytes] = []
    for rule in sorted(patterns):
        begins = far(patterns[rule])
        if begins:
            table.append((rule, _FAR))
            expressions.append(begins.encode("ascii"))
            continue
        for head in heads(patterns[rule]):
            table.append((rule, head.width))
            expressions.append(head.expression.encode("ascii"))
    for expression, gate in sorted(gates.items()):
        table.append((gate, 0))
        expressions.append(expression.encode("ascii"))
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[_FLAGS | (hyperscan.HS_FLAG_SOM_LEFTMOST if width == _FAR else 0) for _, width in table],
    )
    return table, database


def _load(stored: Path, key: bytes) -> tuple[list[tuple[str, int]], Any] | None:
    """A database from the cache; None if it is not there or not sound, and it will be built again."""
    try:
        raw = stored.read_bytes()
        digest, body = raw[len(_MAGIC) :][:32], raw[len(_MAGIC) + 32 :]
        if not raw.startswith(_MAGIC) or not hmac.compare_digest(_seal(body, key), digest):
            return None
        compiled = msgspec.msgpack.decode(body, type=Compiled)
        database = hyperscan.loadb(compiled.database, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except (OSError, msgspec.MsgspecError, hyperscan.HyperscanError):
        return None
    return compiled.table, database


def _store(stored: Path, compiled: Compiled, key: bytes) -> None:
    """Write the database for its owner only, whole or not at all; not being able to is no fault."""
    body = msgspec.msgpack.encode(compiled)
    temporary = ""
    try:
        stored.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=stored.parent, prefix=stored.name)
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + _seal(body, key) + body)
        Path(temporary).replace(stored)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _seal(body: bytes, key: bytes) -> bytes:
    # The engine trusts what it loads: a database that somebody else made may be blind, or worse.
    return hmac.digest(key, _MAGIC + body, "sha256")
