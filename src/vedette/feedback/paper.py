"""Lines for a terminal or a file: plain text, or coloured by rich where a terminal takes colours."""

from __future__ import annotations

import io
import textwrap
import unicodedata
from enum import StrEnum

from vedette.feedback import neutral


class Style(StrEnum):
    """What a piece of text is, not how it looks."""

    plain = "plain"
    strong = "strong"
    faint = "faint"
    good = "good"
    warning = "warning"
    alarm = "alarm"
    place = "place"
    hint = "hint"


_RICH = {
    Style.plain: "",
    Style.strong: "bold",
    Style.faint: "dim",
    Style.good: "bold green",
    Style.warning: "bold yellow",
    Style.alarm: "bold red",
    Style.place: "blue",
    Style.hint: "cyan",
}

Span = str | tuple[Style, str]


class Paper:
    """Collects lines. Every piece is neutralised here, so that no caller can forget it."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.width = min(max(width, 40), 120)
        self._colour = colour
        self._lines: list[list[tuple[Style, str]]] = []

    def line(self, *spans: Span) -> None:
        """Adds one line made of spans; a plain string is a span without a style."""
        pairs = [(Style.plain, span) if isinstance(span, str) else span for span in spans]
        self._lines.append(_harmless([(style, neutral.visible(text)) for style, text in pairs]))

    def blank(self) -> None:
        """Adds an empty line, unless there is one already or nothing stands before it."""
        if self._lines and self._lines[-1]:
            self._lines.append([])

    def labelled(self, label: tuple[Style, str], text: str) -> None:
        """Adds prose wrapped to the width, its label before the first line and room under it."""
        indent = " " * (len(label[1]) + 1)
        body = neutral.visible(" ".join(text.split()))
        room = max(self.width - len(indent), 20)
        for number, part in enumerate(textwrap.wrap(body, room, break_on_hyphens=False) or [""]):
            self.line(*(("", label, " ", part) if not number else (indent, part)))

    def render(self) -> bytes:
        """All lines as UTF-8, each ended by LF, no blank at their ends."""
        text = self._coloured() if self._colour else "\n".join(map(_plain, self._lines)) + "\n"
        return text.encode("utf-8", "backslashreplace")

    def _coloured(self) -> str:
        # Rich costs 130 ms to import: only a terminal pays for it.
        from rich.console import Console
        from rich.text import Text

        console = Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=False,
            legacy_windows=False,
        )
        with console.capture() as capture:
            for line in self._lines:
                pieces = [(text, _RICH[style]) for style, text in line]
                console.print(Text.assemble(*pieces), soft_wrap=True, highlight=False, emoji=False)
        return capture.get()


def cells(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _plain(line: list[tuple[Style, str]]) -> str:
    return "".join(text for _, text in line).rstrip()


def _harmless(line: list[tuple[Style, str]]) -> list[tuple[Style, str]]:
    whole = "".join(text for _, text in line)
    safe = neutral.line_start(neutral.visible(whole))
    # Only pieces that form a command together make a difference: such a line loses its styles.
    return line if safe == whole else [(Style.plain, safe)]
