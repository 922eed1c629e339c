"""NoSQL injection: operators where a server expects a plain value, and script in conditions.

A parameter `user[$ne]` or a field `{"user": {"$gt": ""}}` turns the value that a query compares with into a
condition. A value that closes a string of a `$where` condition and goes on as JavaScript does the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.value import Attack, Value

_LONGEST = 16_384
_OPERATORS = (
    rb"ne|eq|gte?|lte?|n?in|n?or|and|not|regex|options|where|exists|type|mod|expr|all|size|elemMatch|"
    rb"jsonSchema|text|search|function|accumulator|lookup|merge|out|unionWith|graphLookup|set|unset|inc|push|rename"
)
_IN_BRACKETS = re.compile(rb"(?:\[|^|\.)\$(?:" + _OPERATORS + rb")(?:\]|$|\[|\.)", re.IGNORECASE)
# Of names alone, these are options of ordinary interfaces (`$filter`, `$search`, `$select`) too.
_BY_ITSELF = re.compile(
    rb"\$(?:where|or|and|nor|expr|ne|gte?|lte?|n?in|regex|jsonSchema)(?:\[|\.|$)", re.IGNORECASE
)
_OBJECT = re.compile(
    rb"[{,\[]\s*[\"']?\$(?:" + _OPERATORS + rb")[\"']?\s*:\s*[\"'{\[\d/a-zA-Z-]", re.IGNORECASE
)
_BREAKS_OUT = re.compile(rb"[\"']\s*(?:,|\}\s*,)\s*[\"']?\$(?:" + _OPERATORS + rb")[\"']?\s*:", re.IGNORECASE)
_MAY = re.compile(rb"\$|\|\||&&|;|this\b|sleep|return|==|db\.", re.IGNORECASE)
_EQUAL = re.compile(
    rb"(?:\|\||&&)\s*(?:\(\s*)?(?:['\"]?(\w{0,20})['\"]?\s*={2,3}\s*['\"]?(\w{0,20})|!|true\b|1\s*(?://|$))"
)
_THIS = re.compile(
    rb"^[^'\"(]{0,20}['\"]?\s*\)?\s*(?:\|\||&&|;|\+)\s*\(?!?(?:this|obj)(?:\.\w{1,40}|\[[^\]]{1,40}\])\s*(?:[.=!<>]=?|\))|"
    rb"^\s*this\.\w{1,40}(?:\.match\s*\(\s*/|\s*={2,3}\s*['\"]|\.length\s*[=<>])|"
    rb"tojson(?:onelin)?e?\s*\(\s*this|Object\.keys\s*\(\s*this|db\.(?:\w{1,40}\.)?(?:find|drop|insert|remove|update|"
    rb"getCollectionNames|getName|version|injection|hostInfo|adminCommand|eval|runCommand|stats)\w{0,20}\s*\("
)
_RETURNS = re.compile(
    rb"['\"]\s*[;})]\s*(?:\}\s*)?(?:return\b|var\s|let\s|while\s*\(|if\s*\(|for\s*\(|sleep\s*\(|throw\s|do\s*\{|it\s*=|"
    rb"db\.|this\.|function\s*\()|"
    rb"^\s*(?:0|1|a)?\s*;\s*(?:return\s+(?:true|false|1|0|this|\(?new\b)|var\s+\w{1,20}\s*=|while\s*\(|sleep\s*\(\s*\d|"
    rb"throw\s+new|it\s*=|db\.\w)|"
    rb"^\s*(?:return\s+true\b|function\s*\(\s*\)\s*\{\s*(?:return\s+(?:this|true|1|obj)|sleep|while\s*\())"
)
_DATES = re.compile(rb"(?:new\s+Date\s*\(\s*\)|Date\.now\s*\(\s*\))\s*(?:;|-|;?\s*do\b)")
_NULLED = re.compile(
    rb"['\"]\s*\|\|\s*(?:['\"]?\w{0,12}['\"]?\s*={1,3}\s*['\"]?\w{0,12}|true|1)?\s*(?://|\x00|%00|<!--)"
)


def judge(value: Value) -> Iterable[Attack]:
    """At most one attack."""
    if value.where in ("target", "agent") or (value.where == "path" and not value.name):
        return
    name = value.name
    if b"$" in name and value.where in ("query", "body", "cookie", "referer") and _is_operator(name):
        yield _attack(name + b"=" + value.raw[:80], "The name of the parameter is an operator of a query.")
        return
    for layer in reversed(value.layers[-3:]):
        text = layer[:_LONGEST]
        if not _MAY.search(text):
            continue
        reason, sure = _shown(text)
        if reason:
            yield _attack(text, reason, sure=sure)
            return


def _is_operator(name: bytes) -> bool:
    found = _IN_BRACKETS.search(name)
    if not found:
        return False
    return bool(found.start() or found[0][:1] != b"$" or _BY_ITSELF.match(name))


def _shown(text: bytes) -> tuple[str, bool]:
    if b"$" in text:
        if _OBJECT.search(text) and (text.lstrip()[:1] in b"{[,'\"" or b"$where" in text):
            return "The value is an object with operators of a query, where a plain value is expected.", True
        if _BREAKS_OUT.search(text):
            return "It closes a string of the query's document and adds an operator.", True
        if _BY_ITSELF.match(text) and b":" in text[:12]:
            return "The value is an operator of a query.", False
    if _RETURNS.search(text):
        return "It ends the condition of a script and goes on with statements.", True
    if _THIS.search(text):
        return "It is a condition of script over the document that is looked at.", True
    if _DATES.search(text) and (b"while" in text or b"do{" in text.replace(b" ", b"")):
        return "It makes the script of a condition wait.", True
    if _NULLED.search(text):
        return "It closes a string of a condition in script and cuts the rest.", True
    equal = _EQUAL.search(text)
    if equal and b"'" in text[: equal.start() + 1] + text[:1] and _closes_first(text, equal.start()):
        return "It closes a string of a condition in script and adds one of its own.", True
    return "", False


def _closes_first(text: bytes, at: int) -> bool:
    """Whether the first quote stands right before the operator: it closes a string that was open."""
    first = min((place for quote in (b"'", b'"') if (place := text.find(quote)) >= 0), default=-1)
    return first >= 0 and not text[first + 1 : at].strip(b" )}\t;")


def _attack(shown: bytes, reason: str, *, sure: bool = True) -> Attack:
    rule = "web-nosql-operator" if "operator" in reason else "web-nosql-script"
    return Attack(rule=rule, shown=shown[:200], reason=reason, sure=sure)
