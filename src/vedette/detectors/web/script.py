"""What a piece of JavaScript does: whether it reaches out of itself, under its usual disguises."""

from __future__ import annotations

import re

_REACHES = (
    rb"alert|prompt|confirm|print|eval|fetch|open|execscript|settimeout|setinterval|setimmediate|function|"
    rb"import|importscripts|requestanimationframe|postmessage|queuemicrotask|atob|unescape|write|writeln|"
    rb"location|report|stop|focus|navigate|console|createelement|expression|msgbox|require|find|xss|debugger"
)
# Calls, also by a tagged template, through an optional chain, in brackets, by `call` and by handing over.
_CALL = re.compile(
    rb"(?:^|[^\w$])(?:" + _REACHES + rb")\s{0,8}(?:\)|\])?(?:\.(?:call|apply|bind))?(?:\?\.)?\s{0,8}[(`\[]|"
    rb"[(\[,=]\s{0,4}(?:alert|prompt|confirm|print|eval|fetch)\s{0,4}(?:[)\],;}]|$)"
)
_REACH = re.compile(
    rb"(?:^|[^\w$])(?:document|window|self|top|parent|frames|globalthis|this|navigator|localstorage|"
    rb"sessionstorage|history|opener)\s{0,4}(?:\?\.)?[.\[]|"
    rb"(?:^|[^\w$])(?:location|name|src|innerhtml|onerror|cookie)\s{0,4}=[^=]|"
    rb"\.\s{0,4}constructor|\[\s{0,4}[\"'`]constructor|fromcharcode|new\s{1,8}(?:image|function|"
    rb"xmlhttprequest)|"
    rb"(?:^|[^\w$])throw[\s/{+\-]|\$\.(?:get|post|ajax)\w{0,10}\("
)
_ANY_CALL = re.compile(rb"[\w$\])\"'][(`]|[\w$]\s{0,4}=[^=>]|\]\s{0,2}=")
_ESCAPE = re.compile(rb"\\(?:u\{0{0,8}([0-9a-f]{1,4})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-7]{2,3}))")
_COMMENT = re.compile(rb"/\*[^*]{0,200}\*/")
_SYMBOLS = re.compile(rb"[\[\]()!+{}\\$~=_.;:,\"/<>|&^-]{24,}")
_BYTE = 255
_BRACKETS = 4
_PAIRS = (b"[]", b"![]", b"+[]", b"!+")


def plain(code: bytes) -> bytes:
    """Code in lower case without comments and with escapes resolved."""
    code = code.lower()
    if b"/*" in code:
        code = _COMMENT.sub(b"", code)
    if b"\\" in code:
        code = _ESCAPE.sub(_character, code).replace(b"\\\n", b"").lower()
    return code


def reaches(code: bytes) -> bool:
    """Whether code calls or changes something outside itself: a dialog, the document, the network, `eval`."""
    code = plain(code)
    return bool(_CALL.search(code) or _REACH.search(code)) or symbols_only(code)


def acts(code: bytes) -> bool:
    """Whether code calls or assigns anything at all; text in a sentence does not."""
    return bool(_ANY_CALL.search(code)) or reaches(code)


def symbols_only(code: bytes) -> bool:
    """Whether a run of code is built from brackets and signs alone, which programs write and people don't."""
    run = _SYMBOLS.search(code)
    if run is None:
        return False
    found = run[0]
    return sum(pair in found for pair in _PAIRS) > 1 and found.count(b"[") >= _BRACKETS


def _character(found: re.Match[bytes]) -> bytes:
    digits = found[1] or found[2] or found[3]
    number = int(digits, 16) if digits else int(found[4], 8)
    return bytes((number,)) if number <= _BYTE else b"?"
