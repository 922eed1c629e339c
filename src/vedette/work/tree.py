"""One state of a tree as detectors of programs see it: each form and text is had when it is asked for."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from msgspec.structs import replace

from vedette.detectors.interface import Fault, ProgramDetector
from vedette.languages.ignores import read_markers
from vedette.languages.text import decode
from vedette.model.facts import Entry, Origin, Text
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.sources.interface import Reader, Unexaminable
from vedette.work.examiner import is_blob, pressed, told
from vedette.work.leavings import Leavings, Left

_TEXTS = 64


class Forms:
    """Forms by kind and token, of both states of a tree: most files are the same in both.

    Attributes:
        fresh: those that an earlier run did not keep.
        faults: what could not be lowered of files that no worker was shown, by the same key.
    """

    def __init__(self, recall: Callable[[Iterable[str]], Mapping[tuple[str, str], bytes]]) -> None:
        self.fresh: dict[tuple[str, str], bytes] = {}
        self.faults: dict[tuple[str, str], tuple[Fault, ...]] = {}
        self._kept: dict[tuple[str, str], bytes] = {}
        self._recall = recall
        self._asked: set[str] = set()

    def prefetch(self, tokens: Iterable[str]) -> None:
        """Asks for many at once, since one by one takes longer."""
        wanted = {token for token in tokens if token and token not in self._asked}
        self._asked |= wanted
        if wanted:
            self._kept |= {(kind, token): form for (token, kind), form in self._recall(wanted).items()}

    def get(self, kind: str, token: str) -> bytes | None:
        """A form, compressed."""
        known = self.fresh.get((kind, token))
        if known is None:
            self.prefetch([token])
            known = self._kept.get((kind, token))
        return known


class Tree:
    """A state of a tree, for one kind; a `detectors.interface.Program`.

    Attributes:
        paths: of all files that the kind applies to, in order.
        applies: whether it does to a path.
        leavings: of the answers that hold so far.
    """

    def __init__(
        self,
        kind: str,
        detector: ProgramDetector,
        entries: Mapping[str, Entry],
        forms: Forms,
        reader: Reader,
        is_lasting: Callable[[Entry], bool],
    ) -> None:
        self.applies = detector.applies
        self.paths = sorted(path for path in entries if detector.applies(path))
        self._kind = kind
        self._detector = detector
        self._entries = entries
        self._forms = forms
        self._reader = reader
        self._is_lasting = is_lasting
        self._unsure: set[str] = set()
        self.leavings = Leavings()
        self.text = lru_cache(maxsize=_TEXTS)(self._text)

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    def form(self, path: str) -> bytes | None:
        """See `Program.form`."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        token = token_of(entry)
        known = self._forms.get(self._kind, token)
        if known is None:
            known = self._lowered(path, token)
        return zlib.decompress(known) if known else None

    def former(self, token: str) -> bytes | None:
        """The form of a content that an earlier run kept; None when it did not."""
        known = self._forms.get(self._kind, token)
        return zlib.decompress(known) if known else None

    def prefetch(self) -> None:
        """Have all forms that an earlier run kept at hand."""
        self._forms.prefetch(self.token(path) for path in self.paths)

    def mark(self, path: str) -> str:
        """Stands for the content of a file and for how it lies among others; "" for what is not certain."""
        entry = self._entries.get(path)
        if entry is None or path in self._unsure or not self._is_lasting(entry):
            return ""
        try:
            path.encode()
        except UnicodeEncodeError:
            return ""
        return f"{entry.blob or entry.stamp} {self._lies(path)}"

    def lies(self, path: str) -> str | None:
        """How a file lies among others, as `mark` has it; None for one that is not there, or not certain."""
        return self._lies(path) if path in self._entries and path not in self._unsure else None

    def doubt(self, path: str) -> None:
        """The file changed while it was looked at: nothing that rests on it is kept."""
        self._unsure.add(path)

    def digest(self, starts: Iterable[str]) -> bytes:
        """Stands for all that is said of the tree from some starts; b"" where a content is not certain."""
        entries = [self._entries[path] for path in self.paths]
        if not self._unsure.isdisjoint(self.paths) or not all(map(self._is_lasting, entries)):
            return b""
        told = "\n".join((*starts, "", *(f"{entry.path}\0{entry.blob or entry.stamp}" for entry in entries)))
        return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=16).digest()

    def token(self, path: str) -> str:
        """Token of a file's content; "" for a file that is not there."""
        entry = self._entries.get(path)
        return token_of(entry) if entry else ""

    def earlier(self, start: str) -> Iterator[tuple[str, Left]]:
        """See `Program.earlier`."""
        return self.leavings.before(start)

    def faults(self, path: str) -> tuple[Fault, ...]:
        """What could not be lowered of a file that was lowered because another needs it."""
        return tuple(
            replace(fault, path=path) for fault in self._forms.faults.get((self._kind, self.token(path)), ())
        )

    def markers(self, findings: Iterable[Finding]) -> dict[str, tuple[Marker, ...]]:
        """Other tools' comments on the lines of some findings; our own were read with the file."""
        by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            by_path.setdefault(finding.place.path, []).append(finding)
        marked = {}
        for path, found in by_path.items():
            text = self.text(path)
            if text is not None:
                read = read_markers(text, [finding.place for finding in found])
                foreign = tuple(marker for marker in read if marker.tool)
                if foreign:
                    marked[path] = foreign
        return marked

    @cached_property
    def around(self) -> Sequence[str]:
        """See `Program.around`."""
        return sorted(self._entries)

    @cached_property
    def layout(self) -> bytes:
        """Digest of all paths: where it is the same, imports lead to the same places."""
        names = "\0".join(self.paths).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(names, digest_size=16).digest()

    def _lowered(self, path: str, token: str) -> bytes:
        text = self.text(path)
        if text is None:
            return b""
        faults: tuple[Fault, ...] = ()
        known = b""
        try:
            form = self._detector.lower(text, wanted=True)
            faults, known = form.faults, pressed(form.packed) if form.packed else b""
        except Exception as error:  # noqa: BLE001 - whatever a detector raises, the coverage names it
            faults = (Fault(path, "detector-failed", told(error)),)
        self._forms.fresh[self._kind, token] = known
        self._forms.faults[self._kind, token] = faults
        return known

    def _text(self, path: str) -> Text | None:
        entry = self._entries.get(path)
        if entry is None:
            return None
        try:
            data = self._reader.read(entry)
        except (Unexaminable, MemoryError):
            self.doubt(path)
            return None
        if entry.blob and entry.origin is not Origin.blob and not is_blob(data, entry.blob):
            self.doubt(path)
        return decode(path, data)

    def _lies(self, path: str) -> str:
        """How many files and folders share the names on a path: an import may come to mean another."""
        files, folders, packages = self._names
        folder, _, name = path.rpartition("/")
        return f"{files[_stem(name)]} {self._lies_folder(folder)} {folders[_stem(name)]} {packages[folder]}"

    @cached_property
    def _lies_folder(self) -> Callable[[str], str]:
        _, folders, packages = self._names

        @cache
        def lies(folder: str) -> str:
            if not folder:
                return ""
            above, _, name = folder.rpartition("/")
            return f"{lies(above)}/{folders[name]},{packages[folder]}"

        return lies

    @cached_property
    def _names(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """How often each name of a module and of a folder occurs, and which folders are packages."""
        files: Counter[str] = Counter()
        packages: Counter[str] = Counter()
        above: set[str] = set()
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            stem = _stem(name)
            files[stem] += 1
            above.add(folder)
            if stem == "__init__":
                packages[folder] += 1
        known: set[str] = set()
        for folder in above:
            while folder and folder not in known:
                known.add(folder)
                folder = folder.rpartition("/")[0]  # noqa: PLW2901 - up to the root
        return files, Counter(folder.rpartition("/")[2] for folder in known), packages


def token_of(entry: Entry) -> str:
    """What a file's content is known by in one run; of one that is not certain, its path."""
    return entry.blob or entry.stamp or f"\0{entry.path}"


def _stem(name: str) -> str:
    return name.rpartition(".")[0]
