"""Whether a function says that what it answers is no page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from vedette.analysis.program.walking import BOTTOM, walk
from vedette.model import form as forms
from vedette.model.form import Function

# A browser takes neither for a page, whatever is in it.
_NO_PAGE = re.compile(
    r"(?i)(application/([\w.-]+\+)?json|application/(octet-stream|pdf|zip|gzip|x-ndjson)|"
    r"text/(plain|csv|calendar|event-stream)|image/(png|jpeg|gif|webp))\s*(;|$)"
)
_PAGE = re.compile(r"(?i)text/html|xhtml|svg|</?[a-z]")
_MOST = 4_000


def answers_no_page(function: Function) -> bool:
    """Whether it names a type of content that is no page, and neither another one nor markup."""
    said = False
    for text in _texts([function.body, [one.default for one in function.parameters]]):
        if _PAGE.search(text):
            return False
        said = said or _NO_PAGE.match(text) is not None
    return said


def _texts(block: Any) -> Iterator[str]:
    for form in islice(walk(block, BOTTOM), _MOST):
        if form[0] == forms.CONST and isinstance(form[1], str | bytes):
            yield form[1] if isinstance(form[1], str) else form[1].decode("latin-1")
