"""Whether a run after an edit finds what a run that remembers nothing finds: random edits of real trees.

Nothing of a tree is written: its files are in memory, and so is what a run remembers.
"""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import code_edits_js
import msgspec
from code_scan import commit, section, table
from code_tongue import PYTHON, Tongue
from report import prose

from vedette import index
from vedette.detectors.code.detector import CodeDetector
from vedette.detectors.interface import ProgramDetector, Setup
from vedette.languages.text import decode
from vedette.model.facts import Entry, Origin
from vedette.rulebook import rulebook
from vedette.sources.interface import Unexaminable
from vedette.sources.shared import blob_id
from vedette.work.cache.programs import Answers
from vedette.work.cache.states import States
from vedette.work.examiner import pressed, skipped
from vedette.work.interface import Outcome
from vedette.work.programs import Programs

_KIND = "code"
_CHAIN = 5
_FIELDS = ("self.name", "self.path", "self.template_name")
_SOURCE = "flask.request.args['q']"
_RARELY = 0.9
_SINK = "subprocess.getoutput"


def measure(trees: Sequence[Path], cases: int, seed: str, tongue: Tongue = PYTHON) -> bool:
    """Edit trees at random, five edits one after another, and compare; whether all runs found the same.

    Args:
        trees: folders of a language's files.
        cases: edits of each.
        seed: of chance.
        tongue: the language.
    """
    change = edited if tongue is PYTHON else code_edits_js.edited
    rows, good = [], True
    for tree in trees:
        files, world, memory = files_of(tree, tongue), World(), Remembered()
        world.scan(files, memory)
        chance, state, times, solved, wrong = random.Random(seed), files, [], [], []  # noqa: S311 - edits, no secrets
        for number in range(cases):
            state, what = change(state if number % _CHAIN else files, chance)
            after = world.scan(state, memory)
            times.append(world.seconds)
            solved.append(len(world.solved))
            if after != world.scan(state, Remembered()):
                wrong.append(what)
                print(f"{tree.name}: not the same after {what} (edit {number})", flush=True)
        good = good and not wrong
        spent = [f"{1000 * one:.0f}" for one in (median(times), max(times))]
        shown = tree.name if tongue is PYTHON else f"{tree.parent.name}/{tree.name}"
        rows.append([shown, f"{len(files):,}", cases, len(wrong), median(solved), max(solved), *spent])
        print(*rows[-1], sep="  ", flush=True)
    said = f"""
        Random edits, {_CHAIN} one after another, at {commit()}: `python bench/code_run.py edits --cases
        {cases} --seed {seed}{tongue.option}`. What is found with the memory of the run before is compared
        with what is found without; time is processor time of solving alone.
    """
    head = ["tree", "files", "edits", "not the same", "files solved, median", "most", "ms, median", "most"]
    section("edits", ["## After edits", "", prose(said), "", *table(head, rows)], tongue.report)
    return good


class Remembered:
    """What runs keep, in memory; a stand-in for `ProgramMemory`."""

    def __init__(self) -> None:
        self._answers = msgspec.msgpack.encode(Answers())
        self._forms: dict[tuple[str, str], bytes] = {}
        self.states = States()

    def copy(self) -> Remembered:
        """The same, to be changed by itself."""
        other = Remembered()
        other._answers, other._forms = self._answers, dict(self._forms)
        return other

    def recall(self) -> Answers:
        """The answers of the runs before, read anew."""
        return msgspec.msgpack.decode(self._answers, type=Answers)

    def keep(self, answers: Answers) -> None:
        """Keeps answers as bytes, as the cache does."""
        self._answers = msgspec.msgpack.encode(answers)

    def forms(self, tokens: Iterable[str]) -> dict[tuple[str, str], bytes]:
        """Forms by token and kind."""
        return {(one, _KIND): self._forms[one, _KIND] for one in tokens if (one, _KIND) in self._forms}

    def keep_forms(self, rows: Sequence[tuple[str, str, bytes]]) -> bool:
        """Keeps forms."""
        self._forms |= {(token, kind): form for token, kind, form in rows}
        return True


