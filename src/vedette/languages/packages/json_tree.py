"""JSON with places; comments and spare commas are let pass, since some formats have them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from vedette.languages.packages.tree import DEEPEST, NOTHING, Node, Value

_SKIP = rb"(?>[\s,]++|//[^\n]*+|/\*(?>[^*]++|\*(?!/))*+\*/)*+"
_TEXT = rb'"([^"\\\n]*+(?>\\.[^"\\\n]*+)*+)"'
_KEY = re.compile(_SKIP + rb"(?:" + _TEXT + rb"\s*+:|(\}))")
_VALUE = re.compile(_SKIP + rb"(?:" + _TEXT + rb"|([{\[])|(\])|([-+.\w]++))")
_REST = re.compile(_SKIP)
_WORDS: dict[bytes, Value] = {b"true": True, b"false": False, b"null": None}
_LONGEST_NUMBER = 40

Tell = Callable[[int, str], None]


def json_tree(data: bytes, tell: Tell) -> Node:
    """Read JSON, in time linear in its bytes.

    Args:
        data: the file, `cleaned`.
        tell: is called with the byte and the reason for each thing that is not as JSON has it. What stands
            before a break in the structure is in the tree, what stands after it is not.

    Returns:
        The root, `NOTHING` when there is none.
    """
    return _Scan(data, tell).run()


class _Scan:
    def __init__(self, data: bytes, tell: Tell) -> None:
        self.data = data
        self.tell = tell
        self.at = 0
        self.open: list[Node] = []

    def run(self) -> Node:
        holder = Node([], 0, 0, 0)
        self._fill(holder)
        found = holder.value
        return found[0] if isinstance(found, list) and found else NOTHING

    def _fill(self, holder: Node) -> None:
        self.open = [holder]
        while self.open:
            top = self.open[-1]
            value = top.value
            going = self._member(top, value) if type(value) is dict else self._element(top)
            if not going:
                self._stop("is cut off or broken here: what follows was not read")
                return
            if len(self.open) > DEEPEST:
                self._stop("is nested too deep: what follows was not read")
                return
            if len(self.open) == 1:
                break
        end = _REST.match(self.data, self.at)
        if end is not None and end.end() < len(self.data):
            self.tell(end.end(), "has more after its end, which was not read")

    def _stop(self, reason: str) -> None:
        for node in self.open:
            node.end = self.at
        self.tell(min(self.at, max(len(self.data) - 1, 0)), reason)

    def _member(self, top: Node, value: dict[str, Node]) -> bool:
        while True:
            match = _KEY.match(self.data, self.at)
            if match is None:
                return False
            self.at = match.end()
            if match[2]:
                return self._close(top)
            at = match.start(1) - 1
            key = _text(match[1])
            child = self._value(at)
            if child is None or child is NOTHING:
                return False
            if key in value:
                self.tell(at, "has a key twice; the last counts")
            value[key] = child
            if self.open[-1] is not top:
                return True

    def _element(self, top: Node) -> bool:
        value = top.value
        assert isinstance(value, list)  # noqa: S101 - for the type alone
        while True:
            child = self._value(-1)
            if child is None:
                return False
            if child is NOTHING:
                return len(self.open) > 1 and self._close(top)
            value.append(child)
            if self.open[-1] is not top or len(self.open) == 1:
                return True

    def _close(self, top: Node) -> bool:
        top.end = self.at
        self.open.pop()
        return True

    def _value(self, at: int) -> Node | None:
        """The next value, `NOTHING` for the end of a list, None for what is none."""
        match = _VALUE.match(self.data, self.at)
        if match is None:
            return None
        kind = match.lastindex or 0
        start, end = match.span(kind)
        self.at = match.end()
        if kind == 1:
            return Node(_text(match[1]), start, end, start - 1 if at < 0 else at)
        if kind == 2:  # noqa: PLR2004 - groups of the pattern
            node = Node({} if match[2] == b"{" else [], start, end, start if at < 0 else at)
            self.open.append(node)
            return node
        if kind == 3:  # noqa: PLR2004 - groups of the pattern
            return NOTHING
        word = match[4]
        value = _WORDS[word] if word in _WORDS else _number(word)
        if value is None and word != b"null":
            self.at = start
            return None
        return Node(value, start, end, start if at < 0 else at)


def _text(raw: bytes) -> str:
    if b"\\" not in raw:
        return raw.decode("utf-8", "replace")
    try:
        text: str = json.loads(b'"' + raw + b'"', strict=False)
    except ValueError:
        return raw.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode()


def _number(word: bytes) -> Value:
    if len(word) > _LONGEST_NUMBER:
        return None
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        return None
