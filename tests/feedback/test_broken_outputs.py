"""A report that could not be written is never taken for one that was."""

import errno
import io

import pytest
from report_world import context, full, told

from vedette import index
from vedette.feedback import (
    csv,
    github,
    github_summary,
    gitlab_codequality,
    gitlab_sast,
    gitlab_secrets,
    html,
    jsonl,
    junit,
    markdown,
    sarif,
    text,
)
from vedette.feedback import json as json_format
from vedette.model.events import Judged

FORMATS = [
    text,
    json_format,
    jsonl,
    sarif,
    csv,
    github,
    github_summary,
    gitlab_codequality,
    gitlab_sast,
    gitlab_secrets,
    html,
    junit,
    markdown,
]


class Broken(io.RawIOBase):
    def __init__(self, error, *, late):
        self.error = error
        self.late = late

    def writable(self):
        return True

    def write(self, data):
        if not self.late:
            raise self.error
        return len(data)

    def flush(self):
        if self.late and not self.closed:
            raise self.error

    def close(self):
        self.late = False
        super().close()


@pytest.mark.parametrize("module", FORMATS, ids=lambda module: module.__name__.rpartition(".")[2])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "no space left"), BrokenPipeError(errno.EPIPE, "gone")]
)
def test_errors_of_the_output_come_out(module, late, error):
    out = Broken(error, late=late)
    writer = module.create(out, context())
    with pytest.raises(OSError, match=r"no space|gone") as caught:
        _tell(writer)
    assert caught.value is error
    out.close()


def test_every_format_is_put_to_these_tests():
    assert {module.__name__ for module in FORMATS} == set(index.load()["formats"].values())


class Small:
    """An unbuffered file on a disk that fills up: short writes first, then an error."""

    def __init__(self, room):
        self.room = room
        self.data = b""

    def write(self, data):
        if not self.room:
            raise OSError(errno.ENOSPC, "no space left")
        taken = bytes(data[: min(100, self.room)])
        self.room -= len(taken)
        self.data += taken
        return len(taken)

    def flush(self):
        pass


@pytest.mark.parametrize("module", FORMATS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_report_that_ends_in_the_middle_is_an_error(module):
    whole = Small(10**9)
    _tell(module.create(whole, context()))
    assert whole.data == told(module, full())
    with pytest.raises(OSError, match="no space"):
        _tell(module.create(Small(len(whole.data) - 1), context()))


def _tell(writer):
    writer.event(Judged(record=full()))
    writer.close()
