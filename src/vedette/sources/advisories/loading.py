"""What a path holds: a folder or zip of records, OSV's bulk export, KEV, EPSS, or a bundle."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from typing import IO

from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.sources.advisories import archive, bundle, epss, kev
from vedette.sources.advisories.interface import EPSS, KEV, Delivery, Provenance, RecordError

_ALL = "all.zip"
_MOST = 500
_NAME = 80


class Asked(Struct, frozen=True, kw_only=True):
    """What is to be imported.

    Attributes:
        path: file or folder.
        now: UTC, ISO 8601.
        name: for the source; "" to take the path's last part.
        as_of: day or time at which the data were what their publisher said; "" to go by the data.
        trusted: public keys (hexadecimal) by which a bundle is believed; empty to believe any.
    """

    path: str
    now: str
    name: str = ""
    as_of: str = ""
    trusted: Collection[str] = ()


def deliveries(asked: Asked) -> Iterator[Delivery]:
    """What there is to store.

    Args:
        asked: what is to be imported.

    Raises:
        UsageError: the path is not there, holds nothing of the kind, or is a bundle that is not believed.
    """
    try:
        if os.path.isdir(asked.path):
            yield from _of_folder(asked)
        else:
            with open(asked.path, "rb") as file:
                yield from _of_file(asked, file)
    except OSError as error:
        where = error.filename or asked.path
        raise UsageError(
            f"{where} cannot be read: {error.strerror}", help="name a file or a folder that you may read"
        ) from None
    except RecordError as error:
        raise _not_taken(asked.path, error) from None


def _not_taken(path: str, error: RecordError) -> UsageError:
    return UsageError(
        f"{path} is not taken: {error}",
        help="fetch it again; wanted is a zip or folder of OSV records, KEV, EPSS or a bundle",
    )


def _of_folder(asked: Asked) -> Iterator[Delivery]:
    exports = _exports(asked.path)
    tables = [one for one in _names(asked.path) if _is_table(one)]
    for ecosystem, path in exports:
        with open(path, "rb") as file:
            try:
                delivery = _zip(asked, file, f"osv/{ecosystem}", path)
            except RecordError as error:
                raise _not_taken(path, error) from None
            yield delivery
    for name in tables:
        path = os.path.join(asked.path, name)
        try:
            with open(path, "rb") as file:
                delivery = _scores(asked, file.read(epss.LARGEST + 1), path)
        except RecordError as error:
            raise _not_taken(path, error) from None
        yield delivery
    besides = frozenset(os.path.join(asked.path, name) for name in tables)
    if not exports and (not tables or archive.has_records(asked.path, besides)):
        sum_ = hashlib.sha256()
        yield Delivery(
            provenance=_provenance(asked, _import_name(asked), asked.path),
            advisories=lambda: archive.records_of_folder(asked.path, sum_.update, besides),
            digest=sum_.hexdigest,
        )


def _of_file(asked: Asked, file: IO[bytes]) -> Iterator[Delivery]:
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"PK"):
        if bundle.is_bundle(file):
            yield from bundle.deliveries(file, _signature(asked.path), asked.trusted, asked.path)
            return
        folder = os.path.basename(os.path.dirname(os.path.abspath(asked.path)))
        is_export = os.path.basename(asked.path) == _ALL and not asked.name
        yield _zip(asked, file, f"osv/{folder}" if is_export else _import_name(asked), asked.path)
        return
    data = file.read(epss.LARGEST + 1)
    if kev.is_catalogue(data) or epss.is_table(data):
        yield _scores(asked, data, asked.path)
        return
    if not archive.is_record(asked.path):
        raise RecordError("it is of no kind that is known")
    yield Delivery(
        provenance=_provenance(asked, _import_name(asked), asked.path, hashlib.sha256(data).hexdigest()),
        advisories=lambda: iter((archive.read_record(asked.path, data),)),
    )


def _zip(asked: Asked, file: IO[bytes], name: str, path: str) -> Delivery:
    archive.check_zip(file)
    digest = archive.digest_of(file)
    return Delivery(
        provenance=_provenance(asked, name, path, digest), advisories=lambda: archive.records_of_zip(file)
    )


def score_delivery(data: bytes, provenance: Callable[[str, str], Provenance]) -> Delivery:
    """The delivery of KEV or EPSS.

    Args:
        data: of the file.
        provenance: made from the source's name and its own date.

    Raises:
        RecordError: it is neither, or not whole.
    """
    if kev.is_catalogue(data):
        days, dated = kev.read(data)
        return Delivery(provenance=provenance(KEV, dated), scores=days)
    chances, dated = epss.read(data)
    return Delivery(provenance=provenance(EPSS, dated), scores=chances)


def _scores(asked: Asked, data: bytes, path: str) -> Delivery:
    digest = hashlib.sha256(data).hexdigest()

    def provenance(name: str, dated: str) -> Provenance:
        told = asked.as_of or (f"{dated}T00:00:00Z" if dated else "")
        made = _provenance(asked, name, path, digest)
        return Provenance(
            name=name,
            origin=made.origin,
            digest=digest,
            as_of=min(told, asked.now),
            loaded=asked.now,
            newest=dated,
        )

    return score_delivery(data, provenance)


def _provenance(asked: Asked, name: str, path: str, digest: str = "") -> Provenance:
    return Provenance(name=name, origin=path, digest=digest, as_of=asked.as_of, loaded=asked.now)


def _import_name(asked: Asked) -> str:
    name = asked.name or os.path.basename(os.path.abspath(asked.path))
    return "import/" + "".join(char if char.isprintable() else "?" for char in name)[:_NAME]


def _exports(folder: str) -> list[tuple[str, str]]:
    """Ecosystem and path of each zip of a bulk export, in `FOLDER/ECOSYSTEM` or `FOLDER/osv/ECOSYSTEM`."""
    for root in (os.path.join(folder, "osv"), folder):
        found = [(name, os.path.join(root, name, _ALL)) for name in _names(root)]
        if exports := [(name, path) for name, path in found if os.path.isfile(path)]:
            return exports
    return []


def _names(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return names[:_MOST] if len(names) > _MOST else names


def _is_table(name: str) -> bool:
    return name == "known_exploited_vulnerabilities.json" or (
        name.startswith("epss_scores") and name.endswith((".csv", ".csv.gz"))
    )


def _signature(path: str) -> bytes:
    try:
        with open(f"{path}.sig", "rb") as file:
            return file.read(4_096)
    except OSError:
        return b""
