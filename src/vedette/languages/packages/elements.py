"""XML with places: elements that know the bytes of their text and attributes. Entities are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from vedette.languages.packages.tree import DEEPEST, Fault

_MOST_ELEMENTS = 500_000

Tell = Callable[[int, str], None]


class Element:
    """One element. What is not there is `MISSING`, so that a chain of names never raises.

    Attributes:
        tag: its name without a namespace's prefix.
        text: of it and not of its children, without blanks around it; comments are left out.
        at: byte of its `<`.
        start, end: bytes of the text; both 0 where there is none.
        attributes: by their names.
        children: in the order of the file.
    """

    __slots__ = ("at", "attributes", "children", "data", "end", "start", "tag", "text")

    def __init__(self, tag: str, at: int, attributes: dict[str, str], data: bytes) -> None:
        self.tag = tag
        self.at = at
        self.attributes = attributes
        self.data = data
        self.text = ""
        self.start = 0
        self.end = 0
        self.children: list[Element] = []

    def __bool__(self) -> bool:
        return bool(self.tag)

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def __getitem__(self, tag: str) -> Element:
        """The last child of this name, as the tools have it, or `MISSING`."""
        for child in reversed(self.children):
            if child.tag == tag:
                return child
        return MISSING

    def all(self, *tags: str) -> list[Element]:
        """The children of one name, or of the children of one name, and so on."""
        found = [self]
        for tag in tags:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def place(self, name: str) -> tuple[int, int]:
        """The bytes of an attribute's value, between its quotes; 0, 0 where there is none."""
        if name not in self.attributes:
            return 0, 0
        wanted = name.encode()
        head = _HEAD.match(self.data, self.at)
        at = head.end() if head else len(self.data)
        while match := _ATTRIBUTE.match(self.data, at):
            if match[1].rpartition(b":")[2] == wanted or match[1] == wanted:
                return match.span(match.lastindex or 0)
            at = match.end()
        return 0, 0


_HEAD = re.compile(rb"<[^\s>/]++")
_ATTRIBUTE = re.compile(rb"\s++([^\s=>/]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
MISSING = Element("", 0, {}, b"")


def xml_tree(data: bytes, tell: Tell) -> Element:
    """Read XML, in time linear in its bytes; a declaration of an entity ends the reading.

    Args:
        data: the file, `cleaned`; it is read as UTF-8, whatever it says of its encoding.
        tell: is called with the byte and the reason for what is not as XML has it. What stands before a
            break is in the tree, what stands after it is not.

    Returns:
        The root, `MISSING` when there is none.
    """
    build = _Build(data)
    try:
        build.parser.Parse(data, True)  # noqa: FBT003 - the C function takes no names
    except expat.ExpatError as error:
        at = min(max(build.parser.ErrorByteIndex, 0), max(len(data) - 1, 0))
        tell(at, f"is cut off or broken here: what follows was not read ({expat.ErrorString(error.code)})")
    except Fault as fault:
        tell(min(fault.at, max(len(data) - 1, 0)), fault.reason)
    return build.root


class _Build:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = MISSING
        self.open: list[Element] = []
        self.texts: list[list[str]] = []
        self.count = 0
        self.parser: Any = expat.ParserCreate("utf-8")
        self.parser.buffer_text = False  # so that a piece of text is where the parser says it is
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.close
        self.parser.CharacterDataHandler = self.write
        self.parser.EntityDeclHandler = self.refuse

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > _MOST_ELEMENTS:
            raise Fault(at, "is nested too deep or has too many elements: what follows was not read")
        element = Element(tag.rpartition(":")[2], at, attributes, self.data)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def close(self, _tag: str) -> None:
        self.open.pop().text = "".join(self.texts.pop()).strip()

    def write(self, text: str) -> None:
        kept = text.strip()
        if not self.open:
            return
        element = self.open[-1]
        self.texts[-1].append(text)
        if kept:
            at = self.parser.CurrentByteIndex
            raw = len(text.encode())
            # A reference such as &amp; is longer in the file than what it stands for.
            if self.data[at : at + 1] == b"&":
                raw = self.data.find(b";", at) + 1 - at
            else:
                at += raw - len(text.lstrip().encode())
                raw = len(kept.encode())
            element.start = element.start or at
            element.end = at + raw

    def refuse(self, *_of: object) -> None:
        raise Fault(self.parser.CurrentByteIndex, "declares an entity: what follows was not read")
