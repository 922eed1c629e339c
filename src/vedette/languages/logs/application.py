"""Logs of applications in free text: a moment and a message, tries to log in, and stack traces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.logins import Logins
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import Bare, by_parts, continues, rows_of
from vedette.model.traffic import Request

NAMES = ("application",)
_CLOCK = rb"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
_MOMENT = (
    rb"[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}[T _:]" + _CLOCK + rb"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
    rb"|[0-9]{1,2}[/-][A-Z][a-z]{2}[/-][0-9]{4}[: ]" + _CLOCK + rb"(?: [+-][0-9]{4})?"
    rb"|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ 0-9][0-9] " + _CLOCK + rb"(?: [0-9]{4})?"
)
_LINE = re.compile(
    rb"^[\[(<\"]?(?:time=\"?|[A-Za-z]{1,8}[,:\]]{0,2}[ \[]{1,6})?(?:(" + _MOMENT + rb")|([^\n]?))[^\n]*$",
    re.MULTILINE,
)
_TEXT = bytes(code for code in range(256) if code >= 0x20 or code in b"\t\n\x1b")  # noqa: PLR2004 - a space
_LEAST_SHARE = 0.6


class Application(Bare):
    """Lines of text; all that is text fits.

    Args:
        name: of the format.
        moments: reads the moments.
    """

    def __init__(self, name: str, moments: Moments) -> None:
        super().__init__(name, moments)
        self._logins = Logins()

    def rows(self, data: bytes) -> Rows:
        """All lines of a block in columns: moments, and the logins told."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """None: free text tells of no request in parts."""
        del line
        return None

    def _part(self, data: bytes) -> Rows:
        lines = data.split(b"\n")
        moments = [one[0] for one in _LINE.findall(data)]
        binary = bool(data.translate(None, _TEXT))
        index: list[int] = []
        kept: list[bytes] = []
        unreadable: list[int] = []
        blank = 0
        for place, moment in enumerate(moments):
            if not moment:
                line = lines[place]
                if not line.strip():
                    blank += 1
                    continue
                if continues(line):
                    continue
            if binary and lines[place].translate(None, _TEXT):
                unreadable.append(place)
                continue
            index.append(place)
            kept.append(moment)
        empty = [b""] * len(index)
        rows = rows_of([kept, *[empty] * 7], len(lines), index)
        rows.unreadable, rows.blank = unreadable, blank
        rows.continued = len(lines) - len(index) - len(unreadable) - blank
        rows.logins = self._logins.of_lines(data, lines, lambda place: self.moment(moments[place]))
        return rows


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return Application(name, moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself as the last resort, where most lines begin with a moment."""
    lines = [line for line in sample.split(b"\n") if line.strip() and not continues(line)]
    dated = sum(bool((found := _LINE.match(line)) and found[1]) for line in lines)
    if lines and dated >= _LEAST_SHARE * len(lines):
        yield 0, create("application", {}, moments)
