"""Asks providers about what was found, where the user wants it: after the search, before the verdict.

What comes of it is of this run alone: no cache, no ledger and no later run takes a credential for live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vedette.model.events import Event, Verifying
from vedette.model.finding import Finding, Tracked
from vedette.model.verification import Verification, Verified, Verifier
from vedette.policy.verified import answered
from vedette.work.interface import Outcome
from vedette.work.plan import Plan
from vedette.work.revealing import Sightings

_ORDER = (Verified.live, Verified.unknown, Verified.dead)


class Verifications:
    """What is to be asked of providers in a run, and what they said.

    Args:
        verifier: asks them; None when nobody wants to know.
    """

    def __init__(self, verifier: Verifier | None) -> None:
        self._verifier = verifier
        self._sightings = Sightings(verifier.rules if verifier else ())
        self._answers: dict[str, Verified] = {}
        self.summary: Verification | None = None

    def take(self, outcome: Outcome, findings: Sequence[Finding]) -> None:
        """Takes what was found in an entry."""
        if self._verifier is not None:
            self._sightings.take(outcome.entry, findings)

    def ask(self, plan: Plan, identity_key: bytes) -> Iterator[Event]:
        """Asks about each value once, and tells how far it is."""
        if self._verifier is None:
            return
        subjects = self._sightings.subjects()
        self._answers = dict.fromkeys(subjects, Verified.unknown)
        chosen = subjects[: self._verifier.most]
        credentials = list(self._sightings.reveal(plan, identity_key, chosen)) if chosen else []
        asked = requests = 0
        for one in self._verifier.verify(credentials):
            self._answers[one.subject] = one.verified
            asked, requests = asked + 1, one.requests
            yield Verifying(asked=asked, total=len(credentials), requests=requests)
        said = list(self._answers.values())
        self.summary = Verification(
            credentials=len(said),
            live=said.count(Verified.live),
            dead=said.count(Verified.dead),
            unknown=said.count(Verified.unknown),
            left=len(said) - asked,
            requests=requests,
            reached=self._verifier.reached,
        )

    def told(self, tracked: Sequence[Tracked]) -> list[Tracked]:
        """The findings with what the providers said of them; the worst of what stands at several places."""
        return [_with_answer(item, self._answers) for item in tracked] if self._answers else list(tracked)


def _with_answer(item: Tracked, answers: Mapping[str, Verified]) -> Tracked:
    said = {answers[one.subject] for one in (item.finding, *item.also) if one.subject in answers}
    return answered(item, next(one for one in _ORDER if one in said)) if said else item
