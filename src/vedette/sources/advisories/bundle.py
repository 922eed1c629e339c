"""Bundles: all of a database in one zip, which a mirror hands on; signed by whoever made it."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import partial
from typing import IO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.model.errors import WorldError
from vedette.sources.advisories import archive, osv, signing
from vedette.sources.advisories.freshness import is_advisory
from vedette.sources.advisories.interface import EPSS, KEV, Delivery, Provenance, RecordError
from vedette.sources.advisories.store import Store

_MANIFEST = "vedette-intel.json"
_FORMAT = 1
_MOST_MANIFEST, _MOST_SCORES = 4 << 20, 256 << 20
_MOST_SOURCES = 1_000
_DATE = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[\x20-\x7e]{1,120}")
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,10}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Manifest(Struct, frozen=True, kw_only=True):
    format: int
    sources: tuple[Provenance, ...]


def write(store: Store, path: str) -> int:
    """Write all of a database as a bundle; the same database makes the same bytes.

    Args:
        store: to hand on.
        path: of the bundle; one that is there is replaced once the new one is whole.

    Returns:
        How many records it has.

    Raises:
        WorldError: it cannot be written.
    """
    aside = f"{path}.part"
    try:
        try:
            with open(aside, "xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                count = _fill(store, packed)
            os.replace(aside, path)
        except FileExistsError:
            raise
        except BaseException:
            with suppress(OSError):
                os.unlink(aside)
            raise
    except OSError as error:
        raise WorldError(
            f"the bundle {path} cannot be written: {error.strerror}",
            help=f"look at the space there, and at {aside}",
        ) from None
    return count


def is_bundle(file: IO[bytes]) -> bool:
    """Whether a zip is a bundle.

    Raises:
        RecordError: it is no zip, or not whole.
    """
    archive.check_zip(file)
    try:
        with zipfile.ZipFile(file) as packed:
            return _MANIFEST in packed.namelist()
    except archive.BROKEN:
        raise RecordError("it is no zip, or not whole") from None


def deliveries(
    file: IO[bytes], signature: bytes, trusted: Collection[str], origin: str
) -> Iterator[Delivery]:
    """What a bundle has, after its signature was checked; sources keep the dates of who made it.

    Args:
        file: the bundle.
        signature: of it; b"" for none.
        trusted: public keys, hexadecimal; empty to check nothing.
        origin: where it is from.

    Raises:
        RecordError: it is broken.
        UsageError: keys are pinned, and none of them signed it.
    """
    file.seek(0)
    sum_ = archive.digest_of(file)
    key = signing.believed(sum_, signature, trusted)
    archive.check_zip(file)
    with zipfile.ZipFile(file) as packed:
        manifest = _manifest(packed)
        for number, source in enumerate(manifest.sources):
            own = replace(source, origin=origin, digest=sum_, signed=key, etag="", stamp="")
            if source.name in (KEV, EPSS):
                yield Delivery(provenance=own, scores=_scores(packed, source.name))
            else:
                yield Delivery(provenance=own, advisories=partial(archive.records_of_zip, file, f"{number}/"))


def _fill(store: Store, packed: zipfile.ZipFile) -> int:
    sources = store.sources()
    numbers = {one.name: number for number, one in enumerate(sources)}
    _add(packed, _MANIFEST, msgspec.json.encode(_Manifest(format=_FORMAT, sources=sources)))
    for one in sources:
        if not is_advisory(one):
            _add(packed, f"{one.name}.json", msgspec.json.encode(store.scores(one.name)))
    count = 0
    for count, (source, advisory) in enumerate(store.records(), 1):  # noqa: B007 - how many there were
        _add(packed, f"{numbers[source]}/{advisory.id}.json", osv.written(advisory))
    return count


def _add(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)


def _manifest(packed: zipfile.ZipFile) -> _Manifest:
    try:
        found = msgspec.json.decode(archive.read_member(packed, _MANIFEST, _MOST_MANIFEST), type=_Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise RecordError("its manifest cannot be read") from None
    if found.format != _FORMAT:
        raise RecordError("it was made by a newer vedette: update vedette")
    names = [one.name for one in found.sources]
    if len(names) > _MOST_SOURCES or len(set(names)) != len(names) or not all(map(_NAME.fullmatch, names)):
        raise RecordError("its manifest names sources that cannot be")
    return found


def _scores(packed: zipfile.ZipFile, kind: str) -> dict[str, str] | dict[str, float]:
    data = archive.read_member(packed, f"{kind}.json", _MOST_SCORES)
    try:
        if kind == KEV:
            days = msgspec.json.decode(data, type=dict[str, str])
            return {cve: day for cve, day in days.items() if _CVE.fullmatch(cve) and _DAY.fullmatch(day)}
        chances = msgspec.json.decode(data, type=dict[str, float])
        return {cve: min(max(one, 0.0), 1.0) for cve, one in chances.items() if _CVE.fullmatch(cve)}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise RecordError(f"{kind}.json cannot be read") from None
