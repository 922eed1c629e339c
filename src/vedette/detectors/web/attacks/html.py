"""Script injected into pages: tags, attributes, addresses and strings, read as a browser reads them."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.markup import Tag, attributes, plain, tags
from vedette.detectors.web.script import acts, reaches, symbols_only
from vedette.detectors.web.value import Attack, Value

_RULE = "web-html-script"
_ANY = re.compile(rb"[<:\"'`(=\[\xbc]")
_HANDLER = re.compile(rb"^on[a-z]{3,30}$")
_NO_HANDLER = frozenset((b"online", b"only", b"once", b"onto", b"ones", b"ongoing", b"onboarding"))
_EVENT = re.compile(rb"on[a-z]{3,30}[\s\x00-\x1f]{0,8}=", re.IGNORECASE)
_ADDRESSES = frozenset(
    b"href src action formaction data to from values value background poster codebase dynsrc lowsrc code "
    b"content manifest folder url xlink:href longdesc classid ping implementation import".split()
)
_DIRECTIVES = (b"v-", b"ng-", b"x-", b":", b"@", b"slot-", b"data-ng-")
_FOREIGN = frozenset((b"iframe", b"frame", b"embed", b"object", b"base", b"applet", b"portal", b"import"))
_SCRIPT_SCHEME = re.compile(rb"^(?:view-source:|feed:|jar:|url:)?(?:javascript|vbscript|livescript|mocha):")
_HARMLESS = re.compile(
    rb"^(?:javascript|vbscript):\s*(?:void\s?\(?\s?(?:0|null)?\s?\)?|history\.(?:back|go)\(-?\d?\)|"
    rb"window\.print\(\)|undefined|return false|false)?[;\s]*$",
    re.IGNORECASE,
)
_DATA = re.compile(
    rb"^data:(?://)?(text/html|text/xml|image/svg\+xml|application/x?html?\+?xml|"
    rb"text/javascript)?([^,]{0,80}),"
)
_STRIPPED = bytes(range(33))
_CLOSE = re.compile(rb"</\s?script", re.IGNORECASE)
_STYLE = re.compile(
    rb"expression\s{0,8}\(|-moz-binding|behaviou?r\s{0,4}:|javascript:|vbscript:|@import\s{0,4}[\"'u]",
    re.IGNORECASE,
)
_REFRESH = re.compile(rb"^[\s\d;,.]{0,40}(?:url\s{0,8}=\s{0,8}['\"]?)?", re.IGNORECASE)
_ENTITY_SCRIPT = re.compile(rb"&\{[^}]{1,400}\}")
_ELEMENT = re.compile(
    rb"<(?:(?:script|style|iframe|frame|frameset|object|embed|applet|base|layer|ilayer|bgsound|"
    rb"marquee|isindex|keygen|xss)\b|/(?:script|style|title|textarea|xmp|noscript|head|body|html)\b|"
    rb"[a-z][\w:-]{0,20}(?:[\s/]{1,8}[\w:-]{1,30}\s{0,4}=\s{0,4}(?:\"[^\"]{0,200}\"|'[^']{0,200}')){0,6}"
    rb"[\s/]{1,8}[\w:-]{1,30}\s{0,4}=\s{0,4}[\w#%(/\\])[^<]{0,2000}>?|"
    rb"<!\[CDATA\[\s{0,4}<",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"['\"]?data:text/html[^,\s]{0,60}(?:,|;base64)", re.IGNORECASE)
_TEMPLATED = re.compile(rb"\{\{|\{%|\$\{|<%|\.\.\.")
_CLOSING = re.compile(
    rb"[^\s<>]{0,24}(?:[\"'][\s)\]}]{0,8}/?>|-->|\]\]>)\s{0,8}(?:</?[a-z!]|$)|"
    rb"-?\d{1,6}['\")]{0,3}<[a-z][\w:-]{0,20}(?:\s+[\w:-]{1,30}\s{0,4}=|/?>)|"
    rb"[^<>]{0,40}</(?:script|style|title|textarea|xmp|noscript|iframe|noembed|template)\s{0,8}>",
    re.IGNORECASE,
)
_SCRIPT_WITHIN = re.compile(rb"(?:^|[=,(?'\"\s>/\\;#])(?:javascript|vbscript)\s{0,4}[:#,]", re.IGNORECASE)
_REFERENCE = re.compile(rb"&(?:#x?0*(?:60|3c)|lt)|\\(?:x|u0{0,2})3c", re.IGNORECASE)
_HIDDEN_SIGN = 40
_HIDDEN = re.compile(
    rb"<!\[CDATA\[\s{0,4}[<>]{1,2}\s{0,4}\]\]>\s{0,4}/?\w|\bdataformatas\s{0,4}=\s{0,4}['\"]?html",
    re.IGNORECASE,
)
_CSS_NOISE = re.compile(rb"/\*[^*]{0,200}\*+/|\\(?![0-9a-fA-F])")
_AFTER_QUOTE = re.compile(rb"[\s)}\]]{0,40}(?:[;,+*/%|&^?:<>=}-]|in\s|\n)")
_CLOSED_AGAIN = re.compile(rb"(?://|/\*|<!--|-->|[-+*/%|&^?:;,({\[]\s{0,8}['\"`]?\s{0,8}$|['\"`;)}]\s{0,8}$)")
_CODE_BEFORE = re.compile(rb"[(={}<>]")
_WHOLE_CALL = re.compile(
    rb"^[\s;(/*+!~-]{0,20}(?:alert|prompt|confirm|eval|document\.write|"
    rb"(?:settimeout|setinterval|function)(?=[(`][\"'`])|"
    rb"(?:window|self|top|parent|frames|globalthis|this)\[[^\]]{1,60}\]|"
    rb"(?:window|self|top|parent)\.(?:alert|prompt|confirm|"
    rb"eval))\s{0,4}\)?(?:\?\.)?[(`].{0,400}[)`][\s;*)'\"-]{0,20}(?://.{0,20}|<!--.{0,20})?$",
    re.IGNORECASE | re.DOTALL,
)
_FEW = 3
_LEAD = 80
_LONGEST_SCRIPT = 2_000
_MOST_SCRIPTS = 12
_WIDE = (("\uff1c", "<"), ("\uff1e", ">"), ("\uff02", '"'), ("\uff07", "'"), ("\uff08", "("), ("\uff09", ")"))
_FOLDED = bytes.maketrans(b"\xbc\xbe\xa2", b'<>"')


def judge(value: Value) -> Iterable[Attack]:
    """Script that would run in a page where the value is put: as text, attribute, address or in a script."""
    for layer in layers(value):
        if _ANY.search(layer) is None:
            continue
        for reading in _readings(layer):
            found = _tag(reading) or _break_out(reading) or _address(reading) or _script(reading, value)
            if found is not None:
                return (found,)
    if value.where in ("agent", "referer", "header"):
        return ()
    weak = _markup(value)
    return () if weak is None else (weak,)


def _markup(value: Value) -> Attack | None:
    """Markup without script: an element alone, one after a closed attribute, or a sign that hides `<`."""
    for text in layers(value):
        bare = text.strip()
        whole = bare.endswith(b">") or b">" not in bare
        if whole and _ELEMENT.match(bare) and not _TEMPLATED.search(bare):
            return _attack(
                text, 0, "the whole value is an element, to see whether the page takes it", sure=False
            )
        closing = _CLOSING.match(bare)
        if closing is not None:
            return _attack(text, 0, "it closes what it stands in, and markup follows", sure=False)
        if _PAGE.match(bare) or (b"&{" in bare and _reaches_strictly(bare.partition(b"&{")[2])):
            return _attack(text, 0, "a page of its own, or a script entity, as a value", sure=False)
        scripted = _SCRIPT_WITHIN.search(bare)
        if scripted is not None and _reaches_strictly(bare[scripted.start() : scripted.start() + 400]):
            return _attack(text, scripted.start(), "an address that runs script, within others", sure=False)
        hidden = _HIDDEN.search(bare)
        if hidden is not None:
            reason = (
                "markup whose signs are hidden in a section of plain text, or taken from another document"
            )
            return _attack(text, hidden.start(), reason, sure=False)
    if len(value.raw) <= _HIDDEN_SIGN and value.text.strip() == b"<" and _REFERENCE.search(value.layers[0]):
        return _attack(value.layers[0], 0, "a hidden `<`, to see whether the page shows it", sure=False)
    return None


def _readings(layer: bytes) -> Iterable[bytes]:
    """The text as such and as decoders of characters that are odd read it."""
    text = layer.replace(b"\0", b"") if b"\0" in layer else layer
    yield text
    if b"\xef\xbc" in text:
        wide = text
        for odd, usual in _WIDE:
            wide = wide.replace(odd.encode(), usual.encode())
        yield wide
    if b"\xbc" in text and b"\xbe" in text:
        yield text.translate(_FOLDED)
    if b"+ADw" in text:
        yield text.decode("utf-7", "ignore").encode()
    elif b"+adw" in text:
        yield text.replace(b"+adw-", b"<").replace(b"+ad4-", b">")


def _tag(text: bytes, depth: int = 0) -> Attack | None:
    if b"<" not in text:
        return None
    scripts = 0
    for tag in tags(text):
        scripts += tag.name.startswith(b"script")
        if scripts > _MOST_SCRIPTS:
            return None
        found = _of_tag(tag, text, depth)
        if found is not None:
            return found
    return None


def _of_tag(tag: Tag, text: bytes, depth: int) -> Attack | None:
    if tag.name.startswith(b"script"):
        found = _script_tag(tag, text)
        if found is not None:
            return found
    if tag.name == b"style" and _STYLE.search(_style(text[tag.end : tag.end + 2000])):
        return _attack(text, tag.start, "a style sheet that calls script or loads a foreign sheet")
    for name, content in tag.attributes:
        if b"&{" in content and _ENTITY_SCRIPT.search(content) and reaches(content):
            return _attack(text, tag.start, "a script entity in an attribute")
        reason, sure = _attribute(tag, name, content, depth)
        if reason:
            return _attack(text, tag.start, reason, sure=sure)
    return None


def _script_tag(tag: Tag, text: bytes) -> Attack | None:
    for name, content in tag.attributes:
        if name.rpartition(b":")[2] in (b"src", b"href") and _host(content):
            return _attack(text, tag.start, "a script element loads a script of another host")
    close = _CLOSE.search(text, tag.end, tag.end + _LONGEST_SCRIPT)
    content = text[tag.end : min(close.start() if close else len(text), tag.end + _LONGEST_SCRIPT)]
    if (acts if close else reaches)(plain(content)):
        return _attack(text, tag.start, "a script element whose content is code that acts")
    return None


def _attribute(tag: Tag, name: bytes, content: bytes, depth: int) -> tuple[str, bool]:
    """Why an attribute runs script, and whether that is sure; "" when it does not."""
    name = name.strip(b"\"'`")
    if is_handler(name) and _runs(content):
        return "an event handler on an element, with code that acts", reaches(content)
    if is_handler(name) and content.strip() and tag.start == 0 and not content.startswith(b"{"):
        return "an event handler on an element", False
    if name == b"style" and _STYLE.search(_style(content)):
        return "a style that calls script", True
    if name == b"srcdoc" and depth == 0 and _tag(content, 1) is not None:
        return "a frame whose inline document runs script", True
    if name == b"to" and tag.name in (b"set", b"animate") and reaches(content):
        return "an animation that sets an event handler", True
    if name.startswith(_DIRECTIVES) and _reaches_strictly(content):
        return "an attribute that a framework evaluates", True
    if name not in _ADDRESSES:
        return "", True
    address = _REFRESH.sub(b"", content) if name == b"content" else content
    if name in (b"values", b"from", b"to"):
        address = address.rpartition(b";")[2] or address
    if _runs_as_address(address, depth):
        return "an attribute with an address that runs script", True
    if (
        tag.name in _FOREIGN
        and name in (b"src", b"data", b"href", b"code", b"codebase", b"implementation")
        and _host(content)
    ):
        return "an element that puts a foreign document in the page", False
    if tag.torn and _host(content) and len(tag.attributes) <= _FEW:
        return "an address whose quote stays open, so that the page after it is sent along", False
    return "", True


def _style(text: bytes) -> bytes:
    """A style as old browsers read it: without comments, escapes and NULs."""
    return _CSS_NOISE.sub(b"", text) if b"*/" in text or b"\\" in text else text


def is_handler(name: bytes) -> bool:
    """Whether a browser takes an attribute of this name for an event handler."""
    return _HANDLER.match(name) is not None and name not in _NO_HANDLER


def _runs(content: bytes) -> bool:
    return acts(content) or _runs_as_address(content, 1)


def _host(address: bytes) -> bool:
    bare = _browser_strip(address)
    return bare.startswith((b"//", b"http:", b"https:", b"\\\\", b"/\\", b"data:", b"ftp:"))


def _browser_strip(address: bytes) -> bytes:
    """An address as browsers read it: no tabs and line ends, no control characters before it."""
    if b"\\" in address:
        address = re.sub(rb"\\(?:x[01][0-9a-f]|t|n|r|0?11|0?12|0?15)", b"", address)
    if b":" in address:
        scheme, _, rest = address.partition(b":")
        address = scheme.translate(None, _STRIPPED) + b":" + rest
    return address.translate(None, b"\t\r\n\0").lstrip(_STRIPPED).lower()


def _runs_as_address(address: bytes, depth: int) -> bool:
    bare = _browser_strip(address)
    if bare[:4] == b"data":
        return depth <= 1 and _runs_as_data(address.translate(None, b"\t\r\n\0").lstrip(_STRIPPED))
    if b":" not in bare or _SCRIPT_SCHEME.match(bare) is None:
        return False
    return _HARMLESS.match(bare) is None and acts(_unescaped(bare.partition(b":")[2]))


def _runs_as_data(address: bytes) -> bool:
    found = _DATA.match(address[:200].lower())
    if found is None:
        return False
    content = address[found.end() :]
    if b"base64" in found[2]:
        try:
            content = b64decode(content[: len(content) // 4 * 4] or content + b"==")
        except (Error, ValueError):
            return False
    content = _unescaped(content)
    return _tag(content, 1) is not None or (found[1] == b"text/javascript" and reaches(content))


def _unescaped(text: bytes) -> bytes:
    if b"%" not in text:
        return text
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes((int(found[1], 16),)), text)


def _break_out(text: bytes) -> Attack | None:
    """The value lands in an attribute's quotes, or in an attribute without: what attributes follow?"""
    if b"=" not in text or _EVENT.search(text) is None:
        return None
    for quote in (b'"', b"'", b"`"):
        at = text.find(quote)
        if at < 0 or _CODE_BEFORE.search(text, 0, at):
            continue
        for name, content in attributes(text, at + 1)[0]:
            if is_handler(name.strip(b"\"'`")) and _runs(content):
                reason = "a quote closes an attribute and an event handler with code follows"
                return _attack(text, at, reason, sure=reaches(content))
    return _bare_break_out(text)


