"""What the book of incidents is given, what it says, and its bounds."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.alert import Alert, Target
from vedette.model.traffic import Detection


class What(StrEnum):
    """What became of an alert.

    `held` is one that opened beyond what its owner is told in an hour: it is written down, and counted in
    the summary that is told in its stead.
    """

    opened = "opened"
    raised = "raised"
    held = "held"
    grown = "grown"
    quiet = "quiet"


class Located(Struct, frozen=True):
    """A detection, and what it was aimed at; None where nothing is known to be attacked."""

    detection: Detection
    target: Target | None = None


class Changed(Struct, frozen=True):
    """An alert after a change worth keeping: `opened` and `raised` are told, the rest is written down."""

    alert: Alert
    what: What


class Bounds(Struct, frozen=True, kw_only=True):
    """How much the book remembers, and when something is an incident. Times are seconds of the log's clock.

    Attributes:
        incidents: remembered at once; the one that rested longest makes place.
        attackers, samples, targets: kept of one incident.
        quiet: without a detection for so long, an incident is over.
        opens: weight of detections at which an incident becomes an alert; a sure one weighs 1.
        halves: after so long the weight of what has been seen counts half.
        campaign: clients that aim the same attack at the same route before they count as one campaign.
        together: seconds within which clients with one kind of payload, or one kind of attack where no route
            answers, count as one campaign wherever they aim.
        told: alerts that one owner is told of one by one in an hour; those after them are told as a summary.
        listed: alerts of such a summary that are written down each by itself; those after them are counted.
    """

    incidents: int = 10_000
    attackers: int = 50
    samples: int = 5
    targets: int = 20
    quiet: float = 6 * 3600.0
    opens: float = 1.0
    halves: float = 3600.0
    campaign: int = 5
    together: float = 3600.0
    told: int = 20
    listed: int = 500
