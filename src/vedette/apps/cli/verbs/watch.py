"""Watch what running systems log: attacks, the code that they aim at, who owns it."""

from __future__ import annotations

import gc
import glob
import os
import signal
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from msgspec import Struct
from msgspec.structs import replace

from vedette.apps.cli import failure, terminal
from vedette.apps.cli import options as shared
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.settings.interface import Settings, WatchedLog
from vedette.settings.schema import read_duration

if TYPE_CHECKING:
    from vedette.stream.interface import Ended, Locator, Memory, Teller
    from vedette.stream.opening import Asked

_MAPPING_BYTES = 1 << 20
_STDOUT = "-"
_REPLAYS = 64  # at once; each leaves a row in the ledger
# A block is thousands of tuples without a cycle: looking for garbage among them is a twentieth of the work.
_COLLECTED = (20_000, 20, 20)


@click.command("watch")
@click.argument("logs", metavar="[LOG]...", nargs=-1)
@click.option("--follow", is_flag=True, help="Read on as the logs are written.  [default]")
@click.option("--replay", is_flag=True, help="Read the logs to their ends, and exit.")
@click.option(
    "--listen", multiple=True, metavar="ADDRESS", help="syslog://HOST:PORT or http://HOST:PORT; repeatable."
)
@click.option("--listen-anywhere", is_flag=True, help="Allow --listen on addresses that others can reach.")
@click.option(
    "--log-format",
    metavar="NAME|FILE",
    help="The logs' format, or a TOML file with its mapping.  [default: found out by looking]",
)
@click.option("--service", metavar="NAME", help="What writes the logs.  [default: by host and path]")
@click.option("--environment", metavar="NAME", help="Where that runs, such as prod.")
@click.option(
    "--begin",
    type=click.Choice(["history", "file", "end"]),
    default="file",
    show_default=True,
    help="Where to begin in a log never read before: its rotated files, itself, or what comes.",
)
@click.option(
    "--silence", metavar="TIME", help="A log is silent after TIME, such as 10m.  [default: by its own rhythm]"
)
@click.option(
    "--state",
    metavar="NAME",
    default="default",
    show_default=True,
    help="Name of this watch, where several share a ledger.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="text, or jsonl: one object a hit; repeatable.  [default: text]",
)
@shared.ledger_option
def command(**given: Any) -> int:
    """Read LOGs (files, patterns in quotes, FIFOs, `-`), see attacks in them, and say whose code they aim at.

    Positions are kept: started again, a watch goes on where it was, through rotation and compression, and
    reads no line twice. Without LOG, the logs of `[[watch.log]]` in your settings are read.

    With --replay each LOG is read from its start to its end, and no position is kept.
    """
    shared.standing().judges = False
    chosen = _Chosen(**given)
    # What a watch reads and tells never comes from a tree.
    settings = shared.of_user({})
    asked = _asked(chosen, settings)
    from vedette.stream.interface import Task
    from vedette.stream.opening import make_parts
    from vedette.stream.watch import watch

    task = Task(replay=chosen.replay, silence=_silence(chosen.silence))
    with ExitStack() as stack:
        view = stack.enter_context(_outputs(chosen))
        memory = stack.enter_context(_memory(chosen))
        locator = stack.enter_context(_locator(chosen, settings, asked))
        stopped = stack.enter_context(_signals())
        stack.enter_context(_seldom_collected())
        teller = _teller(chosen, settings)
        for event in watch(task, make_parts(asked, memory, stopped, locator=locator, teller=teller)):
            view.event(event)
    return _code(view.ended, replay=chosen.replay)


class _Chosen(Struct, frozen=True, kw_only=True):
    """The options."""

    logs: tuple[str, ...]
    follow: bool
    replay: bool
    listen: tuple[str, ...]
    listen_anywhere: bool
    log_format: str | None
    service: str | None
    environment: str | None
    begin: str
    silence: str | None
    state: str
    formats: tuple[str, ...]
    ledger: str | None


def _asked(chosen: _Chosen, settings: Settings) -> Asked:
    from vedette.sources.logs.followed import Begin
    from vedette.sources.logs.inbox import address_of
    from vedette.stream.opening import Asked

    if chosen.replay and (chosen.follow or chosen.listen):
        raise UsageError("--replay takes neither --follow nor --listen")
    addresses = tuple(address_of(text, anywhere=chosen.listen_anywhere) for text in chosen.listen)
    paths = chosen.logs or (() if addresses else tuple(log.path for log in settings.logs))
    if not paths and not addresses:
        raise UsageError(
            "nothing is named to watch",
            help="vedette watch access.log, or --listen ADDRESS, or [[watch.log]] in your settings",
        )
    _must_exist(paths)
    return Asked(
        paths=paths,
        replay=chosen.replay,
        addresses=addresses,
        begin=Begin(chosen.begin),
        logs=_declared(chosen, settings.logs),
        rules=settings.rules,
    )


def _must_exist(paths: tuple[str, ...]) -> None:
    """A log that is not there yet may come; if none is there, the names are wrong."""
    for path in paths:
        if path != _STDOUT and os.path.isdir(path):  # noqa: PTH112 - a pattern is no path
            raise UsageError(f"{path} is a folder", help=f"name its logs, such as '{path.rstrip('/')}/*.log'")
    if paths and not any(path == _STDOUT or os.path.lexists(path) or glob.has_magic(path) for path in paths):
        raise NothingToExamineError(
            f"none of the logs is there: {', '.join(paths[:5])}", help="name a log that is"
        )


