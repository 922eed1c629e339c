"""References to images of containers: `registry/name:tag@sha256:…`."""

from __future__ import annotations

import re
from typing import NamedTuple

from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Package, Scope

_DIGEST = re.compile(r"(sha256|sha384|sha512):([0-9a-fA-F]{32,128})\Z")
_NAME = re.compile(r"[\w.-]+(?::\d+(?=/))?(?:/[\w.-]+)*\Z")
_TAG = re.compile(r"[\w][\w.-]{0,127}\Z")
_USUAL = re.compile(r"(?:(?:index\.|registry-1\.)?docker\.io/)?(?:library/)?")


class Image(NamedTuple):
    """A reference: name without the usual registry, tag, digest as `sha256:hex`, where the tag begins.

    `at` counts characters of the reference; it is -1 where there is no tag.
    """

    name: str
    tag: str
    digest: str
    at: int


def image(reference: str) -> Image | None:
    """Take a reference apart; None for what is none. Tags may still hold variables."""
    rest, _, digest = reference.partition("@")
    found = _DIGEST.match(digest)
    if digest and found is None:
        return None
    slash, colon = rest.rfind("/"), _colon(rest)
    name, tag = (rest[:colon], rest[colon + 1 :]) if colon > slash else (rest, "")
    if not _NAME.match(name) or (tag and "$" not in tag and not _TAG.match(tag)):
        return None
    usual = _USUAL.match(name)
    short = name[usual.end() :] if usual else name
    plain = compared("Docker", short or name)
    sum_ = f"{found[1]}:{found[2].lower()}" if found else ""
    return Image(plain, tag, sum_, colon + 1 if tag else -1)


def image_package(draft: Draft, reference: str, start: int, scope: Scope, group: str) -> Package | None:
    """The package of a reference that stands in the file as it is; None, and a gap, for what is none.

    Args:
        draft: of the file.
        reference: as written.
        start: its first byte.
        scope: what the image is needed for.
        group: name of a stage, a service or a job.
    """
    found = image(reference)
    if found is None or "$" in found.name:
        draft.gap(start, "has an image whose name is not plain; it was not read")
        return None
    exact = found.tag if "$" not in found.tag else ""
    at = start + found.at if found.at > 0 else 0
    return Package(
        ecosystem="Docker",
        name=found.name,
        line=draft.line(start),
        version=exact,
        constraint="" if exact else found.tag[:LONGEST],
        start=at,
        end=at + len(found.tag.encode()) if at else 0,
        direct=True,
        scope=scope,
        group=group[:100],
        hashes=(found.digest,) if found.digest else (),
    )


def _colon(text: str) -> int:
    """The last colon that is not within `${…}`; -1 for none."""
    depth = 0
    found = -1
    for index, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == ":" and depth <= 0:
            found = index
    return found
