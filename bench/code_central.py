"""What an edit of a function costs on which much of a tree rests: a run that remembers, after one edit."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from code_edits import Remembered, World, files_of
from code_scan import commit, section, table
from report import prose

from vedette.analysis.program.parts import number_of, unpacked

# Functions by how many answers rest on them, from the first: so many places further down each time.
_RANKS = (0, 3, 8, 15, 25, 40, 60, 90, 120, 160, 200, 260, 320, 400, 500, 600, 700, 800)
_EDITS = ("unused = 1", "print('here')")
_AIM = 300


def measure(trees: Sequence[Path], *, compare: bool) -> bool:
    """Edit central functions of trees, one by one; whether all runs found what one without memory finds.

    Args:
        trees: folders of Python files.
        compare: with a cold run for each edit, which takes long.
    """
    rows: list[list[object]] = []
    good, cases, quick = True, 0, 0
    for tree in trees:
        files, world, memory = files_of(tree), World(), Remembered()
        world.scan(files, memory)
        for number, (users, path, name, data) in enumerate(_central(files, memory)):
            state = {**files, path: _edited(data, name, _EDITS[number % 2])}
            found, whole = _timed(world, state, memory.copy())
            cases, quick = cases + 1, quick + (whole < _AIM)
            rows.append([tree.name, f"`{path}`", f"`{name}`", users, len(world.solved), f"{whole:.0f}"])
            print(*rows[-1], sep="  ", flush=True)
            if compare and world.scan(state, Remembered()) != found:
                good = False
                print(f"{tree.name}: not the same after an edit of {name} in {path}", flush=True)
    said = f"""
        One statement is added to a function of one file of a tree that was scanned before, at {commit()}:
        `python bench/code_run.py central`. Answers that rest on it are those of other files; ms are processor
        time of a run but for reading and walking: {quick} of {cases} take under {_AIM} ms.
        {"All found what a run finds that remembers nothing." if compare and good else ""}
    """
    head = ["tree", "file", "function", "answers that rest on it", "files solved", "ms"]
    section("central", ["## One changed file", "", prose(said), "", *table(head, rows)])
    return good


def _timed(world: World, state: Mapping[str, bytes], memory: Remembered) -> tuple[object, float]:
    world.lower(state)
    gc.collect()
    began = time.process_time()
    found = world.scan(state, memory)
    return found, 1000 * (time.process_time() - began)


def _central(files: Mapping[str, bytes], memory: Remembered) -> Iterator[tuple[int, str, str, bytes]]:
    """Functions, one of each file, with how many answers of other files rest on them."""
    answers = memory.recall()
    users: dict[str, list[int]] = {}
    for name, ways in answers.starts.items():
        bits = unpacked(ways[0].parts) if ways[0].parts else -1
        for number in ways[0].used:
            path = answers.files[number][0]
            if path != name.partition(" ")[2]:
                users.setdefault(path, []).append(bits)
    found = sorted(
        (
            (count, path, name)
            for path, each in users.items()
            if "test" not in path and path in files
            for name in _functions(files[path])
            if (count := sum(bits >> number_of(path, name) & 1 for bits in each))
        ),
        reverse=True,
    )
    met: set[str] = set()
    for rank in _RANKS:
        for count, path, name in found[rank:]:
            if path not in met and _edited(files[path], name, _EDITS[0]) != files[path]:
                met.add(path)
                yield count, path, name, files[path]
                break


def _functions(data: bytes) -> dict[str, ast.stmt]:
    """Functions and methods by their path, with the first statement that is no docstring."""
    try:
        module = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[str, ast.stmt] = {}
    left: list[tuple[str, ast.stmt]] = [("", one) for one in module.body]
    while left:
        above, one = left.pop()
        if isinstance(one, ast.ClassDef):
            left += [(f"{above}{one.name}.", each) for each in one.body]
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(one, clean=False) is not None and len(one.body) > 1
            found[f"{above}{one.name}"] = one.body[told]
    return found


def _edited(data: bytes, name: str, text: str) -> bytes:
    """A file with a statement more in a function; as it is where that stands on the line of its head."""
    first = _functions(data)[name]
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    indent = lines[first.lineno - 1][: first.col_offset]
    if not indent.strip():
        lines.insert(first.lineno - 1, f"{indent}{text}\n")
    return "".join(lines).encode("utf-8", "surrogateescape")
