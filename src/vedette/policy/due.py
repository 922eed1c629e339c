"""Due dates: days by severity, shortened or stretched by what the service is worth and who can reach it."""

from __future__ import annotations

from datetime import date, timedelta

from vedette.model.finding import Tracked
from vedette.model.rule import Severity
from vedette.model.service import Exposure, Service
from vedette.model.verification import Verified
from vedette.policy.interface import Due, OnLive, Policy
from vedette.policy.patterns import last_match, matcher

GAP_KIND = "coverage"
_MOST_DAYS = 3650
_OPEN_TO = {
    Exposure.internet: "open to the internet",
    Exposure.partner: "open to partners",
    Exposure.internal: "that is internal",
}


def days_of(due: Due, severity: Severity, service: Service | None) -> int:
    """Days for a finding of a severity in a service, or in none."""
    base: int = getattr(due, severity.value)
    if service is None:
        return base
    critical: float = getattr(due.by_criticality, service.criticality.value)
    exposed: float = getattr(due.by_exposure, service.exposure.value)
    return min(max(1, int(base * critical * exposed)), _MOST_DAYS)


class DueDates:
    """Gives each finding its date, and says why that one.

    Args:
        policy: its days, factors and services.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._services = [(matcher(service.paths), service) for service in policy.services if service.paths]

    def of(self, item: Tracked, today: date) -> tuple[str, str]:
        """The date by which a finding should be mended, and why.

        Args:
            item: the finding; of several services whose paths match its own, the last one counts.
            today: to count from when it has no first sighting.

        Returns:
            YYYY-MM-DD: today for what is being exploited, or is live, else at least a day after the first
            sighting. And a clause such as `due in 7 days: severity high, service open to the internet`.
        """
        if item.exploited:
            return today.isoformat(), "due today: it is being exploited now"
        if item.verified is Verified.live and self._policy.on_live is OnLive.stop:
            return today.isoformat(), "due today: its provider says that it works"
        if item.finding.pressing:
            return today.isoformat(), f"due today: {item.finding.pressing}"
        since = date.fromisoformat(item.first_seen[:10]) if item.first_seen else today
        days, why = self._days(item)
        number = "1 day" if days == 1 else f"{days} days"
        when = f"due in {number}" if since == today else f"due {number} after it was first seen"
        return (since + timedelta(days=days)).isoformat(), f"{when}: {why}"

    def service(self, path: str) -> Service | None:
        """The service that a path belongs to; None for none."""
        return last_match(self._services, path)

    def days(self, item: Tracked) -> int:
        """The days that a finding has, by its severity and its service: fewer where more depends on it."""
        return self._days(item)[0]

    def _days(self, item: Tracked) -> tuple[int, str]:
        if item.finding.kind == GAP_KIND:
            return self._policy.gap_days, "a gap in the coverage"
        severity, due = item.finding.severity, self._policy.due
        service = self.service(item.finding.place.path)
        days = days_of(due, severity, service)
        critical = getattr(due.by_criticality, service.criticality.value) if service else 1
        exposed = getattr(due.by_exposure, service.exposure.value) if service else 1
        if service is None or critical == exposed == 1:
            return days, f"severity {severity}"
        lead = f"{service.criticality} service" if critical != 1 else "service"
        reach = f" {_OPEN_TO[service.exposure]}" if exposed != 1 else ""
        return days, f"severity {severity}, {lead}{reach}"
