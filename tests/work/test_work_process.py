"""A worker's process: what is sent arrives whole, and who is gone is noticed."""

import os
import sys
import threading
from pathlib import Path

import pytest

from vedette.work import process as process_module
from vedette.work.process import Line, start, wait


def echo(line):
    """Sends back what it receives, with where it found this module; ends when told None."""
    while (thing := line.recv()) is not None:
        line.send((thing, __file__))
    os._exit(3)


def handles():
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@pytest.fixture
def echoing():
    process, line = start(__name__, echo.__name__)
    yield process, line
    line.close()
    process.kill()
    process.join()
    process.close()


@pytest.mark.parametrize("size", [0, 1, 70_000, 5_000_000])
def test_a_message_of_any_size_comes_back(echoing, size):
    _, line = echoing
    sending = threading.Thread(target=line.send, args=(b"x" * size,))
    sending.start()
    assert wait([line], 30) == [line]
    assert line.recv() == (b"x" * size, __file__)
    sending.join()


def test_nothing_is_heard_before_something_is_said(echoing):
    _, line = echoing
    assert wait([line], 0) == []


def test_an_end_is_heard(echoing):
    process, line = echoing
    line.send(None)
    assert wait([line], 30) == [line]
    with pytest.raises(EOFError):
        line.recv()
    process.join(30)
    assert not process.is_alive()
    with pytest.raises(BrokenPipeError):
        line.send(b"x" * 1_000_000)


def test_one_that_was_killed_is_noticed(echoing):
    process, line = echoing
    assert process.is_alive()
    process.join(0)
    process.kill()
    assert wait([line], 30) == [line]
    with pytest.raises(EOFError):
        line.recv()


def test_a_message_cut_short_is_the_end():
    theirs, ours = os.pipe()
    os.write(ours, (100).to_bytes(8, "big") + b"short")
    os.close(ours)
    line = Line(theirs, os.dup(theirs))
    with pytest.raises(EOFError):
        line.recv()
    line.close()


@pytest.mark.skipif(os.name == "nt", reason="multiprocessing starts it there")
def test_no_handle_is_left_where_no_process_starts(monkeypatch):
    before = handles()
    monkeypatch.setattr(process_module.sys, "executable", "/no/such/interpreter")
    with pytest.raises(FileNotFoundError):
        start(__name__, echo.__name__)
    assert handles() == before
