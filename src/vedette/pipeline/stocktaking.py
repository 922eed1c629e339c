"""Stocktaking: each complete run of a commit tells the ledger what its services offer and are made with."""

from __future__ import annotations

import time

from msgspec.structs import replace

from vedette.detectors.interface import ProgramDetector
from vedette.ledger.interface import Ledger
from vedette.model.inventory import PackageInventory, ServiceInventory
from vedette.work.plan import Plan, Request
from vedette.work.tree import Tree

_CODE, _PACKAGES = "code", "packages"
# A hook and an editor look at what is no commit yet, and somebody waits for them.
_NEVER = frozenset({"hook", "editor"})


class Stocktaking:
    """Takes stock once for each commit, and only where it will be remembered.

    Args:
        request: of the run.
        plan: of the run.
        ledger: that remembers.
        lasting: the ledger outlives the run.

    Attributes:
        taken: what was found, or is on record; () when nothing was asked for.
        packages: what services are made with, where that is not on record.
    """

    def __init__(self, request: Request, plan: Plan, ledger: Ledger, *, lasting: bool) -> None:
        self.taken: tuple[ServiceInventory, ...] = ()
        self.packages: tuple[PackageInventory, ...] = ()
        self._plan = plan
        self._ledger = ledger
        self._wanted = (
            lasting
            and bool(plan.run.commit)
            and not plan.source.within
            and not request.staged
            and request.text is None
            and plan.run.stage not in _NEVER
        )

    def wants(self, kind: str) -> bool:
        """Whether the programs of a kind are to be looked at."""
        return self._wanted and kind in {_CODE, _PACKAGES} and time.monotonic() < self._plan.until

    def take(self, kind: str, tree: Tree, detector: ProgramDetector) -> None:
        """Takes stock of what is scanned, unless that is on record or no commit has it.

        Args:
            kind: that `wants` knows.
            tree: all of what is scanned.
            detector: of its kind.
        """
        if kind == _PACKAGES:
            self._take_packages(tree)
        else:
            self._take_routes(tree, detector)

    def _take_packages(self, tree: Tree) -> None:
        from vedette.work import parts, stock

        run, engine = self._plan.run, stock.engine(self._plan)
        known = self._ledger.packages_basis(run.project, run.commit)
        if (known and known.startswith(engine)) or not stock.is_as_committed(self._plan, tree):
            return
        basis = f"{engine}-{stock.content(tree)}"
        names = ("", *(service.name for service in self._plan.settings.policy.services))
        latest = [self._ledger.latest_packages(run.project, name) for name in names]
        # Most commits change no package.
        same = tuple(replace(one, commit=run.commit) for one in latest if one and one.basis == basis)
        self.packages = same if len(same) == len(names) else parts.take(self._plan, tree, basis)

    def _take_routes(self, tree: Tree, detector: ProgramDetector) -> None:
        from vedette.work import stock

        run, engine = self._plan.run, stock.engine(self._plan)
        known = self._on_record(run.commit)
        if known and known[0].basis.startswith(engine):
            self.taken = known
        elif stock.is_as_committed(self._plan, tree):
            basis = f"{engine}-{stock.content(tree)}"
            latest = self._ledger.latest_inventory(run.project)
            # Most commits change nothing that a route follows from.
            known = self._on_record(latest.commit) if latest and latest.basis == basis else ()
            self.taken = tuple(replace(one, commit=run.commit) for one in known)
            if not known:
                self.taken = stock.take(self._plan, tree, detector, basis)

    def _on_record(self, commit: str) -> tuple[ServiceInventory, ...]:
        """What is known of a commit, the whole project first; () unless of every service."""
        project = self._plan.run.project
        names = ("", *(service.name for service in self._plan.settings.policy.services))
        found = [self._ledger.inventory(project, commit, name) for name in names]
        known = tuple(one for one, name in zip(found, names, strict=True) if one and one.service == name)
        return known if len(known) == len(names) else ()
