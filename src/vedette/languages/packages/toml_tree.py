"""TOML with places: a line that is no TOML is told and passed over, so that the rest of the file counts."""

from __future__ import annotations

import re
from collections.abc import Callable

from vedette.languages.packages.tree import NOTHING, Fault, Node, Value

_DEEPEST = 40
_LONGEST_KEY = 50
_BLANK = re.compile(rb"[ \t]*+")
_GAP = re.compile(rb"(?>[ \t\r\n]++|#[^\n]*+)*+")
_END = re.compile(rb"[ \t]*+(?:#[^\n]*+)?(?:\r?\n|\Z)")
_NEXT = re.compile(rb"\n(?=[ \t]*+(?:\[[\[A-Za-z0-9_\"'-]|[A-Za-z0-9_\"'.-]++[ \t]*+=))")
_BARE = re.compile(rb"[A-Za-z0-9_-]++")
_BASIC = re.compile(rb'"([^"\\\n]*+(?>\\[^\n][^"\\\n]*+)*+)"')
_LITERAL = re.compile(rb"'([^'\n]*+)'")
_LONG_BASIC = re.compile(rb'"""(?:\r?\n)?((?>[^"\\]++|\\.|"(?!"")|"(?="""))*+)"""', re.DOTALL)
_LONG_LITERAL = re.compile(rb"'''(?:\r?\n)?((?>[^']++|'(?!'')|'(?='''))*+)'''")
_WORD = re.compile(rb"[^\s,\]}#]++(?: [0-9]{2}:[^\s,\]}#]++)?")
_NUMBER = re.compile(rb"[+-]?[0-9][0-9_]{0,25}\Z")
_DATE = re.compile(rb"[0-9]{2,4}[-:][0-9T:.Z+ -]{2,40}\Z", re.IGNORECASE)
_ESCAPE = re.compile(
    r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r?\n\s*|[ \t]+\r?\n\s*|.)", re.DOTALL
)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}

Tell = Callable[[int, str], None]


def toml_tree(data: bytes, tell: Tell) -> Node:
    """Read TOML, in time linear in its bytes.

    Dates are texts as written. A table's `at` is its header's first byte, and its `end` that of its last
    line; an array of tables is a list of mappings.

    Args:
        data: the file, `cleaned`.
        tell: as in `json_tree`.

    Returns:
        The root, a mapping, always.
    """
    return _Scan(data, tell).run()


