"""Brings advisories over the network: OSV's bulk export and its increments, KEV, EPSS, or their mirror."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.advisory import Advisory
from vedette.network.address import address
from vedette.network.door import Door
from vedette.network.interface import Answer, Ask, Clock, Limits, NetworkError
from vedette.sources.advisories import archive, bundle
from vedette.sources.advisories.freshness import told_at
from vedette.sources.advisories.interface import (
    DEFAULT_ECOSYSTEMS,
    EPSS,
    KEV,
    Delivery,
    Provenance,
    RecordError,
    Refused,
)
from vedette.sources.advisories.loading import score_delivery

BUNDLE = "vedette-intel.zip"
_OSV = "https://osv-vulnerabilities.storage.googleapis.com"
_KEV = "https://www.cisa.gov/sites/default/files/feeds"
_EPSS = "https://epss.empiricalsecurity.com"
_KEV_FILE = "known_exploited_vulnerabilities.json"
_EPSS_FILE = "epss_scores-current.csv.gz"
_NOT_MODIFIED = 304
# What a host says of one thing and means of all: not to you, not now.
_OF_ALL = frozenset({401, 403, 429})
# Records fetched one by one; more changes than these, and one zip is less trouble for both sides.
_MOST_CHANGED = 150
_FULL_EVERY = timedelta(days=7)
# A record is exported some time after the moment that it bears.
_LATE = timedelta(days=1)
_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
_LIMITS = Limits(seconds=900, all_seconds=1800, most_bytes=1 << 30, per_second=20, requests=400)


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be brought up to date.

    Attributes:
        now: with time zone.
        mirror: address below which everything is; "" for the public ones.
        token: for the mirror alone, as a bearer; "" for none.
        trusted: keys (hexadecimal): a mirror is then asked for its signed bundle and nothing else.
        ecosystems: to have advisories of.
        full: everything anew, and no increments.
        modified: id of a record -> its `modified` as stored, "" for none.
        environment: of the user, for the proxy.
        limits, clock: of the network.
    """

    now: datetime
    mirror: str = ""
    token: str = ""
    trusted: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = DEFAULT_ECOSYSTEMS
    full: bool = False
    modified: Callable[[str], str] = lambda _: ""
    environment: Mapping[str, str] = {}
    limits: Limits = _LIMITS
    clock: Clock = Clock()

    @property
    def moment(self) -> str:
        """Now, in UTC, ISO 8601."""
        return _moment(self.now)


class Failure(Struct, frozen=True):
    """A source that could not be brought: its name, why, and what to do."""

    name: str
    reason: str
    help: str


class _Place(Struct, frozen=True):
    """One source: its name, the door it is behind, and its path there."""

    name: str
    door: Door
    path: str

    @property
    def origin(self) -> str:
        """The whole address, for people and to see that it is still the same."""
        where = self.door.address
        return f"{where.scheme}://{where.shown}{where.path}{self.path}"


def fetched(
    wanted: Wanted, before: Mapping[str, Provenance], tell: Callable[[Failure], None]
) -> Iterator[Delivery]:
    """What the sources have that the database has not.

    A source that fails is told of, and the others go on: what it gave before stays.

    Args:
        wanted: what to bring.
        before: what the database has, by name of source.
        tell: hears of each failure.

    Raises:
        UsageError: the mirror's address is none, or its bundle is not believed.
    """
    if wanted.mirror and wanted.trusted:
        yield from _of_bundle(wanted, tell)
        return
    closed: dict[str, NetworkError] = {}
    for place in _places(wanted):
        host = place.door.address.shown
        try:
            if host in closed:
                raise closed[host]
            yield _delivery(place, wanted, before.get(place.name))
        except NetworkError as error:
            if error.status in _OF_ALL or not (error.status or error.unsure):
                closed[host] = error
            tell(Failure(place.name, error.message, error.help))
        except RecordError as error:
            tell(
                Failure(
                    place.name,
                    f"what {place.door.address.shown} gives is not taken: {error}",
                    "try again later",
                )
            )


def _places(wanted: Wanted) -> Iterator[_Place]:
    osv, kev, epss = (_door(wanted.mirror or public, wanted) for public in (_OSV, _KEV, _EPSS))
    below = "/osv" if wanted.mirror else ""
    for ecosystem in wanted.ecosystems:
        yield _Place(f"osv/{ecosystem}", osv, f"{below}/{quote(ecosystem, safe='')}")
    yield _Place(KEV, kev, f"/{_KEV_FILE}")
    yield _Place(EPSS, epss, f"/{_EPSS_FILE}")


def _door(text: str, wanted: Wanted) -> Door:
    where = address(text, "the address of the mirror")
    bearer = {"Authorization": f"Bearer {wanted.token}"} if wanted.token and wanted.mirror else {}
    return Door(
        where,
        credentials=bearer,
        environment=wanted.environment,
        limits=wanted.limits,
        clock=wanted.clock,
    )


