"""Texts of licences: known word by word, wherever they stand, and never by half."""

import textwrap
import time
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.licences import texts
from vedette.analysis.licences.texts import is_licence_file, licence_of, texts_in

OWN = (Path(__file__).resolve().parents[3] / "LICENSE").read_text(encoding="utf-8")


def of(distribution):
    """The licence text that an installed package brings."""
    for file in metadata.files(distribution) or ():
        if file.name.upper().startswith("LICENSE"):
            return Path(file.locate()).read_text(encoding="utf-8")
    return pytest.fail(f"{distribution} brings no licence")


def test_our_own_is_known():
    assert licence_of(OWN.encode()).words() == "Apache-2.0"


@pytest.mark.parametrize(
    ("distribution", "name"), [("pytest", "MIT"), ("click", "BSD-3-Clause"), ("hypothesis", "MPL-2.0")]
)
def test_those_of_packages_are_known(distribution, name):
    assert texts_in(of(distribution)) == [name]


def test_other_breaks_other_holder_and_other_signs_make_no_difference():
    text = of("pytest")
    moved = "# The  MIT license\n" + textwrap.indent(textwrap.fill(text.partition("\n\n")[2], 40), "# ")
    assert "Permission" in moved
    assert texts_in(moved) == ["MIT"]
    assert texts_in(text.replace("Copyright (c)", "Copyright (c) 1999, A. N. Other\nCopyright")) == ["MIT"]


def test_a_sentence_more_makes_another_licence():
    text = of("pytest")
    half, rest = text.split("The above copyright notice", 1)
    added = f"{half}The Software shall be used for Good, not Evil. The above copyright notice{rest}"
    assert "MIT" not in texts_in(added)
    assert texts_in(text[: len(text) // 2]) == []


def test_a_long_one_with_a_turn_is_not_that_one():
    begun, ended = OWN.split("4. Redistribution.", 1)
    turned = f"{begun}\nCommons Clause: you may not sell it.\n4. Redistribution.{ended}"
    assert texts_in(turned) == []
    assert texts_in(OWN[: len(OWN) // 2]) == []


def test_two_in_one_file_hold_both():
    both = f"{of('pytest')}\n\n----\n\n{of('click')}"
    assert licence_of(both.encode()).words() == "BSD-3-Clause AND MIT"


def test_a_line_of_spdx_serves_where_no_text_is_known():
    assert licence_of(b"SPDX-License-Identifier: MIT OR ISC\n").words() == "MIT OR ISC"
    assert licence_of(b"all yours") is None


@pytest.mark.parametrize(
    "name", ["LICENSE", "a/COPYING.LESSER", "LICENCE.md", "MIT-LICENSE.txt", "UNLICENSE"]
)
def test_names_of_licence_files(name):
    assert is_licence_file(name)


@pytest.mark.parametrize("name", ["license.py", "licensing/main.go", "README.md", "COPYING.go", "x" * 5000])
def test_other_names(name):
    assert not is_licence_file(name)


@given(st.binary(max_size=500))
def test_anything_is_answered(data):
    licence_of(data)


def test_beginnings_without_end_cost_little():
    start = time.process_time()
    licence_of(b"permission is hereby granted free of charge to any person obtaining " * 15_000)
    licence_of(b"in no event shall " * 58_000)
    assert time.process_time() - start < 10


def test_the_data_names_only_what_is_in_the_list():
    from vedette.analysis.licences.expression import is_listed

    exact, near = texts._known()
    names = {name for found in exact.values() for *_, name in found} | {one.name for one in near}
    assert len(names) > 500
    assert {name for name in names if not is_listed(name)} == set()
