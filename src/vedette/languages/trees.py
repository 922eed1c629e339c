"""Texts read by tree-sitter, within bounds: mistakes in them can make it go on without end."""

from __future__ import annotations

from typing import Any

_SLICE = 1 << 16
# It asks whether to go on every hundred steps or so: up to 0.022 times a byte in 2,000 files of 12 MB as they
# come, mistakes among them.
_LEAST = 1_000
_BYTES = 8


def root(parser: Any, data: bytes) -> Any:
    """The root node of a text.

    Args:
        parser: a `tree_sitter.Parser`.
        data: the text, as UTF-8.

    Raises:
        ValueError: it takes more steps than a text of its size should.
    """
    left = _LEAST + len(data) // _BYTES

    def spent(_offset: int, _mistaken: bool) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        tree = parser.parse(lambda at, _point: data[at : at + _SLICE], progress_callback=spent)
    except ValueError:
        # Otherwise it would go on with this text when it is given the next.
        parser.reset()
        raise ValueError("its mistakes make it too slow to read") from None
    # Nodes of a tree that was read in slices cannot give their text: tree-sitter's binding crashes. Without a
    # mistake nothing is read again; with one the same steps are taken that have just come to an end.
    again = parser.parse(data) if tree.root_node.has_error else parser.parse(data, tree)
    return again.root_node
