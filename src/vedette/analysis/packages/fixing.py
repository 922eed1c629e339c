"""The nearest version that is not affected any more."""

from __future__ import annotations

from vedette.analysis.packages.matching import Answer, judge
from vedette.analysis.packages.versions import is_comparable, key
from vedette.model.advisory import Advisory


def nearest_fix(advisory: Advisory, ecosystem: str, name: str, version: str) -> str:
    """The lowest version above one in use that an advisory names as mended and that it does not affect.

    Args:
        advisory: that affects the version.
        ecosystem: of the package.
        name: normalised.
        version: in use.

    Returns:
        The version as published; "" when none is.
    """
    fixes = {
        event.version
        for one in advisory.affected
        if one.ecosystem == ecosystem and one.name == name
        for events in one.ranges
        for event in events
        if event.kind == "fixed" and is_comparable(ecosystem, event.version)
    }
    if not is_comparable(ecosystem, version):
        return ""
    own = key(ecosystem, version)
    above = [
        fix
        for fix in fixes
        if key(ecosystem, fix) > own and judge(advisory, ecosystem, name, fix) is not Answer.yes
    ]
    return min(above, key=lambda fix: key(ecosystem, fix), default="")
