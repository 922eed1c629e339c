"""Completeness: each thing that may be missing makes the run what the design says."""

import pytest
from msgspec.structs import replace

from vedette.model.coverage import Completeness, Coverage, KindCoverage, Skip, SkipClass, completeness

KIND = KindCoverage(kind="secrets", examined=2, canaries_planted=2, canaries_found=2)
FULL = Coverage(asked=2, examined=2, asked_kinds=("secrets",), kinds=(KIND,))


def skip(cls):
    return Skip(path="p", cls=cls, reason="r")


def test_a_complete_run_has_no_reasons():
    assert completeness(FULL) == (Completeness.complete, ())


@pytest.mark.parametrize("cls", [SkipClass.not_applicable, SkipClass.declared])
def test_skips_that_are_not_failures_leave_it_complete(cls):
    assert completeness(replace(FULL, asked=3, skips=(skip(cls),)))[0] is Completeness.complete


@pytest.mark.parametrize(
    "changes",
    [
        {"asked": 3, "skips": (skip(SkipClass.failed),)},
        {"dropped": ("a",)},
        {"stale": ("advisories",)},
        {"truncated": True},
        {"base_unknown": "not known: shallow clone"},
        {"kinds": (replace(KIND, failed=1),)},
    ],
)
def test_failures_staleness_and_a_spent_budget_make_it_partial(changes):
    verdict, reasons = completeness(replace(FULL, **changes))
    assert verdict is Completeness.partial
    assert len(reasons) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"asked": 3},
        {"asked": 1},
        {"examined": 0, "skips": (skip(SkipClass.declared), skip(SkipClass.declared))},
        {"kinds": ()},
        {"kinds": (replace(KIND, canaries_found=1),)},
        {"kinds": (replace(KIND, canaries_planted=0, canaries_found=0),)},
        {"asked_kinds": ("secrets", "code")},
    ],
)
def test_a_broken_proof_makes_it_void(changes):
    assert completeness(replace(FULL, **changes))[0] is Completeness.void
