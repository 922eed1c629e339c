"""Templates of components: an expression whose value becomes markup or an address, as what JSX has for that.

The template of a component sees what its script has; it is evaluated after it, each expression at its place.
"""

from __future__ import annotations

import re
from typing import Any

from vedette.languages.javascript.expressions import attribute, expression
from vedette.languages.javascript.tree import Node, end, pos
from vedette.languages.scopes import Scope
from vedette.model.form import CALL, EVAL, Block

_LONGEST = 500
_MOST = 400
_ADDRESSES = rb"(?:href|src|srcdoc|action|formaction|innerHTML)"
# The name of what it becomes, and the expression.
_VUE = re.compile(
    rb"[\s](?:(?:v-bind)?:(?P<name>" + _ADDRESSES + rb')|(?P<raw>v-html))="(?P<e>[^"]{1,%d})"' % _LONGEST
)
_SVELTE = re.compile(
    rb"(?:\{(?P<raw>@html)[ \t]|(?<![\w:-])(?P<name>" + _ADDRESSES + rb")=\{)(?P<e>[^{}]{1,%d})\}" % _LONGEST
)
_KINDS = {"vue": _VUE, "svelte": _SVELTE}
_SCRIPT = re.compile(rb"<(script|style)\b[^>]{0,400}>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_INK = re.compile(rb"[^\n]")


class Templates:
    """The expressions in the template of a component.

    Attributes:
        data: they alone, each at its place, to be parsed; empty for none.
    """

    def __init__(self, path: str, data: bytes) -> None:
        pattern = _KINDS.get(path.rpartition(".")[2].lower())
        self._names: dict[int, str] = {}
        self.data = b""
        found = self._found(pattern, _SCRIPT.sub(_blank, data)) if pattern else []
        if found:
            written = bytearray(_INK.sub(b" ", data))
            for name, start, stop in found:
                written[start - 2 : stop + 1] = b";(" + data[start:stop] + b")"
                self._names[start - 1] = name
            self.data = bytes(written)

    def add(self, root: Node | None, s: Scope, out: Block) -> None:
        """Add what they do to a module.

        Args:
            root: of the tree of `data`, None where that is empty.
            s: scope of the module.
            out: its statements.
        """
        for one in root.named_children if root is not None else ():
            name = self._names.get(one.start_byte)
            if name is None or one.has_error or one.type != "expression_statement":
                continue
            callee = attribute(s["JSX"], name, s, pos(one))
            value = expression(one.named_children[0], s)
            out.append((EVAL, (CALL, callee, [value], (), pos(one), end(one)), pos(one)))

    def _found(self, pattern: Any, data: bytes) -> list[tuple[str, int, int]]:
        found = []
        for one in pattern.finditer(data):
            name = one["name"] or one["raw"]
            found.append((name.decode(), *one.span("e")))
            if len(found) == _MOST:
                break
        return found


def _blank(found: re.Match[bytes]) -> bytes:
    return _INK.sub(b" ", found[0])