def _bare_break_out(text: bytes) -> Attack | None:
    pairs = attributes(text, 0)[0]
    for before, (name, content) in enumerate(pairs):
        if is_handler(name.strip(b"\"'`")) and reaches(content) and content:
            words = sum(not other for other, _ in pairs) + sum(not given for _, given in pairs)
            if before <= 1 and words <= _FEW:
                return _attack(
                    text, 0, "an event handler with code, for an attribute without quotes", sure=before == 0
                )
            return None
    return None


def _address(text: bytes) -> Attack | None:
    if b":" not in text and b"&" not in text:
        return None
    bare = plain(text)
    if _runs_as_address(bare, 0) and (reaches(bare) or bare.lstrip()[:4].lower() == b"data"):
        return _attack(text, 0, "an address that runs script when it is followed")
    link = text.find(b"](")
    if link >= 0 and _runs_as_address(text[link + 2 :], 1):
        return _attack(text, link, "a link of a text whose address runs script")
    return None


def _script(text: bytes, value: Value) -> Attack | None:
    """The value lands in a script: in a string that it closes, in a template, or as code of its own."""
    if b"(" not in text and b"`" not in text and b"=" not in text:
        return None
    for quote in (b'"', b"'", b"`", b"\\'", b'\\"'):
        at = text.find(quote)
        if at < 0 or at > _LEAD or _CODE_BEFORE.search(text, 0, at) or text.count(b" ", 0, at) > 1:
            continue
        rest = text[at + len(quote) :]
        # What ends within a string of its own is closed by the quote that the page has after it.
        closed = _CLOSED_AGAIN.search(rest) or rest.count(quote) % 2
        if _AFTER_QUOTE.match(rest) and closed and _reaches_strictly(rest):
            return _attack(text, at, "a quote closes a script's string and code that acts follows")
    if b"${" in text and _template(text):
        return _attack(text, text.find(b"${"), "a placeholder of a script's template holds code that acts")
    if value.where in ("agent", "referer"):
        return None
    if symbols_only(text):
        return _attack(text, 0, "script written in brackets and signs alone")
    whole = text.strip(b" ;")
    if (
        whole[:1] in (b"[", b"(")
        and whole[-1:] in (b")", b"`")
        and text.count(b" ") <= _FEW
        and _reaches_strictly(whole)
    ):
        return _attack(text, 0, "the whole value is an expression that calls a page's function", sure=False)
    if _WHOLE_CALL.match(text):
        return _attack(text, 0, "the whole value is a call of a page's function", sure=False)
    return None


