"""Identity: what makes two sightings the same finding, without counting lines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence

from msgspec.structs import replace

from vedette.model.finding import Finding, Place

_VERSION = "v1"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LETTERS = 8
_HASH = re.compile("[0-9a-f]{32,64}")


def fingerprint(finding: Finding, ordinal: int) -> str:
    """The pure, versioned identity of a finding; neither path nor line enters it.

    Args:
        finding: any finding, imported ones included.
        ordinal: which of several alike in one text it is, in order of place, from 0.

    Returns:
        `v1-` and 32 hexadecimal digits.
    """
    parts = (finding.kind, _family(finding), finding.symbol, finding.subject, str(ordinal))
    return f"{_VERSION}-{_digest('vedette-fingerprint-v1', parts).hex()[:32]}"


def with_fingerprints(findings: Sequence[Finding]) -> list[Finding]:
    """Gives every finding its fingerprint, in the order of the input.

    Those alike in path, kind, family, symbol and subject are numbered in order of place, those of the
    current tree before those of history, so that looking further back renames nothing.

    Args:
        findings: all findings of the texts they are in; one that carries a fingerprint keeps it.

    Returns:
        The findings in the same order.
    """
    result = list(findings)
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    for index in sorted(range(len(result)), key=lambda at: _order(result[at])):
        finding = result[index]
        alike = (finding.place.path, finding.kind, _family(finding), finding.symbol, finding.subject)
        if not finding.fingerprint:
            result[index] = replace(finding, fingerprint=fingerprint(finding, counts[alike]))
        counts[alike] += 1
    return result


def is_value(subject: str) -> bool:
    """Whether a subject is a hash of the very value, and not a name for one that may not be hashed."""
    return _HASH.fullmatch(subject) is not None


def mint(project: str, finding: Finding, taken: Container[str]) -> str:
    """A new finding's id: short, fit to be read aloud, not among those taken.

    It is derived rather than random, so that runs without a memory (CI, a second laptop) call a new
    finding by the same name and print the same bytes twice. A secret's enters by what is portable of it, so
    that machines with different keys agree too. Once given, it never depends on anything.

    Args:
        project: identity of the project.
        finding: with its fingerprint.
        taken: ids in use; a container with fast membership.

    Returns:
        `VD-` and eight letters of Crockford's base 32.
    """
    attempt = 0
    what = (finding.kind, _family(finding), finding.portable) if finding.portable else (finding.fingerprint,)
    while True:
        past = ("past",) if finding.place.revision else ()
        parts = (project, finding.place.path, *what, str(attempt), *past)
        number = int.from_bytes(_digest("vedette-finding-id-v1", parts)[:5], "big")
        name = "VD-" + "".join(_ALPHABET[number >> 5 * at & 31] for at in range(_ID_LETTERS))
        if name not in taken:
            return name
        attempt += 1


def _family(finding: Finding) -> str:
    return finding.family or finding.rule


def _order(finding: Finding) -> tuple[bool, Place, str, str]:
    return bool(finding.place.revision), finding.place, finding.rule, finding.message


def _digest(domain: str, parts: Iterable[str]) -> bytes:
    # Lengths before the parts: no two lists of parts run together to the same bytes.
    state = hashlib.sha256()
    for part in (domain, *parts):
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(4, "big") + data)
    return state.digest()
