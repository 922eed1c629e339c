"""Replay a policy over the last changes: what it would have stopped."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.failure import unwritten
from vedette.apps.cli.policies import on_trial, policy_option
from vedette.apps.cli.target import write_whole
from vedette.feedback import backtest as told
from vedette.feedback.paper import Paper
from vedette.model.backtest import Backtest
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError
from vedette.settings.suggestion import did_you_mean

_FORMATS = ("text", "json", "markdown")
_EVERY = 0.2  # seconds
VOID = 3


@click.command("backtest")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--last",
    type=click.IntRange(1, 100_000),
    default=200,
    show_default=True,
    help="So many commits of the main line.",
)
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="What is gone after so many days counts as gone soon.",
)
@policy_option
@click.option("--only", metavar="KIND[,KIND]", help="Use these kinds of detector and no other.")
@click.option("--jobs", type=int, metavar="N", help="Worker processes; 0 chooses.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="text, json or markdown, to FILE or to standard output; repeatable.  [default: text]",
)
@click.option("--no-cache", is_flag=True, help="Examine everything anew; neither believe nor keep outcomes.")
def command(
    path: Path,
    last: int,
    within: int,
    policy: Path | None,
    formats: tuple[str, ...],
    no_cache: bool,
    **settings: Any,
) -> int:
    """Judge the last commits of the main line of PATH by today's policy, and say what it would have stopped.

    Each commit along first parents is a change, judged against its first parent; a merge stands for all that
    it brought. Only what those changes touch is read, from the repository's objects: bare repositories too,
    and no work tree is looked at. The ledger is neither read nor written.

    It exits 0 whatever it finds; 3 when the replay itself proves nothing.
    """
    shared.standing().judges = False
    chosen = _chosen(formats)
    request = shared.request(
        path,
        shared.RunOptions(no_cache=no_cache),
        {f"scan.{key}": value for key, value in settings.items()},
    )
    from vedette.pipeline.backtest import backtest
    from vedette.work.replay import Replay

    progress = _Progress()
    try:
        asked = Replay(request=request, last=last, within=within, policy=on_trial(policy))
        result = backtest(asked, progress.tell)
    finally:
        progress.erase()
    for name, file in chosen:
        _write(result, name, file, path)
    looked = result.versions + result.unexamined
    proves_nothing = not result.changes or (result.completeness is Completeness.void and looked)
    return VOID if proves_nothing else 0


def _chosen(formats: tuple[str, ...]) -> list[tuple[str, str]]:
    chosen = []
    for given in formats or ("text",):
        name, equals, file = given.partition("=")
        if name not in _FORMATS:
            help_ = did_you_mean(name, _FORMATS, f"known formats: {', '.join(_FORMATS)}")
            raise UsageError(f'unknown format "{name}"', help=help_)
        if equals and not file:
            raise UsageError(f"--format {given} names no file")
        chosen.append((name, file))
    if sum(not file for _, file in chosen) > 1:
        raise UsageError("two reports go to standard output", help="give each its own: --format NAME=FILE")
    return chosen


def _write(result: Backtest, name: str, file: str, path: Path) -> None:
    if name == "text":
        paper = terminal.paper() if not file else Paper(100, colour=False)
        data = told.text(paper, result)
    else:
        data = told.json(result) if name == "json" else told.markdown(result)
    if not file:
        terminal.write(data)
        return
    try:
        write_whole(Path(file), data, below=(path, Path.cwd()))
    except OSError as error:
        raise unwritten(file, error) from None


class _Progress:
    """One line on a terminal, rewritten; elsewhere nothing."""

    def __init__(self) -> None:
        self._on = terminal.is_terminal(sys.stderr) and not os.environ.get("CI")
        self._shown = 0.0

    def tell(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if self._on and (now - self._shown >= _EVERY):
            self._shown = now
            self._put(f"\r\x1b[K{done:,} of {of:,} {what}")

    def erase(self) -> None:
        if self._on and self._shown:
            self._put("\r\x1b[K")

    @staticmethod
    def _put(text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
