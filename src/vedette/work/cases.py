"""Whether users' catalogues and rules find what their own cases say: examples in a rule, and marked files."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from vedette import index
from vedette.analysis.program.starts import last_word
from vedette.detectors.interface import ProgramDetector, Setup
from vedette.languages.text import decode
from vedette.model.errors import UsageError
from vedette.model.facts import Text
from vedette.model.finding import Finding, Place
from vedette.rulebook import rulebook
from vedette.work.added import LARGEST, Own
from vedette.work.named import content
from vedette.work.own import FOLDER

CASES = f"{FOLDER}/cases"
_KIND = "code"
_MOST_FILES = 500
_DEEPEST = 6
_MARK = re.compile(r"(?:#|//)\s*(expect|ok):\s*([\w,-]+)\s*$")
# Where an example of a rule is written; the file's name says its language.
_EXAMPLE = "example.py"


class Case(Struct, frozen=True, kw_only=True):
    """One program.

    Attributes:
        name: for people.
        files: text by path within the program.
        rule: whose example it is; "" for marked files.
        bad: it is one in which the rule finds something.
    """

    name: str
    files: Mapping[str, str]
    rule: str = ""
    bad: bool = False


class Failure(Struct, frozen=True, kw_only=True):
    """What is not as a case says: where, by which rule, what, and why so if that can be told."""

    where: str
    rule: str
    what: str
    why: str = ""


class Proved(Struct, frozen=True, kw_only=True):
    """The end of a test.

    Attributes:
        cases: how many programs were judged.
        expectations: how many things were expected of them.
        failures: what was not so.
        unproven: rules of the user that no case expects to find anything.
    """

    cases: int
    expectations: int
    failures: tuple[Failure, ...]
    unproven: tuple[str, ...]


def examples(own: Own) -> Iterator[Case]:
    """The examples that stand in rules."""
    for rule, both in own.cases.items():
        for bad, texts in zip((True, False), both, strict=True):
            for number, text in enumerate(texts, 1):
                name = f"{rule}, {'bad' if bad else 'good'} example {number}"
                yield Case(name=name, files={_EXAMPLE: text}, rule=rule, bad=bad)


def marked(folder: Path) -> Iterator[Case]:
    """The programs of the folder of cases: each file in it, and each folder with all that is in it.

    Raises:
        UsageError: there is too much of it, or it cannot be read.
    """
    root = folder / CASES
    if not root.is_dir() or root.is_symlink():
        return
    left = _MOST_FILES
    for item in sorted(root.iterdir()):
        paths = sorted(_below(item, 0)) if item.is_dir() else [item]
        within = item if item.is_dir() else root
        files = {
            path.relative_to(within).as_posix(): content(path, LARGEST, "a case is a few lines").decode(
                "utf-8", "replace"
            )
            for path in paths
            if path.is_file()
        }
        left -= len(files)
        if left < 0:
            raise UsageError(f"{CASES}/ has more than {_MOST_FILES} files", help="keep fewer cases")
        if files:
            yield Case(name=f"{CASES}/{item.name}", files=files)


def prove(own: Own, cases: Iterable[Case]) -> Proved:
    """Judge programs by all rules, the shipped ones too.

    Args:
        own: the user's catalogues and rules.
        cases: the programs.
    """
    judge = _Judge(own)
    failures: list[Failure] = []
    expected: set[str] = set()
    number = told = 0
    for case in cases:
        number += 1
        found = judge.findings(case)
        if case.rule:
            told += 1
            expected |= {case.rule} if case.bad else set()
            failures += _of_example(case, found, judge)
            continue
        marks = list(_marks(case))
        told += len(marks)
        expected |= {rule for kind, _, _, rule in marks if kind == "expect"}
        failures += _of_marks(case, marks, found, judge)
    unproven = tuple(sorted(rule for rule in own.rules if rule not in expected))
    return Proved(cases=number, expectations=told, failures=tuple(failures), unproven=unproven)


def _of_example(case: Case, found: Sequence[Finding], judge: _Judge) -> Iterator[Failure]:
    here = [one for one in found if one.rule == case.rule]
    if case.bad and not here:
        yield Failure(
            where=case.name, rule=case.rule, what="is not found", why=judge.why(case, case.rule, found)
        )
    for one in here if not case.bad else ():
        line = one.place.start.line
        yield Failure(where=f"{case.name}, line {line}", rule=case.rule, what="is found", why=one.message)


def _of_marks(
    case: Case, marks: Sequence[tuple[str, str, int, str]], found: Sequence[Finding], judge: _Judge
) -> Iterator[Failure]:
    there = {(one.place.path, one.place.start.line, one.rule): one for one in found}
    for kind, path, line, rule in marks:
        one = there.pop((path, line, rule), None)
        where = f"{case.name}:{line}" if path == Path(case.name).name else f"{case.name}/{path}:{line}"
        if rule not in judge.rules:
            yield Failure(where=where, rule=rule, what="is no rule", why="`vedette rules` lists them")
        elif kind == "expect" and one is None:
            yield Failure(where=where, rule=rule, what="is not found", why=judge.why(case, rule, found, line))
        elif kind == "ok" and one is not None:
            yield Failure(where=where, rule=rule, what="is found", why=one.message)
    for (path, line, rule), one in there.items():
        if rule in judge.own.rules:
            yield Failure(
                where=f"{case.name}, {path}:{line}", rule=rule, what="is found, unmarked", why=one.message
            )


def _marks(case: Case) -> Iterator[tuple[str, str, int, str]]:
    for path, text in case.files.items():
        for number, line in enumerate(text.split("\n"), 1):
            mark = _MARK.search(line[-300:])
            for rule in mark[2].split(",") if mark else ():
                yield mark[1] if mark else "", path, number, rule


class _Judge:
    """Judges programs that are given as texts."""

    def __init__(self, own: Own) -> None:
        self.own = own
        self.rules = rulebook({}, [_KIND], own.rules).definitions
        known = index.load()
        self._catalogues = {name: own.joined(name) for name in known["languages"]}
        book = rulebook({}, [_KIND], own.rules)
        setup = Setup(rules=book.rules, definitions=book.definitions, catalogues=self._catalogues)
        self._detector: ProgramDetector = importlib.import_module(known["kinds"][_KIND]).create_program(setup)

    def findings(self, case: Case) -> list[Finding]:
        program = _Program(self._detector, case.files)
        found: dict[tuple[Place, str], Finding] = {}
        for answer in self._detector.judge(program, program.starts()):
            for one in answer.findings:
                found.setdefault((one.place, one.rule), one)
        return [found[key] for key in sorted(found)]

    def why(self, case: Case, rule: str, found: Sequence[Finding], line: int = 0) -> str:
        """Why a rule may find nothing, as far as that can be told."""
        others = sorted({one.rule for one in found if not line or one.place.start.line == line})
        if others:
            return f"found instead: {', '.join(others[:3])}"
        if not _Program(self._detector, case.files).starts():
            return "nothing in it is a source, an entry or a check of a catalogue"
        word = str(self.rules[rule].get("weakness", ""))
        names = set(self._names(word))
        if not names:
            return f"no catalogue has a sink or check for the weakness {word}"
        text = "\n".join(case.files.values())
        if not any(last_word(name) in text for name in names):
            return f"none of the {len(names)} names that catalogues have for {word} occurs in it"
        return "no data of a kind that the rule follows reaches a sink or check of it"

    def _names(self, word: str) -> Iterator[str]:
        for data in self._catalogues.values():
            for table, items in msgspec.json.decode(data).items():
                for entry in items:
                    if _is_of(table, entry, word):
                        yield from (*entry.get("names", ()), *entry.get("sets", ()), *entry.get("reads", ()))


class _Program:
    """A `detectors.interface.Program` of given texts."""

    def __init__(self, detector: ProgramDetector, files: Mapping[str, str]) -> None:
        self._detector = detector
        self._texts = {path: decode(path, text.encode("utf-8", "replace")) for path, text in files.items()}
        self.around = sorted(self._texts)
        self.paths = [path for path in self.around if detector.applies(path)]

    def earlier(self, start: str) -> Iterable[tuple[str, tuple[str, int, bytes]]]:
        del start
        return ()

    def form(self, path: str) -> bytes | None:
        text = self._texts.get(path)
        return self._detector.lower(text, wanted=True).packed or None if text else None

    def text(self, path: str) -> Text | None:
        return self._texts.get(path)

    def starts(self) -> list[str]:
        texts = ((path, self._texts[path]) for path in self.paths)
        return [path for path, text in texts if text is not None and self._detector.lower(text).chosen]


def _is_of(table: str, entry: Mapping[str, Any], word: str) -> bool:
    key = {"sink": "kind", "check": "weakness", "entry": "returns"}.get(table, "")
    return bool(key) and entry.get(key) == word


def _below(folder: Path, depth: int) -> Iterator[Path]:
    if depth > _DEEPEST or folder.is_symlink():
        return
    for number, item in enumerate(sorted(folder.iterdir())):
        if number > _MOST_FILES:
            return
        if item.is_dir():
            yield from _below(item, depth + 1)
        elif not item.is_symlink():
            yield item
