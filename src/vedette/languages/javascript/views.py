"""Templates of pages, lowered as the function that they are: it is given data, and writes some of it.

Each expression of a template is left at its place in an otherwise blank text, and what stands around it says
what becomes of it: that text is JavaScript. Names of such a template that are not its own are attributes of
the data. What is written without being escaped, or where escaping does not suffice, is a call
`Template.raw(value)`, `Template.script(value)` and so on, so that a catalogue can say what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from vedette.languages.javascript.blocks import statements
from vedette.languages.javascript.expressions import JsDraft
from vedette.languages.javascript.spots import ADDRESS, BARE, RAW, SCRIPT, TEXT, Spots
from vedette.languages.javascript.tree import end, parser
from vedette.languages.scopes import Cell, Scope, forms_in
from vedette.languages.views import DATA, FUNCTION
from vedette.model.facts import Text
from vedette.model.form import ASSIGN, ATTR, CALL, EVAL, FREE, GLOBAL, LOCAL, LOGIC, Form, Function, Parameter

# Bytes; what is larger was made by a program.
_LONGEST = 1 << 18
_MOST = 2_000
_MOST_FORMS = 20_000
_INK = re.compile(rb"[^\n]")
# Names of one letter that no template has, for what is called.
_CALLS = {RAW: "À", SCRIPT: "Á", BARE: "Â", ADDRESS: "Ã", "item": "É"}
_SIGNS = {sign: name for name, sign in _CALLS.items()}
_ITEM = "$"
_OPENING = (b"<%", b"{{", b"{%", b"{#")
_OWN = frozenset((DATA, "it", "self"))
# Builtins that templates use.
_BUILTIN = frozenset(
    (
        *(
            "JSON",
            "Math",
            "Object",
            "Array",
            "String",
            "Number",
            "Date",
            "Boolean",
            "RegExp",
            "Intl",
            "Set",
            "Map",
        ),
        *(
            "encodeURIComponent",
            "encodeURI",
            "escape",
            "parseInt",
            "parseFloat",
            "isNaN",
            "undefined",
            "console",
        ),
        *("require", "Template"),
    )
)
_TAG = re.compile(
    rb"<%(?P<percent>[-=~#_%]?)(?P<code>.{0,4000}?)[-_~]?%>"
    rb"|\{\{\{(?P<three>[^{}]{1,400})\}\}\}"
    rb"|\{\{(?P<mark>!--.{0,4000}?--|[#/^!>&~-]?)(?P<two>[^{}]{0,400}?)[~-]?\}\}"
    rb"|\{%[-+]?\s*(?P<word>\w+)(?P<rest>[^%]{0,400}?)[-+]?%\}"
    rb"|\{#(?P<note>.{0,4000}?)#\}",
    re.DOTALL,
)
_PATH = re.compile(rb"\s*(?:\.\./)*(?P<path>[A-Za-z_$@][\w$]*(?:\.[\w$]+|\[[\w$'\"]+\])*)\s*")
_FILTERS = re.compile(rb"\|\s*([A-Za-z_]\w*)")
_FOR = re.compile(rb"\s*(?P<names>\w+(?:\s*,\s*\w+)?)\s+in\s+(?P<e>[\w.$\[\]'\"]+)")
_SET = re.compile(rb"\s*(?P<name>\w+)\s*=\s*(?P<e>[\w.$\[\]'\"]+)")
_NAMED = re.compile(rb"\s*(?P<e>[\"'][\w./-]{1,120}[\"'])")
_EACH = re.compile(rb"(?:each|with)\s+(?P<e>[\w.$]+)")
# Filters whose result cannot do harm, and those that undo escaping.
_CLEAN = frozenset(
    (
        *(
            b"escape",
            b"e",
            b"forceescape",
            b"force_escape",
            b"striptags",
            b"int",
            b"float",
            b"length",
            b"count",
        ),
        *(b"urlencode", b"url_encode", b"tojson", b"dump", b"sanitize", b"escapejs", b"json_script", b"date"),
        *(b"bleach", b"clean", b"abs", b"round", b"filesizeformat", b"floatformat", b"linebreaks", b"urlize"),
    )
)
_SAFE = frozenset((b"safe", b"raw", b"safeseq"))
_PUG_LINE = re.compile(rb"(?P<indent>[ \t]*)(?P<rest>[^\n]*)\n?")
_PUG_EACH = re.compile(rb"(?:each|for)\s+(?P<names>[\w$]+(?:\s*,\s*[\w$]+)?)\s+(?:in|of)\s+(?P<e>[^\n]+)")
_PUG_HEAD = re.compile(rb"[\w#.:-]*(?P<given>\()?")
_PUG_GIVEN = re.compile(rb"(?P<name>[\w:@-]+)\s*(?P<sign>!?=)\s*(?P<e>[^\s,()\"'`][^\s,()]*)")
_PUG_INSIDE = re.compile(rb"(?P<sign>[!#])\{(?P<e>[^{}\n]{1,300})\}")


def view(text: Text, draft: JsDraft, outer: Scope) -> None:
    """Add the function that a template is to a module; nothing where there is none in the file.

    Args:
        text: the file.
        draft: its module in the making.
        outer: the module's scope.
    """
    if not _is_bearable(text.data):
        return
    kind = text.path.rpartition(".")[2].lower()
    scanned = _Pug(text.data) if kind in {"pug", "jade"} else _Tags(text.data, kind)
    count = len(draft.functions)
    try:
        if scanned.count:
            _function(scanned, draft, outer)
    except RecursionError:
        # What the template is nested too deeply for takes nothing else with it.
        del draft.functions[count:]


def _function(scanned: _Written, draft: JsDraft, outer: Scope) -> None:
    root = parser("javascript").parse(bytes(scanned.out)).root_node
    number = len(draft.functions)
    draft.functions.append(None)
    s = Scope(draft, outer, number, f"{FUNCTION}.")
    s.parameter(DATA)
    body = [_item(one) for one in statements(root.named_children, s)]
    if forms_in(body, _MOST_FORMS) > _MOST_FORMS:
        body = []
    within = list(s.waiting)
    bound = s.bound
    s.close()
    items = any(one[0] == ASSIGN and _is_item(one[1][0]) for one in body)
    for cells, data in ((list(s.values()), LOCAL), (within, FREE)):
        for cell in cells:
            if cell[0] == GLOBAL and cell[1] not in bound:
                _lead(cell, [data, DATA], items=items)
    words = (*s.mentions(), DATA, "Template")
    draft.functions[number] = Function(
        number, FUNCTION, FUNCTION, (Parameter(DATA),), body, start=1 << 12, end=end(root), words=words
    )
    for one in range(number + 1, len(draft.functions)):
        made = draft.functions[one]
        if made is not None:
            draft.functions[one] = replace(made, words=(*made.words, DATA))


def _item(statement: Form) -> Form:
    """A section's list becomes what one of its items is."""
    if statement[0] != EVAL or statement[1][0] != CALL or statement[1][1][-1] != _CALLS["item"]:
        return statement
    return (ASSIGN, [[ATTR, [LOCAL, DATA], _ITEM, statement[2]]], statement[1], statement[2])


