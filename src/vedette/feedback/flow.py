"""The way of untrusted data as people read it: frames, a line, or plain rows; a few steps, never all."""

from __future__ import annotations

from vedette.feedback import frame, neutral
from vedette.feedback.paper import Paper, Style
from vedette.model.finding import Finding, FlowStep

MOST_STEPS = 6
_MOST_WORDS = 120
_MOST_PATH = 200


def steps(finding: Finding, most: int = MOST_STEPS) -> list[FlowStep]:
    """The steps to be shown: where it comes from, where it does harm, and those between that lead elsewhere.

    Args:
        finding: with the whole of its way.
        most: so many, two at least.
    """
    every = [step for at, step in enumerate(finding.flow) if not at or not _same(finding.flow[at - 1], step)]
    if finding.flow and every[-1] is not finding.flow[-1]:
        every[-1] = finding.flow[-1]
    if len(every) <= most:
        return every
    between = range(1, len(every) - 1)
    # What goes into another file or to a line far away says more than one more assignment.
    ordered = sorted(between, key=lambda at: (-_distance(every[at - 1], every[at]), at))
    kept = sorted(ordered[: most - 2])
    return [every[0], *(every[at] for at in kept), every[-1]]


def draw(paper: Paper, finding: Finding) -> None:
    """Draws the way, line by line with the part that matters marked.

    Args:
        paper: where to draw.
        finding: excerpts redacted already.
    """
    shown = steps(finding)
    width = max([4, *(len(str(step.line)) for step in shown)])
    last = ""
    for step in shown:
        if step.path != last:
            place = neutral.clip(neutral.visible(step.path), _MOST_PATH)
            paper.line(" " * width, (Style.place, "--> "), f"{place}:{step.line}:{step.column}")
        last = step.path
        if step.excerpt is None:
            paper.line((Style.place, f"{step.line:>{width}} | "), (Style.faint, words(step)))
        else:
            frame.marked(paper, step.excerpt, width, words(step))
    if len(shown) == MOST_STEPS:
        paper.line(" " * width, (Style.place, " = "), (Style.faint, "the json report has every step"))


def line(finding: Finding) -> str:
    """The way in one line: not cut, neutralised."""
    return " -> ".join(f"{place(step)} {words(step)}" for step in steps(finding))


def place(step: FlowStep) -> str:
    """`path:line` of a step, neutralised."""
    return f"{neutral.clip(neutral.visible(step.path), _MOST_PATH)}:{step.line}"


def words(step: FlowStep) -> str:
    """What happens at a step, neutralised."""
    return neutral.cut(neutral.visible(step.words), _MOST_WORDS)


def _same(one: FlowStep, other: FlowStep) -> bool:
    return one.path == other.path and one.line == other.line


def _distance(one: FlowStep, other: FlowStep) -> int:
    return 1_000_000 if one.path != other.path else min(abs(one.line - other.line), 50)
