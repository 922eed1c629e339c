"""Waivers: which findings they accept, and what becomes of each of them. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from vedette.model.finding import Finding, Tracked
from vedette.model.rule import Severity
from vedette.model.waiver import Acceptance, Effect, Waiver, WaiverEffect
from vedette.policy.ignores import Spot, Weighed, spot
from vedette.policy.interface import WaiverLimits
from vedette.policy.second_person import is_same_person

# How `Finding.portable` begins when it is a hash of a value that nobody can guess.
EXACT = "value:"
_VERSION = "w1"
_WILDCARDS = "*?"
# What needs two people.
_GRAVE = Severity.critical


class Waivers(Struct, frozen=True, kw_only=True):
    """The waivers of a run.

    Attributes:
        standing: those that count: of the base of the change where there is one.
        pending: those that the change brings, and that count once they are in the base.
    """

    standing: tuple[Waiver, ...] = ()
    pending: tuple[Waiver, ...] = ()


class View(Struct, frozen=True, kw_only=True):
    """What a run knows that waivers depend on.

    Attributes:
        limits: of the policy.
        today: a waiver counts up to its last day.
        renames: path now -> path at the base.
        is_gone: whether a path is shown not to exist any more.
        looked: whether the finding of a waiver would have been found if it were still there.
        here: the sightings of this run; others of a finding are remembered from earlier ones.
        removed: findings of the base that the change took away.
    """

    limits: WaiverLimits
    today: date
    is_gone: Callable[[str], bool]
    looked: Callable[[Waiver], bool]
    here: Collection[Spot]
    renames: Mapping[str, str] = {}
    removed: Sequence[Finding] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """What is accepted in a run, by the finding's id.

    Attributes:
        accepted: what holds.
        lapsed: why what would accept a finding does not hold, to be read after a comma.
        effects: every waiver and what it did.
    """

    accepted: Mapping[str, Acceptance] = {}
    lapsed: Mapping[str, str] = {}
    effects: tuple[WaiverEffect, ...] = ()


def identity(finding: Finding) -> str:
    """What a waiver knows a finding by: the same on every machine, whatever key the ledger has.

    Neither path nor line enters, and a secret value only if nobody can guess it.

    Args:
        finding: any finding.

    Returns:
        `w1-` and 32 hexadecimal digits.
    """
    what = (finding.portable,) if is_exact(finding) else (finding.symbol, finding.portable or finding.subject)
    state = hashlib.sha256()
    for part in ("vedette-waiver-v1", finding.kind, finding.family or finding.rule, *what):
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(4, "big") + data)
    return f"{_VERSION}-{state.hexdigest()[:32]}"


def is_exact(finding: Finding) -> bool:
    """Whether the identity alone says which weakness it is, wherever it stands."""
    return finding.portable.startswith(EXACT)


def places(item: Tracked) -> tuple[Finding, ...]:
    """The sightings of a finding."""
    return (item.finding, *item.also)


def needs_second(item: Tracked) -> bool:
    """Whether one person alone may not accept a finding."""
    return any(one.severity.rank >= _GRAVE.rank for one in places(item))


def has_second(waiver: Waiver) -> bool:
    """Whether two people stand for a waiver."""
    one, other = waiver.by.strip(), waiver.approved_by.strip()
    return bool(one and other) and not is_same_person(one, other)


def assess(waivers: Waivers, findings: Sequence[Tracked], weighed: Weighed, view: View) -> Standing:
    """Say which findings are accepted, and what each waiver does.

    A finding that stands at several places is accepted when each of them is, by a waiver or a comment there.

    Args:
        waivers: of the run.
        findings: of the run.
        weighed: what comments in the source accept.
        view: what else to go by.
    """
    if not (waivers.standing or waivers.pending or weighed.accepted or weighed.lapsed):
        return Standing()
    sought = {waiver.identity for waiver in (*waivers.standing, *waivers.pending)}
    matcher = _Matcher(findings, sought, view)
    by_spot: dict[Spot, Acceptance] = {}
    lapsed: dict[Spot, str] = dict(weighed.lapsed)
    effects = []
    for waiver, is_pending in (
        *((waiver, False) for waiver in waivers.standing),
        *((waiver, True) for waiver in waivers.pending),
    ):
        found = matcher.found(waiver)
        effect, detail = _effect(waiver, found, view, pending=is_pending)
        effects.append(_told(waiver, effect, detail, found))
        for _, one in found:
            if effect is Effect.active:
                by_spot.setdefault(spot(one), _acceptance(waiver))
            else:
                lapsed[spot(one)] = _LAPSED[effect].format(waiver.until)
    holds, ended = _settled(findings, {**weighed.accepted, **by_spot}, lapsed, view.here)
    return Standing(accepted=holds, lapsed=ended, effects=tuple(effects))


_Found = Sequence[tuple[Tracked, Finding]]
_LAPSED = {
    Effect.expired: "its waiver ended on {}",
    Effect.waiting: "its waiver waits for a second person",
    Effect.pending: "its waiver is new in this change and counts once it is in the base",
    Effect.broad: "its waiver is over-broad",
    Effect.faulty: "its waiver is faulty",
}


class _Matcher:
    """Finds what a waiver is about."""

    def __init__(self, findings: Sequence[Tracked], sought: Collection[str], view: View) -> None:
        self._view = view
        self._removed = {(identity(one), one.place.path) for one in view.removed}
        self._by_identity: dict[str, list[tuple[Tracked, Finding]]] = defaultdict(list)
        for item in findings:
            for one in places(item):
                name = identity(one)
                if name in sought:
                    self._by_identity[name].append((item, one))

    def found(self, waiver: Waiver) -> _Found:
        if not waiver.identity:
            return ()
        alike = self._by_identity.get(waiver.identity, [])
        if all(is_exact(one) for _, one in alike):
            return alike
        # Alike is not the same: only where it stood, where that was moved to, or what the ledger knows it by.
        here = [pair for pair in alike if waiver.path in (pair[1].place.path, self._before(pair[1]))]
        here = here or [pair for pair in alike if pair[0].id == waiver.finding]
        # A new one where an old one of the name went is another value.
        if (waiver.identity, waiver.path) in self._removed:
            here = [pair for pair in here if not pair[0].introduced]
        if here or not self._view.is_gone(waiver.path):
            return here
        moved = len({one.place.path for _, one in alike}) == 1
        return [pair for pair in alike if not pair[0].introduced] if moved else ()

    def _before(self, finding: Finding) -> str:
        return self._view.renames.get(finding.place.path, "")


def _effect(waiver: Waiver, found: _Found, view: View, *, pending: bool) -> tuple[Effect, str]:
    names = waiver.identity or waiver.rule + waiver.path
    if any(sign in names for sign in _WILDCARDS):
        return Effect.broad, "it names a pattern and no finding: accept each finding by its id"
    if waiver.fault:
        return Effect.faulty, waiver.fault
    until = date.fromisoformat(waiver.until)
    if until < view.today:
        return Effect.expired, f"it ended on {waiver.until}"
    if until > view.today + timedelta(days=view.limits.max_days):
        days = (until - view.today).days
        return Effect.broad, f"its end is {days} days away, and {view.limits.max_days} are the most"
    most = view.limits.most_places if all(is_exact(one) for _, one in found) else waiver.places
    if len(found) > most:
        return Effect.broad, f"{len(found)} places fit it, and {most} may: accept them anew"
    if pending:
        return Effect.pending, "it counts once it is in the base of the change"
    if not found:
        return _unmatched(waiver, view)
    if any(needs_second(item) for item, _ in found) and not has_second(waiver):
        return Effect.waiting, f"somebody else runs: vedette accept {waiver.finding} --approve"
    return Effect.active, ""


def _unmatched(waiver: Waiver, view: View) -> tuple[Effect, str]:
    if view.looked(waiver):
        return Effect.unused, "its finding was looked for and is gone: remove the waiver"
    return Effect.unseen, "this run did not look where its finding stood"


def _told(waiver: Waiver, effect: Effect, detail: str, found: _Found) -> WaiverEffect:
    ids = tuple(dict.fromkeys(item.id for item, _ in found))
    return WaiverEffect(waiver=waiver, effect=effect, detail=detail, findings=ids)


def _acceptance(waiver: Waiver) -> Acceptance:
    second = waiver.approved_by if has_second(waiver) else ""
    return Acceptance(
        how="waiver", reason=waiver.reason, until=waiver.until, by=waiver.by, approved_by=second
    )


def _settled(
    findings: Sequence[Tracked],
    accepted: Mapping[Spot, Acceptance],
    lapsed: Mapping[Spot, str],
    here: Collection[Spot],
) -> tuple[dict[str, Acceptance], dict[str, str]]:
    """What holds for each finding, and what holds no more."""
    holds: dict[str, Acceptance] = {}
    ended: dict[str, str] = {}
    for item in findings:
        # A place that this run did not look at says nothing for or against.
        spots = [key for key in map(spot, places(item)) if key in here or key in accepted]
        found = [accepted[key] for key in spots if key in accepted]
        if found and len(found) == len(spots):
            holds[item.id] = found[0]
        elif found:
            ended[item.id] = f"accepted at {len(found)} of the {len(spots)} places where it stands"
        else:
            why = next((lapsed[key] for key in spots if key in lapsed), "")
            if why:
                ended[item.id] = why
    return holds, ended
