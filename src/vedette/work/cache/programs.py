"""What earlier runs kept of whole programs: answers by the file that they start at, forms by content.

An answer holds as long as every file that it rests on is the same, and every import that led nowhere still
does. Several are kept for one file, so that the base of a change is answered too.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress

import msgspec
from msgspec import Struct

from vedette.detectors.interface import Fault
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.work.cache.folder import ANSWERS, Folder
from vedette.work.cache.seal import SIZE, holds, seal
from vedette.work.cache.states import States
from vedette.work.cache.store import FORMS, Store

_MAGIC = b"vedette cache answers 5\n"
_DOMAIN = b"vedette-cache-answers-v5"
# Ways in which one file was answered: of the base, of what is staged, of the work tree.
MOST_WAYS = 3


class Known(Struct, array_like=True):
    """One answer.

    Attributes:
        used: numbers of what it rests on, in `Answers.files`.
        missing: numbers of imports that led nowhere, in `Answers.imports`.
        layout: number of the tree's layout that `missing` was last right for, in `Answers.layouts`.
        findings: starting at the file.
        faults: what was not judged.
        markers: other tools' comments on the lines of the findings, by path.
        parts: as in `detectors.interface.Answer.parts`.
        left: as in `detectors.interface.Answer.left`.
        seen: stands for what it saw of what other answers left; b"" for nothing.
        made: as in `detectors.interface.Answer.made`.
    """

    used: list[int]
    missing: list[int]
    layout: int
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    markers: dict[str, tuple[Marker, ...]] = {}
    parts: bytes = b""
    left: tuple[tuple[str, int, bytes], ...] = ()
    seen: bytes = b""
    made: bytes = b""


class Answers(Struct, array_like=True):
    """All that is kept of one program.

    Attributes:
        files: path and mark; the mark stands for its content and for how it lies in the tree.
        imports: as in `detectors.interface.Answer.missing`.
        layouts: digests of all paths of a tree.
        starts: by kind and path, a space between, the latest answer first.
        given: by kind and number of a file, what stands for all that its functions were given; see `given`.
    """

    files: list[tuple[str, str]] = []
    imports: list[str] = []
    layouts: list[bytes] = []
    starts: dict[str, list[Known]] = {}
    given: dict[str, dict[int, int]] = {}


_decoder = msgspec.msgpack.Decoder(Answers)


class ProgramMemory:
    """Keeps answers and forms. Whatever is wrong with it, the run is only slower.

    Args:
        folder: of the cache; None to know nothing and keep nothing.
        key: of the seals.
        about: digest of the project, and of all that an answer depends on beside the files.
        limit: bytes that the cache may take.

    Attributes:
        states: what was said of whole states of the tree.
    """

    def __init__(self, folder: Folder | None, key: bytes, about: bytes, limit: int) -> None:
        self._folder = folder
        self._key = key
        self._about = hashlib.sha256(b"answers" + about).digest()
        self._name = f"{self._about.hex()[:32]}{ANSWERS}"
        self._limit = limit
        self._store = Store(folder.forms, key, self._about, FORMS) if folder else None
        self.states = States(folder, key, self._about, limit // 2)

    def recall(self) -> Answers:
        """The answers of earlier runs; none when there are none that can be believed."""
        if self._folder is None:
            return Answers()
        with suppress(OSError, msgspec.MsgspecError, UnicodeError):
            data = self._folder.read(self._name) or b""
            body = data[len(_MAGIC) + SIZE :]
            given = data[len(_MAGIC) : len(_MAGIC) + SIZE]
            if data.startswith(_MAGIC) and holds(given, self._key, _DOMAIN, self._about, body):
                return _decoder.decode(body)
        return Answers()

    def keep(self, answers: Answers) -> None:
        """Keeps answers in place of those that were there; not being able to is no fault."""
        if self._folder is None:
            return
        with suppress(OSError, UnicodeError):
            body = msgspec.msgpack.encode(answers)
            data = _MAGIC + seal(self._key, _DOMAIN, self._about, body) + body
            self._folder.write(self._name, data)
            self._folder.prune(self._limit // 2, keep=self._name)

    def forms(self, tokens: Iterable[str]) -> dict[tuple[str, str], bytes]:
        """Forms by token of the content and kind."""
        return self._store.ask(tokens) if self._store is not None else {}

    def keep_forms(self, rows: Sequence[tuple[str, str, bytes]]) -> bool:
        """Keeps forms: token of the content, kind, form; tells whether they are kept."""
        if self._store is not None:
            with suppress(OSError, sqlite3.Error, UnicodeError):
                return self._store.tell(rows, self._limit // 2)
        return False
