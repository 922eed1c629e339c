"""The code frame: the line of the finding with its number and a mark under the place."""

from __future__ import annotations

from vedette.feedback import neutral
from vedette.feedback.paper import Paper, Style, cells
from vedette.model.finding import Excerpt, Finding

_TAB = "    "
_DOTS = "..."


def draw(paper: Paper, finding: Finding) -> None:
    """Draws where the finding is and, when the source is a text, its line with the place marked.

    Args:
        paper: where to draw.
        finding: its excerpt is redacted already.
    """
    excerpt = finding.excerpt
    width = max(len(str(excerpt.line)) if excerpt else 0, 4)
    gutter = " " * width
    paper.line(gutter, (Style.place, "--> "), where(finding))
    if excerpt is None:
        return
    paper.line(gutter, (Style.place, " |"))
    marked(paper, excerpt, width)
    paper.line(gutter, (Style.place, " |"))


def marked(paper: Paper, excerpt: Excerpt, width: int, words: str = "") -> None:
    """Draws a line with its number and a mark under the place.

    Args:
        paper: where to draw.
        excerpt: the line.
        width: of the number.
        words: to stand after the mark; neutralised already.
    """
    before, middle, after = _cut(excerpt, paper.width - width - 4)
    paper.line((Style.place, f"{excerpt.line:>{width}} | "), before, (Style.strong, middle), after)
    under = " " * cells(before) + " "
    mark = (Style.alarm, "^" * max(cells(middle), 1))
    paper.line(" " * width, (Style.place, " |"), under, mark, f" {words}" if words else "")


def where(finding: Finding) -> str:
    """`path:line:column`, with the commit when the place is not in the current tree."""
    place = finding.place
    path = neutral.clip(neutral.visible(place.path), 300)
    revision = f" in commit {place.revision[:12]}" if place.revision else ""
    return f"{path}:{place.start.line}:{place.start.column}{revision}"


def _cut(excerpt: Excerpt, room: int) -> tuple[str, str, str]:
    start, end = excerpt.mark
    start = min(max(start, 0), len(excerpt.text))
    end = min(max(end, start), len(excerpt.text))
    before = _shown(excerpt.text[:start].lstrip())
    marked = _shown(excerpt.text[start:end])
    after = _shown(excerpt.text[end:])
    most = max(room * 2 // 3, 20)
    marked = neutral.clip(marked, most)
    room_before = max(room - len(marked), 12)
    if len(before) > room_before:
        before = f"...{before[len(before) - room_before + 3 :]}"
    room_after = max(room - len(marked) - len(before), 0)
    if len(after) > room_after:
        after = f"{after[: room_after - len(_DOTS)]}{_DOTS}" if room_after > len(_DOTS) else ""
    return before, marked, after


def _shown(text: str) -> str:
    return neutral.visible(text.replace("\t", _TAB))
