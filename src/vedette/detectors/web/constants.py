"""Conditions whose outcome is known before they are asked, wherever in a value they stand.

Nobody asks a database whether 7432 is 7432 but to see whether it is asked at all. A parser stops at the first
thing that makes no sense, which depends on the statement around the value; these need no statement.
"""

from __future__ import annotations

import re

_NUMBERS = r"\(*\s*-?(\d{1,9})\s*\)*\s*(?:=|<>|!=|<|>|like)\s*\(*\s*-?(\d{1,9})\b"
_CHOICE = re.compile(r"(?:^|[\s,;(+*/|-])(?:iif|if|case\s+when|decode|nvl2)\s*\(?\s*" + _NUMBERS)
_WHERE = re.compile(
    r"(?:^|[\d'\")]\s+|as\s+\w{1,20}\s+|from\s+\w{1,20}\s+)(?:where|having|and|or)\s+" + _NUMBERS + r".{0,40}"
    r"(?:and|or|;|\(|--|#|'|\"|$)"
)
_PRODUCT = re.compile(r"\s*\(\s*(\d{1,9})\s*=\s*(\d{1,9})\s*\)\s*[-+*/]\s*\d{1,9}\s*$")
_SAME = re.compile(r"(?:^|[\s'\")])(?:or|and)\s+\(?\s*([a-z_]\w{0,20})\s*=\s*\1\s*\)?\s*(?:$|--|#|;|/\*)")
_MADE = re.compile(
    r";\s*create\s+(?:or\s+replace\s+)?(?:function|procedure|trigger|user|login|alias)\s+[\w.]{1,40}\s*[(\s]"
)
_UNFINISHED = re.compile(r"(?:^|['\"`)\d]\s*)union\s+(?:all\s+|distinct\s+)?select\s*$")
_PARTED = re.compile(r"(?<=\w)/\*\*/(?=\w)")
_WORDS = re.compile(r"\b(?:union|select|insert|update|delete|where|having|sleep|benchmark|concat)\b")


def condition(text: str) -> tuple[str, str, bool] | None:
    """What of that kind a value has.

    Args:
        text: in lower case, decoded.

    Returns:
        The rule, the reason, and whether it is sure.
    """
    if _CHOICE.search(text):
        return "web-sql-boolean", "It has the database choose by a condition over constants.", True
    if _PRODUCT.match(text) or _WHERE.search(text):
        return "web-sql-boolean", "It adds a condition over constants.", True
    if _SAME.search(text):
        return "web-sql-boolean", "It compares a name with itself.", False
    if _MADE.search(text):
        return "web-sql-stacked", "It ends the statement and makes a routine or a user.", True
    if _UNFINISHED.search(text):
        return "web-sql-union", "It begins to append the rows of a query of its own.", False
    if _PARTED.search(text) and _hides(text):
        return "web-sql-union", "Comments within words hide them from a filter.", True
    return None


def _hides(text: str) -> bool:
    joined = _PARTED.sub("", text)
    return len(_WORDS.findall(joined)) > len(_WORDS.findall(text))
