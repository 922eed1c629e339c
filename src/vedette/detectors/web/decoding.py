"""A value as a lenient server may come to see it: every encoding peeled off, layer by layer.

Each round takes the first step that changes something, until none does: a fixed point, bounded in rounds and
in length, and linear in the length. The order matters: what a server undoes first comes first.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from vedette.detectors.web.value import Value

MAX_RAW = 1 << 15
"""Bytes of a value that are judged: of a longer one its beginning and its end."""
_TAIL = 1 << 13
_ROUNDS = 12
_FORMS = frozenset({"query", "body", "cookie", "referer", "target", "path"})
# A value of these bytes alone has nothing to peel; it may still be base64 or hexadecimal.
_PLAIN = re.compile(rb"[\w .,:;/?=@!()\[\]{}$*~|<>'\"`^#-]*", re.ASCII)
_SHORT = 8

_Step = Callable[[bytes], bytes]


def peel(where: str, name: bytes, raw: bytes, *, form: bool | None = None) -> Value:
    """The value with all its layers.

    Args:
        where: which part of the request it is.
        name: of the parameter or field, decoded; b"" where it has none.
        raw: as logged.
        form: whether a plus sign stands for a space; None for what is usual in that part of a request.
    """
    cut = len(raw) > MAX_RAW
    if cut:
        raw = raw[: MAX_RAW - _TAIL] + raw[-_TAIL:]
    if _settled(raw):
        return _finished(Value(where=where, name=name, raw=raw, layers=(raw,), steps=("plain",), cut=cut))
    layers, steps = _peeled(raw, plus=where in _FORMS if form is None else form)
    return _finished(
        Value(where=where, name=name, raw=raw, layers=tuple(layers), steps=tuple(steps), cut=cut)
    )


def _settled(text: bytes) -> bool:
    return bool(_PLAIN.fullmatch(text)) and (len(text) < _SHORT or not _CODED.fullmatch(text))


def _finished(value: Value) -> Value:
    """With the comments of databases taken out, which hide words from everybody but a database."""
    text = value.layers[-1]
    if b"/*" not in text:
        return value
    bare = _uncommented(text)
    if bare == text:
        return value
    return Value(
        where=value.where,
        name=value.name,
        raw=value.raw,
        layers=(*value.layers, bare),
        steps=(*value.steps, "comments"),
        cut=value.cut,
    )


def _peeled(raw: bytes, *, plus: bool) -> tuple[list[bytes], list[str]]:
    layers: list[bytes] = []
    steps: list[str] = []
    text = raw
    for _ in range(_ROUNDS):
        for name, step in _STEPS:
            if name == "plus" and (not plus or layers):
                continue
            changed = step(text)
            if changed != text:
                break
        else:
            break
        text = changed[:MAX_RAW]
        if steps and name == "percent" and steps[-1] == "plus":
            layers[-1] = text  # the two are one step of every server
            steps[-1] = "percent"
            continue
        layers.append(text)
        steps.append(f"double-{name}" if name == "percent" and name in steps else name)
        if _settled(text):
            break
    if not layers:
        return [raw], ["plain"]
    return layers, steps


_PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
_PERCENT_U = re.compile(rb"%[uU]([0-9a-fA-F]{4})")


def _percent(text: bytes) -> bytes:
    if b"%" not in text:
        return text
    if b"%u" in text or b"%U" in text:
        text = _PERCENT_U.sub(lambda match: _encoded(int(match[1], 16)), text)
    return unquote_to_bytes(text)


def _plus(text: bytes) -> bytes:
    return text.replace(b"+", b" ")


# Base64 of UTF-16 whose every character is ASCII, as UTF-7 has it.
_UTF7 = re.compile(rb"\+(A[A-H][A-Za-z0-9+/]{1,400})-", re.ASCII)


def _utf7(text: bytes) -> bytes:
    return _UTF7.sub(_from_utf7, text) if b"+A" in text else text


def _from_utf7(match: re.Match[bytes]) -> bytes:
    try:
        wide = base64.b64decode(match[1] + b"=" * (-len(match[1]) % 4))
        told = wide[: len(wide) & ~1].decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]
    return told.encode() if told.isascii() and told else match[0]


# Longer than need be, or with a second byte that some servers take as it is.
_OVERLONG = re.compile(
    rb"[\xc0\xc1][\x00-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}"
    rb"|\xf8[\x80-\x87][\x80-\xbf]{3}|\xfc[\x80-\x83][\x80-\xbf]{4}"
)


def _overlong(text: bytes) -> bytes:
    return text if text.isascii() else _OVERLONG.sub(_shortest, text)


def _shortest(match: re.Match[bytes]) -> bytes:
    unit = match[0]
    if len(unit) == 2 and unit[1] < 0x80:  # noqa: PLR2004 - the first byte that is not ASCII
        return unit[1:] if unit[0] == 0xC0 else bytes((0x40 | (unit[1] & 0x3F),))  # noqa: PLR2004
    code = unit[0] & (0x1F, 0x0F, 0x07, 0x03, 0x01)[len(unit) - 2]
    for byte in unit[1:]:
        code = code << 6 | byte & 0x3F
    return _encoded(code)


def _encoded(code: int) -> bytes:
    if code < 0x100:  # noqa: PLR2004 - a byte as it is: what follows may make UTF-8 of it
        return bytes((code,))
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:  # noqa: PLR2004 - no characters
        return b"?"
    return chr(code).encode()


# Characters that are no quotes and brackets to us, and become some when a database or a server folds them.
_FOLDED = str.maketrans(
    {
        0x02B9: "'", 0x02BC: "'", 0x02C8: "'", 0x2032: "'", 0x02BA: '"', 0x2033: '"', 0x02EE: '"',
        0x2039: "<", 0x203A: ">", 0x2329: "<", 0x232A: ">", 0x3008: "<", 0x3009: ">", 0x27E8: "<",
        0x27E9: ">", 0x2215: "/",
        0x2044: "/", 0x29F8: "/", 0x2216: "\\", 0x29F5: "\\", 0x2024: ".", 0x2236: ":",
        0x00A0: " ", 0x1680: " ", 0x180E: "", 0x200B: "", 0x200C: "", 0x200D: "", 0x2060: "", 0xFEFF: "",
        0x00AD: "", 0x2028: "\n", 0x2029: "\n", 0x0085: "\n", 0x3000: " ", 0x212A: "k", 0x017F: "s",
        0x0131: "i",
    }
)  # fmt: skip


def _unicode(text: bytes) -> bytes:
    if text.isascii():
        return text
    try:
        told = text.decode()
    except UnicodeDecodeError:
        # MySQL takes a lone 0xA0 for a space.
        return text.replace(b"\xa0", b" ")
    return unicodedata.normalize("NFKC", told.translate(_FOLDED)).encode()


_ENTITY = re.compile(
    rb"&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,9}|[A-Za-z]{2,24});|&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,9})"
)


def _entities(text: bytes) -> bytes:
    return _ENTITY.sub(_from_entity, text) if b"&" in text else text


def _from_entity(match: re.Match[bytes]) -> bytes:
    if match[0][1:2] == b"#":
        digits = match[0][2:].rstrip(b";")
        return _encoded(int(digits[1:], 16) if digits[:1] in b"xX" else int(digits))
    told = html.unescape(match[0].decode("ascii"))
    return told.encode("utf-8", "replace")


_ESCAPE = re.compile(
    rb"\\(?:u([0-9a-fA-F]{4})|u\{0{0,6}([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([01][0-7]{2}))"
)


def _escapes(text: bytes) -> bytes:
    return _ESCAPE.sub(_from_escape, text) if b"\\" in text else text


def _from_escape(match: re.Match[bytes]) -> bytes:
    if match[4]:
        return bytes((int(match[4], 8),))
    return _encoded(int(match[1] or match[2] or match[3], 16))


_CODED = re.compile(rb"(?:[^,]{0,64}base64,|[A-Za-z0-9_]{1,16}[:=]|Basic )?([A-Za-z0-9+/_-]{8,}={0,2})")
_HEX = re.compile(rb"(?:0[xX])?((?:[0-9a-fA-F]{2}){6,})")
_BASE64_URL = bytes.maketrans(b"-_", b"+/")
_TEXT = re.compile(rb"[\x00\t-\r -~]+")
_TELLING = re.compile(rb"[^A-Za-z0-9_]")


def _base64(text: bytes) -> bytes:
    found = _CODED.fullmatch(text)
    if not found:
        return text
    core = found[1].rstrip(b"=").translate(_BASE64_URL)
    if len(core) % 4 == 1:
        return text
    try:
        plain = binascii.a2b_base64(core + b"=" * (-len(core) % 4))
    except binascii.Error:
        return text
    return plain if _readable(plain) else text


def _hex(text: bytes) -> bytes:
    found = _HEX.fullmatch(text)
    if not found:
        return text
    plain = binascii.unhexlify(found[1])
    return plain if _readable(plain) else text


def _readable(plain: bytes) -> bool:
    """Text that nobody gets by chance, and with something in it that a name has not."""
    if not _TELLING.search(plain):
        return False
    if _TEXT.fullmatch(plain):
        return True
    try:
        return plain.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _nulls(text: bytes) -> bytes:
    return text.replace(b"\x00", b"") if b"\x00" in text else text


_VERSION = re.compile(rb"!\d{0,6}")


def _uncommented(text: bytes) -> bytes:
    parts = []
    at = 0
    while (start := text.find(b"/*", at)) >= 0 and (end := text.find(b"*/", start + 2)) >= 0:
        version = _VERSION.match(text, start + 2)
        parts.append(text[at:start])
        if version:
            parts.append(text[version.end() : end])
        at = end + 2
    return b" ".join((*parts, text[at:]))


_STEPS: tuple[tuple[str, _Step], ...] = (
    ("utf-7", _utf7),
    ("base64", _base64),
    ("hex", _hex),
    ("plus", _plus),
    ("percent", _percent),
    ("overlong", _overlong),
    ("unicode", _unicode),
    ("html", _entities),
    ("escapes", _escapes),
    ("nulls", _nulls),
)