class World:
    """Scans states of a tree.

    Attributes:
        solved: paths that the last scan solved anew.
        seconds: of processor time that solving took.
    """

    def __init__(self) -> None:
        self._detector = detector()
        self._lowered: dict[str, Outcome] = {}
        self.solved: list[str] = []
        self.seconds = 0.0

    def scan(self, files: Mapping[str, bytes], memory: Remembered) -> tuple[list[str], list[str]]:
        """Findings and faults of a state, in words."""
        read = _Read(files)
        watched = _Watched(self._detector)
        programs = Programs({_KIND: watched}, memory, read, lambda _entry: True)  # type: ignore[arg-type,dict-item]
        for path, data in sorted(files.items()):
            outcome = self._outcome(path, data)
            if outcome.forms:
                programs.take(outcome, programs.head)
            programs.head.entries[path] = outcome.entry
        began = time.process_time()
        joint = programs.solve(programs.head, float("inf"))
        self.seconds = time.process_time() - began
        programs.save(whole=True)
        self.solved = watched.starts
        return [repr(one) for one in joint.findings], sorted(map(repr, joint.faults))

    def lower(self, files: Mapping[str, bytes]) -> None:
        """Lower files, as workers do, before they are scanned."""
        for path, data in files.items():
            self._outcome(path, data)

    def _outcome(self, path: str, data: bytes) -> Outcome:
        blob = blob_id(data, "sha1")
        entry = Entry(path=path, blob=blob, origin=Origin.blob, size=len(data))
        known = self._lowered.get(blob)
        if known is None:
            text = decode(path, data)
            form = self._detector.lower(text) if text is not None else None
            known = Outcome(entry=entry)
            if form is not None and form.packed:
                chosen = (_KIND,) if form.chosen else ()
                known = Outcome(entry=entry, chosen=chosen, forms={_KIND: pressed(form.packed)})
            self._lowered[blob] = known
        return msgspec.structs.replace(known, entry=entry)


class _Watched:
    """A detector that says where it began."""

    def __init__(self, detector: ProgramDetector) -> None:
        self.starts: list[str] = []
        self._detector = detector

    def __getattr__(self, name: str) -> object:
        return getattr(self._detector, name)

    def judge(self, program: object, starts: Sequence[str], *rest: object) -> Iterator[object]:
        self.starts += starts
        return iter(self._detector.judge(program, starts, *rest))  # type: ignore[arg-type]


