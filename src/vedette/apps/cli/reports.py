"""The reports of a run: which formats go where, written while the run tells its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from vedette import index
from vedette.apps.cli import terminal
from vedette.apps.cli.failure import Standing, unwritten
from vedette.apps.cli.progress import Progress
from vedette.apps.cli.target import Target
from vedette.feedback import headline
from vedette.feedback.interface import Context, Writer
from vedette.model.errors import UsageError, WorldError
from vedette.model.events import Event, Judged, Started
from vedette.model.rule import Rule
from vedette.policy.gate import exit_code
from vedette.rulebook import all_rules
from vedette.settings.suggestion import did_you_mean

STDOUT = "-"


class Wanted(Struct, frozen=True):
    """One report: a format, and the file it goes to (`-` for standard output)."""

    format: str
    file: str = STDOUT


def wanted(formats: Sequence[str], record: str | None) -> tuple[Wanted, ...]:
    """What the options ask for.

    Args:
        formats: `NAME` or `NAME=FILE`; none means text.
        record: file for the run's record, which is the json format.

    Raises:
        UsageError: a format is not known, or two reports go to one place.
    """
    known = index.load()["formats"]
    chosen = []
    for given in formats or ("text",):
        name, equals, file = given.partition("=")
        if name not in known:
            raise UsageError(
                f'unknown format "{name}"',
                help=did_you_mean(name, known, f"known formats: {', '.join(sorted(known))}"),
            )
        if equals and not file:
            raise UsageError(f"--format {given} names no file")
        chosen.append(Wanted(name, file or STDOUT))
    if record is not None:
        chosen.append(Wanted("json", record))
    places = [_place(one) for one in chosen]
    for place in places:
        if places.count(place) > 1:
            where = "standard output" if place == STDOUT else place
            raise UsageError(f"two reports go to {where}", help="give each its own: --format NAME=FILE")
    return tuple(chosen)


def _place(one: Wanted) -> str:
    if one.file == STDOUT:
        return STDOUT
    path = Path(one.file)
    # Of the file itself a link is refused later, with a message of its own.
    return str(path.parent.resolve() / path.name)


class Reports:
    """Carries the events of a run to every report.

    Args:
        chosen: what was asked for.
        auditor: show what only auditors want to see too.
        root: the folder that is scanned; no report is written through a link in it.
        rules: rules that are not of this installation, by id.
    """

    def __init__(
        self, chosen: Iterable[Wanted], *, auditor: bool, root: Path, rules: Mapping[str, Rule] | None = None
    ) -> None:
        self._open: list[_Report] = []
        self._book = book = {**all_rules(), **(rules or {})}
        try:
            for one in chosen:
                context = _context(book, auditor=auditor, file=one.file != STDOUT)
                self._open.append(_Report(one, context, root))
        except BaseException:
            self._drop()
            raise
        quiet = any(report.streams for report in self._open)
        self._progress = Progress(wanted=not quiet)

    def carry(self, events: Iterable[Event], standing: Standing, *, exit_zero: bool) -> int:
        """Listens to a whole run.

        Args:
            events: of the run.
            standing: told of the verdict as soon as it is there.
            exit_zero: a blocked gate is 0 all the same.

        Returns:
            The exit code that the verdict asks for.

        Raises:
            WorldError: a report could not be written whole; the others were.
        """
        begun = False
        try:
            for event in events:
                if isinstance(event, Started):
                    # Rules that came with what is scanned; every report has this book.
                    self._book.update((rule.id, rule) for rule in event.rules)
                if isinstance(event, Judged):
                    _note(event, standing, exit_zero=exit_zero)
                self._progress.event(event)
                for report in self._open:
                    report.event(event)
                begun = True
                if isinstance(event, Judged):
                    # It is the last, and to end the run now would take apart all that it holds.
                    standing.left = events
                    break
            self._finish()
        except BaseException:
            self._progress.erase()
            if begun and standing.code is None:
                self._end_standard_output()
            self._drop()
            raise
        if standing.code is None:
            raise RuntimeError("the run ended without a verdict")
        return standing.code

    def _finish(self) -> None:
        for report in self._open:
            report.finish()
        failures = [report.failure for report in self._open if report.failure]
        if failures:
            message = "; ".join(failure.message for failure in failures)
            raise WorldError(message, help=failures[0].help)

    def _end_standard_output(self) -> None:
        """Lets a format say on standard output that there is no verdict."""
        for report in self._open:
            if report.target is None:
                report.finish()

    def _drop(self) -> None:
        for report in self._open:
            if report.target is not None:
                report.target.drop()


class _Report:
    """One writer and its place. A failure to write is kept until the others are done."""

    def __init__(self, one: Wanted, context: Context, root: Path) -> None:
        self._what = "standard output" if one.file == STDOUT else one.file
        self.failure: WorldError | None = None
        self.target: Target | None = None
        if one.file != STDOUT:
            try:
                self.target = Target(Path(one.file), below=(root, Path.cwd()))
            except OSError as error:
                raise unwritten(one.file, error) from None
        self._out: BinaryIO = terminal.out() if self.target is None else self.target.file
        self.streams = self.target is None and terminal.colour() and one.format != "text"
        module = import_module(index.load()["formats"][one.format])
        self._writer: Writer = module.create(self._out, context)

    def event(self, event: Event) -> None:
        if self.failure is None:
            try:
                self._writer.event(event)
            except OSError as error:
                self._fail(error)

    def finish(self) -> None:
        if self.failure is not None:
            return
        try:
            self._writer.close()
            self._out.flush()
            if self.target is not None:
                self.target.keep()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = unwritten(self._what, error)
        if self.target is None:
            terminal.abandon_output()
        else:
            with suppress(OSError):
                self.target.drop()


def _context(rules: Mapping[str, Rule], *, auditor: bool, file: bool) -> Context:
    return Context(
        rules=rules,
        colour=terminal.colour() and not file,
        width=100 if file else terminal.width(),
        auditor=auditor,
        today=datetime.now(UTC).date().isoformat(),
    )


def _note(event: Judged, standing: Standing, *, exit_zero: bool) -> None:
    verdict = event.record.verdict
    word = headline.word(verdict)
    standing.verdict = "" if word == "VOID" else word
    code = exit_code(verdict)
    standing.code = 0 if exit_zero and code == 1 else code
