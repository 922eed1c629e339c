"""Detectors and readers that misbehave in chosen ways; a module, so that spawned workers can import it."""

import os
import time

from vedette.detectors.interface import Canary, UnfinishedError
from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Position, Text
from vedette.model.finding import Finding, Place
from vedette.model.rule import Confidence, Severity
from vedette.sources.interface import Unexaminable


class Reader:
    """Content is made from the path; `missing` in the path cannot be read."""

    def read(self, entry):
        if "missing" in entry.path:
            raise Unexaminable(Skip(path=entry.path, cls=SkipClass.failed, reason="unreadable"))
        if "binary" in entry.path:
            return b"\x00\x01\x02\x00" * 64
        return f"content of {entry.path}\n".encode()

    def close(self):
        pass


class Detector:
    """Reports the word WEAK in a path; dies, sleeps, fails or eats memory as the path says."""

    def __init__(self, setup):
        self._blind = "blind" in setup.rules

    def applies(self, path):
        return not path.endswith(".other")

    def inspect(self, text):
        if "die" in text.path:
            os._exit(9)
        if "hang" in text.path:
            time.sleep(600)
        if "fail" in text.path:
            raise RuntimeError("the message may hold a secret")
        if "memory" in text.path:
            raise MemoryError
        if b"WEAK" in text.data and not self._blind:
            here = Position(line=1, column=1)
            yield Finding(
                rule="weak",
                kind="double",
                place=Place(path=text.path, start=here, end=here),
                severity=Severity.low,
                confidence=Confidence.low,
                message="weak",
                subject=text.data.split()[-1].decode("ascii", "replace"),
            )
        if "dense" in text.path:
            raise UnfinishedError("too-dense", "there is no end of it")

    def canary(self):
        token = os.urandom(8).hex()
        return Canary(text=Text(path="c", data=f"WEAK {token}".encode()), token=token)


def create(setup):
    return Detector(setup)


class Sifter(Detector):
    """Sifts too; fails at it, or forgets a text, as a path says."""

    def sift(self, texts):
        if any("unsifted" in text.path for text in texts):
            raise RuntimeError("the message may hold a secret")
        return [b"WEAK" in text.data and not self._blind for text in texts]
