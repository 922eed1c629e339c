"""XML that makes its reader fetch or multiply: external entities, foreign definitions, inclusions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-xml-entity"
_NAME = rb"[\w.:-]{1,80}"
_EXTERNAL = re.compile(
    rb"<!ENTITY\s{1,20}(?:%\s{1,20})?"
    + _NAME
    + rb"\s{1,20}(?:SYSTEM|PUBLIC\s{1,8}(?:\"[^\"]{0,200}\"|'[^']{0,200}'))\s{0,20}[\"']",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    rb"<!ENTITY\s{1,20}(?:%|&#x25;|&#37;)\s{0,20}" + _NAME + rb"\s{1,20}[\"']", re.IGNORECASE
)
_ENTITY = re.compile(rb"<!ENTITY\s{1,20}(" + _NAME + rb")\s{1,20}[\"']([^\"']{0,4096})", re.IGNORECASE)
_REFERENCE = re.compile(rb"&[\w.:-]{1,80};")
_OWN = re.compile(rb"<!DOCTYPE\s{1,20}" + _NAME + rb"\s{0,20}\[[^\]]{0,200}<!ENTITY\s", re.IGNORECASE)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s{1,20}"
    + _NAME
    + rb"\s{1,20}(SYSTEM|PUBLIC\s{1,8}(?:\"[^\"]{0,200}\"|'[^']{0,200}'))\s{0,20}[\"']([^\"']{1,300})[\"']",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    rb"^https?://(?:www\.)?(?:w3\.org|docbook\.org|oasis-open\.org|apple\.com|java\.sun\.com|"
    rb"hibernate\.org|wapforum\.org|openmobilealliance\.org|mybatis\.org|springframework\.org|"
    rb"struts\.apache\.org|[\w.]{0,40}apache\.org)/|^about:legacy",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rb"^(?:\w{2,20}:/|/|\.\./|\\\\|jar:|data:|expect:|php:)", re.IGNORECASE)
_INCLUDE = re.compile(
    rb"<(?:[\w-]{1,20}:)?include\b[^>]{0,300}\bhref\s{0,4}=\s{0,4}[\"']([^\"']{1,200})", re.IGNORECASE
)
_MOST = 40
_NAMESPACE = b"/xinclude"
_DOCUMENT = re.compile(
    rb"\b(?:document|unparsed-text|doc)\s?\(\s?[\"'](?:file:|https?://|/|php:|\w:)|"
    rb"<(?:xsl:)?(?:include|import)\s[^>]{0,80}href\s?=\s?[\"'](?:file:|https?://|//)|(?:value-of|"
    rb"xsl:)[^>]{0,80}(?:php:function|system-property|rt:exec|ob:|unparsed-text)",
    re.IGNORECASE,
)
_STYLE = re.compile(
    rb"<\?xml-stylesheet\s[^>]{0,120}href\s?=\s?[\"'](?:https?:|file:|//|javascript:|data:)", re.IGNORECASE
)


def judge(value: Value) -> Iterable[Attack]:
    """A document that would have an XML reader open something else."""
    for layer in layers(value):
        text = layer
        if b"<\0!\0" in text or b"\0<\0!" in text:
            text = text.replace(b"\0", b"")
        if b"<" not in text:
            if b"+ADw" not in text:
                continue
            text = text.decode("utf-7", "ignore").encode()
        found = _look(text)
        if found is not None:
            return (found,)
    return ()


def _look(text: bytes) -> Attack | None:
    if b"<!" in text:
        external = _EXTERNAL.search(text)
        if external is not None:
            return _attack(text, external.start(), "an entity whose content is fetched from an address")
        parameter = _PARAMETER.search(text)
        if parameter is not None and b"<!DOCTYPE" in text.upper():
            return _attack(text, parameter.start(), "an entity that writes further declarations")
        if _multiplies(text):
            return _attack(text, text.find(b"<!"), "entities made of entities, which grow without end")
        found = _definition(text)
        if found is not None:
            return found
        own = _OWN.search(text)
        if own is not None:
            reason = "a document that declares entities of its own, to see whether the reader takes them"
            return _attack(text, own.start(), reason, sure=False)
    if b"nclude" in text and _NAMESPACE in text.lower():
        include = _INCLUDE.search(text)
        if include is not None and _ADDRESS.match(include[1]):
            return _attack(text, include.start(), "an element that is replaced by another document")
    if b":" in text and (b"xsl" in text or b"<?xml-" in text):
        sheet = _STYLE.search(text) or _DOCUMENT.search(text)
        if sheet is not None:
            return _attack(text, sheet.start(), "a style sheet that opens another document", sure=False)
    return None


def _definition(text: bytes) -> Attack | None:
    doctype = _DOCTYPE.search(text)
    if doctype is None or _KNOWN.match(doctype[2]) or not _ADDRESS.match(doctype[2]):
        return None
    public = doctype[1][:1] in b"Pp"
    return _attack(text, doctype.start(), "a document type that is fetched from an address", sure=not public)


def _multiplies(text: bytes) -> bool:
    nested = 0
    for number, entity in enumerate(_ENTITY.finditer(text)):
        nested += len(_REFERENCE.findall(entity[2])) > 1
        if nested > 1 or number > _MOST:
            return nested > 1
    return False


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
