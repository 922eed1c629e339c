"""Upgrades of packages in `vedette fix`: the edits that they are, and the words for what is left."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from vedette.apps.cli import mending
from vedette.apps.cli import options as shared
from vedette.apps.cli.mending import Left, Plan
from vedette.feedback.paper import Paper, Style
from vedette.model.finding import Finding

if TYPE_CHECKING:  # a fix of code alone pays for none of it
    from vedette.analysis.packages.dependencies import Dependency
    from vedette.analysis.packages.upgrading_steps import Upgrade, Weak
    from vedette.work import plan as work
    from vedette.work.upgrades import Upgrades

_RULES = frozenset({"package-vulnerable", "package-malicious"})
_MISMATCH = "package-lock-mismatch"
_MOST_TOLD = 40
_MOST_NAMES = 4
# A version is no secret, whatever it is the version of: `"jsonwebtoken": "8.5.1"`.
_VERSION = re.compile(
    r"(?<![A-Za-z0-9+/_.-])[\^~<>=v]{0,3}\d{1,10}(?:\.\d{1,10}){1,3}"
    r"(?:-(?:0\.)?\d{14}-[0-9a-f]{12})?(?:[.+-][A-Za-z]{1,12}\.?\d{0,4})?(?![\w.+/=-])"
)
# Of the private use area: no line that is shown has it.
_STAND_IN = "\ue000"


class Step(Struct, frozen=True):
    """An upgrade, and a finding for each file that it edits, with the edits of that file."""

    upgrade: Upgrade
    carriers: tuple[Finding, ...]


class Offered(Struct):
    """What is offered of packages.

    Attributes:
        upgrades: with findings and what is left; None where no finding is about packages.
        steps: of it, those that can be taken.
        failed: of those that cannot, findings and why.
    """

    upgrades: Upgrades | None = None
    steps: list[Step] = []
    failed: list[Left] = []

    def findings(self, upgrade: Upgrade) -> list[Finding]:
        """Those that an upgrade mends."""
        return [] if self.upgrades is None else _of(self.upgrades, upgrade.mends)

    @property
    def left(self) -> list[Left]:
        """Findings that are left since no edit of them can be made, one by one."""
        if self.upgrades is None:
            return []
        return [*(Left(one, "its package is no longer there") for one in self.upgrades.lost), *self.failed]

    @property
    def kept(self) -> int:
        """How many findings the proposal leaves."""
        kept = self.upgrades.proposal.kept if self.upgrades else ()
        return len({weak.number for one in kept for weak in one.weak})

    @property
    def pending(self) -> int:
        """How many findings a command has to mend after the edits."""
        return sum(len(self.findings(step.upgrade)) for step in self.steps if step.upgrade.is_pending)

    def is_expected(self, path: str, rule: str) -> bool:
        """Whether a finding that appears is only that a lock file has yet to follow its manifest."""
        return rule == _MISMATCH and any(
            edit.path == path for step in self.steps if step.upgrade.is_pending for edit in step.upgrade.edits
        )

    def drop(self, whys: Mapping[int, str]) -> bool:
        """Takes out the steps of which a carrier, by its `id`, cannot be written; whether there were any."""
        failed = [step for step in self.steps if any(id(one) in whys for one in step.carriers)]
        for step in failed:
            why = next(whys[id(one)] for one in step.carriers if id(one) in whys)
            self.failed += [Left(one, why) for one in self.findings(step.upgrade)]
            self.steps.remove(step)
        return bool(failed)

    @property
    def mended(self) -> list[Finding]:
        """Findings that the steps mend at once, without a command."""
        return [
            finding
            for step in self.steps
            if not step.upgrade.is_pending
            for finding in self.findings(step.upgrade)
        ]


def intended(path: Path, options: shared.RunOptions) -> work.Plan:
    """The plan of what is scanned, from which packages are read once more.

    Args:
        path: as the user named it.
        options: of the verb.

    Raises:
        UsageError: the path or a setting is wrong.
        WorldError: the repository cannot be read.
    """
    from vedette.work.plan import make_plan

    return make_plan(shared.request(path, options, {}))


def is_possible(plan: work.Plan) -> bool:
    """Whether there is a database of advisories to judge packages by."""
    return os.path.lexists(plan.intel)


def is_about(finding: Finding) -> bool:
    """Whether a finding tells of a known weakness of a package."""
    return finding.rule in _RULES


def offer(plan: work.Plan, findings: Sequence[Finding], *, widens: bool) -> Offered:
    """The upgrades that mend findings about packages.

    Args:
        plan: of what is scanned.
        findings: of which some may be about packages.
        widens: ranges may be widened, and major versions stepped over.
    """
    about = [one for one in findings if is_about(one)]
    if not about:
        return Offered()
    from vedette.work.upgrades import upgrades

    found = upgrades(plan, about, widens=widens)
    steps = []
    for upgrade in found.proposal.upgrades:
        first = found.findings[upgrade.mends[0].number]
        paths = dict.fromkeys(edit.path for edit in upgrade.edits)
        carriers = [
            replace(first, edits=tuple(edit for edit in upgrade.edits if edit.path == path)) for path in paths
        ]
        steps.append(Step(upgrade, tuple(carriers)))
    return Offered(found, steps)


def planned(root: Path, findings: Sequence[Finding], offered: Offered) -> Plan:
    """What edits make of files, those of upgrades too; an upgrade is taken whole or not at all.

    Args:
        root: absolute path of the tree.
        findings: that are not about packages.
        offered: of which those that cannot be taken are taken out.
    """
    while True:
        carriers = [one for step in offered.steps for one in step.carriers]
        plan = mending.plan(root, [*findings, *carriers])
        if not offered.drop({id(left.finding): left.why for left in plan.left}):
            return plan


def mask(hide: Callable[[str], str]) -> Callable[[str], str]:
    """Hides of a line what `hide` does, but for versions."""

    def hidden(line: str) -> str:
        versions: list[str] = []

        def kept(match: re.Match[str]) -> str:
            versions.append(match[0])
            return _STAND_IN

        shown = hide(_VERSION.sub(kept, line.replace(_STAND_IN, "")))
        if shown.count(_STAND_IN) != len(versions):
            return hide(line)
        for version in versions:
            shown = shown.replace(_STAND_IN, version, 1)
        return shown

    return hidden


def tell(sheet: Paper, offered: Offered, word: str) -> None:
    """Says what the upgrades mend.

    Args:
        sheet: to write on.
        offered: with the upgrades.
        word: what is done with them, such as `upgrade`.
    """
    for step in offered.steps[:_MOST_TOLD]:
        upgrade = step.upgrade
        package = upgrade.dependency.package
        what = f"{package.name} {package.version} to {upgrade.version}"
        names = _names(offered.findings(upgrade))
        once = f"; once `{upgrade.command}` is run" if upgrade.is_pending and upgrade.command else ""
        where = _place(upgrade.dependency)
        others = len({(one.place.path, one.place.start) for one in offered.findings(upgrade)}) - 1
        where += f" and {others} more" if others else ""
        sheet.labelled((Style.good, f"{word}:"), f"{what}, {where}, {names}{once}")
    _more(sheet, len(offered.steps), "upgrades")


def tell_left(sheet: Paper, offered: Offered) -> None:
    """Says what is left of packages, why, and which command may mend it."""
    if offered.upgrades is None:
        return
    kept = offered.upgrades.proposal.kept
    for one in kept[:_MOST_TOLD]:
        package = one.weak[0].dependency.package
        what = f"{package.name} {package.version}, {_place(one.weak[0].dependency)}"
        names = _names(_of(offered.upgrades, one.weak))
        sheet.labelled((Style.warning, "left:"), f"{what}, {names}: {one.why}")
        if one.command:
            sheet.line((Style.hint, "      run:"), f" {one.command}")
    _more(sheet, len(kept), "packages that are left; `vedette scan` tells them all")


def tell_afterwards(sheet: Paper, offered: Offered) -> None:
    """Says what is to be run so that lock files follow."""
    for command in dict.fromkeys(step.upgrade.command for step in offered.steps if step.upgrade.command):
        sheet.line((Style.hint, "run afterwards:"), f" {command}")


def _of(upgrades: Upgrades, weak: Iterable[Weak]) -> list[Finding]:
    return [upgrades.findings[number] for number in dict.fromkeys(one.number for one in weak)]


def _names(findings: Sequence[Finding]) -> str:
    names = sorted({one.subject.rpartition(":")[2] for one in findings})
    rest = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + rest


def _place(dependency: Dependency) -> str:
    return f"{dependency.path}:{dependency.package.line}"


def _more(sheet: Paper, count: int, what: str) -> None:
    if count > _MOST_TOLD:
        sheet.line(f"and {count - _MOST_TOLD} more {what}")