def _is_item(target: Form) -> bool:
    return bool(target[0] == ATTR and target[2] == _ITEM)


def _lead(cell: Cell, data: Cell, *, items: bool) -> None:
    """Make a name what it is in a template: a call, an attribute of the data, or the data."""
    name, at = cell[1], 1 << 12
    if name in _SIGNS or name in {"include", "extends"}:
        cell[:] = [ATTR, [GLOBAL, "Template"], _SIGNS.get(name, "include"), at]
    elif name in _OWN or name == "this":
        cell[:] = [LOGIC, "??", [[ATTR, data, _ITEM if name == "this" else name, at], data]]
    elif name not in _BUILTIN:
        own = [ATTR, data, name, at]
        item = [ATTR, [ATTR, data, _ITEM, at], name, at]
        cell[:] = [LOGIC, "??", [own, item]] if items and name != _ITEM else own


class _Written:
    """A blank text in which expressions stand at their places.

    Attributes:
        out: the text.
        count: of expressions.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.out = bytearray(_INK.sub(b" ", data))
        self.count = 0
        self._free = 0

    def code(self, start: int, stop: int) -> None:
        """Statements, as they are written."""
        self.out[start:stop] = self.data[start:stop]
        self._free = stop
        self.count += 1

    def put(self, before: str, start: int, stop: int, after: bytes = b");") -> None:
        """An expression, with what stands before and after it if there is room for that."""
        room = self.data[stop : stop + len(after)].partition(b"\n")[0]
        # At the end of a line all is moved to the left by one.
        moved = 0 if room else 1
        written = before.encode() + self.data[start:stop] + after[: len(room) + moved]
        at = start - len(before.encode()) - moved
        if at < self._free or b"\n" in self.data[at:start] or self.count >= _MOST:
            return
        self.out[at : at + len(written)] = written
        self._free = at + len(written)
        self.count += 1


class _Tags(_Written):
    """Templates whose tags are `<% %>`, `{{ }}` and `{% %}`."""

    def __init__(self, data: bytes, kind: str) -> None:
        super().__init__(data)
        self._kind = kind
        self._escapes = True
        spots, at = Spots(), 0
        for number, found in enumerate(_TAG.finditer(data)):
            if number >= _MOST:
                break
            spots.feed(data[at : found.start()])
            at = found.end()
            self._tag(found, spots)

    def _tag(self, found: re.Match[bytes], spots: Spots) -> None:
        if found["code"] is not None:
            self._percent(found, spots)
        elif found["three"] is not None:
            self._path(found, "three", RAW)
            spots.value()
        elif found["two"] is not None:
            self._braces(found, spots)
        elif found["word"] is not None:
            self._block(found)

    def _percent(self, found: re.Match[bytes], spots: Spots) -> None:
        sign, (start, stop) = found["percent"], found.span("code")
        if sign in {b"#", b"%"}:
            return
        if sign in {b"-", b"=", b"~"}:
            raw = sign == b"~" if self._kind == "eta" else sign != b"="
            what = RAW if raw else spots.here()
            spots.value()
            body = found["code"].rstrip()
            if body.startswith(b"include ") and _NAMED.match(body, 7):
                self._include(start + 7, body[7:])
            elif what != TEXT and body:
                self.put(_CALLS[what] + "(", start, start + len(body.rstrip(b"; \t\r\n")))
            return
        self.code(start, stop)
        last = found["code"].rstrip()[-1:]
        if last not in {b"{", b"}", b";", b"(", b",", b""}:
            self.out[found.end() - 2 : found.end()] = b"; "

    def _braces(self, found: re.Match[bytes], spots: Spots) -> None:
        mark = found["mark"]
        if mark == b"#":
            each = _EACH.match(found["two"])
            start = found.start("two")
            if each is not None:
                self.put("É(", start + each.start("e"), start + each.end("e"))
            elif _PATH.fullmatch(found["two"]):
                # A section of Mustache: as many times as there are items.
                self.put("É(", start, found.end("two"))
        elif mark in {b"", b"&", b"~", b"-"}:
            filters = _FILTERS.findall(found["two"])
            what = RAW if mark == b"&" or not self._escapes else spots.here()
            if any(one in _CLEAN for one in filters):
                what = TEXT
            elif any(one in _SAFE for one in filters):
                what = RAW
            spots.value()
            if what != TEXT:
                self._path(found, "two", what)

    def _path(self, found: re.Match[bytes], group: str, what: str) -> None:
        path = _PATH.match(found[group])
        if path is None or found[group][path.end() : path.end() + 1] not in {b"", b"|", b" "}:
            return
        start = found.start(group)
        self.put(_CALLS[what] + "(", start + path.start("path"), start + path.end("path"))

    def _block(self, found: re.Match[bytes]) -> None:
        word, rest, start = found["word"], found["rest"], found.start("rest")
        if word == b"autoescape":
            self._escapes = rest.strip() not in {b"off", b"false"}
        elif word == b"endautoescape":
            self._escapes = True
        elif word == b"for" and (each := _FOR.match(rest)):
            self._assigned(each["names"], start + each.start("e"), start + each.end("e"), item=True)
        elif word in {b"set", b"assign"} and (given := _SET.match(rest)):
            self._assigned(given["name"], start + given.start("e"), start + given.end("e"), item=False)
        elif word in {b"include", b"extends"}:
            self._include(start, rest)

    def _include(self, start: int, rest: bytes) -> None:
        named = _NAMED.match(rest)
        if named is not None:
            self.put("include(", start + named.start("e"), start + named.end("e"))

    def _assigned(self, names: bytes, start: int, stop: int, *, item: bool) -> None:
        several = [one.strip().decode() for one in names.split(b",")]
        target = f"[{','.join(several)}]" if len(several) > 1 else several[0]
        self.put(f"{target}=É(" if item else f"{target}=(", start, stop)


class _Pug(_Written):
    """Templates of Pug, line by line."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        within: tuple[int, str] | None = None
        for found in self._lines():
            indent, rest = len(found["indent"]), found["rest"]
            if within is not None and (indent > within[0] or not rest.strip()):
                self._text(found.start("rest"), rest, within[1])
                continue
            within = None
            self._line(found.start("rest"), rest)
            if rest.rstrip().endswith(b".") and not rest.startswith((b"|", b"//")):
                within = indent, SCRIPT if rest.startswith(b"script") else TEXT
            elif rest.startswith(b"//"):
                within = indent, ""

    def _lines(self) -> Iterator[re.Match[bytes]]:
        for number, found in enumerate(_PUG_LINE.finditer(self.data)):
            if number > _MOST * 4:
                return
            yield found

    def _line(self, at: int, rest: bytes) -> None:
        each = _PUG_EACH.match(rest)
        if each is not None:
            first = each["names"].split(b",")[0].strip().decode()
            self.put(f"{first}=É(", at + each.start("e"), at + len(rest.rstrip()))
        elif rest.startswith(b"- "):
            self.code(at + 2, at + len(rest))
        elif rest.startswith((b"include ", b"extends ")):
            self._named(at + 8, rest[8:].strip())
        elif not rest.startswith(b"//"):
            self._element(at, rest)

    def _named(self, at: int, name: bytes) -> None:
        """A template named without quotes, of which the first letter makes room for one."""
        if re.fullmatch(rb"[\w./-]{2,120}", name):
            self.put('include("', at, at + len(name), b'")')

    def _element(self, at: int, rest: bytes) -> None:
        head = _PUG_HEAD.match(rest)
        stop = head.end() if head else 0
        if head and head["given"]:
            closing = rest.find(b")", stop)
            closing = len(rest) if closing < 0 else closing
            for one in _PUG_GIVEN.finditer(rest, stop, closing):
                self._given(at, one)
            stop = closing + 1
        after = rest[stop:]
        if after.startswith((b"!=", b"=")):
            size = 2 if after[:1] == b"!" else 1
            what = RAW if size > 1 else SCRIPT if rest.startswith(b"script") else TEXT
            value = after[size:].strip()
            start = at + stop + after.find(value, size)
            if what != TEXT and value:
                self.put(_CALLS[what] + "(", start, start + len(value))
        else:
            self._text(at + stop, after, TEXT)

    def _given(self, at: int, one: re.Match[bytes]) -> None:
        name = one["name"].lower()
        what = (
            RAW if one["sign"] == b"!=" else ADDRESS if name in {b"href", b"action", b"formaction"} else TEXT
        )
        what = SCRIPT if name.startswith(b"on") else what
        if what != TEXT:
            self.put(_CALLS[what] + "(", at + one.start("e"), at + one.end("e"), b")")

    def _text(self, at: int, rest: bytes, place: str) -> None:
        for one in _PUG_INSIDE.finditer(rest) if place else ():
            what = RAW if one["sign"] == b"!" else place
            if what != TEXT:
                self.put(_CALLS[what] + "(", at + one.start("e"), at + one.end("e"))


def without_tags(data: bytes) -> bytes:
    """A page whose tags of a template are a number each, or nothing, every byte at its place."""
    return _TAG.sub(_blank, data) if _is_bearable(data) else data


def _is_bearable(data: bytes) -> bool:
    """Whether a program can not have made a text, in whose tags one might be lost."""
    return len(data) <= _LONGEST and sum(data.count(one) for one in _OPENING) <= 2 * _MOST


def _blank(found: re.Match[bytes]) -> bytes:
    blank: bytes = _INK.sub(b" ", found[0])
    writes = (
        found["three"] is not None or found["mark"] in {b"", b"&"} or found["percent"] in {b"-", b"=", b"~"}
    )
    return b"0" + blank[1:] if writes else blank