class _Read:
    """Reads files of a state."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, entry: Entry) -> bytes:
        if entry.path not in self._files:
            raise Unexaminable(skipped(entry, "failed", "missing", "").skip)  # type: ignore[arg-type]
        return self._files[entry.path]

    def close(self) -> None:
        """Nothing to close."""


def detector() -> CodeDetector:
    """The detector with all rules and catalogues."""
    book = rulebook({}, [_KIND])
    catalogues = {name: index.catalogue(name) for name in index.load()["languages"]}
    return CodeDetector(Setup(rules=book.rules, definitions=book.definitions, catalogues=catalogues))


def files_of(tree: Path, tongue: Tongue = PYTHON) -> dict[str, bytes]:
    """The files of a language in a tree by path; those that a program made are left out."""
    found = ((path.relative_to(tree).as_posix(), path.read_bytes()) for path in tongue.files(tree))
    return {path: data for path, data in sorted(found) if not tongue.made(path, data)}


def edited(files: Mapping[str, bytes], chance: random.Random) -> tuple[dict[str, bytes], str]:
    """A tree after a random edit, and what was done."""
    paths = sorted(files)
    for _ in range(200):
        path = chance.choice(paths)
        if chance.random() < _RARELY and ("test" in path or "migrations" in path):
            continue
        try:
            module = ast.parse(files[path])
        except (SyntaxError, ValueError, RecursionError):
            continue
        how = chance.choice(_HOWS)
        lines = files[path].decode("utf-8", "surrogateescape").splitlines(keepends=True)
        if how(lines, module, chance):
            data = "".join(lines).encode("utf-8", "surrogateescape")
            return {**files, path: data}, f"{how.__name__.strip('_')} {path}"
    path = chance.choice(paths)
    return {other: data for other, data in files.items() if other != path}, f"file-removed {path}"


def _functions(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [one for one in ast.walk(module) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]


def _statement_added(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    return _inserted(
        lines, module, chance, ["unused = 1", "print('here')", "pass", "if not self: return None"]
    )


def _source_kept(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    return _inserted(lines, module, chance, [f"import flask; {name} = {_SOURCE}" for name in _FIELDS])


def _sink_added(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    return _inserted(
        lines, module, chance, [f"import flask, subprocess; {_SINK}({one})" for one in (*_FIELDS, _SOURCE)]
    )


def _source_given(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    return _inserted(lines, module, chance, [f"import flask; return {_SOURCE}"])


def _inserted(lines: list[str], module: ast.Module, chance: random.Random, texts: list[str]) -> bool:
    functions = _functions(module)
    if not functions:
        return False
    first = chance.choice(functions).body[0]
    line = lines[first.lineno - 1]
    if line[: first.col_offset].strip():
        return False
    lines.insert(first.lineno - 1, line[: first.col_offset] + chance.choice(texts) + "\n")
    return True


def _function_removed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    functions = [one for one in _functions(module) if not one.decorator_list]
    if not functions:
        return False
    one = chance.choice(functions)
    _replace(lines, one.lineno, one.end_lineno or one.lineno, " " * one.col_offset + "pass\n")
    return True


def _function_renamed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    functions = _functions(module)
    if not functions:
        return False
    one = chance.choice(functions)
    lines[one.lineno - 1] = lines[one.lineno - 1].replace(one.name, f"{one.name}_2", 1)
    return True


def _statement_removed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    simple = (ast.Assign, ast.Expr, ast.Return, ast.AugAssign, ast.Import, ast.ImportFrom, ast.Raise)
    found = [one for one in ast.walk(module) if isinstance(one, simple)]
    if not found:
        return False
    one = chance.choice(found)
    _replace(lines, one.lineno, one.end_lineno or one.lineno, " " * one.col_offset + "pass\n")
    return True


def _import_removed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    found = [one for one in module.body if isinstance(one, ast.Import | ast.ImportFrom)]
    if not found:
        return False
    one = chance.choice(found)
    _replace(lines, one.lineno, one.end_lineno or one.lineno, "\n")
    return True


def _base_removed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    found = [one for one in ast.walk(module) if isinstance(one, ast.ClassDef) and one.bases]
    if not found:
        return False
    one = chance.choice(found)
    base = one.bases[0]
    line = lines[base.lineno - 1]
    if base.end_lineno != base.lineno or base.end_col_offset is None or not line.isascii():
        return False
    lines[base.lineno - 1] = line[: base.col_offset] + "object" + line[base.end_col_offset :]
    return True


def _decorator_removed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    found = [each for one in _functions(module) for each in one.decorator_list]
    if not found:
        return False
    one = chance.choice(found)
    _replace(lines, one.lineno, one.end_lineno or one.lineno, "\n")
    return True


def _constant_changed(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    found = [
        one
        for one in ast.walk(module)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.lineno == one.end_lineno
    ]
    if not found:
        return False
    one = chance.choice(found)
    line = lines[one.lineno - 1]
    if not line.isascii() or line[one.col_offset] not in "'\"":
        return False
    lines[one.lineno - 1] = line[: one.col_offset] + "'other'" + line[one.end_col_offset :]
    return True


def _comment_added(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    found = [one.lineno for one in module.body]
    if not found:
        return False
    lines.insert(chance.choice(found) - 1, "# moved\n")
    return True


def _function_added(lines: list[str], module: ast.Module, chance: random.Random) -> bool:
    del module
    lines.append(f"\n\ndef added_{chance.randrange(99)}(name):\n    return name\n")
    return True


def _replace(lines: list[str], first: int, last: int, text: str) -> None:
    lines[first - 1 : last] = [text, *["\n"] * (last - first)]


_HOWS: list[Callable[[list[str], ast.Module, random.Random], bool]] = [
    *(_statement_added, _source_kept, _sink_added, _source_given, _function_removed, _function_renamed),
    *(_statement_removed, _import_removed, _base_removed, _decorator_removed, _constant_changed),
    *(_comment_added, _function_added),
]
