"""Fetch, import, show and hand on what is publicly known of packages."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Paper, Style
from vedette.model.errors import UsageError, WorldError

if TYPE_CHECKING:
    from vedette.settings.interface import IntelSettings
    from vedette.sources.advisories.building import Built, Stored
    from vedette.sources.advisories.interface import Freshness, Provenance
    from vedette.sources.advisories.store import Store
    from vedette.sources.advisories.update import Failure

_TOKEN = "VEDETTE_INTEL_TOKEN"  # noqa: S105 - the name of a variable
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 5
_MIB = 1024 * 1024


@click.group("intel")
def command() -> None:
    """Fetch, import, show and hand on what is publicly known of packages: advisories, KEV, EPSS."""


@command.command("update")
@click.option("--full", is_flag=True, help="Fetch everything anew, also what seems unchanged.")
@click.option(
    "--ecosystem",
    "ecosystems",
    multiple=True,
    metavar="NAME",
    help="Only advisories for this one, such as PyPI; repeatable.  [default: [intel] ecosystems]",
)
def update(full: bool, ecosystems: tuple[str, ...]) -> int:
    """Bring the database of advisories up to date, from the public addresses or [intel] mirror.

    What cannot be fetched keeps what it had, and the exit code is 3. VEDETTE_INTEL_TOKEN goes to the mirror.
    """
    from vedette.sources.advisories.building import build
    from vedette.sources.advisories.interface import DEFAULT_ECOSYSTEMS
    from vedette.sources.advisories.update import Wanted, fetched

    settings, path = _here()
    token = os.environ.get(_TOKEN, "").strip()
    store = _opened(path)
    before = {one.name: one for one in store.sources()} if store else {}
    wanted = Wanted(
        now=datetime.now(UTC),
        mirror=settings.mirror,
        token=token,
        trusted=settings.trusted,
        ecosystems=ecosystems or settings.ecosystems or DEFAULT_ECOSYSTEMS,
        full=full,
        environment=os.environ,
        modified=store.modified if store else _nothing,
    )
    if token and not settings.mirror:
        terminal.say("note", f"{_TOKEN} is not used: the public addresses want none")
    failures: list[Failure] = []
    try:
        built = build(path, fetched(wanted, before, failures.append))
    finally:
        if store:
            store.close()
    _tell(built, path)
    _rematch(built, path)
    _raise_for([(one.name, one.reason, one.help) for one in failures], built)
    return 0


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="NAME", help="What to call it.  [default: the last part of PATH]")
@click.option(
    "--as-of",
    default="",
    metavar="DATE",
    help="The day on which the publisher gave the data out.  [default: that of their newest record]",
)
def import_(path: Path, name: str, as_of: str) -> int:
    """Take OSV records (a zip or folder of JSON or YAML), OSV's bulk export, KEV, EPSS or a bundle.

    For machines without a network. What is imported under one name replaces what had that name before.
    """
    from vedette.sources.advisories.building import build
    from vedette.sources.advisories.loading import Asked, deliveries

    shared.must_exist(path, "name a zip, a folder or a bundle")
    if as_of and not _is_day(as_of):
        raise UsageError(f"--as-of {as_of} is no day", help="write it as 2026-11-20")
    if as_of > (datetime.now(UTC) + timedelta(days=1)).date().isoformat():
        # Data of a day to come would never be too old. Further east it is tomorrow already.
        raise UsageError(
            f"--as-of {as_of} is yet to come", help="name the day on which the data were given out"
        )
    settings, place = _here()
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    day = f"{as_of}T00:00:00Z" if as_of else ""
    asked = Asked(path=str(path), now=now, name=name, as_of=day, trusted=settings.trusted)
    built = build(place, deliveries(asked))
    _tell(built, place)
    if not all(one.provenance.signed for one in built.stored):
        terminal.say("note", "nobody's signature was checked: whoever handed the data over is believed")
    _rematch(built, place)
    _raise_for([], built)
    return 0


@command.command("status")
@click.option("--check", is_flag=True, help="Read the whole file and look for damage.")
def status(check: bool) -> int:
    """Say what the database has, from where, how old it is. Exits 3 if there is none that can be used."""
    from vedette.sources.advisories.store import open_store

    settings, path = _here()
    with open_store(path) as store:
        wrong = store.check() if check else ""
        if wrong:
            raise WorldError(
                f"the database of advisories {path} is damaged: {wrong}",
                help="`vedette intel update` makes it anew",
            )
        now = datetime.now(UTC)
        sheet = terminal.paper()
        sheet.line((Style.place, path), f"  {os.path.getsize(path) / _MIB:,.1f} MiB")  # noqa: PTH202 - a string
        _table(sheet, store, now)
        _judgement(sheet, store.freshness(now, timedelta(days=settings.max_age)))
    terminal.show(sheet)
    return 0


@command.command("bundle")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Sign with the key in FILE, made on first use.",
)
def bundle(out: Path, key: Path | None) -> int:
    """Write the whole database to OUT, for a mirror or a machine without a network; OUT.sig signs it."""
    from vedette.sources.advisories import bundle as bundles
    from vedette.sources.advisories.store import open_store

    _, path = _here()
    with open_store(path) as store:
        count = bundles.write(store, str(out))
    sheet = terminal.paper()
    sheet.line(f"{count:,} records in ", (Style.place, str(out)))
    if key:
        public = _signed(out, key)
        sheet.line("signed by ", (Style.place, public), ": whoever takes it pins that in [intel] trusted")
    terminal.show(sheet)
    if not key:
        terminal.say("note", "it is not signed: give --key FILE, so that others can tell whose it is")
    return 0


def _here() -> tuple[IntelSettings, str]:
    from vedette.sources.advisories.place import default_path

    shared.standing().judges = False
    settings = shared.of_user({}).intel
    return settings, settings.path or default_path()


def _opened(path: str) -> Store | None:
    from vedette.sources.advisories.store import NoDatabaseError, open_store

    try:
        store = open_store(path)
    except NoDatabaseError:
        return None
    # What is damaged is begun anew: then nothing may be left out because it was there before.
    if store.check():
        store.close()
        return None
    return store


def _nothing(_: str) -> str:
    return ""


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _tell(built: Built, path: str) -> None:
    if built.anew:
        terminal.say("note", f"{built.anew}: begun anew")
    sheet = terminal.paper()
    for one in built.stored:
        if not one.failure:
            sheet.line(*_stored(one))
        for refused in one.refused[:_SHOWN]:
            terminal.say("note", f"{one.provenance.name}: {refused.place} is left out: {refused.reason}")
    if any(not one.failure for one in built.stored):
        sheet.line("in ", (Style.place, path))
    terminal.show(sheet)


def _rematch(built: Built, path: str) -> None:
    """What runs is matched with what is known now."""
    if any(not one.failure for one in built.stored):
        from vedette.apps.cli import rematching

        rematching.after_update(path)


def _stored(one: Stored) -> tuple[str, ...]:
    source = one.provenance
    refused = f", {source.refused:,} could not be read" if source.refused else ""
    signed = f", signed by {source.signed[:16]}…" if source.signed else ""
    return (f"{source.name:<22} {source.records:>9,} as of {_day(source.as_of)}{refused}{signed}",)


def _raise_for(failures: list[tuple[str, str, str]], built: Built) -> None:
    """Names what failed; a command that could not do all of what it was asked does not exit 0."""
    failures += [(one.provenance.name, one.failure, "") for one in built.stored if one.failure]
    for name, reason, _ in failures[:-1]:
        terminal.say("error", f"{name}: {reason}")
    if failures:
        name, reason, help_ = failures[-1]
        done = any(not one.failure for one in built.stored)
        kept = "what it had before is still there" if done else "the database is as it was before"
        raise WorldError(f"{name}: {reason}; {kept}", help=help_)


def _table(sheet: Paper, store: Store, now: datetime) -> None:
    from vedette.sources.advisories.freshness import told_at

    sources = store.sources()
    for one in sources:
        age = now - told_at(one)
        refused = f", {one.refused:,} unread" if one.refused else ""
        sheet.line(f"  {one.name:<22} {one.records:>9,}{refused}  {_ago(age)}  ", (Style.place, _origin(one)))
    counts = store.counts()
    sheet.line(
        f"{counts['records']:,} records of {counts['weaknesses']:,} weaknesses "
        f"in {counts['packages']:,} packages"
    )


def _origin(source: Provenance) -> str:
    return source.origin + (f" (signed by {source.signed[:16]}…)" if source.signed else "")


def _judgement(sheet: Paper, found: Freshness) -> None:
    if not found.reasons:
        sheet.line((Style.good, "fresh"))
    for reason in found.reasons:
        sheet.line((Style.warning, found.state.value), f": {reason}")


def _ago(age: timedelta) -> str:
    if age > timedelta(days=36_500):
        return "of unknown age"
    if age < timedelta(days=2):
        return f"{max(int(age.total_seconds() // 3600), 0)} hours old"
    return f"{age.days:,} days old"


def _day(moment: str) -> str:
    return moment[:10] or "an unknown day"


def _signed(out: Path, key: Path) -> str:
    from vedette.ledger.keys import load_or_make
    from vedette.sources.advisories import archive, signing

    private = load_or_make(key)
    try:
        with out.open("rb") as file:
            text = signing.sign(archive.digest_of(file), private)
        out.with_name(f"{out.name}.sig").write_text(text, encoding="ascii")
    except OSError as error:
        raise WorldError(
            f"{out}.sig cannot be written: {error.strerror}", help="look at the space there"
        ) from None
    return signing.public(private)
