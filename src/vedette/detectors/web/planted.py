"""The canary: a request that nobody sent, new and random each time, with an attack in it."""

from __future__ import annotations

import secrets
from string import ascii_lowercase

from vedette.detectors.interface import Batch
from vedette.languages.logs.interface import Rows
from vedette.model.traffic import Block, Request

_LETTERS = 10


class Planted:
    """Reads lines that hold a target and nothing else."""

    name = "planted"

    def rows(self, data: bytes) -> Rows:
        """The targets of all lines."""
        lines = data.split(b"\n")[:-1]
        return Rows(lines=len(lines), index=range(len(lines)), targets=lines)

    def request(self, line: bytes) -> Request | None:
        """A request for the target, at no time and from nobody."""
        return Request(method=b"GET", target=line)

    def moment(self, text: bytes) -> float:
        """No time."""
        del text
        return 0.0


def planted() -> tuple[Batch, str]:
    """A block of three lines with an attack in the second, and a word of its evidence."""
    word = "".join(secrets.choice(ascii_lowercase) for _ in range(_LETTERS))
    attack = f"/planted?item=-1'+union+select+1,{word}+from+planted--"
    data = f"/planted?item=1\n{attack}\n/planted?item=2\n".encode()
    block = Block(stream="planted", part="", offset=0, line=1, data=data, arrived=0.0)
    form = Planted()
    return Batch(block=block, rows=form.rows(data), format=form), word
