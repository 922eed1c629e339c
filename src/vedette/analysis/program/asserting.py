"""Functions that do not come back unless what they are given holds."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.refine import refine
from vedette.analysis.program.values import UNKNOWN, Value
from vedette.model import form as forms


def _assert(frame: Frame, site: Site) -> Value:
    """What does not come back unless its first argument is true."""
    if site.written and site.written[0]:
        refine(frame, site.written[0], holds=True)
    return UNKNOWN


def _assert_equal(frame: Frame, site: Site) -> Value:
    """What does not come back unless its first two arguments are alike."""
    if len(site.written) > 1 and all(site.written[:2]):
        refine(frame, (forms.COMPARE, "==", site.written[0], site.written[1], site.pos), holds=True)
    return UNKNOWN


ASSERTING: dict[str, Operation] = {"assert": _assert, "assert-equal": _assert_equal}
