"""Names one slip from a well-known one: what counts as a slip, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.packages.typos import resembles, slips


@pytest.mark.parametrize(
    ("ecosystem", "name", "meant"),
    [
        ("PyPI", "reqeusts", "requests"),  # swapped
        ("PyPI", "urlib3", "urllib3"),  # a letter missing
        ("PyPI", "numpyy", "numpy"),  # a letter doubled
        ("PyPI", "djanga", "django"),  # another letter
        ("PyPI", "jeIlyfish", "jellyfish"),  # looks like another
        ("PyPI", "setup-tools", "setuptools"),  # parted
        ("PyPI", "python3-dateutil", "python-dateutil"),
        ("npm", "crossenv", "cross-env"),
        ("npm", "nodemailer.js", "nodemailer"),
        ("npm", "@typs/node", "@types/node"),
    ],
)
def test_one_slip_is_told(ecosystem, name, meant):
    assert resembles(ecosystem, name) == meant


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("PyPI", "requests"),
        ("PyPI", "Python_DateUtil"),
        ("PyPI", "cymysql"),  # begins otherwise
        ("PyPI", "our-own-thing"),
        ("npm", "preact"),
        ("npm", "d3x"),  # too short to tell
        ("Maven", "org.example:reqeusts"),  # no list
        ("PyPI", "r" * 100_000),
    ],
)
def test_the_rest_is_left_alone(ecosystem, name):
    assert resembles(ecosystem, name) == ""


@given(st.text(max_size=60))
def test_slips_are_few_and_never_fail(name):
    assert sum(1 for _ in slips(name)) <= 100 * len(name) + 100