def _delivery(place: _Place, wanted: Wanted, before: Provenance | None) -> Delivery:
    known = before if before and before.origin == place.origin and not wanted.full else None
    if place.name in (KEV, EPSS):
        return _scores(place, wanted, known)
    if known and known.newest and wanted.now - _loaded(known) < _FULL_EVERY:
        found = _increment(place, wanted, known)
        if found is not None:
            return found
    answer = _asked(place.door, f"{place.path}/all.zip", known)
    if answer.status == _NOT_MODIFIED and known:
        return _unchanged(replace(known, loaded=wanted.moment), wanted)
    file = io.BytesIO(answer.body)
    archive.check_zip(file)
    return Delivery(
        provenance=_provenance(place, wanted, answer), advisories=lambda: archive.records_of_zip(file)
    )


def _scores(place: _Place, wanted: Wanted, known: Provenance | None) -> Delivery:
    answer = _asked(place.door, place.path, known, redirects=2)
    if answer.status == _NOT_MODIFIED and known:
        return _unchanged(known, wanted)

    def provenance(name: str, dated: str) -> Provenance:
        if name != place.name:
            raise RecordError("it is something else")
        return replace(_provenance(place, wanted, answer), newest=dated)

    return score_delivery(answer.body, provenance)


def _increment(place: _Place, wanted: Wanted, known: Provenance) -> Delivery | None:
    """The records that changed since the newest known; None when a whole export is the shorter way."""
    listed = place.door.ask(Ask(path=f"{place.path}/modified_id.csv")).body
    changed = _changed(listed, wanted, known)
    if changed is None or len(changed) > _MOST_CHANGED:
        return None

    paths = [f"{place.path}/{quote(one, safe='')}.json" for one in changed]
    # Asked for here, so that a failure is this source's and nothing of it is stored.
    bodies = [(path, place.door.ask(Ask(path=path)).body) for path in paths]
    return Delivery(
        provenance=replace(known, as_of=wanted.moment), advisories=lambda: _read(bodies), whole=False
    )


def _read(bodies: list[tuple[str, bytes]]) -> Iterator[Advisory | Refused]:
    for path, body in bodies:
        yield archive.read_record(path, body)


def _changed(listed: bytes, wanted: Wanted, known: Provenance) -> list[str] | None:
    """Ids of which another version is stored, or none; None when what is listed cannot be read."""
    told = min(told_at(known), told_at(replace(known, as_of=known.newest)))
    since = _moment(max(told, _LONG_AGO) - _LATE)
    found = []
    try:
        for row in csv.reader(io.StringIO(listed.decode("utf-8"), newline="")):
            # To the second: what is stored is cut to it.
            day, name = f"{row[0][:19]}Z", row[1].rpartition("/")[2]
            if day < since:
                break  # newest first
            if wanted.modified(name) != day:
                found.append(name)
    except (UnicodeDecodeError, csv.Error, IndexError):
        return None
    return found


def _unchanged(known: Provenance, wanted: Wanted) -> Delivery:
    return Delivery(provenance=replace(known, as_of=wanted.moment), whole=False)


def _asked(door: Door, path: str, known: Provenance | None, redirects: int = 0) -> Answer:
    headers = {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    elif known and known.stamp:
        headers["If-Modified-Since"] = known.stamp
    statuses = (_NOT_MODIFIED,) if headers else ()
    return door.ask(Ask(path=path, headers=headers, statuses=statuses, redirects=redirects))


def _provenance(place: _Place, wanted: Wanted, answer: Answer) -> Provenance:
    return Provenance(
        name=place.name,
        origin=place.origin,
        digest=hashlib.sha256(answer.body).hexdigest(),
        as_of=wanted.moment,
        loaded=wanted.moment,
        etag=_header(answer, "etag"),
        stamp=_header(answer, "last-modified"),
    )


def _header(answer: Answer, name: str) -> str:
    value = answer.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= 200 else ""  # noqa: PLR2004 - a tag


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _loaded(known: Provenance) -> datetime:
    return told_at(replace(known, as_of=known.loaded))


def _of_bundle(wanted: Wanted, tell: Callable[[Failure], None]) -> Iterator[Delivery]:
    door = _door(wanted.mirror, wanted)
    try:
        signature = door.ask(Ask(path=f"/{BUNDLE}.sig")).body
        file = io.BytesIO(door.ask(Ask(path=f"/{BUNDLE}")).body)
        origin = _Place(BUNDLE, door, f"/{BUNDLE}").origin
        yield from bundle.deliveries(file, signature[:4_096], wanted.trusted, origin)
    except NetworkError as error:
        tell(Failure(BUNDLE, error.message, error.help))
    except RecordError as error:
        tell(
            Failure(
                BUNDLE, f"the bundle of {door.address.shown} is not taken: {error}", "fetch it again later"
            )
        )
