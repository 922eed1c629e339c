"""What overrides make of a verdict: those that the ledger remembers, and the one that this run asks for."""

from __future__ import annotations

from datetime import date

from vedette.ledger.interface import Session
from vedette.model.verdict import Verdict
from vedette.policy.override import overridden, remembered
from vedette.work.plan import Plan


def after_overrides(plan: Plan, session: Session, verdict: Verdict, today: date) -> Verdict:
    """The verdict after overrides.

    Args:
        plan: of the run; says whether one is asked for.
        session: matched.
        verdict: of the gate.
        today: the date of the run.
    """
    if verdict.judgements:
        verdict = remembered(verdict, session.overrides(), today)
    return overridden(verdict, plan.override, today) if plan.override is not None else verdict
