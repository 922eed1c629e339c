"""What readers of bills of material share: bounds, faults, and values that know their line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.languages.packages.json_tree import json_tree
from vedette.languages.packages.tree import Lines, Node, cleaned
from vedette.model.bom import Fault

LARGEST = 256 << 20
MOST_COMPONENTS = 200_000
MOST_RELATIONS = 2_000_000
MOST_FAULTS = 100


class Placed(dict[str, Any]):
    """A mapping of plain values that knows the line of its name, else of its begin, from 1; 0 for unknown."""

    __slots__ = ("line",)

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line


class Faults:
    """Gathers what could not be read; of one kind that comes back often, the first and the number."""

    def __init__(self) -> None:
        self._found: dict[str, list[int]] = {}

    def add(self, line: int, reason: str) -> None:
        """Say that what stands on this line could not be read; 0 is the whole."""
        if reason in self._found:
            self._found[reason][1] += 1
        elif len(self._found) < MOST_FAULTS:
            self._found[reason] = [line, 1]

    def told(self) -> tuple[Fault, ...]:
        """All of them, in the order in which they came first."""
        return tuple(
            Fault(line, reason if count == 1 else f"{reason} ({count:,} times)")
            for reason, (line, count) in self._found.items()
        )


def text_within(data: bytes, faults: Faults) -> bytes:
    """What is read of a file: its first `LARGEST` bytes, as UTF-8 that is sound.

    Args:
        data: the file.
        faults: told where it is larger.
    """
    if len(data) > LARGEST:
        faults.add(0, f"it is larger than {LARGEST >> 20} MiB: only its beginning was read")
        data = data[:LARGEST]
    return cleaned(data)


def document_of(data: bytes) -> tuple[Placed, Faults]:
    """The object that a file in JSON holds, and what could not be read of it.

    Args:
        data: the file; what is beyond `LARGEST` bytes is not read.

    Returns:
        What stands before a break in the file; an empty object where it holds none.
    """
    faults = Faults()
    data = text_within(data, faults)
    lines = Lines(data)
    root = plain(json_tree(data, lambda at, reason: faults.add(lines.of(at), f"it {reason}")), lines.of)
    if not isinstance(root, Placed):
        faults.add(0, "it holds no object")
        root = Placed()
    return root, faults


def texts_of(value: object) -> Iterator[str]:
    """The texts among the elements of what should be a list."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def mappings_of(value: object, what: str, faults: Faults, line: int = 0) -> Iterator[Placed]:
    """The mappings among the elements of what should be a list of them; the rest is a fault."""
    if value is None:
        return
    if not isinstance(value, list):
        faults.add(line, f"{what} is no list: it was not read")
        return
    for item in value:
        if isinstance(item, Placed):
            yield item
        else:
            faults.add(line, f"an entry of {what} is no mapping: it was not read")


def line_of(value: object) -> int:
    """The line of a mapping; 0 for anything else."""
    return value.line if isinstance(value, Placed) else 0


def text_of(value: object) -> str:
    """The text; "" for what is none."""
    return value if isinstance(value, str) else ""


def _name_of(fields: dict[str, Node], whole: Node) -> Node:
    """Where a mapping says what it is of; people are shown that line, and not its bracket."""
    name = fields.get("name")
    return name if name is not None and isinstance(name.value, str) else whole


def plain(node: Node, line: Any) -> Any:
    """Plain values of a tree with places; its depth is bounded by whoever made it.

    Args:
        node: the root.
        line: gives the line of a byte.
    """
    value = node.value
    if isinstance(value, dict):
        placed = Placed(line(_name_of(value, node).start))
        for key, item in value.items():
            placed[key] = plain(item, line)
        return placed
    if isinstance(value, list):
        return [plain(item, line) for item in value]
    if isinstance(value, float) and value in {float("inf"), float("-inf")}:
        return None
    # A number that is none differs from itself.
    return None if value != value else value  # noqa: PLR0124
