"""HCL with places, as far as constants go: blocks, texts, lists, objects; the rest is passed over."""

from __future__ import annotations

import re

from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import DEEPEST, NOTHING, Node

_SPACE = re.compile(rb"(?>[ \t\r\n]++|#[^\n]*+|//[^\n]*+|/\*(?>[^*]++|\*(?!/))*+\*/)*+")
_FLAT = re.compile(rb"(?>[ \t\r]++|/\*(?>[^*]++|\*(?!/))*+\*/)*+")
_WORD = re.compile(rb"[A-Za-z_][\w.-]*+")
_SIGN = re.compile(rb"=(?![=>])|:(?!:)")
_HEREDOC = re.compile(rb"<<-?([A-Za-z_][\w.-]*+)[^\n]*+\n")
_LINE = re.compile(rb"[^\n]*+")
_OTHER = re.compile(rb"[^\"\s{}()\[\],#/<]++|[/<]")
_MARK = re.compile(rb"\\.|\"|[$%]\{|[{}]|[^\"\\$%{}]++|[$%]", re.DOTALL)
_OPEN = {b"{": b"}", b"[": b"]", b"(": b")"}


class Block:
    """A block: its type, its labels, its attributes by name, and the blocks within."""

    __slots__ = ("at", "attributes", "blocks", "kind", "labels")

    def __init__(self, kind: str, at: int) -> None:
        self.kind = kind
        self.at = at
        self.labels: list[Node] = []
        self.attributes: dict[str, Node] = {}
        self.blocks: list[Block] = []

    def __getitem__(self, name: str) -> Node:
        return self.attributes.get(name, NOTHING)

    def all(self, *kinds: str) -> list[Block]:
        """The blocks of one type, or within those of the next, and so on."""
        found = [self]
        for kind in kinds:
            found = [inner for block in found for inner in block.blocks if inner.kind == kind]
        return found


def hcl_tree(draft: Draft) -> Block:
    """Read HCL, in time linear in its bytes; what is broken is a gap, and what follows is not read."""
    scan = _Scan(draft)
    scan.body()
    return scan.root


