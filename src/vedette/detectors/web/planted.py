"""The canary: a request that nobody sent, new and random each time, with an attack in it."""

from __future__ import annotations

import secrets
from functools import cache
from string import ascii_lowercase

from vedette.detectors.interface import Batch
from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.templates import from_template
from vedette.model.traffic import Block, Request

_LETTERS = 10
_LAYOUT = '$client $ident $user [$moment] "$request" $status $size "$referer" "$agent"...'
# Two proxies stand for the client: the longest way through what reads a line in full.
_LINE = '203.0.113.9, 192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET {} HTTP/1.1" 200 1 "-" "-" 0.1'


class Planted:
    """Reads the canary's lines as those of a server are read, so that a reader that fails misses it."""

    name = "planted"

    def __init__(self) -> None:
        self._form = _form()

    def rows(self, data: bytes) -> Rows:
        """All lines in columns."""
        return self._form.rows(data)

    def request(self, line: bytes) -> Request | None:
        """One line in full."""
        return self._form.request(line)

    def moment(self, text: bytes) -> float:
        """When nobody asked."""
        return self._form.moment(text)


@cache
def _form() -> Format:
    return from_template(Planted.name, _LAYOUT, loose=True)


def planted() -> tuple[Batch, str]:
    """A block of three lines with an attack in the second, and a word of its evidence."""
    word = "".join(secrets.choice(ascii_lowercase) for _ in range(_LETTERS))
    attack = f"/planted?item=-1'+union+select+1,{word}+from+planted--"
    targets = ("/planted?item=1", attack, "/planted?item=2")
    data = "".join(_LINE.format(target) + "\n" for target in targets).encode()
    block = Block(stream="planted", part="", offset=0, line=1, data=data, arrived=0.0)
    form = Planted()
    return Batch(block=block, rows=form.rows(data), format=form), word