class _Scan:
    def __init__(self, data: bytes, tell: Tell) -> None:
        self.data = data
        self.tell = tell
        self.at = 0
        self.root = Node({}, 0, len(data), 0)
        self.table = self.root

    def run(self) -> Node:
        size = len(self.data)
        while True:
            self._skip(_GAP)
            if self.at >= size:
                break
            try:
                self._statement()
            except Fault as fault:
                self.tell(min(fault.at, size - 1), fault.reason)
                # What follows is looked for behind the fault, so that no byte is tried twice.
                found = _NEXT.search(self.data, max(fault.at, self.at))
                self.at = found.end() if found else size
        return self.root

    def _skip(self, pattern: re.Pattern[bytes]) -> None:
        match = pattern.match(self.data, self.at)
        self.at = match.end() if match else self.at

    def _statement(self) -> None:
        begin = self.at
        if self.data.startswith(b"[", begin):
            self._header(begin)
        else:
            self._pair(self.table, 0)
        match = _END.match(self.data, self.at)
        if match is None:
            raise Fault(self.at, "has more on this line than TOML allows")
        self.table.end = max(self.at, self.table.end)
        self.at = match.end()

    def _header(self, begin: int) -> None:
        many = self.data.startswith(b"[[", begin)
        self.at = begin + 1 + many
        # Until the header is read its pairs belong to nobody.
        self.table = Node({}, begin, begin, begin)
        keys = self._keys()
        close = b"]]" if many else b"]"
        if not self.data.startswith(close, self.at):
            raise Fault(self.at, "has a header of a table that is not closed")
        self.at += len(close)
        parent = self._down(self.root, keys[:-1])
        name, _ = keys[-1]
        self._enter(parent, name, Node({}, begin, self.at, begin), many=many)

    def _enter(self, parent: Node, name: str, table: Node, *, many: bool) -> None:
        value = parent.value
        assert isinstance(value, dict)  # noqa: S101 - for the type alone
        known = value.get(name)
        if many:
            if known is None:
                known = value[name] = Node([], table.start, table.end, table.at)
            if not isinstance(known.value, list):
                raise Fault(table.start, "has an array of tables where something else is")
            known.value.append(table)
        elif known is not None and known.is_mapping:
            table = known  # made by a header below it
            table.at = min(table.at, table.start)
        elif known is not None:
            raise Fault(table.start, "has a table where something else is")
        else:
            value[name] = table
        self.table = table

    def _down(self, node: Node, keys: list[tuple[str, int]]) -> Node:
        for key, at in keys:
            if node.is_list:
                elements = list(node) if type(node.value) is list else []
                node = elements[-1] if elements else NOTHING
            value = node.value
            if not isinstance(value, dict):
                raise Fault(at, "has a key below something that is no table")
            if key not in value:
                value[key] = Node({}, at, self.at, at)
            node = value[key]
        if node.is_list and isinstance(node.value, list) and node.value:
            node = node.value[-1]
        if not node.is_mapping:
            raise Fault(self.at, "has a key below something that is no table")
        return node

    def _pair(self, table: Node, depth: int) -> None:
        keys = self._keys()
        if not self.data.startswith(b"=", self.at):
            raise Fault(self.at, "has a line that is no TOML")
        self.at += 1
        self._skip(_BLANK)
        name, at = keys[-1]
        try:
            node = self._value(depth)
        except Fault as fault:
            if fault.partial is not None and len(keys) == 1 and isinstance(table.value, dict):
                fault.partial.at = at
                table.value.setdefault(name, fault.partial)
            raise
        node.at = at
        parent = self._down(table, keys[:-1]) if len(keys) > 1 else table
        value = parent.value
        assert isinstance(value, dict)  # noqa: S101 - for the type alone
        if name in value:
            self.tell(at, "has a key twice; the last counts")
        value[name] = node

    def _keys(self) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        while len(keys) < _LONGEST_KEY:
            self._skip(_BLANK)
            at = self.at
            match = _BARE.match(self.data, at)
            if match:
                key = match[0].decode()
            elif match := _BASIC.match(self.data, at):
                key = _unescaped(match[1])
            elif match := _LITERAL.match(self.data, at):
                key = match[1].decode("utf-8", "replace")
            else:
                raise Fault(at, "has a line that is no TOML")
            self.at = match.end()
            keys.append((key, at))
            self._skip(_BLANK)
            if not self.data.startswith(b".", self.at):
                return keys
            self.at += 1
        raise Fault(self.at, "has a key of too many parts")

    def _value(self, depth: int) -> Node:
        at = self.at
        first = self.data[at : at + 1]
        if first in {b'"', b"'"}:
            return self._string(at)
        if depth >= _DEEPEST:
            raise Fault(at, "is nested too deep")
        if first == b"[":
            return self._array(at, depth)
        if first == b"{":
            return self._inline(at, depth)
        match = _WORD.match(self.data, at)
        if match is None:
            raise Fault(at, "has a key without a value")
        self.at = match.end()
        return Node(_word(match[0], at), at, match.end(), at)

    def _string(self, at: int) -> Node:
        for mark, pattern, escapes in (
            (b'"""', _LONG_BASIC, True),
            (b"'''", _LONG_LITERAL, False),
            (b'"', _BASIC, True),
            (b"'", _LITERAL, False),
        ):
            if self.data.startswith(mark, at):
                match = pattern.match(self.data, at)
                if match is None:
                    # A long one that is not closed reaches to the end: nothing behind it can be trusted.
                    raise Fault(len(self.data) if len(mark) > 1 else at, "has a text that is not closed")
                self.at = match.end()
                raw = match[1]
                text = _unescaped(raw) if escapes else raw.decode("utf-8", "replace")
                return Node(text, match.start(1), match.end(1), at)
        raise Fault(at, "has a text that is not closed")

    def _array(self, at: int, depth: int) -> Node:
        elements: list[Node] = []
        self.at += 1
        while True:
            self._skip(_GAP)
            if self.data.startswith(b"]", self.at):
                self.at += 1
                return Node(elements, at, self.at, at)
            try:
                elements.append(self._value(depth + 1))
                self._skip(_GAP)
                self._comma(b"]", "has an array that is not closed")
            except Fault as fault:
                if fault.partial is not None:
                    elements.append(fault.partial)
                fault.partial = Node(elements, at, self.at, at)
                raise

    def _inline(self, at: int, depth: int) -> Node:
        table = Node({}, at, at, at)
        self.at += 1
        while True:
            self._skip(_GAP)
            if self.data.startswith(b"}", self.at):
                self.at += 1
                table.end = self.at
                return table
            try:
                self._pair(table, depth + 1)
                self._skip(_GAP)
                self._comma(b"}", "has an inline table that is not closed")
            except Fault as fault:
                table.end = self.at
                fault.partial = table
                raise

    def _comma(self, close: bytes, reason: str) -> None:
        if self.data.startswith(b",", self.at):
            self.at += 1
        elif not self.data.startswith(close, self.at):
            raise Fault(self.at, reason)


def _word(word: bytes, at: int) -> Value:
    if word in {b"true", b"false"}:
        return word == b"true"
    if _NUMBER.match(word):
        return int(word.replace(b"_", b""))
    if _DATE.match(word):
        return word.decode("utf-8", "replace")
    try:
        if word[:2] in {b"0x", b"0o", b"0b"} and len(word) < _LONGEST_KEY:
            return int(word, 0)
        return float(word.replace(b"_", b"")) if len(word) < _LONGEST_KEY else None
    except ValueError:
        raise Fault(at, "has a value that is no TOML") from None


def _unescaped(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    what = match[1]
    if what[0] in "uUx" and len(what) > 1:
        try:
            return chr(int(what[1:], 16)).encode("utf-8", "replace").decode()
        except (ValueError, OverflowError):
            return "\ufffd"
    if what.isspace():
        return ""
    return _ESCAPES.get(what, match[0])
