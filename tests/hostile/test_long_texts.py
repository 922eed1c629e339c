"""Positions in texts of any shape agree with counting by hand."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.model import facts
from vedette.model.facts import Position, Text, code_points

BYTES = st.lists(
    st.sampled_from([b"\n", b"\r", b"a", "é".encode(), "\U0001f600".encode(), b"\xff", b"\xe2\x82"])
).map(b"".join)


@given(BYTES, st.sampled_from([1, 3, 4096]), st.sampled_from([1, 2, 1 << 20]))
def test_lines_and_columns(data, block, decoded):
    before = facts._BLOCK, facts._DECODED
    facts._BLOCK, facts._DECODED = block, decoded
    try:
        text = Text(path="x", data=data)
        at = 0
        for number, line in enumerate(data.split(b"\n"), 1):
            assert text.line_bounds(number) == (at, at + len(line) - line.endswith(b"\r"))
            for offset in range(len(line) + 1):
                column = len(line[:offset].decode("utf-8", "surrogateescape")) + 1
                assert text.position(at + offset) == Position(number, column)
                assert code_points(data, at, at + offset) == column - 1
            at += len(line) + 1
    finally:
        facts._BLOCK, facts._DECODED = before
