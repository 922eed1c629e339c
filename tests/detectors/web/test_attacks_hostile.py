"""Judges of attacks bear anything: no input makes one raise, and time grows with length and no faster."""

import random
import time
from pathlib import Path

import pytest
from attack_world import JUDGES, NAMES, attacks
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detectors.web.decoding import peel
from vedette.detectors.web.value import Value

VALUES = Path(__file__).parent / "values"
WHERE = ("query", "path", "target", "referer", "agent", "cookie", "body", "header")
PIECES = (
    b"<", b"<a b='", b"'", b'"-', b"${", b"{{", b"{%", b"}", b"../",
    b"....//", b"..;/", b";id ", b"`id", b"$(", b"|",
    b"\\x41", b"on=", b" onload=a", b"javascript:", b"<!ENTITY a '&b;&c;'>",
    b'O:1:"', b"//", b"(", b"[](", b"/*a",
    b"a/./", b"\r\n", b" ", b"a;", b"T(java.", b"{if ", b"<%", b"[[",
    b"system(", b"';", b'"@type":"com.', b"<script>",
    b"<script ", b"cos\n", b"http://", b"1.", b"/???", b"$IFS", b"a'",
    b"<?php ", b"(#a=", b"1*", b"; echo ", b"{{1*1",
    b"\xbc", b"\xef\xbc\x9c", b"+ADw", b"rO0AB", b"nc -a ", b"@",
    b"&#x6",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WHERE),
    st.binary(max_size=20),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=30),
)
def test_nothing_makes_a_judge_raise(where, name, pieces):
    for attack in attacks(peel(where, name, b"".join(pieces))):
        assert attack.shown is not None
        assert len(attack.shown) <= 200


def test_mutated_attacks_make_no_judge_raise():
    chance = random.Random(7)  # noqa: S311 - the same cases each time
    lines = [line for path in VALUES.glob("attacks-*.txt") for line in path.read_bytes().split(b"\n") if line]
    for _ in range(3_000):
        text = bytearray(chance.choice(lines))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            text[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        attacks(peel(chance.choice(WHERE), b"q", bytes(text)))


@pytest.mark.parametrize(("name", "judge"), list(zip(NAMES, JUDGES, strict=True)), ids=NAMES)
def test_time_is_bounded_whatever_is_repeated(name, judge):
    for piece in PIECES:
        text = (piece * (16_384 // len(piece) + 1))[:16_384]
        value = Value(where="query", name=b"file", raw=text, layers=(text,), steps=("percent",))
        spent = min(_spent(judge, value) for _ in range(2))
        assert spent < 0.5, (name, piece)  # a tenth of it where nothing else runs


def _spent(judge, value):
    begun = time.process_time()
    list(judge(value))
    return time.process_time() - begun


def test_a_plain_value_costs_next_to_nothing():
    values = [
        peel("query", b"id", text)
        for text in (b"12345", b"hello+world", b"en-US", b"2024-05-01", b"red shoes")
    ]
    begun = time.process_time()
    for _ in range(200):
        for value in values:
            attacks(value)
    each = (time.process_time() - begun) / 1_000
    assert each < 200e-6
