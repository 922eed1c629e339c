"""The policy of licences, at hand in the process that judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from vedette.detectors.interface import ProgramDetector
from vedette.detectors.licences.interface import Licensed, Ruled, Said
from vedette.model.errors import UsageError
from vedette.model.licence import Expression, Family, Term, terms
from vedette.policy.interface import Policy
from vedette.policy.licences import KnownLicence, LicencePolicy, Outcome, Ruling, judge
from vedette.policy.patterns import matcher
from vedette.settings.interface import Settings

if TYPE_CHECKING:  # every scan imports this, and few have a policy
    from vedette.analysis.packages.ranges import Range
    from vedette.model.package import Package

KIND = "licences"
_NEED = "licences"
_HAND = "known_licence"
_STRICTEST = (Outcome.deny, Outcome.unknown, Outcome.ok)
# What is usual for a server, where somebody asks and nobody wrote a policy.
_USUAL = (LicencePolicy(),)
_PLANTED = (LicencePolicy(deny=("*",)),)


def is_idle(settings: Settings) -> bool:
    """Whether licences are left out: there is no policy of them, and nobody asked for them by name."""
    return not settings.policy.licences and KIND not in settings.scan.only


def notes(settings: Settings) -> tuple[str, ...]:
    """What a run has to say of licences that are said by hand.

    Raises:
        UsageError: an entry says nothing that could count.
    """
    known = settings.policy.known_licences
    for one in known:
        _checked(one, settings.origins.get(_HAND, "") or _HAND)
    if not known:
        return ()
    count = "1 licence is" if len(known) == 1 else f"{len(known):,} licences are"
    return (f"{count} said by hand ({settings.origins.get(_HAND, _HAND)})",)


def give(policy: Policy, detectors: Mapping[str, ProgramDetector]) -> None:
    """Gives the policy to those detectors that need it; without it they miss their canary."""
    for one in detectors.values():
        if _NEED in one.needs and isinstance(one, Licensed):
            one.give_policy(_Rulings(policy))


def _checked(one: KnownLicence, origin: str) -> tuple[Expression, Range]:
    from vedette.analysis.licences.expression import parse
    from vedette.analysis.packages.ranges import RangeError
    from vedette.analysis.packages.ranges import parse as range_of

    if not all(text.strip() for text in (one.package, one.reason, one.by)):
        raise UsageError(f"{origin}: [[known_licence]] needs a package, a reason and who says so")
    try:
        versions = range_of(one.versions)
    except RangeError:
        raise UsageError(
            f'{origin}: [[known_licence]] of {one.package}: "{one.versions}" is no range of versions',
            help="such as >=1.2,<2",
        ) from None
    licence = parse(one.licence)
    if licence is None or not all(map(_is_meant, terms(licence))):
        raise UsageError(
            f'{origin}: [[known_licence]] of {one.package}: "{one.licence}" is no SPDX expression',
            help="such as Apache-2.0, MIT OR GPL-2.0-only, or LicenseRef-Acme for one of your own",
        )
    return licence, versions


def _is_meant(term: Term) -> bool:
    return term.family is not Family.unknown or term.id.startswith("LicenseRef-")


class _Rulings:
    """As the detector of licences wants them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._entries = policy.licences or _USUAL
        self.configured = bool(policy.licences)
        self._of_path: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[Expression | None, str], Ruling] = {}

    def ruled(self, licence: Expression | None, path: str) -> Ruled:
        """See `Rulings.ruled`."""
        if path not in self._of_path:
            names = tuple(name for name, matches in self._services if matches(path))
            self._of_path[path] = names or ("",)
        found = [(self._ruling(licence, service), service) for service in self._of_path[path]]
        ruling, service = min(found, key=lambda pair: _STRICTEST.index(pair[0].outcome))
        return _told(ruling, service, stops=self.configured and ruling.outcome is Outcome.deny)

    def said(self, package: Package) -> Said | None:
        """See `Rulings.said`."""
        known = self._by_hand.get(package.name)
        if known is None:
            return None
        from vedette.analysis.packages.matching import Answer

        for one, licence, versions in reversed(known):
            fits = one.ecosystem in {"", package.ecosystem}
            # A version that has no place in the order is not known to be in the range.
            if fits and versions.has(package.ecosystem, package.version) is Answer.yes:
                return Said(licence, f"{one.by}: {one.reason.rstrip('.')}")
        return None

    @cached_property
    def _by_hand(self) -> dict[str, list[tuple[KnownLicence, Expression, Range]]]:
        found: dict[str, list[tuple[KnownLicence, Expression, Range]]] = {}
        for one in self._policy.known_licences:
            found.setdefault(one.package, []).append((one, *_checked(one, _HAND)))
        return found

    def planted(self, licence: Expression | None) -> Ruled:
        """See `Rulings.planted`."""
        return _told(judge(licence, _PLANTED, ""), "")

    def _ruling(self, licence: Expression | None, service: str) -> Ruling:
        if (licence, service) not in self._known:
            self._known[licence, service] = judge(licence, self._entries, service)
        return self._known[licence, service]

    @cached_property
    def _services(self) -> list[tuple[str, Callable[[str], bool]]]:
        return [(one.name, matcher(one.paths)) for one in self._policy.services if one.paths]


def _told(ruling: Ruling, service: str, *, stops: bool = False) -> Ruled:
    entry = ruling.policy or LicencePolicy()
    return Ruled(
        outcome=str(ruling.outcome),
        words=ruling.words,
        term=ruling.term,
        ships=entry.ships,
        service=service,
        stops=stops and entry.stop,
    )
