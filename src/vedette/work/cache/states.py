"""What was said of whole states of a tree: where nothing has changed, no single answer need be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import msgspec
from msgspec import Raw, Struct

from vedette.detectors.interface import Fault
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.work.cache.folder import STATES, Folder
from vedette.work.cache.seal import SIZE, holds, seal

_MAGIC = b"vedette cache states 1\n"
_DOMAIN = b"vedette-cache-states-v1"
# Of each kind: what is scanned, its base, and those of the run before.
_MOST = 4


class Joint(Struct, frozen=True, array_like=True):
    """What is found in one state of a tree.

    Attributes:
        findings: in order of place.
        faults: what was not judged.
        markers: other tools' comments on the lines of the findings, by path.
    """

    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    markers: Mapping[str, tuple[Marker, ...]] = {}


class _Row(Struct, frozen=True, array_like=True):
    kind: str
    digest: bytes
    said: Raw


_rows = msgspec.msgpack.Decoder(list[_Row])
_joint = msgspec.msgpack.Decoder(Joint)


class States:
    """What was said of states. Whatever is wrong with it, the run is only slower.

    Args:
        folder: of the cache; None to know nothing and keep nothing.
        key: of the seal.
        about: digest of the project, and of all that is said depends on beside the files.
        limit: bytes that the cache may take.
    """

    def __init__(
        self, folder: Folder | None = None, key: bytes = b"", about: bytes = b"", limit: int = 0
    ) -> None:
        self._folder = folder
        self._key = key
        self._about = about
        self._limit = limit
        self._name = f"{about.hex()[:32]}{STATES}"
        self._known: list[_Row] | None = None
        self._fresh: list[_Row] = []

    def get(self, kind: str, digest: bytes) -> Joint | None:
        """What was said of a state, if that is kept.

        Args:
            kind: that said it.
            digest: stands for the state; b"" for one that is not certain.
        """
        if not digest:
            return None
        if self._known is None:
            self._known = self._load()
        found = next((row for row in self._known if (row.kind, row.digest) == (kind, digest)), None)
        return _joint.decode(found.said) if found is not None else None

    def put(self, kind: str, digest: bytes, said: Joint) -> None:
        """Takes what was said of a state."""
        if self._folder is not None and digest:
            with suppress(UnicodeError):
                self._fresh.append(_Row(kind, digest, Raw(msgspec.msgpack.encode(said))))

    def save(self) -> None:
        """Keeps what is new; not being able to is no fault."""
        if self._folder is None or not self._fresh:
            return
        kept: dict[str, list[_Row]] = {}
        for row in (*self._fresh, *(self._known or ())):
            of_kind = kept.setdefault(row.kind, [])
            if len(of_kind) < _MOST and all(one.digest != row.digest for one in of_kind):
                of_kind.append(row)
        body = msgspec.msgpack.encode([row for of_kind in kept.values() for row in of_kind])
        with suppress(OSError):
            self._folder.write(self._name, _MAGIC + seal(self._key, _DOMAIN, self._about, body) + body)
            self._folder.prune(self._limit, keep=self._name)

    def _load(self) -> list[_Row]:
        with suppress(OSError, msgspec.MsgspecError):
            data = self._folder.read(self._name) if self._folder is not None else None
            body = (data or b"")[len(_MAGIC) + SIZE :]
            given = (data or b"")[len(_MAGIC) : len(_MAGIC) + SIZE]
            if data and data.startswith(_MAGIC) and holds(given, self._key, _DOMAIN, self._about, body):
                return _rows.decode(body)
        return []
