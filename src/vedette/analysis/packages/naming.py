"""Names of weaknesses: each goes by several."""

from __future__ import annotations

from vedette.model.advisory import Advisory

_ORDER = ("CVE-", "GHSA-", "PYSEC-", "GO-", "RUSTSEC-")


def names_of(advisory: Advisory) -> list[str]:
    """All names of a weakness, those that people know before others."""
    names = dict.fromkeys((*advisory.aliases, advisory.id))
    order = {prefix: at for at, prefix in enumerate(_ORDER)}
    return sorted(names, key=lambda name: (order.get(f"{name.partition('-')[0]}-", len(order)), name))
