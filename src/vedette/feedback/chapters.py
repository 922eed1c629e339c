"""What a report tells in which chapter: what stops the change, what is new, open, accepted and mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from vedette.feedback import neutral
from vedette.feedback.headline import IMPORTED
from vedette.feedback.interface import Context
from vedette.model.finding import Finding, Tracked
from vedette.model.rule import Persona, Rule
from vedette.model.verdict import Disposition, Judgement, Record, Run

NO_VERDICT = "NO VERDICT: the run ended before it was judged; this says nothing"


class Chapters(Struct, frozen=True, kw_only=True):
    """The findings of a record, each in one chapter, in the order of the verdict.

    Attributes:
        emergencies: what stops the change, all of them.
        overridden: what would stop it, had nobody answered for letting it pass, all of them.
        new: what the change brought in and may pass.
        still_open: what was there before.
        accepted: what somebody answers for.
        mended: what is gone.
        hidden: how many more only an auditor sees.
    """

    emergencies: tuple[Judgement, ...]
    overridden: tuple[Judgement, ...]
    new: tuple[Judgement, ...]
    still_open: tuple[Judgement, ...]
    accepted: tuple[Judgement, ...]
    mended: tuple[Tracked, ...]
    hidden: int

    @property
    def shown(self) -> tuple[Judgement, ...]:
        """All that is shown and still there."""
        return (*self.emergencies, *self.overridden, *self.new, *self.still_open, *self.accepted)


def chapters(record: Record, context: Context) -> Chapters:
    """The chapters of a record; what only auditors want is left out unless the context says so."""
    every = record.verdict.judgements
    emergency, tracked = Disposition.emergency, Disposition.tracked

    def chosen(holds: Callable[[Judgement], bool]) -> tuple[Judgement, ...]:
        return tuple(item for item in every if holds(item) and (_is_for_all(item.tracked, context)))

    emergencies = tuple(item for item in every if item.disposition is emergency)
    overridden = tuple(item for item in every if item.disposition is Disposition.overridden)
    new = chosen(lambda item: item.disposition is tracked and item.tracked.introduced)
    still_open = chosen(lambda item: item.disposition is tracked and not item.tracked.introduced)
    accepted = chosen(lambda item: item.disposition is Disposition.accepted)
    shown = len(emergencies) + len(overridden) + len(new) + len(still_open) + len(accepted)
    return Chapters(
        emergencies=emergencies,
        overridden=overridden,
        new=new,
        still_open=still_open,
        accepted=accepted,
        mended=tuple(item for item in record.mended if _is_for_all(item, context)),
        hidden=len(every) - shown,
    )


# Which one it is says more than that there is one.
NAMED = frozenset({"packages", "licences"})


def rule_of(finding: Finding, context: Context) -> Rule | None:
    """The advice that the finding is an instance of, if the run knows it."""
    return context.rules.get(finding.rule)


def title(finding: Finding, context: Context) -> str:
    """What is wrong, in a few words, as it was given: not neutralised.

    It is the rule's title, but of another tool's finding the message, since the titles there are names; of a
    package too, since which weakness it is says more than that there is one.
    """
    rule = rule_of(finding, context)
    names_itself = finding.kind.startswith(IMPORTED) or finding.kind in NAMED
    return finding.message if rule is None or names_itself else rule.title


def where(finding: Finding, most: int = 300) -> str:
    """`path:line`, with the commit when the place is not in the current tree; neutralised, on one line."""
    place = finding.place
    revision = f" in commit {neutral.visible(place.revision[:12])}" if place.revision else ""
    return f"{neutral.clip(neutral.visible(place.path), most)}:{place.start.line}{revision}"


def what(run: Run) -> str:
    """What was examined, in a line: not neutralised."""
    at = f" at {run.commit[:12]}" if run.commit else ""
    base = f", judged against {run.base[:12]}" if run.base else ""
    kinds = f" ({', '.join(run.kinds)})" if run.kinds else ""
    return f"{run.project or run.root}{at}{base}{kinds}"


def pages(references: Iterable[str]) -> list[str]:
    """Those references that are plain addresses of pages, fit to be a link."""
    return [page for page in references if neutral.is_page(page)]


def _is_for_all(item: Tracked, context: Context) -> bool:
    return context.auditor or item.finding.persona is Persona.regular
