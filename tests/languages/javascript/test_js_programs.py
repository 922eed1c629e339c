"""Objects, prototypes, classes, factories and modules: data is followed through what a program is made of."""

import re
from pathlib import Path

import pytest
from js_flows import found

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")

TEXT = Path(__file__).with_name("programs.txt").read_text(encoding="utf-8")
PROGRAMS = {
    head.split()[0]: (
        head.split()[1],
        dict(part.split("\n", 1) for part in re.split(r"^-- ", body, flags=re.MULTILINE)[1:]),
    )
    for head, body in (one.split("\n", 1) for one in re.split(r"^== ", TEXT, flags=re.MULTILINE)[1:])
}


def test_programs_of_both_kinds_are_there() -> None:
    assert {kind for kind, _ in PROGRAMS.values()} == {"reaches", "silent"}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_judged_as_it_is_marked(name: str) -> None:
    kind, files = PROGRAMS[name]
    assert found(files) == (kind == "reaches")
