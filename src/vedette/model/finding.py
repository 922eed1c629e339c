"""Findings: instances of a weakness, each with its place and its proof."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.edit import Edit
from vedette.model.facts import Position
from vedette.model.rule import Confidence, Persona, Severity
from vedette.model.verification import Verified


class State(StrEnum):
    """The one word that says how a finding stands."""

    open = "open"
    fixed = "fixed"
    accepted = "accepted"
    dismissed = "dismissed"
    duplicate = "duplicate"


class Place(Struct, frozen=True, order=True):
    """Where: a path relative to the root, and a range of positions (the end is exclusive).

    `revision` names the commit when the place is one of history: the version of the file that the commit
    brought. It names the blob where no commit is known to have it.
    """

    path: str
    start: Position
    end: Position
    revision: str = ""


class Reach(StrEnum):
    """What still leads to something in a repository's history."""

    tree = "tree"
    ref = "ref"
    nothing = "nothing"


class Exposure(Struct, frozen=True, kw_only=True):
    """Who could have seen what a commit brought, as far as this repository knows.

    Attributes:
        branches, tags: how many of the repository's own lead to the commit.
        names: some of them, the branch checked out first.
        remotes: those with a branch that led to it when last fetched or pushed: it has left the machine.
        origin: what the remote `origin` is known by, without credentials, when it is among them; else "".
        people: authors of it and of commits that build on it: they had it. Forks, other clones and caches are
            not known to anybody.
    """

    branches: int = 0
    tags: int = 0
    names: tuple[str, ...] = ()
    remotes: tuple[str, ...] = ()
    origin: str = ""
    people: int = 0


class Trail(Struct, frozen=True, kw_only=True):
    """How a place came into history, and what became of it. Times are UTC, ISO 8601 to the second.

    Attributes:
        since: when the commit that `Place.revision` names was made, as it says itself; "" without a commit.
        reach: the tree of the commit checked out has it at this path still; else some branch or tag has a
            commit with it; else only a stash, a reflog or nothing at all leads there.
        ref: a branch or tag that has the commit; for `Reach.nothing` the stash, if it is that.
        author: the name that the commit gives, never an address; "" in the ledger, as it is personal.
        was: the path in that commit, when the file was renamed since; else "".
        removed: the last commit that took it away; "" if none is known to.
        removed_on: when that was.
        exposure: who could have seen it; None where nobody looked, and in the ledger.
    """

    since: str
    reach: Reach
    ref: str = ""
    author: str = ""
    was: str = ""
    removed: str = ""
    removed_on: str = ""
    exposure: Exposure | None = None


class Excerpt(Struct, frozen=True):
    """One line of the source as it may be shown: redacted, cut to a bearable length.

    Attributes:
        line: line number, from 1.
        text: the line's text, secrets replaced.
        mark: start and end of the part to point at, in code points of `text`, end exclusive.
    """

    line: int
    text: str
    mark: tuple[int, int]


class FlowStep(Struct, frozen=True, kw_only=True):
    """One step of the way that untrusted data takes, from where it comes in to where it does harm.

    Attributes:
        path: relative to the root.
        line, column: from 1, the column in code points.
        words: what happens there, in a few words.
        excerpt: the line, redacted; None when it could not be had.
    """

    path: str
    line: int
    column: int
    words: str
    excerpt: Excerpt | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """A weakness seen in one place by one rule.

    Attributes:
        rule: the rule's id (for imported findings `tool/rule`).
        kind: the detector kind, such as `secrets`, or `import:NAME` for another tool's report.
        family: the rule's family, which enters the fingerprint.
        message: one sentence: what is wrong here. Never holds a secret.
        symbol: name of the enclosing symbol or assigned variable, "" when there is none.
        subject: the normalised sink or value that identifies the weakness; for a secret a keyed hash of
            its value, never the value. A canary is recognised by it.
        single: the subject names one thing in the world, such as a credential that a machine made: wherever
            it stands, it is the same weakness. False for what a person may have chosen.
        portable: what a waiver knows the subject by on every machine, where the subject itself depends on a
            key: `value:` and a plain hash of what nobody can guess, else what is not secret about it. "" when
            symbol and subject serve.
        evidence: redacted value or other proof, short, fit to print.
        excerpt: the source line, redacted; None when the source is not a text.
        fingerprint: versioned identity without path or line, set by `ledger.identity`; "" until then.
        foreign: fingerprints that another tool gave, by name.
        trail: of a place in history; None for one of the current tree.
        advice: the secure form in the framework at hand; "" when there is only the rule's.
        flow: the way of untrusted data, from source to sink, bounded in length; () where none is told,
            and in the ledger, since it is evidence and no part of the identity.
        edits: what mends it, all or none, where that is safe; () else, and in the ledger.
        through: the functions on the way of untrusted data, as `path::function`, from source to sink: so a
            route leads to what is wrong behind it. Evidence too, but kept in the ledger.
        pressing: why it can't wait, whoever brought it in, such as `it is malicious`; "" when it can.
        aliases: all names of a publicly known weakness, the best known first; () for any other.
        urgency: orders findings of one severity and confidence, the higher first; 0.0 where nothing is known.
        forbidden: which policy of the user's forbids it, so that no change may bring it in; "" for none.
    """

    rule: str
    kind: str
    place: Place
    severity: Severity
    confidence: Confidence
    message: str
    family: str = ""
    persona: Persona = Persona.regular
    symbol: str = ""
    subject: str = ""
    evidence: str = ""
    excerpt: Excerpt | None = None
    fingerprint: str = ""
    foreign: dict[str, str] = {}
    trail: Trail | None = None
    single: bool = False
    portable: str = ""
    advice: str = ""
    flow: tuple[FlowStep, ...] = ()
    edits: tuple[Edit, ...] = ()
    through: tuple[str, ...] = ()
    pressing: str = ""
    urgency: float = 0.0
    forbidden: str = ""
    aliases: tuple[str, ...] = ()


class Shared(Struct, frozen=True):
    """Another finding of the same value: its id, and its main place."""

    id: str
    place: Place


class Tracked(Struct, frozen=True, kw_only=True):
    """A finding as the ledger knows it: with a life of its own.

    Attributes:
        id: the ledger's own name for it, such as `VD-3F2K9Q`, the same for as long as it lives.
        introduced: brought in by the change under judgement.
        exploited: being exploited now.
        first_seen, last_seen: UTC, ISO 8601 to the second.
        reopened: it had been fixed, and is back.
        owner: who mends it; "" when nobody owns the place.
        owners: all who own the place, `owner` first.
        owner_source: what says so, such as `service shop`, `.github/CODEOWNERS:12` or `last change`.
        due: the date (YYYY-MM-DD) by which it should be mended; "" when no policy gives one.
        also: the same weakness at further places, in order of place; those that this run did not look at
            as they were last seen.
        left: places that it was last seen at and is shown to be gone from, though it stands elsewhere.
        shares: other findings of the very same value, such as one in history of one in the tree.
        verified: what the credential's provider said in this run; None when it was not asked.
    """

    id: str
    finding: Finding
    state: State
    introduced: bool
    first_seen: str
    last_seen: str
    exploited: bool = False
    reopened: bool = False
    owner: str = ""
    owners: tuple[str, ...] = ()
    owner_source: str = ""
    due: str = ""
    also: tuple[Finding, ...] = ()
    left: tuple[Place, ...] = ()
    shares: tuple[Shared, ...] = ()
    verified: Verified | None = None
