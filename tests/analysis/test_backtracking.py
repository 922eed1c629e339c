"""What is said of regular expressions by how they are written."""

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.analysis.program.backtracking import cubes, doubles, squares

DOUBLING = [
    r"^(\w+)+$",
    r"(\s*)*end",
    r"(\w+\s*)+:",
    r"(a|aa)+$",
    r"(?:.*,)*[ \t]*realm",
    r"^(?P<local>[^@]+)@(?P<server>[^@]+(?:\.[^@]+)*)$",
    r"((\r\n|\r|\n)+) *;",
    r"(\s*,\s*)*x",
    r"(?i)([a-z]|[A-Z])+[0-9]x|(A|aa|a)*y",
    # As others than the parser's own dialect write them.
    r"^(?<name>\d+)\s*(?<rest>\w+)*$",
    r"\p{Lu}(\w+)*\y",
]
# What is told apart at each step, what may end at each step, one set, lines, what is kept once it matched.
LINEAR = [
    r'"(\\.|[^"\\])*"',
    r"^(\w+,)+$",
    r"^\w+(\.\w+)*$",
    r"(\w+\s*)+",
    r"(\w|\d)+$",
    r"(a?)*b",
    r"(?m)^# x$\s(?P<content>(^#(| .*)$\s)+)^# y$",
    r"(?:a|b)*$",
    r"(\w{1,8}-){2,4}$",
    r"^(?<name>\d+)-\k<name>(?<rest>\w+)$",
    "(",
    "(?<a",
]
CUBIC = [r"\s*\t+\s*(\S)", r"rgba\([ \n]*(.+?)[ \n]*\)", r".*foo.*bar.*baz$", r"^\s*([^=]*?)\s*=\s*(.*?)\s*$"]
LOWER = [r"\s+$", r"^(.*)@(.*)$", r"(\d+)-(\d+)-(\d+)", r"^\s*#\s*(.*?)\s*$", r"a*b*c*d"]


@pytest.mark.parametrize("pattern", DOUBLING)
def test_a_pattern_that_doubles_is_known(pattern):
    assert doubles(pattern)


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_pattern_that_does_not_double_is_left_alone(pattern):
    assert not doubles(pattern)


@pytest.mark.parametrize("pattern", CUBIC)
def test_a_cubic_pattern_is_known(pattern):
    assert cubes(pattern)


@pytest.mark.parametrize("pattern", LOWER)
def test_a_pattern_of_a_lower_degree_is_left_alone(pattern):
    assert not cubes(pattern)


@settings(max_examples=300, deadline=5000)
@given(st.text(alphabet="ab()|*+?.[]^$\\ws{}1,:", max_size=60))
def test_any_text_gets_an_answer(text):
    assert doubles(text) in {True, False}
    assert cubes(text) in {True, False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(text)
        except (re.error, OverflowError):
            assert not doubles(text)
            assert not cubes(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "[ab]*c?" * 100 + "x",
        "(" * 40 + "a" + "*)" * 40 + "b",
        "(?:" + "|".join(["[a-z]+x\\d*"] * 60) + ")*$",
        "(a?b?c?d?e?f?g?h?)*" * 8 + "x",
        "(?:a{0,9}){0,9}" * 20 + "(x+)+y",
        "a" * 10_000 + "(b+)+c",
    ],
)
def test_a_large_pattern_takes_bounded_time(pattern):
    before = time.process_time()
    doubles(pattern)
    cubes(pattern)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",
        r"[\r\n]+$",
        r" *, *",
        r"\s*\n\s*",
        r".*[/\\]",
        r"^([^=;]*)\s*=",
        r"charset\s*=\s*['\"]? *(\w+)",
        r"^(\d+|(\d*\.\d*))?(\d+)?$",
    ],
)
def test_two_loops_on_one_text_take_the_square(pattern):
    assert squares(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "abc",
        r"\s+",
        r"^\s*\S",
        r"^[a-z]+=\d+$",
        r"<[^>]*>",
        r"^\s*(\w+)\s*=\s*(.*)$",
        r"[-\s]+",
        r"\w+@",
        "(",
    ],
)
def test_one_loop_or_one_that_cannot_fail_takes_no_square(pattern):
    assert not squares(pattern)
