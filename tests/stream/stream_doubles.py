"""Doubles of the parts that a watch is made of, and what puts a watch together from them."""

import time
from collections import Counter
from collections.abc import Sequence

import msgspec

from vedette.detectors.interface import Batch
from vedette.languages.logs.recognition import open_format
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Block, Detection
from vedette.response.incidents import Book
from vedette.stream.declared import Declared, DeclaredLocator
from vedette.stream.interface import Parts
from vedette.stream.memory import BriefMemory
from vedette.stream.opening import Silent

CANARY = b'192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "GET /?q=planted HTTP/1.1" 200 1 "-" "-"\n'


def detection(batch: Batch, index: int, evidence: str) -> Detection:
    return Detection(
        rule="test-rule",
        weakness="sql",
        severity=Severity.high,
        confidence=Confidence.high,
        time=1_795_341_600.0,
        stream=batch.block.stream,
        line=batch.block.line + index,
        client="192.0.2.1",
        path="/x",
        evidence=evidence,
        reason="It was planted.",
    )


class Seer:
    """A detector that sees `planted` and counts each target that it is shown; it may be blind, or fail."""

    def __init__(self, *, blind: bool = False, fails: bytes = b"") -> None:
        self.blind, self.fails = blind, fails
        self.seen: Counter[bytes] = Counter()
        self.ticks: list[float] = []

    def inspect(self, batch: Batch):
        if self.fails and self.fails in batch.block.data:
            raise ValueError(self.fails)
        if batch.block.stream != "canary":
            self.seen.update(batch.rows.targets)
        if self.blind:
            return []
        lines = batch.block.data.split(b"\n")
        return [
            detection(batch, index, lines[index].decode("latin-1")[-200:])
            for index in batch.rows.index
            if b"planted" in lines[index]
        ]

    def tick(self, now: float):
        self.ticks.append(now)
        return []

    def state(self) -> bytes:
        return msgspec.msgpack.encode(self.seen)

    def restore(self, state: bytes) -> None:
        self.seen = Counter(msgspec.msgpack.decode(state, type=dict[bytes, int]) if state else {})

    def canary(self):
        reads = open_format("combined")
        block = Block(stream="canary", part="", offset=0, line=1, data=CANARY, arrived=time.time())
        return Batch(block=block, rows=reads.rows(CANARY), format=reads), "planted"


def parts(sources: Sequence[object], seer: Seer, *, memory=None, stopped=lambda: False) -> Parts:
    """A watch of these sources by one detector."""
    declared = Declared(())
    return Parts(
        open=sources if callable(sources) else lambda _: sources,
        recogniser=declared,
        detectors={"seer": seer},
        wait=time.sleep,
        stopped=stopped,
        locator=DeclaredLocator(declared),
        book=Book(),
        memory=memory or BriefMemory(),
        teller=Silent(),
    )
