"""One weakness, all its names together: records that call one another by an alias."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from vedette.model.advisory import Advisory, Affected

_MOST_REFERENCES = 50
# Whose words are told, where several publishers speak of one weakness.
_PREFERRED = ("GO-", "PYSEC-", "RUSTSEC-", "GHSA-")


class Named(Struct, frozen=True):
    """What grouping needs of a record: its number, its names, and whether it tells of an attack."""

    number: int
    names: tuple[str, ...]
    malicious: bool = False


def grouped(records: Iterable[Named]) -> dict[int, int]:
    """Number of a record -> number of its weakness, which is the lowest of its records.

    A package that is itself an attack is never one with a flaw in an honest one, whatever names they share.
    """
    parents: dict[int, int] = {}
    first: dict[tuple[str, bool], int] = {}
    for record in records:
        parents[record.number] = record.number
        for name in record.names:
            other = first.setdefault((name, record.malicious), record.number)
            _join(parents, other, record.number)
    return {number: _root(parents, number) for number in parents}


def merged(records: Iterable[Advisory]) -> Advisory:
    """One advisory from the records of one weakness.

    What was taken back counts for nothing while another record holds; then only its names stay.

    Args:
        records: at least one.
    """
    every = sorted(records, key=_rank)
    holding = [one for one in every if not one.withdrawn] or every
    head = holding[0]
    if len(every) == 1:
        return head
    names = {name for one in every for name in (one.id, *one.aliases)}
    affected: dict[Affected, None] = dict.fromkeys(entry for one in holding for entry in one.affected)
    references = dict.fromkeys(address for one in holding for address in one.references)
    return Advisory(
        id=head.id,
        aliases=tuple(sorted(names - {head.id})),
        summary=next((one.summary for one in holding if one.summary), ""),
        details=next((one.details for one in holding if one.details), ""),
        severity=tuple(dict.fromkeys(vector for one in holding for vector in one.severity)),
        cwe=tuple(sorted({number for one in holding for number in one.cwe})),
        affected=tuple(affected),
        published=min((one.published for one in holding if one.published), default=""),
        modified=max(one.modified for one in holding),
        withdrawn=head.withdrawn,
        references=tuple(references)[:_MOST_REFERENCES],
        malicious=head.malicious,
    )


def _rank(record: Advisory) -> tuple[int, str]:
    at = next((at for at, start in enumerate(_PREFERRED) if record.id.startswith(start)), len(_PREFERRED))
    return at, record.id


def _root(parents: dict[int, int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _join(parents: dict[int, int], one: int, other: int) -> None:
    low, high = sorted((_root(parents, one), _root(parents, other)))
    parents[high] = low
