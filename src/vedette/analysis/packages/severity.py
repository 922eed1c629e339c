"""How bad a weakness is by its CVSS vector; version 3 is computed as its specification says, section 7.1."""

from __future__ import annotations

import math
from collections.abc import Iterable

from vedette.model.rule import Severity

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_BOUNDS = ((9.0, Severity.critical), (7.0, Severity.high), (4.0, Severity.medium))


def severity_of(vectors: Iterable[str]) -> Severity | None:
    """The gravest that vectors of CVSS 3 say; None where none can be read.

    Args:
        vectors: as published, of any version; those of version 2 and 4 are not computed.
    """
    scores = [score for vector in vectors if (score := base_score(vector)) is not None]
    if not scores:
        return None
    highest = max(scores)
    return next((severity for bound, severity in _BOUNDS if highest >= bound), Severity.low)


def base_score(vector: str) -> float | None:
    """The base score of a vector of CVSS 3.0 or 3.1, 0 to 10; None for any other text."""
    if not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")):
        return None
    parts = dict(part.partition(":")[::2] for part in vector[9:].split("/") if ":" in part)
    try:
        weights = {name: table[parts[name]] for name, table in _WEIGHTS.items()}
        changed = parts["S"] == "C"
        privileges = _PRIVILEGES["C" if changed else "U"][parts["PR"]]
    except KeyError:
        return None
    lost = 1 - (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    return _rounded_up(min((1.08 if changed else 1.0) * (impact + ease), 10.0))


def _rounded_up(value: float) -> float:
    """To one decimal, upwards, safe from the errors of binary fractions (appendix A of version 3.1)."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10.0
