"""Memory of an evaluation is bounded: what there is no room for is told, and the rest is judged."""

from functools import partial

from code_world import Tree, answers, detector

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


SHARED = """
import subprocess

TABLE = {"run": [print]}


def made(name):
    found = {"one": [name], "two": ["constant"]}
    first, *rest = [name, name]
    return [found, {item: first for item in rest}]


def run(command):
    subprocess.call(made(command)[0]["one"][0], shell=True)
    subprocess.call(made(command)[0]["two"][0], shell=True)
"""
USER = """
from flask import request
from shared import TABLE, run


def view{0}():
    for one in [request.args["a"], "b"]:
        TABLE["run"].append(run)
        run(one)
"""


def test_forms_that_are_read_again_change_nothing(monkeypatch):
    files = {"shared.py": SHARED, **{f"user{one}.py": USER.format(one) for one in range(4)}}
    judge = detector()
    kept = answers(judge, files)
    monkeypatch.setattr(solver, "_MOST_FUNCTIONS", 0)
    monkeypatch.setattr(judging, "_MOST_AT_HAND", 0)
    tree = Tree(judge, files)
    again = list(judge.judge(tree, tree.starts()))
    assert [one.findings for one in again] == [one.findings for one in kept]
    assert [one.used for one in again] == [one.used for one in kept]
    assert sum(len(one.findings) for one in kept)
    assert tree.lowered.count("shared.py") > len(files)
