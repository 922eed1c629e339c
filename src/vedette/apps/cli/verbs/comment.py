"""Comment on a pull or merge request: one comment, updated."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from vedette.apps.cli import forge as forges
from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback import markdown
from vedette.feedback.interface import Context
from vedette.feedback.pull_requests.posting import Done, post
from vedette.feedback.reading import Document, says_something
from vedette.feedback.reading import read as read_document
from vedette.model.errors import WorldError
from vedette.work.named import content

_LARGEST = 256 * 1024 * 1024


@click.command("comment")
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--forge", type=click.Choice(forges.FORGES), help="Where it is.  [default: as CI says]")
@click.option(
    "--repository", metavar="NAME", help="OWNER/NAME, or a project's number.  [default: as CI says]"
)
@click.option("--number", type=int, metavar="N", help="The pull or merge request.  [default: as CI says]")
@click.option("--api", metavar="URL", help="The forge's API.  [default: as CI says, else the public one]")
@click.option("--author", metavar="LOGIN", help="Who the token belongs to.  [default: the forge is asked]")
@click.option("--auditor", is_flag=True, help="Show also what only an auditor wants to see.")
@click.option("--best-effort", is_flag=True, help="Exit 0 when the forge cannot be reached or refuses.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
def command(record: Path, auditor: bool, best_effort: bool, dry_run: bool, **wish: Any) -> int:
    """Have a pull or merge request show RECORD, which `--record FILE` or `--format json` wrote.

    There is one comment for each set of detector kinds: it is found again by a hidden mark and its author,
    and updated. Where there is none yet, a run that has nothing to say posts none.

    The token is taken from VEDETTE_GITHUB_TOKEN, GITHUB_TOKEN or GH_TOKEN; VEDETTE_GITLAB_TOKEN or
    GITLAB_TOKEN.
    """
    shared.standing().judges = False
    where = forges.place(
        forges.Wish(**{name: value for name, value in wish.items() if value is not None}), os.environ
    )
    document = _read(record)
    body = _body(document, where.forge, auditor=auditor)
    if dry_run:
        number = f"request {where.number} of " if where.number else ""
        terminal.say("note", f"for {number}{where.repository} at {where.api}; nothing is sent")
        terminal.write(f"{body}\n".encode("utf-8", "backslashreplace"))
        return 0
    if not where.number:
        terminal.say("note", "this job is about no pull or merge request: nothing is posted")
        return 0
    try:
        forge = forges.connect(where, os.environ)
        done = post(forge, body, worth_a_new_one=says_something(document.record))
    except WorldError as error:
        if not best_effort:
            raise
        terminal.say("warning", f"nothing was posted: {error.message}")
        return 0
    why = " (there is nothing to say)" if done is Done.nothing else ""
    terminal.say("note", f"the comment on {forge.place} was {done}{why}")
    return 0


def _read(path: Path) -> Document:
    shared.must_exist(path)
    return read_document(content(path, _LARGEST), str(path))


def _body(document: Document, forge: str, *, auditor: bool) -> str:
    context = Context(rules=document.rules, auditor=auditor, today=datetime.now(UTC).date().isoformat())
    size = markdown.LONG if forge == forges.GITLAB else None
    body = markdown.comment(document.record, (), context, size)
    if len(body) > forges.longest(forge):
        raise RuntimeError("the comment is longer than the forge takes")
    return body
