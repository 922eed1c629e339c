"""YAML with places, from libyaml's events: bounded in depth, aliases counted as if written out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from vedette.languages.packages.tree import DEEPEST, NOTHING, Node, Value

_MOST_NODES = 2_000_000
_SPARE = 10_000
_TRUE = {"true": True, "false": False, "null": None, "~": None, "": None}

Tell = Callable[[int, str], None]


def yaml_tree(data: bytes, tell: Tell) -> Node:
    """Read the first document of YAML; `yaml_trees` for all of them."""
    found = yaml_trees(data, tell, most=1)
    return found[0] if found else NOTHING


def yaml_trees(data: bytes, tell: Tell, most: int = 1000) -> list[Node]:
    """Read the documents of a YAML file.

    Plain scalars are texts, but for `true`, `false`, `null`, `~` and nothing: versions such as `1.10` stay
    as written. Tags are not followed; merge keys (`<<`) stay keys.

    Args:
        data: the file, `cleaned`.
        tell: as in `json_tree`.
        most: documents to read.

    Returns:
        A root for each document. An alias is the node that it stands for, up to a bound of all together.
    """
    import yaml  # costs 20 ms, and most files are none

    build = _Build(data, tell, most)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data)
    try:
        while build.wants_more and loader.check_event():
            build.take(loader.get_event())
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        build.fail(mark.index if mark else None, "is cut off or broken here: what follows was not read")
    finally:
        loader.dispose()
    build.end()
    return build.roots


class _Places:
    """Byte offsets of character indices."""

    def __init__(self, data: bytes) -> None:
        text = "" if data.isascii() else data.decode("utf-8", "replace")
        wide = [(index, len(char.encode()) - 1) for index, char in enumerate(text) if char > "\x7f"]
        self._at = [index for index, _ in wide]
        self._more = [0, *accumulate(more for _, more in wide)]

    def of(self, index: int) -> int:
        if not self._at:
            return index
        return index + self._more[bisect_right(self._at, index - 1)]


class _Build:
    def __init__(self, data: bytes, tell: Tell, most: int) -> None:
        self.roots: list[Node] = []
        self._size = len(data)
        self._tell = tell
        self._most = most
        self._place = _Places(data).of
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._sizes: list[int] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._names: list[str] = []
        self._nodes = 0
        self._copied = 0
        self._ended = 0
        self._stopped = False

    @property
    def wants_more(self) -> bool:
        return not self._stopped and self._ended < self._most

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._put(self._scalar(event), event.anchor)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._begin({} if kind == "MappingStartEvent" else [], event)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._close(event)
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "DocumentEndEvent":
            self._ended += 1
            self._anchors.clear()

    def fail(self, index: int | None, reason: str) -> None:
        self._stopped = True
        at = self._size - 1 if index is None else self._place(index)
        self._tell(max(min(at, self._size - 1), 0), reason)

    def end(self) -> None:
        while self._open:
            node = self._open.pop()
            node.end = self._size

    def _scalar(self, event: Any) -> Node:
        start, end = self._place(event.start_mark.index), self._place(event.end_mark.index)
        text = event.value
        value: Value = text
        if event.style in {"'", '"'}:
            start, end = start + 1, end - 1
        elif not event.style and text.lower() in _TRUE:
            value = _TRUE[text.lower()]
        return Node(value, start, end, start)

    def _begin(self, value: Value, event: Any) -> None:
        start = self._place(event.start_mark.index)
        node = Node(value, start, start, start)
        if len(self._open) >= DEEPEST:
            self.fail(event.start_mark.index, "is nested too deep: what follows was not read")
            return
        self._put(node, None)
        self._open.append(node)
        self._keys.append(None)
        self._sizes.append(self._nodes + self._copied)
        self._names.append(event.anchor or "")

    def _close(self, event: Any) -> None:
        node = self._open.pop()
        node.end = self._place(event.end_mark.index)
        self._keys.pop()
        before = self._sizes.pop()
        name = self._names.pop()
        if name:
            self._anchors[name] = (node, self._nodes + self._copied - before + 1)

    def _alias(self, event: Any) -> None:
        node, size = self._anchors.get(event.anchor, (NOTHING, 1))
        start = self._place(event.start_mark.index)
        if node is NOTHING:  # not defined, or it holds itself
            self._tell(start, "has an alias of nothing that is complete")
        self._copied += size
        if self._copied > self._nodes + _SPARE:
            self.fail(event.start_mark.index, "multiplies itself by aliases: what follows was not read")
            return
        self._put(Node(node.value, node.start, node.end, start), None)

    def _put(self, node: Node, anchor: str | None) -> None:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            self.fail(None, "has too many values: what follows was not read")
            return
        if anchor:
            self._anchors[anchor] = (node, 1)
        if not self._open:
            self.roots.append(node)
            return
        value = self._open[-1].value
        if type(value) is list:
            value.append(node)
        elif type(value) is dict:
            self._pair(value, node)

    def _pair(self, value: dict[str, Node], node: Node) -> None:
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node
            return
        self._keys[-1] = None
        node.at = key.start
        if key.is_mapping or key.is_list:
            self._tell(key.start, "has a key that is no text")
            return
        name = key.text or ("" if key.value is None else str(key.value).lower())
        if name in value:
            self._tell(key.start, "has a key twice; the last counts")
        value[name] = node
