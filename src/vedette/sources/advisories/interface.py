"""What the parts of this folder share: errors, what a source is, what it gave, how fresh it all is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct

from vedette.model.advisory import Advisory

DEFAULT_ECOSYSTEMS = (
    *("PyPI", "npm", "Go", "Maven", "crates.io", "RubyGems", "Packagist", "NuGet"),
    "GitHub Actions",
)
KEV = "kev"
EPSS = "epss"


class RecordError(ValueError):
    """A record that cannot be read; its words say why, and quote nothing of it."""


class Refused(Struct, frozen=True):
    """A record that was left out: where it stands, and why."""

    place: str
    reason: str


class Provenance(Struct, frozen=True, kw_only=True):
    """Where one source of the database is from.

    Attributes:
        name: `osv/PyPI`, `kev`, `epss`, `import/NAME`.
        origin: address, path or bundle.
        digest: SHA-256 (hexadecimal) of the bytes that were loaded in full.
        as_of: the data are what their publisher said at this moment (UTC, ISO 8601).
        loaded: when it was brought in full.
        newest: when its newest record was published or modified, or the publisher's date; "" for none.
        records: how many it gave.
        refused: how many could not be read.
        etag, stamp: `ETag` and `Last-Modified` of the answer, for the next conditional request.
        signed: the public key by which it was believed; "" for none.
        ecosystems: of its advisories; filled in by who stores it.
    """

    name: str
    origin: str = ""
    digest: str = ""
    as_of: str = ""
    loaded: str = ""
    newest: str = ""
    records: int = 0
    refused: int = 0
    etag: str = ""
    stamp: str = ""
    signed: str = ""
    ecosystems: tuple[str, ...] = ()


class Delivery(Struct, frozen=True, kw_only=True):
    """What one source gives, read as it is stored.

    Attributes:
        provenance: where it is from; counts are filled in by who stores it.
        advisories: begins to read; called once. What cannot be read comes as `Refused`.
        scores: CVE -> date (KEV) or probability (EPSS).
        whole: all that the source has; what it had before and is not among these is gone.
        gone: ids that the source has no more, when it is not whole.
        digest: of what was read, where that is not known before; called after reading.
    """

    provenance: Provenance
    advisories: Callable[[], Iterator[Advisory | Refused]] | None = None
    scores: dict[str, str] | dict[str, float] | None = None
    whole: bool = True
    gone: tuple[str, ...] = ()
    digest: Callable[[], str] | None = None


class State(StrEnum):
    """How good the database is for a run: `none` makes it void, `stale` partial."""

    fresh = "fresh"
    stale = "stale"
    none = "none"


class Freshness(Struct, frozen=True, kw_only=True):
    """What a run has to say of the database.

    Attributes:
        state: the worst of what it needs.
        reasons: a sentence for each fault, ready for people.
        as_of: of the oldest source of advisories that counts; "" for none.
    """

    state: State
    reasons: tuple[str, ...] = ()
    as_of: str = ""
