"""What it means for one policy to be looser than another: key by key, and in one direction only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from vedette.model.rule import Severity
from vedette.policy.interface import Emergency, OnLive, OnPartial
from vedette.settings.extends_value import is_allowed
from vedette.settings.interface import Exclusion, RuleSetting, Settings
from vedette.settings.key import Authority
from vedette.settings.lines import dotted
from vedette.settings.schema import KEYS

Looser = Callable[[Any, Any], bool]
_MOST_SHOWN = 120


class Loosening(Struct, frozen=True):
    """One key that says less than the organisation does: both values, and where each is from."""

    key: str
    given: str
    given_at: str
    said: str
    said_at: str


def loosenings(
    settings: Settings,
    organisation: Settings,
    allowed: Collection[str],
    severities: Mapping[str, Severity],
) -> Iterator[Loosening]:
    """Where settings are looser than the organisation's, and nobody allowed it.

    A key whose direction is not known here is loosened by whatever differs from what the organisation says
    itself; where it says nothing, such a key is free.

    Args:
        settings: in force, without the command line, which says what one run is asked.
        organisation: settings of an extended file and those it extends itself, over the defaults.
        allowed: what that file's `[allow] loosen` lists.
        severities: of the rules of this installation, by id.
    """
    for key in KEYS:
        if key.authority is not Authority.policy or key.name in _FREE or is_allowed(key.name, allowed):
            continue
        said, given = (attrgetter(key.attribute)(one) for one in (organisation, settings))
        if said == given:
            continue
        looser = _LOOSER.get(key.name)
        if looser(said, given) if looser else organisation.origins[key.name] != "default":
            where = (one.origins[key.name] for one in (settings, organisation))
            yield Loosening(key.name, _shown(given), next(where), _shown(said), next(where))
    yield from _of_rules(settings, organisation, allowed, severities)


def _of_rules(
    settings: Settings,
    organisation: Settings,
    allowed: Collection[str],
    severities: Mapping[str, Severity],
) -> Iterator[Loosening]:
    for rule, given in sorted(settings.rules.items()):
        said = organisation.rules.get(rule, RuleSetting())
        own = said.severity or severities.get(rule)
        for field, looser, before, after in (
            ("enabled", said.enabled and not given.enabled, said.enabled, given.enabled),
            ("severity", _is_milder(own, given.severity), own or "its own", given.severity),
        ):
            key = dotted("rules", rule, field)
            if looser and not is_allowed(key, allowed):
                there = organisation.origins.get(key, "default")
                here = settings.origins.get(key, "default")
                yield Loosening(key, _shown(after), here, _shown(before), there)


def _is_milder(own: Severity | None, given: Severity | None) -> bool:
    if given is None or given is own:
        return False
    # Of another tool's rule nobody knows how severe it is.
    return given is not Severity.critical if own is None else given.rank < own.rank


def _more(said: float, given: float) -> bool:
    return given > said


def _less(said: float, given: float) -> bool:
    return given < said


def _added(said: Collection[str], given: Collection[str]) -> bool:
    return not set(given) <= set(said)


def _fewer_kinds(said: Collection[str], given: Collection[str]) -> bool:
    return bool(given) and (not said or not set(said) <= set(given))


def _shorter(said: float, given: float) -> bool:
    """Of a bound on time, where 0 is none."""
    return bool(given) and (not said or given < said)


def _more_excluded(said: Collection[Exclusion], given: Collection[Exclusion]) -> bool:
    ends: dict[str, date] = {}
    for one in said:
        ends[one.path] = max(ends.get(one.path, date.min), one.until or date.max)
    return any(one.path not in ends or (one.until or date.max) > ends[one.path] for one in given)


def _fewer_emergencies(said: Collection[Emergency], given: Collection[Emergency]) -> bool:
    """Whether there is an entry that no single one of the others covers."""
    return not all(any(_covers(wide, narrow) for wide in given) for narrow in said)


def _covers(wide: Emergency, narrow: Emergency) -> bool:
    return (
        wide.severity.rank <= narrow.severity.rank
        and wide.confidence.rank <= narrow.confidence.rank
        and _names_cover(wide.kinds, narrow.kinds)
        and _names_cover(wide.rules, narrow.rules)
        and (not wide.paths or wide.paths == narrow.paths)
    )


def _names_cover(wide: Collection[str], narrow: Collection[str]) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(name in wide or _is_met(name, wide) for name in narrow)


def _is_met(name: str, patterns: Collection[str]) -> bool:
    """A name without wildcards that a pattern accepts; what one wildcard covers of another is not asked."""
    return not set(name) & set("*?[") and any(fnmatchcase(name, pattern) for pattern in patterns)


def _greater_factor(said: Struct, given: Struct) -> bool:
    return any(getattr(given, name) > getattr(said, name) for name in said.__struct_fields__)


def _permitted(said: bool, given: bool) -> bool:
    return given and not said


def _more_severe(said: Severity, given: Severity) -> bool:
    return given.rank > said.rank


def _shown(value: object) -> str:
    plain = msgspec.to_builtins(value)
    text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."


# Who owns what, and how the project is known, makes a policy neither tighter nor looser.
_FREE = frozenset(
    {
        *("extends", "allow.loosen", "project.id", "policy.test"),
        *("gate.default_owner", "owners", "service"),
        *(key.name for key in KEYS if key.name.startswith("ownership.")),
    }
)
_LOOSER: Mapping[str, Looser] = {
    "scan.only": _fewer_kinds,
    "scan.skip": _added,
    "scan.exclude": _more_excluded,
    "scan.max_file_bytes": _less,
    "gate.on_partial": lambda said, given: said is OnPartial.stop and given is not said,
    "gate.on_live": lambda said, given: said is OnLive.stop and given is not said,
    "gate.budget": _shorter,
    "gate.gap_days": _more,
    "gate.override": _permitted,
    "gate.override_days": _more,
    "emergency": _fewer_emergencies,
    **{f"due.{severity.value}": _more for severity in Severity},
    "due.by_criticality": _greater_factor,
    "due.by_exposure": _greater_factor,
    "intel.max_age": _more,
    "intel.cooldown": _less,
    "waivers.max_days": _more,
    "waivers.most_places": _more,
    "ignores.foreign": _permitted,
    "ignores.severity": _more_severe,
    # Of entries the last that fits counts: whatever differs from what is said may undo it.
    "vex.files": _added,
    "vex.authors": lambda said, given: bool(said) and (not given or _added(said, given)),
    "vex.products": _added,
    "known_licence": _added,
    "licences": lambda said, given: bool(said) and given != said,
}
