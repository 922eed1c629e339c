"""Where a package runs: which deployments are made with it, since when, and what brought it in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from vedette.analysis.packages.matching import Answer
from vedette.analysis.packages.ranges import Range, RangeError, parse
from vedette.languages.packages.names import compared
from vedette.languages.packages.purl import package_of
from vedette.model.deployment import Deployment
from vedette.model.errors import UsageError
from vedette.model.inventory import Part

_LONGEST = 1_000
_HELP = "such as lodash, 'lodash@<4.17.21', '@babel/core@^7' or pkg:npm/lodash@4.17.20"


class Asked(Struct, frozen=True, kw_only=True):
    """What is looked for: a name in any spelling, a range, an ecosystem ("" for any)."""

    name: str
    range: Range = Range()
    ecosystem: str = ""

    def fits(self, part: Part) -> Answer:
        """Whether a package is it; unknown where its version has no place in the order."""
        if self.ecosystem and part.ecosystem != self.ecosystem:
            return Answer.no
        if compared(part.ecosystem, self.name) != part.name:
            return Answer.no
        return self.range.has(part.ecosystem, part.version)


class Hit(Struct, frozen=True, kw_only=True):
    """A deployment that is made with it.

    Attributes:
        deployment: which.
        until: when the next one of the service took its place there, or it was shut down; "" while it runs.
        parts: the package, in each version and place, in order.
        undecided: none of these versions is surely in the range.
    """

    deployment: Deployment
    until: str
    parts: tuple[Part, ...]
    undecided: bool = False


class Searched(Struct, frozen=True, kw_only=True):
    """What was found, and where it was looked for.

    Attributes:
        hits: in order of service, environment and time, the latest first.
        deployments, services: how many were looked at.
        unknown: deployments of which nobody knows the packages.
        cut: deployments of which not all packages were kept.
    """

    hits: tuple[Hit, ...]
    deployments: int
    services: int
    unknown: tuple[Deployment, ...] = ()
    cut: tuple[Deployment, ...] = ()


def asked(text: str, ecosystem: str = "") -> Asked:
    """What somebody looks for.

    Args:
        text: `NAME`, `NAME@RANGE` or a package URL.
        ecosystem: as OSV calls it, in any spelling; "" for any.

    Raises:
        UsageError: it is none of these, or contradicts itself.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise UsageError("a package is a name of one line", help=_HELP)
    named = _ecosystem(ecosystem)
    if text.lower().startswith("pkg:"):
        found = package_of(text)
        if found is None:
            raise UsageError(f"{text} is no package URL of an ecosystem that is known here", help=_HELP)
        if named and named != found.ecosystem:
            raise UsageError(f"{text} is of {found.ecosystem}, not of {named}", help="leave --ecosystem out")
        return Asked(name=found.name, range=_range(found.version), ecosystem=found.ecosystem)
    # A scope of npm begins with the sign that comes before a range.
    name, _, range_ = text[1:].partition("@")
    return Asked(name=text[0] + name.rstrip(), range=_range(range_), ecosystem=named)


def search(
    wanted: Asked, deployments: Iterable[Deployment], lists: Mapping[str, Sequence[Part]], *, every: bool
) -> Searched:
    """Look for a package.

    Args:
        wanted: what to look for.
        deployments: all that are on record, those that were replaced too.
        lists: packages by the reference that a deployment has of them.
        every: look at those that were replaced, too.
    """
    hits: list[Hit] = []
    looked: list[Deployment] = []
    found: dict[str, tuple[tuple[Part, ...], bool]] = {}
    for one, until in _with_ends(deployments):
        if until and not every:
            continue
        looked.append(one)
        if one.packages not in lists:
            continue
        if one.packages not in found:
            found[one.packages] = _fitting(wanted, lists[one.packages])
        parts, undecided = found[one.packages]
        if parts:
            hits.append(Hit(deployment=one, until=until, parts=parts, undecided=undecided))
    hits.sort(key=lambda hit: (hit.deployment.project, hit.deployment.service, hit.deployment.environment))
    return Searched(
        hits=tuple(hits),
        deployments=len(looked),
        services=len({(one.project, one.service) for one in looked}),
        unknown=tuple(one for one in looked if one.packages not in lists),
        cut=tuple(one for one in looked if one.packages in lists and one.left_out),
    )


def _with_ends(deployments: Iterable[Deployment]) -> Iterator[tuple[Deployment, str]]:
    """Each with the time at which the next one took its place; the latest first, as they come."""
    taken: dict[tuple[str, str, str], str] = {}
    for one in deployments:
        where = (one.project, one.service, one.environment)
        if one.version:  # without one it tells of a shutdown
            yield one, taken.get(where, "")
        taken[where] = one.at


def _fitting(wanted: Asked, parts: Sequence[Part]) -> tuple[tuple[Part, ...], bool]:
    """Those that are it; where none surely is, those of which it cannot be told."""
    answers = [(part, wanted.fits(part)) for part in parts]
    sure = tuple(part for part, answer in answers if answer is Answer.yes)
    if sure:
        return sure, False
    return tuple(part for part, answer in answers if answer is Answer.unknown), True


def _range(text: str) -> Range:
    try:
        return parse(text)
    except RangeError as error:
        raise UsageError(str(error), help=_HELP) from None


def _ecosystem(text: str) -> str:
    from vedette.languages.packages.purl import ECOSYSTEMS

    if not text:
        return ""
    known = {name.lower(): name for name in ECOSYSTEMS} | {
        "pip": "PyPI",
        "cargo": "crates.io",
        "gem": "RubyGems",
    }
    found = known.get(text.strip().lower())
    if found is None:
        raise UsageError(f'there is no ecosystem "{text[:80]}" here', help=f"known: {', '.join(ECOSYSTEMS)}")
    return found
