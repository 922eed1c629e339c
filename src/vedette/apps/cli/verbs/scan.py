"""Examine a tree, judge what changed, explain."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from vedette.apps.cli import failure, terminal
from vedette.apps.cli import options as shared
from vedette.apps.cli.actor import actor
from vedette.apps.cli.reports import Reports, wanted
from vedette.model.errors import UsageError, WorldError
from vedette.model.override import Override

# The table of a setting that an option sets, where it is not `scan`.
_TABLES = {"budget": "gate"}
_STDIN_BYTES = 64 * 1024 * 1024


@click.command("scan")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--staged", is_flag=True, help="Examine what is staged for the next commit, nothing else.")
@click.option("--stdin", is_flag=True, help="Examine a text from standard input as if it were --name.")
@click.option("--name", metavar="FILE", type=click.Path(path_type=Path), help="The file that it stands for.")
@click.option("--history", is_flag=True, help="Examine every version ever committed instead of the tree.")
@click.option(
    "--verify", is_flag=True, help="Ask the providers of found credentials whether they work. Needs network."
)
@click.option(
    "--vex",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Hear the statements of FILE (OpenVEX, or CycloneDX) about vulnerabilities; repeatable.",
)
@click.option("--only", metavar="KIND[,KIND]", help="Use these kinds of detector and no other.")
@click.option("--skip", metavar="KIND[,KIND]", help="Leave these kinds of detector out.")
@click.option("--budget", metavar="TIME", help="Examine nothing more after this time, such as 10s or 500ms.")
@click.option("--jobs", type=int, metavar="N", help="Worker processes; 0 chooses.")
@click.option("--override", metavar="REASON", help="Let the emergencies of this run pass, on record.")
@click.option(
    "--override-until",
    metavar="DATE",
    help="What it let pass stops again after this day.  [default: as late as the policy allows]",
)
@shared.run_options
def command(
    paths: tuple[Path, ...],
    staged: bool,
    stdin: bool,
    name: Path | None,
    history: bool,
    options: shared.RunOptions,
    **settings: Any,
) -> int:
    """Examine each PATH (a repository, folder, file, or a zip or tar; by default here), judge it and say why.

    What the change brought in is judged by the policy at its merge base. A usable credential that comes in
    stops the line; all else is tracked, with an owner and a date.

    With --staged, the change from HEAD to the index is judged by the policy at HEAD, without the ledger. That
    something could not be examined is said in the first line, and never stops the commit.

    With --override, what would stop the line is let pass: the first line says OVERRIDDEN, and the record and
    the ledger who answers for it, why and until when. A policy may bound or forbid that.

    With --history, commits that no branch leads to any more are examined too. Each finding says which commit
    brought it in and what still leads to it; none of them stops the line.

    With --verify, each credential that some rule knows a provider for is shown to that provider and to nobody
    else, once. What is live stops the line whoever brought it in.
    """
    chosen = wanted(options.format, options.record)
    if staged and (stdin or len(paths) > 1 or options.since is not None):
        raise UsageError("--staged takes one PATH at most, and neither --stdin nor --since")
    if history and (staged or stdin or options.since is not None):
        raise UsageError("--history takes neither --staged nor --stdin nor --since")
    verify = settings.pop("verify")
    if verify and (staged or stdin):
        raise UsageError("--verify takes neither --staged nor --stdin", help="vedette scan --verify [PATH]")
    override = _override(settings.pop("override"), settings.pop("override_until"))
    if override is not None and (history or stdin):
        raise UsageError("--override takes neither --history nor --stdin")
    if stdin or name is not None:
        paths, way = _given(paths, stdin, name, options)
    else:
        way = {"staged": True, "stage": "hook"} if staged else {}
    paths = paths or (Path(),)
    if len(paths) > 1:
        way["also"] = paths[1:]
    way["override"] = override
    way["vex"] = settings.pop("vex")
    if verify:
        from vedette.verification.verifier import ProviderVerifier

        way["verifier"] = ProviderVerifier(os.environ)
    request = shared.request(
        paths[0],
        options,
        {f"{_TABLES.get(key, 'scan')}.{key}": value for key, value in settings.items()},
        **way,
    )
    from vedette import pipeline

    reports = Reports(chosen, auditor=options.auditor, root=_root(paths))
    standing = shared.standing()
    if not staged:
        events = pipeline.scan_history(request) if history else pipeline.scan(request)
        return reports.carry(events, standing, exit_zero=options.exit_zero)
    try:
        code = reports.carry(pipeline.scan(request), standing, exit_zero=options.exit_zero)
    except WorldError as error:
        code = failure.report(error, standing)
    return _let_pass(code)


def _given(
    paths: tuple[Path, ...], stdin: bool, name: Path | None, options: shared.RunOptions
) -> tuple[tuple[Path, ...], dict[str, Any]]:
    if not stdin or name is None or not name.name:
        raise UsageError("--stdin and --name FILE belong together", help="vedette scan --stdin --name FILE")
    if paths or options.since is not None:
        raise UsageError("--stdin takes neither PATH nor --since")
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    # One byte more than the limit shows what is too large.
    return (name,), {"text": sys.stdin.buffer.read(_STDIN_BYTES + 1), "stage": "editor"}


def _override(reason: str | None, until: str | None) -> Override | None:
    if reason is None:
        if until is not None:
            raise UsageError("--override-until needs --override REASON")
        return None
    return Override(reason=reason, who=actor(), until=until or "")


def _let_pass(code: int) -> int:
    """A commit is stopped by a finding or a mistake, never by what could not be examined."""
    if code != failure.WORLD:
        return code
    terminal.say("warning", "not everything was examined; the commit is not stopped for that")
    return 0


def _root(paths: tuple[Path, ...]) -> Path:
    return paths[0] if len(paths) == 1 else Path(os.path.commonpath([path.absolute() for path in paths]))
