"""Runs a policy's own examples, and holds those of the default policy. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from vedette.model.coverage import Coverage
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Disposition, Judgement
from vedette.model.verification import Verified
from vedette.policy.due import DueDates
from vedette.policy.example import Example, Expected
from vedette.policy.gate import judge
from vedette.policy.interface import Policy
from vedette.policy.patterns import matcher

_DOES = {
    Disposition.emergency: Expected.stop,
    Disposition.tracked: Expected.track,
    Disposition.accepted: Expected.accept,
}
_HERE = Position(line=1, column=1)

DEFAULT = (
    Example(name="a credential that works comes in", expect=Expected.stop, due=30),
    Example(name="one of the worst kind comes in", expect=Expected.stop, severity=Severity.critical, due=7),
    Example(name="a credential that was there before", expect=Expected.track, introduced=False),
    Example(name="what may be a credential comes in", expect=Expected.track, confidence=Confidence.medium),
    Example(name="a lesser credential comes in", expect=Expected.track, severity=Severity.medium, due=90),
    Example(name="another tool's finding comes in", expect=Expected.track, kind="import:other"),
    Example(
        name="something old is being exploited",
        expect=Expected.stop,
        kind="code",
        severity=Severity.low,
        confidence=Confidence.low,
        introduced=False,
        exploited=True,
        due=0,
    ),
    Example(
        name="an old credential that its provider says is live",
        expect=Expected.stop,
        introduced=False,
        verified=Verified.live,
        due=0,
    ),
    Example(name="a finding that was dismissed", expect=Expected.accept, state=State.dismissed),
    Example(
        name="a gap in the coverage", expect=Expected.track, kind="coverage", severity=Severity.medium, due=14
    ),
)


class Tried(Struct, frozen=True, kw_only=True):
    """One example, tried.

    Attributes:
        example: as it was given.
        does: what the policy does.
        reason: why, as the gate says it.
        owner: whom the policy names; "" for nobody.
        due: days from today.
        due_reason: why.
        faults: what is not as expected; empty for a success.
    """

    example: Example
    does: Expected
    reason: str
    owner: str
    due: int
    due_reason: str
    faults: tuple[str, ...] = ()


def try_examples(policy: Policy, examples: Sequence[Example], today: date) -> list[Tried]:
    """What a policy does with each example.

    Args:
        policy: any.
        examples: each judged alone.
        today: the date on which they are first seen.
    """
    return [_tried(policy, example, today) for example in examples]


def _tried(policy: Policy, example: Example, today: date) -> Tried:
    path = example.path or _made_up(policy, example)
    (judged,) = judge(
        [_tracked(example, path, today)], Coverage(asked=1, examined=1), policy, today
    ).judgements
    due = judged.tracked.due
    days = (date.fromisoformat(due) - today).days if due else 0
    return Tried(
        example=example,
        does=_DOES[judged.disposition],
        reason=judged.reason,
        owner=judged.tracked.owner,
        due=days,
        due_reason=judged.due_reason,
        faults=tuple(_faults(policy, example, path, (judged, days))),
    )


def _faults(policy: Policy, example: Example, path: str, told: tuple[Judgement, int]) -> Iterator[str]:
    judged, days = told
    does = _DOES[judged.disposition]
    if does is not example.expect:
        yield f"expected {example.expect}, got {does}"
    if example.due is not None and example.due != days:
        yield f"expected to be due in {example.due} days, got {days}"
    if example.owner is not None and example.owner != judged.tracked.owner:
        yield f"expected the owner {example.owner or 'nobody'}, got {judged.tracked.owner or 'nobody'}"
    if example.service:
        service = DueDates(policy).service(path)
        name = service.name if service else "no service"
        if name != example.service:
            yield f"expected {path} to belong to {example.service}, got {name}"


def _tracked(example: Example, path: str, today: date) -> Tracked:
    finding = Finding(
        rule=example.rule,
        kind=example.kind,
        place=Place(path, _HERE, _HERE),
        severity=example.severity,
        confidence=example.confidence,
        message=example.name,
    )
    seen = today.isoformat()
    return Tracked(
        id="example",
        finding=finding,
        state=example.state,
        introduced=example.introduced,
        exploited=example.exploited,
        verified=example.verified,
        first_seen=seen,
        last_seen=seen,
    )


def _made_up(policy: Policy, example: Example) -> str:
    """A path in the service that the example names, if one can be made of its patterns."""
    service = next((one for one in policy.services if one.name == example.service), None)
    for pattern in service.paths if service else ():
        plain = pattern.strip("/").replace("**", "x").replace("*", "x").replace("?", "x")
        for path in (plain, f"{plain}/example"):
            if path and matcher(service.paths if service else ())(path):
                return path
    return "example"
