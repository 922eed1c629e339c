"""Draws growth curves as SVG: both axes logarithmic, readable in light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 24, 84, 58
# One style a series: colours that the colour-blind can tell apart, and marks and dashes for grey paper.
_STYLES = (("one", "", "circle"), ("two", "7 4", "square"), ("three", "2 4", "diamond"))
_SHEET = """
  .paper { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .axis { stroke: #59636e } .grid { stroke: #d1d9e0 }
  .minor { stroke: #eff2f5 } .guide { stroke: #818b98; stroke-dasharray: 1 5; fill: none; stroke-width: 2 }
  .quiet { fill: #59636e } .line { fill: none; stroke-width: 2.5 }
  .one { stroke: #0550ae } .mark.one { fill: #0550ae } .two { stroke: #bc4c00 } .mark.two { fill: #bc4c00 }
  .three { stroke: #116329 } .mark.three { fill: #116329 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #f0f6fc } .axis { stroke: #9198a1 } .grid { stroke: #3d444d }
    .minor { stroke: #1c2128 } .guide { stroke: #9198a1 } .quiet { fill: #9198a1 }
    .one { stroke: #79c0ff } .mark.one { fill: #79c0ff } .two { stroke: #ffa657 } .mark.two { fill: #ffa657 }
    .three { stroke: #7ee787 } .mark.three { fill: #7ee787 }
  }
"""

Points = Sequence[tuple[float, float]]


class Labels(NamedTuple):
    """The words of a chart."""

    title: str
    across: str
    up: str


class _Scale(NamedTuple):
    """A logarithmic axis: its least and greatest value, and where these stand in pixels."""

    least: float
    greatest: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """Pixels of a value."""
        part = math.log(value / self.least) / math.log(self.greatest / self.least)
        return self.first + part * (self.last - self.first)


def chart(labels: Labels, series: Mapping[str, Points]) -> str:
    """A chart of at most three series, with a dotted guide that shows linear growth.

    Args:
        labels: title and what the axes measure, with units.
        series: name -> points; both coordinates positive.
    """
    every = [point for points in series.values() for point in points]
    across = _scale([x for x, _ in every], _LEFT, _WIDTH - _RIGHT, whole=False)
    up = _scale([y for _, y in every], _HEIGHT - _BOTTOM, _TOP, whole=True)
    body = [*_grid(across, up), *_guide(series, across, up)]
    for (name, points), style in zip(series.items(), _STYLES, strict=False):
        body += _curve(name, points, style, (across, up))
    body += _words(labels, list(series))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-label="{escape(labels.title)}">'
    )
    paper = f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>'
    return "\n".join([head, f"<style>{_SHEET}</style>", paper, *body, "</svg>", ""])


def exponent(points: Points) -> float:
    """The slope of the straight line through the logarithms: 1 is linear growth, 2 quadratic."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    middle_x = sum(x for x, _ in logs) / len(logs)
    middle_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - middle_x) ** 2 for x, _ in logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / spread


def _scale(values: Sequence[float], first: float, last: float, *, whole: bool) -> _Scale:
    least, greatest = min(values), max(values)
    if whole:
        least, greatest = 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(greatest))
        return _Scale(least, max(greatest, least * 10), first, last)
    return _Scale(least / 1.25, greatest * 1.25, first, last)


def _ticks(scale: _Scale) -> list[tuple[float, bool]]:
    """Values of one digit within the scale, each with whether it gets a label."""
    low, high = math.floor(math.log10(scale.least)), math.ceil(math.log10(scale.greatest))
    values = [digit * 10.0**power for power in range(low, high + 1) for digit in range(1, 10)]
    edge = 1 + 1e-9
    inside = [value for value in values if scale.least / edge <= value <= scale.greatest * edge]
    return [(value, f"{value:e}"[0] in "125") for value in inside]


def _grid(across: _Scale, up: _Scale) -> list[str]:
    parts = []
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for value, labelled in _ticks(up):
        y = up.at(value)
        parts.append(_line("grid" if labelled else "minor", _LEFT, y, right, y))
        if labelled:
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.10g}</text>')
    for value, labelled in _ticks(across):
        x = across.at(value)
        parts.append(_line("grid" if labelled else "minor", x, _TOP, x, bottom))
        if labelled:
            parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{value:,.0f}</text>')
    return [*parts, _line("axis", _LEFT, bottom, right, bottom), _line("axis", _LEFT, _TOP, _LEFT, bottom)]


def _guide(series: Mapping[str, Points], across: _Scale, up: _Scale) -> list[str]:
    """A line of slope 1 that ends where the first series ends, cut at the chart's foot."""
    end_x, end_y = max(next(iter(series.values())))
    start_x = max(across.least, end_x * up.least / end_y)
    start_y = end_y * start_x / end_x
    return [_line("guide", across.at(start_x), up.at(start_y), across.at(end_x), up.at(end_y))]


def _curve(
    name: str, points: Points, style: tuple[str, str, str], scales: tuple[_Scale, _Scale]
) -> list[str]:
    kind, dashes, mark = style
    across, up = scales
    places = [(across.at(x), up.at(y)) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = [f'<polyline class="line {kind}" stroke-dasharray="{dashes}" points="{path}"/>']
    for (x, y), (files, value) in zip(places, points, strict=True):
        told = f"<title>{escape(name)}: {value:.3g} at {files:,.0f}</title>"
        drawn.append(f'<g class="mark {kind}">{told}{_mark(mark, x, y)}</g>')
    return drawn


def _mark(mark: str, x: float, y: float) -> str:
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if mark == "diamond" else ""
    return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"{turned}/>'


def _words(labels: Labels, names: Sequence[str]) -> list[str]:
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts = [
        f'<text class="title" x="{_LEFT}" y="28">{escape(labels.title)}</text>',
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, labels.across),
        f'<g transform="translate(20 {middle}) rotate(-90)">{_text(0, 0, labels.up)}</g>',
    ]
    x = float(_LEFT)
    for name, (kind, dashes, mark) in zip(names, _STYLES, strict=False):
        parts.append(
            f'<line class="line {kind}" stroke-dasharray="{dashes}" x1="{x}" y1="54" x2="{x + 34}" y2="54"/>'
        )
        parts.append(f'<g class="mark {kind}">{_mark(mark, x + 17, 54)}</g>')
        parts.append(f'<text x="{x + 42}" y="58">{escape(name)}</text>')
        x += 66 + 7.2 * len(name)
    parts.append(_line("guide", x, 54, x + 34, 54))
    return [*parts, f'<text class="quiet" x="{x + 42}" y="58">linear growth</text>']


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle">{escape(words)}</text>'


def _line(kind: str, *ends: float) -> str:
    x1, y1, x2, y2 = ends
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
