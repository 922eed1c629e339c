"""The store: the ledger itself, over whichever database holds it, imported when one is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vedette.ledger import keys
from vedette.ledger.interface import (
    Deed,
    Fault,
    FindingHistory,
    Judge,
    Ledger,
    Letters,
    Rematched,
    Running,
    RunSummary,
    Said,
)
from vedette.ledger.place import Place, Server, beside
from vedette.model.alert import Alert, AlertState
from vedette.model.deployment import Deployment
from vedette.model.finding import Tracked
from vedette.model.inventory import PackageInventory, Part, ServiceInventory
from vedette.model.verdict import Checkpoint, Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store
    from vedette.ledger.session import LedgerSession
    from vedette.ledger.sources import Sources


def open_ledger(place: Place | None, *, keys_of: Place | None = None) -> Ledger:
    """Opens a ledger, made if it is not there, brought forward (after a backup) if it is of an earlier form.

    Args:
        place: the file or server; None for one that lives in memory as long as the process, without keys of
            its own.
        keys_of: a ledger whose identity key, if this machine has it, that in memory uses.

    Raises:
        UsageError: what is there is no ledger, or was written by a later vedette.
        WorldError: it is damaged, locked or out of reach.
    """
    from vedette.ledger.database.opening import open_store

    return StoredLedger(open_store(place), keys_of)


class StoredLedger:
    """As `interface.Ledger`, on any store. To be used in the thread that opened it."""

    def __init__(self, store: Store, keys_of: Place | None = None) -> None:
        self._store, self._keys_of = store, keys_of

    def notes(self) -> tuple[str, ...]:
        """As `Ledger.notes`."""
        return tuple(self._store.notes)

    def identity_key(self) -> bytes:
        """As `Ledger.identity_key`."""
        given = keys.given_identity_key()
        if given:
            return given
        if self._store.place is None and self._keys_of is not None:
            return keys.identity_file(beside(self._keys_of), make=False)
        with self._store.translated():
            return self._store.identity_key(make=True)

    @contextmanager
    def session(self, run: Run) -> Iterator[LedgerSession]:
        """As `Ledger.session`; one at a time."""
        from vedette.ledger.session import LedgerSession

        try:
            yield LedgerSession(self._store, run)
        finally:
            self._store.rollback()

    def sources(self, run: Run) -> Sources:
        """As `Ledger.sources`."""
        from vedette.ledger import sources

        with self._store.translated():
            return sources.known(self._store, run.project, run.source)

    def runs(self, project: str | None, limit: int) -> list[RunSummary]:
        """As `Ledger.runs`."""
        from vedette.ledger import queries

        with self._store.translated():
            return queries.runs(self._store, project, limit)

    def findings(self, project: str | None) -> list[Tracked]:
        """As `Ledger.findings`, by id."""
        from vedette.ledger import queries

        with self._store.translated():
            return [queries.tracked(row) for row in queries.finding_rows(self._store, project)]

    def finding(self, id_or_prefix: str) -> FindingHistory | None:
        """As `Ledger.finding`."""
        from vedette.ledger import queries

        with self._store.translated(), self._store.reading():
            return queries.history(self._store, id_or_prefix)

    def merge(self, kept: str, other: str, said: Said) -> Deed:
        """As `Ledger.merge`."""
        from vedette.ledger import merging

        with self._writing():
            return merging.merge(self._store, kept, other, said)

    def split(self, name: str, said: Said) -> Deed:
        """As `Ledger.split`."""
        from vedette.ledger import merging

        with self._writing():
            return merging.split(self._store, name, said)

    def deeds(self, project: str | None, limit: int) -> list[Deed]:
        """As `Ledger.deeds`."""
        from vedette.ledger import deeds

        with self._store.translated(), self._store.reading():
            return deeds.read(self._store, project, limit)

    def inventory(self, project: str, commit: str, service: str = "") -> ServiceInventory | None:
        """As `Ledger.inventory`."""
        from vedette.ledger import stock

        with self._store.translated(), self._store.reading():
            return stock.at(self._store, project, commit, service)

    def latest_inventory(self, project: str, service: str = "") -> ServiceInventory | None:
        """As `Ledger.latest_inventory`."""
        from vedette.ledger import stock

        with self._store.translated(), self._store.reading():
            return stock.latest(self._store, project, service)

    def packages_basis(self, project: str, commit: str, service: str = "") -> str | None:
        """As `Ledger.packages_basis`."""
        from vedette.ledger import parts

        with self._store.translated(), self._store.reading():
            return parts.basis(self._store, project, commit, service)

    def latest_packages(self, project: str, service: str = "") -> PackageInventory | None:
        """As `Ledger.latest_packages`."""
        from vedette.ledger import parts

        with self._store.translated(), self._store.reading():
            return parts.latest(self._store, project, service)

    def deployed(self, one: Deployment, bill: Sequence[Part] | None = None) -> Deployment:
        """As `Ledger.deployed`."""
        from vedette.ledger import deployments

        with self._writing():
            return deployments.record(self._store, one, bill)

    def parts(self, references: Iterable[str]) -> Mapping[str, tuple[Part, ...]]:
        """As `Ledger.parts`."""
        from vedette.ledger import parts

        with self._store.translated(), self._store.reading():
            return dict(parts.read(self._store, references))

    def running(self) -> tuple[list[Running], list[Deployment]]:
        """As `Ledger.running`."""
        from vedette.ledger import rematching

        with self._store.translated(), self._store.reading():
            return rematching.running(self._store)

    def rematch(self, judge: Judge, at: str, letters: Letters) -> Rematched:
        """As `Ledger.rematch`."""
        from vedette.ledger import rematching

        with self._writing():
            return rematching.record(self._store, judge, at, letters)

    def deployments(
        self,
        project: str | None = None,
        service: str = "",
        environment: str = "",
        *,
        current: bool = True,
        limit: int = 10_000,
    ) -> list[Deployment]:
        """As `Ledger.deployments`."""
        from vedette.ledger import deployments

        with self._store.translated(), self._store.reading():
            return deployments.listed(
                self._store, project, service, environment, current=current, limit=limit
            )

    def alerts(self, states: Iterable[AlertState], limit: int = 1000) -> list[Alert]:
        """As `Ledger.alerts`."""
        from vedette.ledger import alerts

        with self._store.translated(), self._store.reading():
            return alerts.listed(self._store, states, limit)

    def alert(self, number: int) -> Alert:
        """As `Ledger.alert`."""
        from vedette.ledger import alerts

        with self._store.translated(), self._store.reading():
            return alerts.one(self._store, number)

    def alerts_about(self, finding: str) -> list[Alert]:
        """As `Ledger.alerts_about`."""
        from vedette.ledger import alerts

        with self._store.translated(), self._store.reading():
            return alerts.about(self._store, finding)

    def close_alert(self, number: int, said: Said) -> Alert:
        """As `Ledger.close_alert`."""
        from vedette.ledger import alerts

        with self._writing():
            return alerts.close(self._store, number, said)

    def mute_alert(self, number: int, until: str, said: Said) -> Alert:
        """As `Ledger.mute_alert`."""
        from vedette.ledger import alerts

        with self._writing():
            return alerts.mute(self._store, number, until, said)

    def forget(self, name: str) -> int:
        """As `Ledger.forget`."""
        from vedette.ledger import people

        with self._writing():
            return people.forget(self._store, name)

    def head(self) -> Checkpoint:
        """As `Ledger.head`."""
        from vedette.ledger import checkpoint

        with self._store.translated():
            return checkpoint.of(self._store)

    def verify(self, checkpoint: Checkpoint | None = None) -> list[Fault]:
        """As `Ledger.verify`, the checkpoint's signature included."""
        from vedette.ledger import checkpoint as checkpoints
        from vedette.ledger import verify

        faults = []
        if checkpoint is not None:
            # To a server many machines write, each with a key of its own.
            own = None if isinstance(self._store.place, Server) else checkpoints.own_key(self._store.place)
            wrong = checkpoints.check(checkpoint, own)
            faults = [Fault(entry=0, what=wrong)] if wrong else []
        with self._store.translated(), self._store.reading():
            return faults + verify.verify(self._store, checkpoint)

    def close(self) -> None:
        """As `Ledger.close`."""
        self._store.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        from vedette.ledger.database.opening import writing

        with self._store.translated(), writing(self._store):
            yield
