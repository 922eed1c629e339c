"""What a run with little time examines first."""

import pytest

from vedette.model.facts import Entry
from vedette.work.worth import Worth, worth


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/changed.md", Worth.touched),
        ("app/.env.production", Worth.configuration),
        ("deploy/Dockerfile", Worth.configuration),
        ("src/app.py", Worth.source),
        ("notes", Worth.other),
        ("tests/config.yml", Worth.least),
        ("package-lock.json", Worth.least),
        ("README.md", Worth.least),
    ],
)
def test_value_is_told_by_path(path, expected):
    assert worth(Entry(path=path), {"docs/changed.md"}) is expected
