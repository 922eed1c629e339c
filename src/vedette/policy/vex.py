"""Statements about vulnerabilities (VEX): which findings they accept, and what becomes of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase

from msgspec import Struct

from vedette.model.finding import Tracked
from vedette.model.vex import Product, Statement, Status, covers
from vedette.model.waiver import Acceptance, Effect, Waiver, WaiverEffect
from vedette.policy.interface import VexTrust
from vedette.policy.waivers import Standing, needs_second

_CLOSING = frozenset({Status.not_affected, Status.fixed})
_LAPSED = {
    Effect.elsewhere: "a statement about it is of another product",
    Effect.faulty: "a statement about it is not believed",
    Effect.expired: "a statement about it has ended",
    Effect.pending: "a statement about it is new in this change and counts once it is in the base",
    Effect.waiting: "a statement about it waits for its author to be trusted",
}


class Given(Struct, frozen=True, kw_only=True):
    """One statement, and where it is from.

    Attributes:
        statement: times filled in from its document.
        author: of the document.
        source: the file, as it is shown.
        pending: it is new in the change under judgement, and counts once it is in the base.
    """

    statement: Statement
    author: str
    source: str
    pending: bool = False


class VexView(Struct, frozen=True, kw_only=True):
    """What statements are held against.

    Attributes:
        trust: of the policy.
        max_days: a statement counts for so long after its time.
        today: it counts up to its last day.
        ours: names of what is scanned: package URLs and plain names.
        purls: package URLs of the packages of a finding, one for each place.
    """

    trust: VexTrust
    max_days: int
    today: date
    ours: frozenset[str]
    purls: Callable[[Tracked], Sequence[str]]


def with_statements(
    standing: Standing, given: Sequence[Given], findings: Sequence[Tracked], view: VexView
) -> Standing:
    """What stands when statements are heard as well; what a waiver or comment accepts stays as it is.

    Of the statements about a finding that may be believed the latest counts, and of equal times the last: one
    that says it is affected takes back an earlier one that said it is not.

    Args:
        standing: what waivers and comments accept.
        given: all statements, in the order of their files.
        findings: of the run.
        view: what else to go by.
    """
    accepted, lapsed = dict(standing.accepted), dict(standing.lapsed)
    by_name: dict[str, list[Given]] = {}
    for one in given:
        for name in {name.lower() for name in (one.statement.vulnerability, *one.statement.aliases)}:
            by_name.setdefault(name, []).append(one)
    effects: dict[Given, tuple[Effect, str, list[str]]] = {}
    for item in findings:
        chosen = None
        for one in _naming(item, by_name):
            effect, detail = _effect(one, item, view)
            before = effects.get(one)
            if before is None or effect is Effect.active:
                effects[one] = (effect, detail, before[2] if before and before[0] is effect else [])
            effects[one][2].append(item.id)
            if effect is Effect.active:
                chosen = one if chosen is None or not _is_older(one, chosen) else chosen
            elif one.statement.status in _CLOSING:
                lapsed.setdefault(item.id, _LAPSED[effect])
        if chosen is not None and chosen.statement.status in _CLOSING:
            lapsed.pop(item.id, None)
            accepted.setdefault(item.id, _acceptance(chosen, view))
    # One that closes nothing accepts nothing either: like a finding without any.
    closing = {one: found for one, found in effects.items() if one.statement.status in _CLOSING}
    told = [_told(one, *found, view) for one, found in closing.items()]
    told += _unheard(given, effects)
    return Standing(accepted=accepted, lapsed=lapsed, effects=(*standing.effects, *told))


def _is_older(one: Given, other: Given) -> bool:
    here, there = _moment(one.statement), _moment(other.statement)
    return here is not None and there is not None and here < there


def _naming(item: Tracked, by_name: Mapping[str, Sequence[Given]]) -> list[Given]:
    """Statements about the weakness of a finding, each once."""
    names = (name.lower() for name in item.finding.aliases)
    return list(dict.fromkeys(one for name in names for one in by_name.get(name, ())))


def _effect(one: Given, item: Tracked, view: VexView) -> tuple[Effect, str]:
    statement = one.statement
    if not _is_about(statement, view.purls(item), view.ours):
        names = ", ".join(_names(statement))[:200]
        return Effect.elsewhere, f"it is about {names}: if that is what is scanned, name it in [vex] products"
    trusted = any(fnmatchcase(one.author, name) for name in view.trust.authors)
    if view.trust.authors and not trusted:
        return Effect.faulty, f"its author {one.author[:100]!r} is not among [vex] authors"
    moment = _moment(statement)
    if moment is None:
        return Effect.faulty, "it has no time that can be read, so that nobody knows whether it still holds"
    if moment.date() > view.today:
        return Effect.faulty, f"its time lies ahead: {moment.date()}"
    if statement.status is Status.not_affected and not _reason(statement):
        return Effect.faulty, "it gives no reason"
    until = _until(statement, view)
    if until < view.today:
        return Effect.expired, f"it ended on {until}, {view.max_days} days after its time"
    if one.pending:
        return Effect.pending, "it counts once it is in the base of the change"
    if needs_second(item) and not trusted and statement.status in _CLOSING:
        return (
            Effect.waiting,
            "it is critical: name the author in [vex] authors, or have two people accept it",
        )
    return Effect.active, ""


def _is_about(statement: Statement, purls: Sequence[str], ours: frozenset[str]) -> bool:
    return bool(purls) and all(any(_fits(one, purl, ours) for one in statement.products) for purl in purls)


def _fits(product: Product, purl: str, ours: frozenset[str]) -> bool:
    """A package of what is scanned, what is scanned as a whole, or the package wherever it is used."""
    if product.parts:
        return _is_ours(product, ours) and any(
            covers(said, purl) for part in product.parts for said in part.purls
        )
    return _is_ours(product, ours) or any(covers(said, purl) for said in product.purls)


def _is_ours(product: Product, ours: frozenset[str]) -> bool:
    said = {product.id, *product.purls} - {""}
    return not said.isdisjoint(ours) or any(
        covers(one, own) or (covers(own, one))
        for one in said
        for own in ours
        if one.startswith("pkg:") and own.startswith("pkg:")
    )


def _names(statement: Statement) -> Iterator[str]:
    for product in statement.products[:3]:
        yield product.id or next(iter(product.purls), "") or "a product without a name"


def _reason(statement: Statement) -> str:
    parts = (
        str(statement.justification or ""),
        statement.impact,
        "" if statement.impact else statement.notes,
        "fixed in this version" if statement.status is Status.fixed else "",
    )
    return ": ".join(part.strip() for part in parts if part.strip())


def _moment(statement: Statement) -> datetime | None:
    text = statement.updated or statement.timestamp
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _until(statement: Statement, view: VexView) -> date:
    moment = _moment(statement)
    day = moment.date() if moment else date.min
    return day + timedelta(days=min(view.max_days, (date.max - day).days))


def _acceptance(one: Given, view: VexView) -> Acceptance:
    moment = _moment(one.statement)
    day = f" on {moment.date()}" if moment else ""
    status = "not affected" if one.statement.status is Status.not_affected else "fixed"
    return Acceptance(
        how="vex",
        reason=f"{status}, as said{day} in {one.source}:{one.statement.line}: {_reason(one.statement)}"[
            :2000
        ],
        until=_until(one.statement, view).isoformat(),
        by=one.author,
    )


def _told(one: Given, effect: Effect, detail: str, ids: Sequence[str], view: VexView) -> WaiverEffect:
    statement = one.statement
    waiver = Waiver(
        source=one.source,
        path=next(_names(statement), ""),
        rule=statement.vulnerability,
        reason=f"{statement.status}: {_reason(statement)}"[:2000],
        until=_until(statement, view).isoformat() if _moment(statement) else "",
        by=one.author,
        line=statement.line,
    )
    return WaiverEffect(waiver=waiver, effect=effect, detail=detail, findings=tuple(dict.fromkeys(ids)))


def _unheard(given: Sequence[Given], effects: Mapping[Given, object]) -> list[WaiverEffect]:
    """Of statements about nothing that was found the number: a publisher's file may have thousands."""
    left: dict[str, list[Given]] = {}
    for one in given:
        if one not in effects:
            left.setdefault(one.source, []).append(one)
    return [
        WaiverEffect(
            waiver=Waiver(source=source, rule="statements", by=those[0].author, line=those[0].statement.line),
            effect=Effect.unseen,
            detail=f"{len(those):,} of its statements are about nothing that this run found",
        )
        for source, those in left.items()
    ]