class _Scan:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.data = draft.data
        self.at = 0
        self.root = Block("", 0)

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        match = pattern.match(self.data, self.at)
        self.at = match.end() if match else self.at

    def starts(self, text: bytes) -> bool:
        return self.data.startswith(text, self.at)

    def stop(self, reason: str) -> None:
        self.draft.gap(max(min(self.at, len(self.data) - 1), 0), f"{reason}: what follows was not read")
        self.at = len(self.data)

    def body(self) -> None:
        """Statements, with the blocks that are open on a list of our own."""
        open_: list[Block] = [self.root]
        while True:
            self.skip(_SPACE)
            if self.at >= len(self.data):
                break
            if self.starts(b"}") and len(open_) > 1:
                self.at += 1
                open_.pop()
                continue
            block = self.statement(open_[-1])
            if block is not None:
                open_.append(block)
                if len(open_) > DEEPEST:
                    self.stop("is nested too deep")
        if len(open_) > 1:
            self.stop(f"ends within `{open_[1].kind}`: it is cut off")

    def statement(self, block: Block) -> Block | None:
        word = _WORD.match(self.data, self.at)
        if word is None:
            self.stop("is broken here")
            return None
        at, name = self.at, word[0].decode()
        self.at = word.end()
        self.skip(_FLAT)
        sign = _SIGN.match(self.data, self.at)
        if sign is not None:
            self.at = sign.end()
            node = self.value(0)
            node.at = at
            block.attributes[name] = node
            return None
        inner = Block(name, at)
        while not self.starts(b"{"):
            label = self.label()
            if label is None:
                self.stop("is broken here")
                return None
            inner.labels.append(label)
            self.skip(_FLAT)
        self.at += 1
        block.blocks.append(inner)
        return inner

    def label(self) -> Node | None:
        if self.starts(b'"'):
            return self.text()
        word = _WORD.match(self.data, self.at)
        if word is None:
            return None
        self.at = word.end()
        return Node(word[0].decode(), word.start(), word.end(), word.start())

    def value(self, depth: int) -> Node:
        """A constant, with its end at what ends it; `Node(None, …)` for other expressions."""
        self.skip(_FLAT)
        at = self.at
        if depth > DEEPEST:
            self.stop("is nested too deep")
            return Node(None, at, at, at)
        node = Node(None, at, at, at)
        if self.starts(b'"'):
            node = self.text()
        elif self.starts(b"["):
            node = self.array(at, depth)
        elif self.starts(b"{"):
            node = self.object(at, depth)
        begin = self.at
        self.rest()
        return Node(None, at, self.at, at) if self.data[begin : self.at].strip() else node

    def array(self, at: int, depth: int) -> Node:
        self.at += 1
        found: list[Node] = []
        while True:
            self.skip(_SPACE)
            if self.at >= len(self.data):
                self.stop("ends within a list: it is cut off")
                break
            if self.starts(b"]"):
                self.at += 1
                break
            before = self.at
            found.append(self.value(depth + 1))
            self.skip(_SPACE)
            if self.starts(b","):
                self.at += 1
            elif not self.starts(b"]") and self.at == before:
                self.stop("is broken here")
        return Node(found, at, self.at, at)

    def object(self, at: int, depth: int) -> Node:
        self.at += 1
        found: dict[str, Node] = {}
        while True:
            self.skip(_SPACE)
            if self.at >= len(self.data):
                self.stop("ends within an object: it is cut off")
                break
            if self.starts(b"}"):
                self.at += 1
                break
            key_at = self.at
            key = self.label()
            self.skip(_FLAT)
            sign = _SIGN.match(self.data, self.at)
            if sign is not None:
                self.at = sign.end()
                node = self.value(depth + 1)
                node.at = key_at
                if key is not None:
                    found[key.text] = node
            else:
                self.rest()
            self.skip(_SPACE)
            if self.starts(b","):
                self.at += 1
            elif self.at == key_at:
                self.stop("is broken here")
        return Node(found, at, self.at, at)

    def rest(self) -> None:
        """What is left of an expression: to the end of the line, a comma or a closing bracket."""
        open_: list[bytes] = []
        while self.at < len(self.data):
            self.skip(_SPACE if open_ else _FLAT)
            char = self.data[self.at : self.at + 1]
            if not open_ and char in b"\n,}])#":
                return
            if not open_ and self.starts(b"//"):
                return
            if char == b'"':
                self.text()
            elif char in _OPEN:
                open_.append(_OPEN[char])
                self.at += 1
            elif open_ and char == open_[-1]:
                open_.pop()
                self.at += 1
            elif not self.other():
                return
        if open_:
            self.stop("ends within an expression: it is cut off")

    def other(self) -> bool:
        heredoc = _HEREDOC.match(self.data, self.at)
        if heredoc is not None:
            self.at = heredoc.end()
            while self.at < len(self.data):
                line = _LINE.match(self.data, self.at)
                self.at = line.end() if line else len(self.data)
                if line and line[0].strip() == heredoc[1]:
                    return True
                self.at += 1
            self.stop("embeds a text that does not end")
            return True
        match = _OTHER.match(self.data, self.at)
        if match is None:
            if self.at < len(self.data):
                self.stop("is broken here")
            return False
        self.at = match.end()
        return True

    def text(self) -> Node:
        """A text in quotes; one with a template in it is none."""
        at = self.at
        self.at += 1
        open_: list[bytes] = [b'"']
        plain = True
        while open_ and (match := _MARK.match(self.data, self.at)):
            mark = match[0]
            self.at = match.end()
            if open_[-1] == b'"':
                if mark == b'"':
                    open_.pop()
                elif mark in {b"${", b"%{"}:
                    plain = False
                    open_.append(b"}")
            elif mark == b'"':
                open_.append(b'"')
            elif mark in {b"{", b"${", b"%{"}:
                open_.append(b"}")
            elif mark == b"}":
                open_.pop()
        if open_:
            self.stop("ends within a text: it is cut off")
            return Node(None, at, self.at, at)
        raw = self.data[at + 1 : self.at - 1]
        value = raw.decode("utf-8", "replace") if plain else None
        return Node(value, at + 1, self.at - 1, at)
