"""How a watch looks: a calm line while it goes on, alerts as they open, an account at the end."""

from __future__ import annotations

import sys
from contextlib import suppress

from vedette.apps.cli import terminal
from vedette.feedback import watch_text
from vedette.feedback.hits import Hits
from vedette.feedback.paper import Paper, Style
from vedette.stream.interface import (
    Alerted,
    Began,
    Ended,
    Event,
    Faulted,
    Hit,
    Progress,
    Recognised,
    Unreadable,
)

_ERASE = "\r\x1b[K"


class WatchView:
    """Listens to a watch.

    Args:
        text: whether alerts and the account are written to standard output.
        hits: where each hit is written; None for nowhere.
    """

    def __init__(self, *, text: bool, hits: Hits | None) -> None:
        self._text, self._hits = text, hits
        self._line = terminal.is_terminal(sys.stderr)
        self._shown = False
        self._streams: tuple[str, ...] = ()
        self._sampled: set[str] = set()
        self.ended: Ended | None = None

    def event(self, event: Event) -> None:
        """Takes the next event."""
        if isinstance(event, Hit):
            if self._hits is not None:
                self._hits.write(event.detection, event.file)
        elif isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Alerted):
            if event.news.what in {"opened", "raised"}:
                sheet = terminal.paper()
                watch_text.brief(sheet, event.news.alert, event.news.what)
                self._show(sheet)
        elif isinstance(event, Faulted):
            self._say("warning", event.trouble.detail)
        elif isinstance(event, Unreadable):
            self._unreadable(event)
        elif isinstance(event, Recognised):
            self._say("note", f"{event.stream}: format {event.format}")
        elif isinstance(event, Began):
            self._streams = event.streams
            self._began(event)
        else:
            self.ended = event
            self._end(event)

    def _began(self, event: Began) -> None:
        if not event.kinds:
            self._say("warning", "no detector judges logs in this installation: lines are only counted")
        for stream in event.streams:
            if "://" in stream:
                self._say("note", f"listens on {stream}")
        if event.resumed:
            self._say("note", "it goes on where it was left")

    def _progress(self, event: Progress) -> None:
        if not self._line:
            return
        rate = event.lines / max(event.seconds, 0.001)
        text = f"{event.lines:,} lines, {rate:,.0f} a second, {event.unreadable:,} unreadable, "
        text += _many(event.alerts, "alert")
        if event.behind > 1 << 20:
            text += f", {event.behind >> 20} MB behind"
        with suppress(OSError, ValueError):
            sys.stderr.write(_ERASE + text[: terminal.width() - 1])
            sys.stderr.flush()
            self._shown = True

    def _unreadable(self, event: Unreadable) -> None:
        first = event.stream not in self._sampled
        self._sampled.add(event.stream)
        self._say("note", f"{event.stream}:{event.line} fits no format ({event.count} so far): {event.text}")
        if first:
            self._say("help", "name its format with --log-format; see docs/watch.md for mappings")

    def _end(self, event: Ended) -> None:
        progress = event.progress
        agree = all(one.agree for one in event.counts.values())
        troubled = any(one.troubles or one.lost or one.failed for one in event.counts.values())
        sheet = terminal.paper()
        state = "PARTIAL: " if troubled else ""
        sheet.line(
            (Style.warning, state),
            (Style.strong, f"{progress.lines:,} lines examined"),
            f" in {progress.seconds:.1f} s, {progress.unreadable:,} fit no format; "
            f"{_many(progress.hits, 'hit')}, {_many(progress.alerts, 'alert')}",
        )
        watch_text.account(sheet, event.counts, self._streams)
        if not agree:
            sheet.line((Style.alarm, "lines were counted differently at both ends: this is a bug"))
        if event.missed:
            sheet.line((Style.alarm, f"canary missed: {', '.join(event.missed)}; trust nothing of it"))
        if event.interrupted:
            sheet.line("interrupted; positions are saved")
        self._show(sheet)

    def _show(self, sheet: Paper) -> None:
        self._erase()
        if self._text:
            terminal.show(sheet)

    def _say(self, label: str, text: str) -> None:
        self._erase()
        terminal.say(label, text)

    def _erase(self) -> None:
        if self._shown:
            self._shown = False
            with suppress(OSError, ValueError):
                sys.stderr.write(_ERASE)
                sys.stderr.flush()


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
