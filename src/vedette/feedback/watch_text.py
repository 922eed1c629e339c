"""A watch in words: an alert in a few lines, and the account at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from vedette.feedback.alert_text import code, known, part, subject
from vedette.feedback.neutral import cut
from vedette.feedback.paper import Paper, Style
from vedette.model.alert import Alert
from vedette.model.rule import Severity

_STREAMS = 20
_EVIDENCE = 160


class Counted(Protocol):
    """The counts of one log, as a watch has them."""

    given: int
    read: int
    unreadable: int
    oversize: int
    cut: int
    lost: int
    troubles: int
    failed: int


def brief(sheet: Paper, alert: Alert, what: str) -> None:
    """An alert as it opens: what, where, the bytes that show it, and what to do next."""
    style = Style.alarm if alert.severity.rank >= Severity.high.rank else Style.warning
    number = f"#{alert.number} " if alert.number else ""
    sheet.line((Style.strong, number), (style, subject(alert)), "" if what == "opened" else f" ({what})")
    for sample in alert.samples[:1]:
        place = (Style.place, f"{sample.stream}:{sample.line}")
        sheet.line("  seen: ", place, f" {sample.rule}{part(sample)}")
        if sample.evidence:
            sheet.line(f"  bytes: {cut(sample.evidence, _EVIDENCE)}")
    for target in alert.targets[:1]:
        if target.file:
            owner = f", owned by {target.owner}" if target.owner else ""
            sheet.line("  code: ", (Style.place, code(target)), owner)
    for hint in alert.success[:1]:
        sheet.line((Style.alarm, f"  success: {hint}"))
    found = known(alert)
    if found:
        sheet.line((Style.hint, f"  next: mend {found} now (`vedette explain {found}`)"))
    elif alert.number:
        sheet.line((Style.hint, f"  next: vedette alerts show {alert.number}"))


def account(sheet: Paper, counts: Mapping[str, Counted], order: Sequence[str]) -> None:
    """What was read of each log, and whether both ends counted the same.

    Args:
        sheet: where to.
        counts: by log.
        order: the logs that were asked for.
    """
    names = [*dict.fromkeys((*order, *counts))]
    for name in names[:_STREAMS]:
        one = counts.get(name)
        if one is None:
            sheet.line("  ", (Style.place, name), ": nothing came")
            continue
        sheet.line("  ", (Style.place, name), f": {_said(one)}")
        if one.given != one.read:
            sheet.line((Style.alarm, f"    {one.given} lines were given, {one.read} were read: report this"))
    if len(names) > _STREAMS:
        sheet.line(f"  and {len(names) - _STREAMS} more logs")


def _said(one: Counted) -> str:
    parts = [f"{one.read:,} lines"]
    for number, what in (
        (one.unreadable, "fit no format"),
        (one.oversize, "too long, cut"),
        (one.lost, "lost"),
        (one.failed, "not judged by all detectors"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    if one.cut:
        parts.append(f"{one.cut:,} bytes left out")
    if one.troubles:
        parts.append(f"{one.troubles} times something could not be read")
    return ", ".join(parts)
