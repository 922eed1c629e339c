"""Peeling: every encoding comes off, in order, bounded in rounds and length."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detectors.web.decoding import MAX_RAW, peel

TEXT = b"<a> ' or 1=1"


@pytest.mark.parametrize(
    ("raw", "steps"),
    [
        (b"plain", ("plain",)),
        (b"%3ca%3e+%27+or+1%3d1", ("percent",)),
        (b"%253ca%253e%2520%2527%2520or%25201%253d1", ("percent", "double-percent")),
        (b"%u003ca%u003e+%u0027 or 1=1", ("percent",)),
        (b"%c0%bca%c0%be %c0%a7 or 1=1", ("percent", "overlong")),
        (b"%EF%BC%9Ca%EF%BC%9E %EF%BC%87 or 1=1", ("percent", "unicode")),
        (b"&lt;a&gt; &#39; or 1=1", ("html",)),
        (b"\\u003ca\\x3e \\047 or 1=1", ("escapes",)),
        (b"+ADw-a+AD4- ' or 1=1", ("utf-7",)),
        (base64.b64encode(TEXT), ("base64",)),
        (b"data:text/plain;base64," + base64.b64encode(TEXT), ("base64",)),
        (b"0x" + TEXT.hex().encode(), ("hex",)),
        (b"<a>%00 ' or%00 1=1", ("percent", "nulls")),
    ],
)
def test_steps(raw, steps):
    value = peel("query", b"q", raw)
    assert value.steps == steps
    assert value.text == (b"plain" if raw == b"plain" else TEXT)
    assert len(value.layers) == len(value.steps)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"1/**/or/*x*/1", b"1 or 1"), (b"1/*!50000union*/2", b"1 union 2"), (b"a /* open", b"a /* open")],
)
def test_comments_come_off_last(raw, text):
    assert peel("query", b"", raw).text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"username",
        b"5d41402abc4b2a76b9719d911017c592",
        b"a+b@example.com",
        b"caf\xc3\xa9",
        b"100%",
        b"50%+off",
    ],
)
def test_what_has_no_encoding_has_none_of_the_deep_ones(raw):
    assert {"base64", "hex", "utf-7", "overlong"}.isdisjoint(peel("query", b"", raw).steps)


def test_a_plus_stays_where_it_is_no_space():
    assert peel("agent", b"", b"a+b").text == b"a+b"
    assert peel("query", b"", b"a+b").text == b"a b"


def test_a_huge_value_is_cut_and_says_so():
    began = time.process_time()
    value = peel("body", b"", b"%25" * (21 << 20) + b"%27end")
    assert time.process_time() - began < 2
    assert value.cut
    assert len(value.raw) == MAX_RAW
    assert value.text.endswith(b"'end")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_anything_is_peeled(raw):
    value = peel("query", b"", raw)
    assert value.layers
    assert len(value.layers) == len(value.steps) <= 14
    assert all(len(layer) <= 2 * MAX_RAW for layer in value.layers)


@pytest.mark.parametrize(
    "piece", [b"%2", b"&#", b"/*", b"/*!", b"\\u00", b"+A", b"\xc0", b"%25", b"A", b"%u", b"*/"]
)
def test_time_is_bounded(piece):
    began = time.process_time()
    peel("query", b"", piece * (1 << 15))
    assert time.process_time() - began < 0.5
