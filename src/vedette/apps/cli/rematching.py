"""What runs is held against what is publicly known, whenever either changes; emergencies are told at once."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.model.errors import UsageError

if TYPE_CHECKING:
    from vedette.ledger.interface import Ledger, Rematched
    from vedette.ledger.place import Place
    from vedette.model.watch import Letter, News
    from vedette.pipeline.rematching import Told
    from vedette.sources.advisories.store import Store

_SHOWN = 5


def after_update(path: str) -> None:
    """Match all that runs with a database of advisories that was made anew; nothing runs without a ledger.

    Args:
        path: of the database.

    Raises:
        WorldError: the ledger cannot be read or written.
    """
    from vedette.ledger.store import open_ledger
    from vedette.sources.advisories.store import open_store

    place = shared.ledger_path(None)
    if place is None or (isinstance(place, Path) and not place.exists()):
        return
    with closing(open_ledger(place)) as ledger:
        if ledger.deployments(limit=1):
            with open_store(path) as store:
                _match(ledger, store, place)


def after_deployment(ledger: Ledger, place: Place, *, aside: bool = False) -> None:
    """Match all that runs, when there is a database of advisories.

    Args:
        ledger: with the deployment.
        place: of the ledger.
        aside: standard output is for something else.

    Raises:
        WorldError: the ledger or the database cannot be read.
    """
    from vedette.sources.advisories.store import NoDatabaseError, open_store
    from vedette.work.intel import place_of

    try:
        store = open_store(place_of(shared.of_user({})))
    except NoDatabaseError as error:
        if not error.is_missing:
            terminal.say("warning", f"it was not matched with advisories: {error.message}")
        return
    with store:
        _match(ledger, store, place, aside=aside)


def _match(ledger: Ledger, store: Store, place: Place, *, aside: bool = False) -> None:
    from vedette.pipeline.rematching import rematch
    from vedette.stream.telling import letters_of

    settings = shared.of_user({})

    def letters(news: Sequence[News]) -> list[Letter]:
        # No zones: what cannot wait wakes whoever it is for, whatever the hour.
        return letters_of(news, settings.channels, time.time(), {})

    told = rematch(ledger, store, settings.policy, letters, datetime.now(UTC))
    _say(told, aside=aside)
    if told.done.alerts and settings.channels:
        _deliver(place)


def _deliver(place: Place) -> None:
    """Sends what is due; what does not get through waits for the next watch or update."""
    from vedette.stream.telling import Telling

    try:
        teller = Telling(shared.of_user({}).channels, os.environ, place)
    except UsageError as error:
        terminal.say("warning", f"nobody was told yet: {error.message}")
        if error.help:
            terminal.say("help", error.help)
        return
    teller.close()


def _say(told: Told, *, aside: bool) -> None:
    done = told.done
    runs = f"{done.deployments:,} deployment{'s' if done.deployments != 1 else ''} matched"
    change = (
        f"{len(done.raised):,} new, {len(done.closed):,} gone"
        if done.raised or done.closed
        else "nothing new"
    )
    if aside:
        terminal.say("note", f"{runs}: {change}")
        for alert in done.alerts[:_SHOWN]:
            terminal.say("note", f"alert {alert.number}: {alert.title}")
    else:
        _show(done, f"{runs}: {change}")
    if done.unknown:
        names = [f"{one.service} {one.version} ({one.environment})" for one in done.unknown]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        terminal.say(
            "warning", f"not matched, their packages are not known: {', '.join(names[:_SHOWN])}{more}"
        )
        terminal.say("help", "scan their commits (`vedette scan`), or deploy with --sbom")
    if told.undecided:
        first = " ".join(told.undecided[0])
        more = f" and {len(told.undecided) - 1} more" if len(told.undecided) > 1 else ""
        terminal.say("warning", f"no order has the version of {first}{more}: neither affected nor clean")


def _show(done: Rematched, lead: str) -> None:
    sheet = terminal.paper()
    sheet.line(lead)
    for alert in done.alerts[:_SHOWN]:
        sheet.line((Style.alarm, f"alert {alert.number}: "), alert.title)
    if len(done.alerts) > _SHOWN:
        sheet.line(f"and {len(done.alerts) - _SHOWN:,} more alerts")
    if done.alerts:
        sheet.line("Next: ", (Style.hint, f"vedette alerts show {done.alerts[0].number}"))
    elif done.raised:
        sheet.line("Next: ", (Style.hint, "vedette findings --path 'deployed/**'"))
    terminal.show(sheet)