_STRICT = re.compile(
    rb"(?:^|[^\w$.])(?:alert|prompt|confirm|eval|fetch|settimeout|setinterval|import|function|print|"
    rb"document\.\w{3,20}|window\.\w{3,20}|location\.\w{3,20}|navigator\.sendbeacon)\s{0,4}(?:\?\.)?[(`]|"
    rb"(?:^|[^\w$])(?:window|self|top|parent|frames|globalthis|this)\s{0,2}\[|"
    rb"(?:^|[^\w$])(?:document\.\w{3,16}|location(?:\.href)?|window\.\w{3,12})\s{0,4}=[^=]|"
    rb"\.\s{0,4}constructor\s{0,4}[.(\[]|[(\[]\s{0,4}(?:alert|prompt|confirm|eval)\s{0,4}[)\]]|"
    rb"onerror\s{0,4}=\s{0,4}(?:alert|eval|prompt|confirm)|new\s{1,4}(?:function|image)\b"
)


def _reaches_strictly(code: bytes) -> bool:
    """As `reaches`, and nothing that another language calls by the same name."""
    from vedette.detectors.web.script import plain as unescaped

    code = unescaped(code)
    return _STRICT.search(code) is not None or symbols_only(code)


def _template(text: bytes) -> bool:
    at = text.find(b"${")
    return _reaches_strictly(text[at + 2 : at + 400]) and not _CODE_BEFORE.search(text, 0, at)


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
