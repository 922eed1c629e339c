"""Memory of an evaluation is bounded: what there is no room for is told, and the rest is judged."""

from functools import partial

from code_world import answers, detector

from vedette.analysis.program import solver
from vedette.analysis.program.interface import Budget
from vedette.analysis.program.room import Room
from vedette.detectors.code import detector as judging

SOURCE = """
from flask import request
import os

def run():
    os.system(request.args["command"])
"""


def test_there_is_room_for_so_many_blocks_and_no_more():
    held = []
    room = Room(50_000)
    assert not room.is_full()
    held += [str(number) for number in range(100_000)]
    assert room.is_full()
    del held[:]
    assert not room.is_full()


def test_what_there_is_no_room_for_is_told(monkeypatch):
    judge = detector()
    (answer,) = answers(judge, {"app.py": SOURCE})
    assert "code-command-injection" in {one.rule for one in answer.findings}
    assert answer.faults == ()
    monkeypatch.setattr(judging, "Budget", partial(Budget, blocks=-(10**9)))
    monkeypatch.setattr(solver, "_SELDOM", 0)
    (answer,) = answers(judge, {"app.py": SOURCE})
    assert answer.findings == ()
    assert "budget-reached" in {one.reason for one in answer.faults}
