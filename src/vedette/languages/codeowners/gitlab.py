"""CODEOWNERS as GitLab documents it: sections, exclusions, roles, and patterns of Ruby's `File.fnmatch`."""

from __future__ import annotations

import re

from msgspec import Struct

from vedette.languages.codeowners.interface import (
    EMAIL,
    LONGEST_OWNER,
    LONGEST_PATTERN,
    MOST_BYTES,
    MOST_OWNERS,
    Problems,
    first_word,
    lines,
    one_star,
    shown,
)
from vedette.model.owners import Claim, CodeOwners, Dialect, Section

_HEADING = re.compile(r"(\^)?\[([^\]]{1,300})\](?:\[([^\]]{0,30})\])?(?:[ \t]+(.*))?")
_NAME = re.compile(r"@[A-Za-z0-9_.][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+){0,30}")
_ROLE = re.compile(r"@@(?:developer|maintainer|owner)s?", re.IGNORECASE)
_BLANKS = re.compile(r"\\([ \t])")
_MOST_APPROVALS = 1000


def read(data: bytes, path: str) -> CodeOwners:
    """Read a file. What cannot be parsed is taken as GitLab documents it, and told of.

    Args:
        data: its bytes; of a file of 3 MB or more nothing is used.
        path: where it stands, for messages.
    """
    reading = _Reading()
    if len(data) >= MOST_BYTES:
        reading.problems.add(0, "the file has 3 MB or more, so nothing of it counts")
        data = b""
    for number, line in lines(data):
        heading = _HEADING.fullmatch(line)
        if heading is not None and heading[2].strip():
            reading.head(number, heading)
        else:
            reading.claim(number, line)
    return CodeOwners(
        path=path,
        dialect=Dialect.gitlab,
        sections=tuple(reading.sections),
        claims=tuple(reading.claims),
        problems=reading.problems.told(),
    )


def has_sections(data: bytes) -> bool:
    """Whether a file uses what GitLab alone knows: headings, exclusions or roles."""
    if len(data) >= MOST_BYTES:
        return False
    return any(
        line.startswith("!") or _HEADING.fullmatch(line) is not None or " @@" in line
        for _, line in lines(data)
    )


def glob(pattern: str) -> str:
    """A pattern in the form of `Claim.glob`.

    Raises:
        ValueError: it can match nothing.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"the pattern has more than {LONGEST_PATTERN:,} characters")
    if "\0" in pattern:
        raise ValueError("no path has a zero byte")
    pattern = _BLANKS.sub(r"\1", pattern.removeprefix("\\") if pattern.startswith("\\#") else pattern)
    whole = pattern if pattern.startswith("/") else f"/**/{pattern}"
    whole = f"{whole}**/*" if whole.endswith("/") else whole
    parts = whole[1:].split("/")
    if "" in parts:
        raise ValueError("the pattern matches nothing")
    last = len(parts) - 1
    # Two stars reach into folders only as a whole part that another follows.
    return "/".join(part if part == "**" and at < last else one_star(part) for at, part in enumerate(parts))


class _Heading(Struct):
    section: int
    owners: tuple[str, ...]


class _Reading:
    """The file so far: what was claimed, and under which heading we are."""

    def __init__(self) -> None:
        self.sections = [Section()]
        self.claims: list[Claim] = []
        self.problems = Problems()
        self._by_name: dict[str, int] = {}
        self._under = _Heading(0, ())

    def head(self, number: int, heading: re.Match[str]) -> None:
        """Begins a section, or goes on with one of the same name."""
        section = Section(
            name=heading[2].strip(),
            optional=bool(heading[1]),
            approvals=self._approvals(number, heading[3]),
        )
        key = section.name.casefold()
        at = self._by_name.setdefault(key, len(self.sections))
        if at == len(self.sections):
            self.sections.append(section)
        else:
            first = self.sections[at]
            self.sections[at] = Section(
                name=first.name,
                optional=first.optional and section.optional,
                approvals=max(first.approvals, section.approvals),
            )
        self._under = _Heading(at, self._owners(number, heading[4] or ""))

    def claim(self, number: int, line: str) -> None:
        """Takes an entry, an exclusion, or a heading that cannot be parsed, which counts as an entry."""
        excludes = line.startswith("!")
        pattern, rest = first_word(line[1:] if excludes else line)
        if line.startswith(("[", "^[")):
            self.problems.add(number, "the heading cannot be parsed, so GitLab takes it for an entry")
        try:
            whole = glob(pattern)
        except ValueError as error:
            self.problems.add(number, f"{error}; the line does not count")
            return
        owners = () if excludes else self._owners(number, rest) if rest else self._under.owners
        if not excludes and not owners:
            self.problems.add(number, f"{shown(pattern)} has no owner, so it needs nobody's approval")
        self.claims.append(
            Claim(
                line=number,
                pattern=pattern,
                glob=whole,
                owners=owners,
                section=self._under.section,
                excludes=excludes,
            )
        )

    def _approvals(self, number: int, given: str | None) -> int:
        if given is None:
            return 1
        wanted = int(given) if given.isascii() and given.isdigit() else 0
        if not 0 < wanted <= _MOST_APPROVALS:
            self.problems.add(number, f"[{shown(given)}] is no number of approvals, and counts as 1")
            return 1
        return wanted

    def _owners(self, number: int, rest: str) -> tuple[str, ...]:
        """All owners that a text names; GitLab has no comment after an entry, so those in one count too."""
        found: dict[str, None] = {}
        words, _, comment = rest.partition("#")
        for word in words.split():
            owner = _owner(word)
            if owner:
                found[owner] = None
            else:
                self.problems.add(number, f"{shown(word)} is no owner, and is left out")
        for word in comment.split():
            found |= {owner: None for owner in (_owner(word),) if owner}
        if len(found) > MOST_OWNERS:
            self.problems.add(number, f"it names more than {MOST_OWNERS} owners; the rest is left out")
        return tuple(found)[:MOST_OWNERS]


def _owner(word: str) -> str:
    if len(word) > LONGEST_OWNER:
        return ""
    return word if any(form.fullmatch(word) for form in (_NAME, _ROLE, EMAIL)) else ""
