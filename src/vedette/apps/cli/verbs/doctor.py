"""Check that everything a scan needs is there and sound."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from msgspec import Struct

from vedette import __version__, index
from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.ledger.store import open_ledger
from vedette.model.errors import VedetteError
from vedette.settings.files import user_file, user_path
from vedette.settings.layer import parse
from vedette.sources.advisories.interface import State
from vedette.sources.advisories.store import damage, freshness
from vedette.sources.git.door import find_git
from vedette.work.intel import is_idle, place_of

_STYLES = {"ok": Style.good, "warn": Style.warning, "fail": Style.alarm}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Check(Struct, frozen=True):
    """One line: `ok`, `warn` or `fail`, what was looked at, and what to do unless it is ok."""

    state: str
    what: str
    todo: str = ""


@click.command("doctor")
@shared.ledger_option
def command(ledger: str | None) -> int:
    """Check what a scan needs: git, patterns, folders, ledger, configuration. Exits 3 if something fails."""
    shared.standing().judges = False
    checks = list(_checks(ledger))
    sheet = terminal.paper()
    for check in checks:
        sheet.line((_STYLES[check.state], f"{check.state:<4}"), f"  {check.what}")
        if check.todo:
            sheet.line("      ", (Style.hint, check.todo))
    failed = sum(check.state == "fail" for check in checks)
    sheet.line(f"{len(checks)} checks, {failed} failed")
    terminal.show(sheet)
    return 3 if failed else 0


def _checks(ledger: str | None) -> Iterator[Check]:
    yield Check("ok", f"vedette {__version__}, Python {sys.version.split()[0]} on {sys.platform}")
    yield _guarded("git", _git)
    yield _patterns()
    yield _guarded("index", _index)
    yield _guarded("configuration", _configuration)
    for name, path in _folders():
        yield _folder(name, path)
    yield _guarded("ledger", lambda: _ledger(ledger))
    yield _guarded("advisories", _advisories)
    yield _terminal()


def _guarded(what: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except VedetteError as error:
        return Check("fail", f"{what}: {error.message}", error.help)
    except OSError as error:
        return Check("fail", f"{what}: {error.strerror}")


def _git() -> Check:
    git, _ = find_git("")
    return Check("ok", f"git: {git}")


def _patterns() -> Check:
    try:
        import hyperscan
    except ImportError:
        return Check(
            "warn",
            "patterns: hyperscan is not installed; the slower fallback is used",
            "pip install hyperscan, where there is a wheel for this machine",
        )
    return Check("ok", f"patterns: hyperscan {getattr(hyperscan, '__version__', '')}".rstrip())


def _index() -> Check:
    if index.build() != index.load():
        return Check("fail", "index: it is not that of the installed files", "install vedette again")
    loaded = index.load()
    return Check("ok", f"index: {len(loaded['rules'])} rules, {len(loaded['formats'])} formats")


def _configuration() -> Check:
    found = user_file()
    if found is None:
        return Check("ok", f"configuration: the user has none ({user_path()})")
    parse(*found, from_tree=False)
    return Check("ok", f"configuration: {found[1]}")


def _folders() -> Iterator[tuple[str, Path]]:
    from platformdirs import user_cache_path, user_state_path

    yield "state folder", user_state_path("vedette", appauthor=False)
    yield "cache folder", user_cache_path("vedette", appauthor=False)


def _folder(name: str, path: Path) -> Check:
    there = next(one for one in (path, *path.parents) if one.exists())
    if not os.access(there, os.W_OK | os.X_OK) or not there.is_dir():
        return Check("fail", f"{name}: {path} cannot be written to", f"make {there} a folder of yours")
    if there == path and os.name == "posix" and path.stat().st_mode & _OTHERS:
        return Check("warn", f"{name}: others may look into {path}", f"chmod 700 {path}")
    return Check("ok", f"{name}: {path}" + ("" if there == path else " (made when needed)"))


def _ledger(option: str | None) -> Check:
    path = shared.ledger_path(option)
    if path is None:
        return Check("ok", "ledger: in memory")
    if isinstance(path, Path) and not path.exists():
        return Check("ok", f"ledger: {path} (made by the first scan)")
    store = open_ledger(path)
    try:
        faults = store.verify()
    finally:
        store.close()
    if faults:
        return Check("fail", f"ledger: {path} was altered: {faults[0].what}", "vedette ledger verify")
    return Check("ok", f"ledger: {path} is sound")


def _advisories() -> Check:
    settings = shared.of_user({})
    place = place_of(settings)
    if is_idle(settings, place):
        return Check("warn", "advisories: none; packages are not judged", "vedette intel update")
    age = timedelta(days=settings.intel.max_age)
    found = freshness(place, datetime.now(UTC), age)
    wrong = damage(place) if found.state is not State.none else ""
    if wrong:
        return Check("fail", f"advisories: {place} is damaged: {wrong}", "vedette intel update")
    if found.state is State.fresh:
        return Check("ok", f"advisories: as of {found.as_of}")
    return Check("warn" if found.state is State.stale else "fail", f"advisories: {found.reasons[0]}")


def _terminal() -> Check:
    if not terminal.is_terminal(sys.stdout):
        return Check("ok", "terminal: none; plain text, no progress")
    colour = "colours" if terminal.colour() else "no colours"
    return Check("ok", f"terminal: {terminal.width()} columns, {colour}")
