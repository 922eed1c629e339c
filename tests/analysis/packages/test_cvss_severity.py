"""Base scores as the specification's own examples and edge cases have them."""

import pytest

from vedette.analysis.packages.severity import base_score, severity_of
from vedette.model.rule import Severity


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:N/A:N", 4.7),
        ("AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", 3.7),
    ],
)
def test_scores(vector, score):
    assert base_score(f"CVSS:3.1/{vector}") == score


@pytest.mark.parametrize(
    "vector", ["", "CVSS:4.0/AV:N", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"]
)
def test_what_is_no_vector_has_no_score(vector):
    assert base_score(vector) is None


def test_the_gravest_counts():
    low, high = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
    assert severity_of([low, high, "x"]) is Severity.high
    assert severity_of(["x"]) is None