def _declared(chosen: _Chosen, logs: tuple[WatchedLog, ...]) -> tuple[WatchedLog, ...]:
    """What the command line says of all logs comes before what the settings say of each."""
    format_, mapping = _format(chosen.log_format)
    given = {
        name: value
        for name, value in (
            ("format", format_),
            ("mapping", mapping),
            ("service", chosen.service),
            ("environment", chosen.environment),
        )
        if value
    }
    return tuple(replace(log, **given) for log in (*logs, WatchedLog(path="*")))


def _format(given: str | None) -> tuple[str, dict[str, str]]:
    if given is None:
        return "", {}
    if not given.endswith(".toml") and os.sep not in given:
        return given, {}
    wrong = UsageError(
        f"{given} is no mapping file",
        help='format = "json" and a table [mapping] of texts, such as client = "request.ip"',
    )
    try:
        with Path(given).open("rb") as file:
            document = tomllib.loads(file.read(_MAPPING_BYTES).decode())
    except (OSError, ValueError, RecursionError):
        raise wrong from None
    mapping = document.pop("mapping", {})
    name = document.pop("format", "json")
    if document or not isinstance(name, str) or not isinstance(mapping, dict):
        raise wrong
    if not all(isinstance(value, str) for value in mapping.values()):
        raise wrong
    return name, mapping


def _silence(given: str | None) -> float:
    if given is None:
        return 0.0
    try:
        return read_duration(given)
    except ValueError:
        raise UsageError("--silence must be a time, such as 90s, 10m or 2h") from None


@contextmanager
def _outputs(chosen: _Chosen) -> Iterator[Any]:
    from vedette.apps.cli.watching import WatchView
    from vedette.feedback.hits import Hits

    file = None
    for given in chosen.formats:
        name, equals, place = given.partition("=")
        if name not in {"text", "jsonl"} or (equals and (not place or name == "text")):
            raise UsageError(f"unknown format {given!r}", help="text, jsonl or jsonl=FILE")
        if name == "jsonl":
            file = place or _STDOUT
    if file is None:
        yield WatchView(text=True, hits=None)
    elif file == _STDOUT:
        yield WatchView(text=False, hits=Hits(terminal.out()))
    else:
        with _opened(file, append=not chosen.replay) as out:
            yield WatchView(text=True, hits=Hits(out))


@contextmanager
def _opened(path: str, *, append: bool) -> Iterator[BinaryIO]:
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    flags |= os.O_APPEND if append else os.O_TRUNC
    try:
        out = os.fdopen(os.open(path, flags, 0o600), "wb")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}",
            help="name a file elsewhere; links are not followed",
        ) from None
    try:
        with out:
            yield out
    except OSError as error:
        raise failure.unwritten(path, error) from error


@contextmanager
def _memory(chosen: _Chosen) -> Iterator[Memory]:
    """Where positions are kept. A replay has a place of its own: it goes on from nothing."""
    place = shared.ledger_path(chosen.ledger)
    memory: Memory
    if place is None:
        from vedette.stream.memory import BriefMemory

        memory = BriefMemory()
        if not chosen.replay:
            terminal.say("note", "the ledger is in memory: started again, the watch begins anew")
    else:
        from vedette.ledger.watching import WatchMemory

        name = f"replay {os.getpid() % _REPLAYS}" if chosen.replay else f"watch {chosen.state}"
        memory = WatchMemory(place, name)
    try:
        yield memory
    finally:
        memory.close()


@contextmanager
def _locator(chosen: _Chosen, settings: Settings, asked: Asked) -> Iterator[Locator | None]:
    """Finds deployments and code by what the ledger knows of them."""
    place = shared.ledger_path(chosen.ledger)
    if place is None:
        yield None
        return
    from vedette.ledger.store import open_ledger
    from vedette.rulebook import all_rules
    from vedette.stream.declared import Declared
    from vedette.stream.locating import DeployedLocator

    ledger = open_ledger(place)
    for note in ledger.notes():
        terminal.say("note", note)
    weaknesses = {name: rule.weakness for name, rule in all_rules().items()}
    try:
        yield DeployedLocator(ledger, settings.places, Declared(asked.logs).of, weaknesses)
    finally:
        ledger.close()


def _teller(chosen: _Chosen, settings: Settings) -> Teller | None:
    """Tells the channels of the settings; nobody is woken by a replay."""
    place = shared.ledger_path(chosen.ledger)
    if chosen.replay or place is None or not settings.channels:
        return None
    from vedette.stream.telling import Telling

    return Telling(settings.channels, os.environ, place)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECTED)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _signals() -> Iterator[Any]:
    """The first signal ends the watch at the next block, the second one at once."""
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # not the main thread: then somebody else minds signals
            before[number] = signal.signal(number, ask)
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _code(ended: Ended | None, *, replay: bool) -> int:
    if ended is None:
        return failure.BUG
    sound = not ended.missed and all(one.agree and not one.failed for one in ended.counts.values())
    if ended.interrupted:
        return failure.INTERRUPTED
    if replay and not ended.progress.lines and any(one.troubles for one in ended.counts.values()):
        raise NothingToExamineError("nothing could be read", help="see the warnings above")
    return 0 if sound else failure.WORLD
