"""The policy of licences, at hand in the process that judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from vedette.detectors.interface import ProgramDetector
from vedette.detectors.licences.interface import Licensed, Ruled
from vedette.model.licence import Expression
from vedette.policy.interface import Policy
from vedette.policy.licences import LicencePolicy, Outcome, Ruling, judge
from vedette.policy.patterns import matcher
from vedette.settings.interface import Settings

KIND = "licences"
_NEED = "licences"
_STRICTEST = (Outcome.deny, Outcome.unknown, Outcome.ok)
# What is usual for a server, where somebody asks and nobody wrote a policy.
_USUAL = (LicencePolicy(),)
_PLANTED = (LicencePolicy(deny=("*",)),)


def is_idle(settings: Settings) -> bool:
    """Whether licences are left out: there is no policy of them, and nobody asked for them by name."""
    return not settings.policy.licences and KIND not in settings.scan.only


def give(policy: Policy, detectors: Mapping[str, ProgramDetector]) -> None:
    """Gives the policy to those detectors that need it; without it they miss their canary."""
    for one in detectors.values():
        if _NEED in one.needs and isinstance(one, Licensed):
            one.give_policy(_Rulings(policy))


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
