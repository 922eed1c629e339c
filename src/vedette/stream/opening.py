"""Opening: what a watch is made of, from what its user names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event

import platformdirs
from msgspec import Struct

from vedette import index
from vedette.detectors.interface import Setup, StreamDetector
from vedette.ledger.keys import cache_key
from vedette.ledger.place import default_path
from vedette.model.errors import WorldError
from vedette.model.watch import Letter, News, Saved
from vedette.response.incidents import Book
from vedette.rulebook import rulebook
from vedette.settings.interface import RuleSetting, WatchedLog
from vedette.sources.logs.followed import Begin
from vedette.sources.logs.inbox import Address
from vedette.sources.logs.interface import Source
from vedette.sources.logs.opening import follow, replay
from vedette.stream.declared import Declared, DeclaredLocator
from vedette.stream.interface import Locator, Memory, Parts, Teller


class Asked(Struct, frozen=True, kw_only=True):
    """What a user names.

    Attributes:
        paths: logs to follow, or files to replay.
        replay: read the files to their ends.
        addresses: where to listen.
        begin: where to begin in logs that were never read.
        logs: what is declared of logs.
        rules: what the user changes about rules.
    """

    paths: tuple[str, ...] = ()
    replay: bool = False
    addresses: tuple[Address, ...] = ()
    begin: Begin = Begin.file
    logs: tuple[WatchedLog, ...] = ()
    rules: Mapping[str, RuleSetting] = {}


class Silent:
    """As `interface.Teller`, of who tells nobody."""

    def letters(self, news: Sequence[News]) -> Sequence[Letter]:
        """As `Teller.letters`."""
        del news
        return ()

    def wake(self) -> None:
        """As `Teller.wake`."""

    def close(self) -> None:
        """As `Teller.close`."""


def make_parts(
    asked: Asked,
    memory: Memory,
    stopped: Callable[[], bool],
    *,
    locator: Locator | None = None,
    teller: Teller | None = None,
) -> Parts:
    """What a watch is made of.

    Args:
        asked: what the user names.
        memory: where positions are kept.
        stopped: whether to end.
        locator: finds deployments, routes and code; None to go by what is declared alone.
        teller: delivers; None to tell nobody.

    Raises:
        UsageError: a format is not known.
    """
    bell = Event()
    declared = Declared(asked.logs)

    def wait(seconds: float) -> None:
        bell.wait(seconds)
        bell.clear()

    def sources(saved: Saved) -> list[Source]:
        return _sources(asked, saved, bell.set)

    return Parts(
        open=sources,
        recogniser=declared,
        detectors=stream_detectors(asked.rules),
        wait=wait,
        stopped=stopped,
        locator=DeclaredLocator(declared, locator),
        book=Book(),
        memory=memory,
        teller=teller or Silent(),
    )


def stream_detectors(rules: Mapping[str, RuleSetting]) -> dict[str, StreamDetector]:
    """A detector of each kind that judges logs.

    Args:
        rules: what the user changes about rules.
    """
    found: dict[str, StreamDetector] = {}
    folder, key = _cache()
    for kind, module in index.load()["streams"].items():
        book = rulebook(rules, [kind])
        setup = Setup(rules=book.rules, definitions=book.definitions, cache_dir=folder, cache_key=key)
        found[kind] = import_module(module).create_stream(setup)
    return found


def _sources(asked: Asked, saved: Saved, bell: Callable[[], None]) -> list[Source]:
    if asked.replay:
        return replay(asked.paths, bell)
    sources = follow(asked.paths, saved.marks, asked.begin, bell)
    if asked.addresses:
        # Sockets only for those who listen.
        from vedette.sources.logs.listening import ListeningLogs

        sources.append(ListeningLogs(asked.addresses, bell))
    return sources


def _cache() -> tuple[str, bytes]:
    """Where compiled databases may be kept, and what seals them; nowhere, if there is no such place."""
    with suppress(OSError, RuntimeError, WorldError):
        path = Path(platformdirs.user_cache_dir("vedette", appauthor=False))
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(path), cache_key(default_path())
    return "", b""
