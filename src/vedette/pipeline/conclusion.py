"""How every run ends: what the change introduced, what is remembered, what is decided."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from operator import ge

from msgspec import Struct
from msgspec.structs import replace

from vedette import index
from vedette.ledger.gathering import Weight, single_key, weight
from vedette.ledger.interface import Ledger, Seen, Session
from vedette.ledger.keys import cache_key
from vedette.ledger.matching import match
from vedette.ledger.place import Place, chosen, default_path
from vedette.ledger.store import open_ledger
from vedette.model.coverage import Completeness, Coverage, completeness
from vedette.model.errors import WorldError
from vedette.model.finding import Finding
from vedette.model.inventory import PackageInventory, ServiceInventory
from vedette.model.verdict import Record
from vedette.pipeline.acceptance import standing
from vedette.pipeline.overriding import after_overrides
from vedette.pipeline.verifying import Verifications
from vedette.policy.gate import judge
from vedette.policy.ignores import Weighed
from vedette.sources.interface import Change
from vedette.work.cache.opening import Keep, outside
from vedette.work.last_people import judging_policy, with_last_people, without_addresses
from vedette.work.past import with_authors, without_authors
from vedette.work.places import cache_dir
from vedette.work.plan import Plan, Request, finished

# Objects that may stay from earlier runs in one process before they are looked through.
_MOST_FROZEN = 1_000_000


class Compared(Struct, frozen=True):
    """The findings of a run beside those of its base.

    Attributes:
        introduced: indices of what the change brought in, or made weigh more than it did.
        removed: findings of the base that stand nowhere any more; None when there is no base.
        weighed: what comments in the source accept.
        asked: what providers say of the credentials; None when nobody asked.
        stock: what the services of the commit offer.
        packages: what they are made with, where that is not on record.
    """

    introduced: frozenset[int] = frozenset()
    removed: tuple[Finding, ...] | None = None
    weighed: Weighed = Weighed()
    asked: Verifications | None = None
    stock: tuple[ServiceInventory, ...] = ()
    packages: tuple[PackageInventory, ...] = ()


def compare(
    head: Sequence[Finding],
    base: Sequence[Finding],
    change: Change | None,
    present: Collection[str] | None,
) -> Compared:
    """Findings of the head less findings of the base, never diff lines; a gap is nobody's change.

    A single thing that the base shows too is not brought in by standing at one more place, unless it weighs
    more there. `present` are the paths of the head where they are known.
    """
    everything = frozenset(i for i, finding in enumerate(head) if finding.kind != "coverage")
    if change is None or (change.known and not change.base):
        return Compared(everything)
    if not change.known:
        return Compared(removed=())
    # A change may bring in a finding of these kinds, or mend one, in a file that it does not touch: what the
    # whole tree of the base has of them is known.
    programs = frozenset(index.load()["programs"])
    touched = sorted(
        i
        for i in everything
        if head[i].place.path in change.touched
        or _is_of_change(head[i])
        or head[i].place.revision
        or head[i].kind in programs
    )
    gone = {
        finding.place.path for finding in base if present is not None and finding.place.path not in present
    }
    altered = change.touched.union(gone, change.renames.values())
    left = {place for place, finding in enumerate(base) if finding.place.path in altered}
    paired = match(base, [head[i] for i in touched], change.renames, gone=gone, left=left)
    stays = frozenset(paired.values())
    unpaired = [i for place, i in enumerate(touched) if place not in paired]
    known = _weights([*base, *(head[i] for i in everything.difference(touched))])
    stands = {single_key(finding) for finding in head} - {None}
    return Compared(
        frozenset(i for i in unpaired if not _is_known(head[i], known)),
        tuple(
            finding
            for place, finding in enumerate(base)
            if place not in stays and single_key(finding) not in stands
        ),
    )


def _is_of_change(finding: Finding) -> bool:
    """Whether it is about the change itself, and not about what stands in a file."""
    return finding.kind == "policy" and not finding.rule.startswith("ignore-")


def _weights(findings: Iterable[Finding]) -> dict[Hashable, set[Weight]]:
    """What each single thing weighs at the places that the base shows it at."""
    known: dict[Hashable, set[Weight]] = defaultdict(set)
    for finding in findings:
        key = single_key(finding)
        if key is not None:
            known[key].add(weight(finding))
    return known


def _is_known(finding: Finding, known: Mapping[Hashable, set[Weight]]) -> bool:
    here = weight(finding)
    return any(all(map(ge, there, here)) for there in known.get(single_key(finding), ()))


def touched_by(findings: Sequence[Finding], change: Change | None) -> Compared:
    """Findings in files that the change touches; all of them when there is no change to speak of."""
    return Compared(
        frozenset(
            i for i, finding in enumerate(findings) if change is None or finding.place.path in change.touched
        )
    )


def conclude(
    plan: Plan,
    session: Session,
    findings: Sequence[Finding],
    coverage: Coverage,
    seen: Seen,
    compared: Compared,
) -> Record:
    """Match, judge and remember; the record holds names of people, the ledger never does."""
    tracked = session.match(without_authors(findings), seen, compared.introduced)
    if compared.asked is not None:
        tracked = compared.asked.told(tracked)
    stand = standing(plan, tracked, findings, compared.removed or (), compared.weighed, seen)
    policy = judging_policy(plan) if tracked else plan.settings.policy
    today = datetime.now(UTC).date()
    verdict = after_overrides(plan, session, judge(tracked, coverage, policy, today, stand), today)
    complete = verdict.completeness is Completeness.complete
    # Which packages there are does not depend on how old the advisories are.
    whole = completeness(replace(coverage, stale=()))[0] is Completeness.complete
    mended = tuple(session.mended(compared.removed)) if complete else ()
    record = Record(
        run=finished(plan),
        coverage=coverage,
        verdict=verdict,
        mended=mended,
        waivers=stand.effects,
        verification=compared.asked.summary if compared.asked else None,
        inventories=compared.stock if complete else (),
        packages=compared.packages if whole else (),
    )
    record = replace(record, checkpoint=session.commit(without_addresses(record)))
    return with_last_people(plan, with_authors(record, findings))


@contextmanager
def without_collector() -> Iterator[None]:
    """Objects by the hundred thousand and hardly a cycle: looking for one takes a sixth of a run."""
    was_on = gc.isenabled()
    gc.disable()
    if gc.get_freeze_count() > _MOST_FROZEN:
        gc.unfreeze()
        gc.collect()
    try:
        yield
    finally:
        if was_on:
            # Else all that is left would be looked through at once; mostly the process ends here.
            gc.freeze()
            gc.enable()


def keep_of(request: Request, plan: Plan) -> Keep:
    """Where this run may keep things: not in the scanned tree, not without a key; no outcomes on request."""
    folder = cache_dir()
    # One text that was given is no tree that the folder could lie in.
    in_tree = bool(folder) and request.text is None and not outside(folder, plan.source.root)
    if not folder or in_tree:
        why = "it lies in the scanned tree" if folder else "it cannot be made"
        return _nothing_kept(request, f"the user's cache folder cannot be used, {why}")
    try:
        key = cache_key(default_path())
        return Keep(folder=folder, key=key, outcomes=not request.no_cache, few=_asks_little(request, plan))
    except WorldError:
        return _nothing_kept(request, "the key that seals the cache cannot be read or made")


def _asks_little(request: Request, plan: Plan) -> bool:
    """Whether it is of a text or a commit to be, and of kinds that judge a file in a moment."""
    passing = request.staged or request.text is not None
    return passing and frozenset(index.load()["programs"]).isdisjoint(plan.run.kinds)


def _nothing_kept(request: Request, why: str) -> Keep:
    # Who wants no cache need not hear that there is none.
    return Keep() if request.no_cache else Keep(notes=(f"nothing is cached: {why}",))


def ledger_of(request: Request, plan: Plan) -> Ledger:
    """The ledger that the user named, the default one, or one in memory."""
    path = ledger_path(request, plan)
    if path is None:
        return open_ledger(None)
    # What is staged, or in an editor, is no state of the project: nothing is remembered of it.
    passing = request.staged or request.text is not None
    return open_ledger(None, keys_of=path) if passing else open_ledger(path)


def ledger_path(request: Request, plan: Plan) -> Place | None:
    """Where the ledger is; None when the user wants none."""
    return chosen(request.ledger_path or plan.settings.ledger)
