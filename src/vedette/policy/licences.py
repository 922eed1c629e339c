"""Whether a licence may be used: by service, and by how it ships. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fnmatch import fnmatchcase

from msgspec import Struct

from vedette.model.licence import Choice, Expression, Family, Ships, Term


class LicencePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of `[[licences]]`.

    Attributes:
        services: names that it is for; `*` and `?` are wildcards; without them, for everything.
        ships: how they reach those who use them.
        allow, deny: ids (`*` and `?` are wildcards) and families. Without either, what this way of shipping
            would oblige to open one's own source is denied.
        stop: no change may bring in what is denied; else it is tracked alone.
    """

    services: tuple[str, ...] = ()
    ships: Ships = Ships.server
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    stop: bool = True


class KnownLicence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The licence of a package as somebody found out by hand, an entry of `[[known_licence]]`.

    Attributes:
        package: its name.
        licence: an SPDX expression.
        reason: how it is known.
        by: who says so.
        ecosystem: as OSV calls it; "" for any.
        versions: a range; "" for all.
    """

    package: str
    licence: str
    reason: str
    by: str
    ecosystem: str = ""
    versions: str = ""


class Outcome(StrEnum):
    """What is said of a licence. Unknown is a state, not a pass."""

    ok = "ok"
    deny = "deny"
    unknown = "unknown"


class Ruling(Struct, frozen=True, kw_only=True):
    """What was decided, in a sentence why, by which entry (None without one), and which licence decided."""

    outcome: Outcome
    words: str
    policy: LicencePolicy | None = None
    term: Term | None = None


_FAMILIES = frozenset(str(one) for one in Family)
_BY_DEFAULT = {
    Ships.server: frozenset({Family.network}),
    Ships.binary: frozenset({Family.strong, Family.network}),
    Ships.linked: frozenset({Family.strong, Family.network}),
}
_SHIPPED = {
    Ships.server: "run as a server",
    Ships.binary: "handed out as a program",
    Ships.linked: "handed out as a library",
}


def judge(expression: Expression | None, policies: Sequence[LicencePolicy], service: str) -> Ruling:
    """Say whether a licence may be used in a service.

    Of alternatives one that may be used is enough; of licences that hold together each must be.

    Args:
        expression: of the package; None where nobody knows it.
        policies: entries of the settings.
        service: the name of what the package is used in; "" for what belongs to none.

    Returns:
        The ruling by the last entry that fits the service. Without one, what is known is ok.
    """
    policy = _fitting(policies, service)
    if expression is None and policy is not None and str(Family.unknown) in policy.deny:
        words = "nothing says under which licence it is, and what is unknown is denied"
        return Ruling(outcome=Outcome.deny, words=words, policy=policy)
    if expression is None:
        return Ruling(outcome=Outcome.unknown, words="nothing says under which licence it is", policy=policy)
    return _ruled(expression, policy)


def _fitting(policies: Sequence[LicencePolicy], service: str) -> LicencePolicy | None:
    for one in reversed(policies):
        if not one.services or any(fnmatchcase(service, name) for name in one.services):
            return one
    return None


def _ruled(expression: Expression, policy: LicencePolicy | None) -> Ruling:
    if isinstance(expression, Term):
        return _of_term(expression, policy)
    # What decides: of alternatives the best, of licences that hold together the worst.
    best_first = (Outcome.ok, Outcome.unknown, Outcome.deny)
    order = best_first if isinstance(expression, Choice) else (Outcome.deny, Outcome.unknown, Outcome.ok)
    found = [_ruled(part, policy) for part in expression.parts]
    return min(found, key=lambda one: order.index(one.outcome))


def _of_term(term: Term, policy: LicencePolicy | None) -> Ruling:
    if policy is None:
        if term.family is Family.unknown:
            return _ruling(Outcome.unknown, term, None, "is not known here")
        return _ruling(Outcome.ok, term, None, f"is {term.family}, and no policy says anything of it")
    # An id says more than a family.
    for names, outcome, word in (
        (policy.deny, Outcome.deny, "denied"),
        (policy.allow, Outcome.ok, "allowed"),
    ):
        if _named(term, names):
            return _ruling(outcome, term, policy, f"is {word} by name")
    if str(term.family) in policy.deny:
        return _ruling(Outcome.deny, term, policy, f"is {term.family}, which is denied")
    if term.family is Family.unknown:
        return _ruling(Outcome.unknown, term, policy, "is not known here")
    return _of_family(term, policy)


def _of_family(term: Term, policy: LicencePolicy) -> Ruling:
    if policy.allow:
        if str(term.family) in policy.allow:
            return _ruling(Outcome.ok, term, policy, f"is {term.family}, which is allowed")
        return _ruling(Outcome.deny, term, policy, f"is {term.family}, and is not among what is allowed")
    if not policy.deny and term.family in _BY_DEFAULT[policy.ships]:
        shipped = _SHIPPED[policy.ships]
        return _ruling(
            Outcome.deny, term, policy, f"is {term.family}: it asks for your source when it is {shipped}"
        )
    return _ruling(Outcome.ok, term, policy, f"is {term.family}, and nothing denies that")


def _named(term: Term, names: Sequence[str]) -> bool:
    said = {term.id, term.words()}
    return any(fnmatchcase(one, name) for name in names if name not in _FAMILIES for one in said)


def _ruling(outcome: Outcome, term: Term, policy: LicencePolicy | None, why: str) -> Ruling:
    return Ruling(outcome=outcome, words=f"{term.words()} {why}", policy=policy, term=term)
