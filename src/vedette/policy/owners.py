"""Who owns a path: `vedette.toml` first, then CODEOWNERS, then the default owner. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.finding import Tracked
from vedette.model.owners import Claim, CodeOwners, Section
from vedette.policy.globs import STEPS, Globs, Spent
from vedette.policy.interface import Policy
from vedette.policy.patterns import matcher


class Share(Struct, frozen=True, kw_only=True):
    """What one place says about the owners of a path.

    Attributes:
        owners: all that it names; () when it says that nobody owns the path.
        source: where that is written: `service shop`, `[[owners]] entry 2`, `.github/CODEOWNERS:12`.
        section: of a CODEOWNERS file, "" for its claims before any heading.
        optional: their approval is not required.
        approvals: how many of them have to approve, where they have to.
        pattern: that matched, as written; "" where there are several.
    """

    owners: tuple[str, ...]
    source: str
    section: str = ""
    optional: bool = False
    approvals: int = 1
    pattern: str = ""


class Owned(Struct, frozen=True, kw_only=True):
    """Who owns a path, and what decided so.

    Attributes:
        shares: several where CODEOWNERS has sections, those required first; () when nothing names the path.
    """

    shares: tuple[Share, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """All of them, the one to turn to first."""
        return tuple(dict.fromkeys(owner for share in self.shares for owner in share.owners))

    @property
    def source(self) -> str:
        """Where the first owner is named; "" when there is none."""
        return next((share.source for share in self.shares if share.owners), "")


class Owners:
    """Looks owners up; what was compiled for one path serves the next.

    Args:
        policy: its services, owners and default owner count.
        codeowners: of the base of the change; None when there is none.
        steps: how much may be tried, as for `Globs`.

    Raises:
        UsageError: a pattern of the policy is not valid.
    """

    def __init__(self, policy: Policy, codeowners: CodeOwners | None = None, steps: int = STEPS) -> None:
        self._table = _table(policy)
        self._default = policy.default_owner
        self._lines = None if codeowners is None else _Lines(codeowners, steps)
        self._known: dict[str, Owned] = {}

    @property
    def spent(self) -> bool:
        """Whether matching CODEOWNERS took so much that it was given up."""
        return self._lines is not None and self._lines.spent

    def of(self, path: str) -> Owned:
        """Who owns a path (relative to the root, `/` between parts)."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._look_up(path)
        return found

    def assign(self, item: Tracked) -> Tracked:
        """The finding with its owners filled in, where it has any."""
        found = self.of(item.finding.place.path)
        owners = found.owners
        if not owners:
            return replace(item, owner="", owners=(), owner_source="")
        return replace(item, owner=owners[0], owners=owners, owner_source=found.source)

    def _look_up(self, path: str) -> Owned:
        for matches, share in reversed(self._table):
            if matches(path):
                return Owned(shares=(share,))
        shares = self._lines.of(path) if self._lines else ()
        if not any(share.owners for share in shares) and self._default:
            shares += (Share(owners=(self._default,), source="gate.default_owner"),)
        return Owned(shares=shares)


def unowned(paths: Iterable[str], owners: Owners) -> list[tuple[str, int]]:
    """What nobody owns: folders in which nobody owns anything, else files, with how many files that is.

    Args:
        paths: of files.
        owners: to ask.

    Returns:
        The largest first. A folder ends in `/`; `./` is all of it.
    """
    every: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    files = []
    for path in paths:
        folders = _folders(path)
        every.update(folders)
        if not owners.of(path).owners:
            bare.update(folders)
            files.append(path)
    found = Counter(
        next((folder for folder in _folders(path) if bare[folder] == every[folder]), path) for path in files
    )
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _folders(path: str) -> list[str]:
    """Those that a file lies in, the outermost first."""
    parts = path.split("/")[:-1]
    return ["./", *(f"{folder}/" for folder in accumulate(parts, "{}/{}".format))]


def _table(policy: Policy) -> list[tuple[Callable[[str], bool], Share]]:
    """Services, then entries: of several that match, the last counts."""
    table = [
        (matcher(service.paths), Share(owners=service.owners, source=f"service {service.name}"))
        for service in policy.services
        if service.owners
    ]
    for number, entry in enumerate(policy.owners, 1):
        share = Share(owners=(entry.owner,), source=f"[[owners]] entry {number}")
        table.append((matcher(entry.paths), share))
    return table


class _Lines:
    """A CODEOWNERS file, ready to be asked."""

    def __init__(self, file: CodeOwners, steps: int) -> None:
        self._file = file
        self.spent = False
        self._keeping = [claim for claim in file.claims if claim.excludes]
        self._claims = [claim for claim in file.claims if not claim.excludes]
        self._excluded = Globs([claim.glob for claim in self._keeping], steps)
        self._claimed = Globs([claim.glob for claim in self._claims], steps)

    def of(self, path: str) -> tuple[Share, ...]:
        """One share for each section that speaks of a path."""
        if self.spent:
            return ()
        try:
            decided = self._decide(path)
        except Spent:
            self.spent = True
            return ()
        shares = [
            self._share(claim, self._file.sections[claim.section]) for _, claim in sorted(decided.items())
        ]
        return tuple(sorted(shares, key=lambda share: share.optional))

    def _decide(self, path: str) -> dict[int, Claim]:
        excluded = {self._keeping[number].section for number in self._excluded.matching(path)}
        decided: dict[int, Claim] = {}
        most = len(self._file.sections) - len(excluded)
        for number in self._claimed.matching(path):
            claim = self._claims[number]
            if claim.section not in excluded and claim.section not in decided:
                decided[claim.section] = claim
                if len(decided) == most:
                    break
        return decided

    def _share(self, claim: Claim, section: Section) -> Share:
        return Share(
            owners=claim.owners,
            source=f"{self._file.path}:{claim.line}",
            section=section.name,
            optional=section.optional,
            approvals=section.approvals,
            pattern=claim.pattern,
        )
