"""Trees with places: JSON, TOML and YAML in one shape, in which every key and value knows its bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TypeAlias

Value: TypeAlias = dict[str, "Node"] | list["Node"] | str | int | float | bool | None

# Deeper than any manifest; what is deeper is a gap.
DEEPEST = 100
_CONTROL = bytes(byte if byte >= ord(" ") or byte in b"\t\n\r" else ord("?") for byte in range(256))
_BOM = b"\xef\xbb\xbf"


class Node:
    """One value and where it stands. What is not there is `NOTHING`, so that a chain of keys never raises.

    Attributes:
        value: dict or list of nodes, else text, number, flag or None. A date of TOML is its text.
        start, end: bytes in the file; of a text what is between the quotes, else with its brackets.
        at: byte where its key begins (or the header of its table); of an element of a list its own start.
    """

    __slots__ = ("at", "end", "start", "value")

    def __init__(self, value: Value, start: int, end: int, at: int) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.at = at

    def __getitem__(self, key: str) -> Node:
        value = self.value
        return value.get(key, NOTHING) if type(value) is dict else NOTHING

    def __contains__(self, key: str) -> bool:
        return type(self.value) is dict and key in self.value

    def __iter__(self) -> Iterator[Node]:
        return iter(self.value if type(self.value) is list else ())

    def __bool__(self) -> bool:
        return self.value is not None

    def items(self) -> list[tuple[str, Node]]:
        """Keys and nodes, in the order of the file; none when it is no mapping."""
        return list(self.value.items()) if type(self.value) is dict else []

    def names(self) -> list[str]:
        """Keys alone."""
        return list(self.value) if type(self.value) is dict else []

    def nodes(self) -> list[Node]:
        """What stands under the keys."""
        return list(self.value.values()) if type(self.value) is dict else []

    @property
    def is_mapping(self) -> bool:
        """It has keys."""
        return type(self.value) is dict

    @property
    def is_list(self) -> bool:
        """It has elements."""
        return type(self.value) is list

    @property
    def text(self) -> str:
        """The text; "" when it is none."""
        return self.value if type(self.value) is str else ""

    @property
    def is_true(self) -> bool:
        """The flag is set."""
        return self.value is True

    def texts(self) -> list[str]:
        """The texts among the elements."""
        return [node.value for node in self if type(node.value) is str]


NOTHING = Node(None, 0, 0, 0)


class Fault(Exception):  # noqa: N818 - a fault of the file, caught before a reader returns
    """The text is not of its format from this byte on; `partial` is what stood before of a list or table."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason
        self.partial: Node | None = None


class Lines:
    """Line numbers, from 1, of byte offsets."""

    def __init__(self, data: bytes) -> None:
        self._ends = [match.start() for match in re.finditer(b"\n", data)]

    def of(self, offset: int) -> int:
        """The line in which a byte stands."""
        return bisect_right(self._ends, offset - 1) + 1 if offset else 1


def cleaned(data: bytes) -> bytes:
    """As many bytes, valid UTF-8, with neither a mark of byte order nor control characters.

    What is not UTF-8 becomes question marks; so places in it are places in the file.
    """
    if data.startswith(_BOM):
        data = b"   " + data[3:]
    try:
        data.decode()
    except UnicodeDecodeError:
        data = data.decode("utf-8", "surrogateescape").encode("utf-8", "replace")
    return data.translate(_CONTROL)
