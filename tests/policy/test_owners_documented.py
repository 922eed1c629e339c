"""Every example of both vendors' documentation gives the documented owners."""

import documented_owners as documented
import pytest

from vedette.languages.codeowners import choice
from vedette.model.owners import Dialect


@pytest.mark.parametrize(
    ("dialect", "name", "lines", "path", "expected"),
    list(documented.cases()),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_documented_example(dialect, name, lines, path, expected):
    assert documented.owners(dialect, lines).of(path).owners == expected, name


@pytest.mark.parametrize(("text", "expected"), documented.SECTIONS)
def test_a_documented_heading(text, expected):
    sections = choice.read(text.encode(), "CODEOWNERS", Dialect.gitlab).sections[1:]
    assert {one.name: (one.optional, one.approvals) for one in sections} == expected


def test_there_are_as_many_examples_as_were_gathered():
    assert (len(documented.GITHUB), len(documented.GITLAB)) == (21, 50)
    assert sum(1 for _ in documented.cases()) == 191
