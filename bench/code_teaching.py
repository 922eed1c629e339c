"""Teaching applications: is each weakness that their documents name found where they say that it is?

Found: a finding of the weakness's CWE numbers whose place or a step of whose path lies in the lines that the
list names. What only an auditor sees is told apart, and so are weaknesses that no rule is meant to know.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from code_known import causes, crosses
from code_noise import place
from code_scan import Found, commit, extract, scan, section, source, table
from code_tongue import Tongue
from corpus import HERE, corpus
from report import prose


def measure(folder: Path | None, names: Sequence[str], tongue: Tongue) -> None:
    """Scan the applications, and write which of their weaknesses were found."""
    listed = f"{tongue.stem}_teaching.toml"
    weaknesses = tomllib.loads((HERE / listed).read_text(encoding="utf-8"))["weakness"]
    rows, counts = [], [0, 0]
    why = causes(tongue)
    for one in corpus(listed):
        if names and one.name not in names:
            continue
        tree = extract(source(one.name, folder), one.commit, place(one))
        found = scan(tree, one.folder).found
        for weakness in weaknesses:
            if weakness["repository"] == one.name:
                rows.append(_row(weakness, found, why))
                counts[0] += rows[-1][2] == "yes" and "why" not in weakness
                counts[1] += "why" not in weakness
                print(*rows[-1], sep="  ", flush=True)
    said = f"""
        Documented weaknesses of the server side of [{listed}]({listed}) at {commit()}:
        `python bench/code_run.py teaching{tongue.option}`. Of the {counts[1]} of kinds that the rules cover,
        {counts[0]} are found; {len(rows) - counts[1]} are of other kinds, for the reason given.
    """
    head = ["application", "weakness", "found", "where, or why not"]
    if not names:
        section(
            "teaching", ["## Teaching applications", "", prose(said), "", *table(head, rows)], tongue.report
        )
    print(f"{counts[0]} of {counts[1]}")


def covered(places: Sequence[str]) -> dict[str, set[int]]:
    """The lines of each file that `FILE:LINE` and `FILE:FIRST-LAST` name."""
    lines: dict[str, set[int]] = {}
    for one in places:
        path, _, span = one.rpartition(":")
        first, _, last = span.partition("-")
        lines.setdefault(path, set()).update(range(int(first), int(last or first) + 1))
    return lines


def _row(weakness: dict[str, Any], found: Sequence[Found], why: dict[str, str]) -> list[str]:
    lines = covered(weakness["places"])
    hits = [one for one in found if one.cwe & set(weakness["cwe"]) and crosses(one, lines)]
    seen = [one for one in hits if one.persona != "auditor"]
    told = "yes" if seen else "auditor" if hits else "no"
    shown = dict.fromkeys(
        f"{one.rule} ({one.confidence}) {one.path}:{one.line}" for one in (seen or hits)[:3]
    )
    called = weakness["name"]
    reason = weakness.get("why") or why.get(called) or why.get(called.partition(":")[0], "")
    name = weakness["repository"].partition("/")[2]
    return [
        name,
        weakness["name"],
        told,
        "; ".join(shown) if seen else "; ".join([*shown, reason]).strip("; "),
    ]
