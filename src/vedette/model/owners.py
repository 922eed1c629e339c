"""Owners as a CODEOWNERS file names them, the same for both vendors' dialects."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Every path at which a CODEOWNERS file may stand."""


class Dialect(StrEnum):
    """Whose rules a CODEOWNERS file is read by."""

    github = "github"
    gitlab = "gitlab"


class Section(Struct, frozen=True, kw_only=True):
    """A group of claims that is asked on its own: of each, one claim at most counts for a path.

    Attributes:
        name: as its first heading writes it; "" for the claims before any heading.
        optional: its owners are told, and need not approve.
        approvals: how many of its owners have to approve.
    """

    name: str = ""
    optional: bool = False
    approvals: int = 1


class Claim(Struct, frozen=True, kw_only=True):
    r"""One line that says who owns what.

    Attributes:
        line: from 1.
        pattern: as it is written.
        glob: the same from the root, `/` between parts: `**` as a whole part stands for any number of parts,
            none included; within a part `*`, `?`, `[…]` and `\` as an escape. Nothing else has a meaning.
        owners: names, groups, roles and addresses in order; () when it says that nobody owns it.
        section: index into `CodeOwners.sections`.
        excludes: paths that match are owned by nobody of this section, whatever other lines say.
    """

    line: int
    pattern: str
    glob: str
    owners: tuple[str, ...] = ()
    section: int = 0
    excludes: bool = False


class Problem(Struct, frozen=True):
    """A line, or a part of one, that does not count, and why; line 0 is the whole file."""

    line: int
    what: str


class CodeOwners(Struct, frozen=True, kw_only=True):
    """A CODEOWNERS file as it was read.

    Attributes:
        path: where it stands in the repository.
        sections: the first is that of the claims before any heading.
        claims: in the order of the file; of those of one section that match a path, the last counts.
        problems: what does not count.
    """

    path: str
    dialect: Dialect
    sections: tuple[Section, ...] = (Section(),)
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
