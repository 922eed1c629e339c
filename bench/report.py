"""Keeps what was measured in results.json, and writes its part of report.md from there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chart import Labels, chart
from measure import Outcome

_BEGIN, _END = "<!-- speed: begin -->", "<!-- speed: end -->"
_NONE = "not available"
# What a failed command says can name it; a report says nothing of the machine that it was made on.
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Aim:
    """A promised figure and the measured one; `met` is None when it could not be measured."""

    what: str
    aim: str
    measured: str
    met: bool | None


@dataclass(frozen=True)
class Table:
    """Rows below a head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Curves:
    """A chart and the file that it goes to."""

    file: str
    labels: Labels
    series: Mapping[str, Sequence[tuple[float, float]]]


@dataclass
class Section:
    """What one case found out.

    Attributes:
        name: of the case.
        title: its heading.
        said: paragraphs above the tables.
        commands: what was run, as a reader can run it: name -> command line.
        samples: every run: name -> (wall s, CPU s, MiB of the largest process, exit code, cut short).
        origin: date, commit and load, filled in by the run.
    """

    name: str
    title: str
    said: list[str] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    charts: list[Curves] = field(default_factory=list)
    samples: dict[str, list[Any]] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)

    def keep(self, outcomes: Sequence[Outcome], prefix: str = "") -> None:
        """Keep the runs behind a table, rounded to what they can tell."""
        for outcome in outcomes:
            rounded = [[round(one, 4) for one in sample] for sample in outcome.samples]
            self.samples[prefix + outcome.name] = rounded


def prose(text: str) -> str:
    """A paragraph on one line, however it was broken in the source."""
    return " ".join(text.split())


def save(folder: Path, section: Section) -> None:
    """Put a section's results in place of its former ones."""
    kept = load(folder)
    kept[section.name] = asdict(section)
    text = json.dumps(kept, indent=1, ensure_ascii=False).replace(str(_ROOT), "REPOSITORY")
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> dict[str, Any]:
    """All sections' results so far: name -> section as plain data."""
    path = folder / "results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write(folder: Path, order: Sequence[str], preface: Sequence[str]) -> Path:
    """Write charts, and the speed part of report.md; the rest of that file stays as it is.

    Args:
        folder: has results.json, gets report.md and charts/.
        order: names of the sections.
        preface: paragraphs on the machine and the method.
    """
    kept = load(folder)
    sections = [kept[name] for name in order if name in kept]
    lines = [_BEGIN, "", "## Speed", "", *_spaced(preface), *_aims(sections)]
    for section in sections:
        lines += _section(section)
        _draw(folder, section["charts"])
    text = "\n".join([*lines, _END])
    path = folder / "report.md"
    old = path.read_text(encoding="utf-8") if path.is_file() else "# Bench report\n"
    before, begin, rest = old.partition(_BEGIN)
    after = rest.partition(_END)[2] if begin else "\n"
    path.write_text(f"{before.rstrip()}\n\n{text}{after}", encoding="utf-8")
    return path


def row(outcome: Outcome, *extra: str) -> list[str]:
    """Name, CPU, median CPU, wall, runs, and what a case adds; or why there are no figures."""
    if outcome.samples and outcome.problem:
        last = outcome.samples[-1]
        return [outcome.name, f"{last.cpu:.2f}", "", f"{last.wall:.2f}", outcome.problem, *[""] * len(extra)]
    if not outcome.sound:
        return [outcome.name, "", "", "", outcome.problem or _NONE, *[""] * len(extra)]
    times = [f"{value:.{_digits(value)}f}" for value in (outcome.cpu, outcome.median, outcome.wall)]
    return [outcome.name, *times, str(len(outcome.samples)), *extra]


def judged(what: str, aim: str, measured: float | None, shown: str, *, met: bool) -> Aim:
    """An aim with its figure, or without one if there is none."""
    return Aim(what, aim, _NONE, None) if measured is None else Aim(what, aim, shown, met)


def _digits(value: float) -> int:
    return 3 if value < 1 else 2


def _aims(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    words = {True: "met", False: "**missed**", None: _NONE}
    rows = [
        [aim["what"], aim["aim"], aim["measured"], words[aim["met"]]]
        for section in sections
        for aim in section["aims"]
    ]
    return [
        "### Aims and figures",
        "",
        *_table({"head": ["measure", "aim", "measured", ""], "rows": rows}),
        "",
    ]


def _section(section: Mapping[str, Any]) -> list[str]:
    lines = [f"### {section['title']}", "", *_spaced(section["said"])]
    for table in section["tables"]:
        lines += [*_table(table), ""]
    for curves in section["charts"]:
        lines += [f"![{curves['labels'][0]}](charts/{curves['file']})", ""]
    if section["commands"]:
        lines += [
            "```text",
            *(f"{name}:\n    {line}" for name, line in section["commands"].items()),
            "```",
            "",
        ]
    origin = section["origin"]
    return [*lines, f"Measured {origin['date']} at {origin['commit']}, load before: {origin['load']}.", ""]


def _draw(folder: Path, charts: Sequence[Mapping[str, Any]]) -> None:
    (folder / "charts").mkdir(exist_ok=True)
    for curves in charts:
        drawn = chart(Labels(*curves["labels"]), curves["series"])
        (folder / "charts" / curves["file"]).write_text(drawn, encoding="utf-8")


def _spaced(paragraphs: Sequence[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in (paragraph, "")]


def _table(table: Mapping[str, Any]) -> list[str]:
    head, rows = table["head"], table["rows"]
    right = ["---" if index == 0 else "---:" for index in range(len(head))]
    return [_row(head), _row(right), *(_row(cells) for cells in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
