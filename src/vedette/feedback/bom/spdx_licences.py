"""Licences as SPDX has them: expressions, and texts for what is not in its list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from vedette.model.bom import Component, Licence

_WORD = re.compile(r"[A-Za-z0-9.-]+\+?")
_EXPRESSION = re.compile(r"[A-Za-z0-9.+\-() :]+")
_REFERENCE = re.compile(r"(?<![\w.:-])LicenseRef-[A-Za-z0-9.-]+")
_UNTOLD = "The bill that this was made from gives no text of this licence."


class Licences:
    """Makes expressions, and remembers which references need a text."""

    def __init__(self, *, own: bool) -> None:
        self._own = own
        self._texts: dict[str, str] = {}

    def of(self, one: Component) -> dict[str, str]:
        """Fields of a package: what is declared, and what is concluded."""
        declared = [each for each in one.licences if each.by != "concluded"]
        concluded = [each for each in one.licences if each.by == "concluded"]
        return {"licenseDeclared": self._joined(declared), "licenseConcluded": self._joined(concluded)}

    def extracted(self) -> list[dict[str, Any]]:
        """An entry for each reference that was used and that nobody explained yet."""
        return [
            {"licenseId": name, "extractedText": text, **({"name": text} if text != _UNTOLD else {})}
            for name, text in sorted(self._texts.items())
        ]

    def _joined(self, found: Sequence[Licence]) -> str:
        words = list(dict.fromkeys(self._expression(one) for one in found))
        if len(words) < 2:  # noqa: PLR2004 - nothing to join
            return "".join(words)
        return " AND ".join(f"({text})" if " " in text else text for text in words)

    def _expression(self, one: Licence) -> str:
        if self._own:
            return one.id or one.expression or one.name
        if one.id and _WORD.fullmatch(one.id):
            return one.id
        if one.expression and _EXPRESSION.fullmatch(one.expression):
            for name in _REFERENCE.findall(one.expression):
                self._texts.setdefault(name, _UNTOLD)
            return one.expression
        text = one.id or one.expression or one.name
        name = f"LicenseRef-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
        self._texts[name] = text
        return name
