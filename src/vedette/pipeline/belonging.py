"""Whose project it is: an id that a tree gives itself is believed until another source has taken it."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.ledger.interface import Ledger
from vedette.model.verdict import Run
from vedette.pipeline.conclusion import ledger_path
from vedette.settings.extends import of_user
from vedette.settings.merge import resolve
from vedette.sources.git.roots import roots
from vedette.work.plan import Plan, Request


def settled(plan: Plan, ledger: Ledger, request: Request) -> Plan:
    """The plan, its run under a project of its own where the one that it names is another source's.

    Args:
        plan: the run's project is the one that the settings name, else its source.
        ledger: knows which sources a project is of.
        request: its command line, environment and user's file vouch for an id; the tree does not.
    """
    if request.staged or request.text is not None or ledger_path(request, plan) is None:
        return plan  # nothing is remembered
    wanted = plan.run.project
    run = replace(plan.run, vouched=_vouched(request, wanted))
    claimed = bool(plan.settings.project_id)
    while True:
        known = ledger.sources(run)
        own = run.source in known.names
        if not claimed:
            beginnings: tuple[str, ...] = ()
        elif own and known.roots:
            beginnings = tuple(sorted(known.roots))
        else:
            # Walks the whole history, so that it is asked once for a source, not for each run.
            beginnings = run.roots or roots(plan.source.root)
        run = replace(run, roots=beginnings)
        if known.admit(run):
            break
        run = replace(run, project=f"{run.project} at {run.source}")
    if run.project == wanted:
        return replace(plan, run=run)
    return replace(plan, run=run, notes=(*plan.notes, _apart(run, wanted)))


def _vouched(request: Request, project: str) -> bool:
    """Whether the user says what the project is, and not a file that came with the tree."""
    user = of_user(request.user_file)
    return (
        resolve(cli=request.command_line, env=request.environment, tree=None, user=user).project_id == project
    )


def _apart(run: Run, wanted: str) -> str:
    return (
        f'the ledger knows "{wanted}" from another source: this run is kept apart, as "{run.project}"; '
        f"if it is the same project, say so once from outside the tree: VEDETTE_PROJECT_ID='{wanted}'"
    )
