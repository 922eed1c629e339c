"""XPath injection: values that leave the literal of a path expression and ask for other nodes.

What XPath shares with SQL (`' or '1'='1`) is told by the class for SQL. Here is what only a path has: axes,
steps over all nodes, functions over nodes, predicates that are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.value import Attack, Value

_RULE = "web-xpath-query"
_LONGEST = 16_384
_MAY = re.compile(rb"['\"\[\]|/(:]")
_AXES = (
    rb"(?:ancestor(?:-or-self)?|attribute|child|descendant(?:-or-self)?|following(?:-sibling)?|namespace|parent|"
    rb"preceding(?:-sibling)?|self)\s{0,4}::"
)
_NODES = (
    rb"(?:/{0,2}\*|//?[a-zA-Z@*.]|\.\.?[/)]|@\*|text\s{0,4}\(\s{0,4}\)|node\s{0,4}\(\s{0,4}\)|"
    + _AXES
    + rb")"
)
_FUNCTION = (
    rb"(?:count|name|local-name|namespace-uri|string|string-length|substring|substring-before|substring-after|"
    rb"contains|starts-with|normalize-space|translate|concat|sum|position|last|boolean|not|doc|doc-available|"
    rb"collection|unparsed-text|string-to-codepoints|matches|lower-case|upper-case|number)\s{0,4}\("
)
# A function that is asked about nodes: nothing but a path has both.
_ASKS = re.compile(_FUNCTION + rb"\s{0,8}(?:" + _FUNCTION + rb"\s{0,8}){0,3}" + _NODES, re.IGNORECASE)
_LEAVES = re.compile(rb"['\"]\s{0,8}\)?\s{0,8}\]\s{0,8}(?:\||/|\[|and\b|or\b)", re.IGNORECASE)
_STEP = re.compile(
    rb"['\"]\s{0,8}\)?\s{0,8}(?:or|and|\|)\s{0,8}/{1,2}(?:\*(?!\s*$|.{0,200}\*/)|[a-z]\w{0,40}\[)",
    re.IGNORECASE,
)
_QUOTE = re.compile(rb"['\"]")
_BAR = re.compile(rb"['\"\])]\s{0,8}\|\s{0,8}(?:/|\*(?!\*)|[a-z]+\[)", re.IGNORECASE)
_POSITION = re.compile(
    rb"(?:\bor\b|\band\b|\[|\|)\s{0,8}(?:not\s{0,4}\(\s{0,4})?(?:position|last)\s{0,4}\(\s{0,4}\)\s{0,8}[=<>!]",
    re.IGNORECASE,
)
_AXIS = re.compile(rb"(?:/|\[|\(|\||\bor\s|\band\s|['\"])\s{0,8}" + _AXES, re.IGNORECASE)
_DOCUMENT = re.compile(
    rb"(?:\bor\b|\band\b|=|\()\s{0,8}doc(?:-available)?\s{0,4}\(\s{0,4}['\"a-z]", re.IGNORECASE
)
_ORDINARY = re.compile(rb"\s{0,8}(?:\(?\s{0,4}/{1,2}[a-zA-Z*@]|[a-z]{1,20}\[@|descendant|\./)", re.IGNORECASE)


def judge(value: Value) -> Iterable[Attack]:
    """At most one attack."""
    if value.where in ("target", "agent") or (value.where in ("path", "referer") and not value.name):
        return
    for layer in reversed(value.layers[-3:]):
        text = layer[:_LONGEST]
        if not _MAY.search(text):
            continue
        reason, sure = _shown(text)
        if reason:
            yield Attack(rule=_RULE, shown=text[:200], reason=reason, sure=sure)
            return


def _shown(text: bytes) -> tuple[str, bool]:
    # A whole expression in a search box changes none around it.
    whole = bool(_ORDINARY.match(text))
    left = _LEAVES.search(text)
    closes = (left is not None and not _QUOTE.search(text, 0, left.start())) or _BAR.search(text)
    if closes and not whole:
        return "It closes the predicate of a path and goes on with another.", True
    if not _breaks(text):
        return "", False
    if _ASKS.search(text):
        return "It adds a condition about nodes of the document.", True
    if _STEP.search(text):
        return "It adds a condition about nodes of the document.", True
    if _POSITION.search(text) or _DOCUMENT.search(text):
        return "It adds a condition over positions or other documents.", True
    if _AXIS.search(text):
        return "It walks the document from where the literal was closed.", True
    return "", False


_BREAKS = re.compile(
    rb"^[^'\"\[(]{0,60}(?:['\"]\s{0,8}\)?\s{0,8}\]?\s{0,8}(?:or|and|\||\+|\*|=)(?![a-z])|(?:^|\d|\))\s{0,8}\)?\s{0,8}(?:or|and)\s)",
    re.IGNORECASE,
)


def _breaks(text: bytes) -> bool:
    """Whether the first quote closes a literal, or a number is followed by a condition."""
    return bool(_BREAKS.search(text))
