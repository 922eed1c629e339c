"""Where in a page a value stands that a template writes there, and whether escaping it is enough."""

from __future__ import annotations

import re

TEXT, RAW, SCRIPT, BARE, ADDRESS = "text", "raw", "script", "bare", "address"

_OPENING = re.compile(rb"<!--|<(/?[A-Za-z][\w:-]{0,40})")
_SPACE = b" \t\r\n\f"
_NAME = re.compile(rb"[^\s=>/\"'<]{1,80}")
_ADDRESSES = frozenset((b"href", b"action", b"formaction", b"xlink:href"))
# What loads a document or a script, by the attribute that says which.
_LOADED = frozenset(((b"iframe", b"src"), (b"embed", b"src"), (b"object", b"data"), (b"script", b"src")))
_INERT = frozenset((b"link", b"base"))
# What holds no tags, and where each of them ends.
_WHOLE = {one: re.compile(b"</" + one, re.IGNORECASE) for one in (b"style", b"textarea", b"title", b"xmp")}
_SCRIPT_ENDS = re.compile(rb"</script", re.IGNORECASE)
_QUOTES = re.compile(rb"\\.|[\"'`\n]", re.DOTALL)


class Spots:
    """Reads a page piece by piece, in time linear in its length."""

    __slots__ = ("_attribute", "_begun", "_mode", "_quote", "_tag")

    def __init__(self) -> None:
        self._mode = "text"
        self._tag = b""
        self._attribute = b""
        # Something of the value of the attribute stands there already.
        self._begun = False
        # What ends the value, or the text within a script; b"" for none.
        self._quote = b""

    def here(self) -> str:
        """What a value that stands here is: `text`, or where it does harm though it is escaped."""
        if self._mode == "script":
            return TEXT if self._quote else SCRIPT
        if self._mode not in {"value", "equals"}:
            return TEXT
        if self._attribute.startswith(b"on"):
            return SCRIPT
        if not self._begun and self._is_address():
            return ADDRESS
        return TEXT if self._quote else BARE

    def feed(self, data: bytes) -> None:
        """Read on."""
        at = 0
        while at < len(data):
            at = getattr(self, f"_in_{self._mode}")(data, at)

    def value(self) -> None:
        """A value stands here."""
        if self._mode == "equals":
            self._mode, self._quote = "value", b""
        self._begun = True

    def _is_address(self) -> bool:
        if self._attribute in _ADDRESSES:
            return self._tag not in _INERT
        return (self._tag, self._attribute) in _LOADED

    def _in_text(self, data: bytes, at: int) -> int:
        found = _OPENING.search(data, at)
        if found is None:
            return len(data)
        if found[1] is None:
            self._mode = "comment"
        else:
            self._mode, self._tag = "tag", found[1].lower()
        return found.end()

    def _in_comment(self, data: bytes, at: int) -> int:
        stop = data.find(b"-->", at)
        if stop < 0:
            return len(data)
        self._mode = "text"
        return stop + 3

    def _in_tag(self, data: bytes, at: int) -> int:
        if data[at] == ord(">"):
            self._leave_tag()
            return at + 1
        if data[at] in _SPACE or data[at] in b"/\"'<":
            return at + 1
        if data[at] == ord("="):
            self._mode, self._begun = "equals", False
            return at + 1
        found = _NAME.match(data, at)
        if found is None:
            return at + 1
        self._attribute = found[0].lower()
        return found.end()

    def _in_equals(self, data: bytes, at: int) -> int:
        sign = data[at : at + 1]
        if sign in _SPACE:
            return at + 1
        self._mode = "value"
        self._quote = sign if sign in (b'"', b"'") else b""
        return at + 1 if self._quote else at

    def _in_value(self, data: bytes, at: int) -> int:
        if self._quote:
            stop = data.find(self._quote, at)
            if stop < 0:
                self._begun = True
                return len(data)
            self._mode = "tag"
            return stop + 1
        sign = data[at]
        if sign in _SPACE:
            self._mode = "tag"
        elif sign == ord(">"):
            self._leave_tag()
        else:
            self._begun = True
        return at + 1

    def _in_script(self, data: bytes, at: int) -> int:
        ends = _SCRIPT_ENDS.search(data, at)
        until = ends.start() if ends else len(data)
        for found in _QUOTES.finditer(data, at, until):
            sign = found[0]
            if self._quote:
                over = sign == self._quote or (sign == b"\n" and self._quote != b"`")
                self._quote = b"" if over else self._quote
            elif sign in (b'"', b"'", b"`"):
                self._quote = sign
        if ends is None:
            return until
        self._mode, self._tag, self._quote = "tag", b"/script", b""
        return ends.end()

    def _in_whole(self, data: bytes, at: int) -> int:
        found = _WHOLE[self._tag].search(data, at)
        if found is None:
            return len(data)
        self._mode = "text"
        return found.start()

    def _leave_tag(self) -> None:
        self._quote, self._attribute = b"", b""
        self._mode = "text"
        if self._tag == b"script":
            self._mode = "script"
        elif self._tag in _WHOLE:
            self._mode = "whole"
