"""The canary: a block in which somebody guesses a password and half of all requests fail; nobody wrote it."""

from __future__ import annotations

import secrets
from string import ascii_lowercase

from vedette.detectors.interface import Batch
from vedette.languages.logs.interface import Rows
from vedette.model.traffic import Block, Login, Request

STREAM = "planted"
_LETTERS = 10
_TRIES = 12
_FAILING, _WELL = 180, 120
_TIME = 1_000_000_000.0


class Planted:
    """Reads `login NAME` as a login that failed, and `STATUS PATH` as a request."""

    name = "planted"

    def rows(self, data: bytes) -> Rows:
        """Columns of all lines."""
        lines = data.split(b"\n")[:-1]
        tries = [number for number, line in enumerate(lines) if line.startswith(b"login ")]
        asked = [number for number, line in enumerate(lines) if line[:1].isdigit()]
        empty = [b""] * len(asked)
        return Rows(
            lines=len(lines),
            index=asked,
            moments=empty,
            clients=[b"192.0.2.1"] * len(asked),
            methods=[b"GET"] * len(asked),
            targets=[lines[number][4:] for number in asked],
            statuses=[lines[number][:3] for number in asked],
            agents=empty,
            users=empty,
            hosts=empty,
            logins=[
                Login(line=number, time=_TIME, user=lines[number][6:], client=b"192.0.2.1", succeeded=False)
                for number in tries
            ],
        )

    def request(self, line: bytes) -> Request | None:
        """None: nobody reads these lines in full."""
        del line
        return None

    def moment(self, text: bytes) -> float:
        """The same for all."""
        del text
        return _TIME


def planted() -> tuple[Batch, str]:
    """The block, and the name of the account in its evidence."""
    word = "".join(secrets.choice(ascii_lowercase) for _ in range(_LETTERS))
    lines = [f"login {word}"] * _TRIES + ["503 /planted"] * _FAILING + ["200 /planted"] * _WELL
    data = ("\n".join(lines) + "\n").encode()
    block = Block(stream=STREAM, part="", offset=0, line=1, data=data, arrived=_TIME)
    form = Planted()
    return Batch(block=block, rows=form.rows(data), format=form), word
