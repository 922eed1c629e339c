"""What tests, types and declared shapes show to be harmless, and what they don't."""

from pathlib import Path

import pytest
from js_flows import reaches

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")

LINES = Path(__file__).with_name("guards.txt").read_text(encoding="utf-8").splitlines()
BODIES = [one for one in LINES if not one.startswith("#")]


def test_bodies_of_both_kinds_are_there() -> None:
    assert {one.split()[0] for one in BODIES} == {"reaches", "silent"}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_judged_as_it_is_marked(body: str) -> None:
    kind, _, text = body.partition(" ")
    assert reaches(text) == (kind == "reaches")
