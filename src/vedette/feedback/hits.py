"""What a watch saw, line by line: one object of JSON for each hit."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from vedette.feedback import neutral, output
from vedette.feedback.document import dumps
from vedette.model.traffic import Detection


class Hits:
    """Writes hits as they come.

    Args:
        out: where to; ASCII, flushed after each line.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, detection: Detection, file: str) -> None:
        """One hit.

        Args:
            detection: what was seen; redacted already.
            file: where the line is.

        Raises:
            OSError: it cannot be written.
        """
        fields = msgspec.to_builtins(detection)
        told = {"file": file, "line": fields.pop("line"), "rule": fields.pop("rule")}
        told["class"] = fields.pop("weakness")
        told["evidence"] = fields.pop("evidence")
        whole = {name: neutral.valid_tree(value) for name, value in {**told, **fields}.items()}
        output.write(self._out, dumps(whole) + b"\n")
        self._out.flush()
