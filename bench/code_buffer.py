"""What it costs to judge a text again after an edit within one of its functions, as an editor does."""

from __future__ import annotations

import ast
import gc
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from code_edits import detector
from code_scan import commit, section, table
from report import prose

from vedette.detectors.code.detector import CodeDetector
from vedette.detectors.interface import Answer
from vedette.languages.text import decode
from vedette.model.facts import Text

_LEAST, _MOST, _FILES = 2_700, 3_400, 8
_AIM = 50
_PIECES = (
    *("unused = 1", "print('here')", "import os; os.system(self.name)", "return None", "name = self.path"),
    *("import flask, os; os.system(flask.request.args['q'])", "self.name = str(name)", "# a comment"),
)


def measure(trees: Sequence[Path], edits: int, seed: str) -> bool:
    """Edit files at random, one edit after another; whether all that was said is what a run says.

    Args:
        trees: folders of Python files.
        edits: of all files together.
        seed: of chance.
    """
    judge, chance = detector(), random.Random(seed)  # noqa: S311 - edits, no secrets
    rows: list[list[object]] = []
    every: list[float] = []
    wrong = 0
    paths = list(_files(trees))[:_FILES]
    gc.freeze()
    gc.disable()
    for path in paths:
        data = path.read_bytes()
        times, others = _edited(judge, path.name, data, edits // len(paths), chance)
        wrong, every = wrong + others, every + times
        rows.append([path.name, f"{data.count(10):,}", len(times), *_spread(times)])
        print(path, *rows[-1][1:], sep="  ", flush=True)
    rows.append(["all", "", len(every), *_spread(every)])
    under = sum(one < _AIM for one in every)
    burden = f"{os.getloadavg()[0]:.1f}"
    said = f"""
        Random edits, each within one function, one after another, of the first {len(paths)} files of
        {_LEAST:,} to {_MOST:,} lines, at {commit()}; load {burden}:
        `python bench/code_run.py buffer --cases {edits} --seed {seed}`.
        The process holds the detector and the text; ms are processor time until all is said of the new
        text: {under} of {len(every)} take under {_AIM} ms. After {wrong} edits something else was said than
        a run says that holds nothing.
    """
    head = ["file", "lines", "edits", "ms, median", "p95", "most"]
    section("buffer", ["## While a file is edited", "", prose(said), "", *table(head, rows)])
    return not wrong


def _edited(
    judge: CodeDetector, name: str, data: bytes, edits: int, chance: random.Random
) -> tuple[list[float], int]:
    """Milliseconds of each edit, and after how many of them something else was said."""
    put = judge.buffer(name)
    put(data)
    times, wrong = [], 0
    for _ in range(edits):
        data = _edit(data, chance)
        began = time.process_time()
        said = put(data)
        times.append(1000 * (time.process_time() - began))
        wrong += said.findings != _whole(judge, name, data).findings
        gc.collect()
    return times, wrong


def _whole(judge: CodeDetector, name: str, data: bytes) -> Answer:
    text = decode(name, data)
    if text is None or not judge.lower(text).chosen:
        return Answer(start=name)
    return next(iter(judge.judge(_Alone(judge, text), [name])))


class _Alone:
    """A program of one file."""

    def __init__(self, judge: CodeDetector, text: Text) -> None:
        self._text = text
        self._form = judge.lower(text, wanted=True).packed
        self.paths = self.around = [text.path]

    def form(self, path: str) -> bytes | None:
        return self._form if path == self._text.path else None

    def text(self, path: str) -> Text | None:
        return self._text if path == self._text.path else None

    def earlier(self, start: str) -> tuple[()]:
        del start
        return ()


def _files(trees: Sequence[Path]) -> Iterator[Path]:
    for tree in trees:
        for path in sorted(tree.rglob("*.py")):
            if "test" not in path.as_posix() and _LEAST <= path.read_bytes().count(b"\n") <= _MOST:
                yield path


def _edit(data: bytes, chance: random.Random) -> bytes:
    """A statement more, or one less, in a function."""
    module = ast.parse(data)
    lines = data.decode().split("\n")
    bodies = [
        one.body
        for one in ast.walk(module)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.body[0].lineno > one.lineno
    ]
    body = chance.choice(bodies)
    statement = chance.choice(body)
    at = statement.lineno - 1
    if len(body) > 1 and chance.randrange(3) == 0:
        lines[at : statement.end_lineno] = [" " * statement.col_offset + "pass"]
    else:
        lines.insert(at, " " * statement.col_offset + chance.choice(_PIECES))
    other = "\n".join(lines).encode()
    try:
        ast.parse(other)
    except SyntaxError:
        return _edit(data, chance)
    return other


def _spread(times: Sequence[float]) -> list[str]:
    ordered = sorted(times)
    return [f"{one:.0f}" for one in (median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1])]
