"""Scripts of pages: elements, attributes that are run when something happens, links that are scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.languages.javascript.views import without_tags

_OPENING = re.compile(rb"<!--|<(?P<tag>script|style)\b(?P<given>[^>]{0,400})>")
_TYPED = re.compile(rb"\blang\s*=\s*[\"']?tsx?\b", re.IGNORECASE)
_DATA = re.compile(
    rb"\btype\s*=\s*[\"']?(?!module|text/javascript|application/javascript)[\w/]", re.IGNORECASE
)
_HANDLER = re.compile(
    rb"""\s(?:on[a-z]{3,20}\s*=\s*|href\s*=\s*(?=["']\s*javascript:))(?:"(?P<one>[^"]{1,2000})"|'(?P<two>[^']{1,2000})')""",
    re.IGNORECASE,
)
_SCHEME = re.compile(rb"\s*javascript:", re.IGNORECASE)
_ENTITY = re.compile(rb"&(quot|#39|#x27|apos|amp|lt|gt);", re.IGNORECASE)
_MEANT = {b"quot": b'"', b"#39": b"'", b"#x27": b"'", b"apos": b"'", b"amp": b"&", b"lt": b"<", b"gt": b">"}
_INK = re.compile(rb"[^\n]")
_LONG_LINE = 4_000
_MOST = 2_000


def scripts(data: bytes, *, component: bool) -> tuple[bytes, bool]:
    """The scripts of a page, each byte at its place in an otherwise blank text.

    Args:
        data: the page.
        component: it is one of Vue or Svelte, whose other parts are no HTML.

    Returns:
        The text, and whether it is TypeScript.
    """
    data = data if component else without_tags(data)
    out = bytearray(_INK.sub(b" ", data))
    typed, plain = False, bytearray(data)
    for start, stop, given in _asides(data):
        plain[start:stop] = _INK.sub(b" ", data[start:stop])
        if given is None or (_DATA.search(given) and not _TYPED.search(given)):
            continue
        if not component and max(map(len, data[start:stop].split(b"\n"))) > _LONG_LINE:
            continue
        typed = typed or bool(_TYPED.search(given))
        out[start:stop] = data[start:stop]
    if not component:
        for start, code in _handlers(bytes(plain)):
            out[start : start + len(code)] = code
    return bytes(out), typed


def _asides(data: bytes) -> Iterator[tuple[int, int, bytes | None]]:
    """What is no markup: where it begins and ends, and what is said of it; None for what is no script.

    One that nothing ends is no script, and takes the rest with it.
    """
    lower, at = data.lower(), 0
    while found := _OPENING.search(lower, at):
        tag = found["tag"]
        ends = lower.find(b"-->" if tag is None else b"</" + tag, found.end())
        stop = ends if ends >= 0 else len(data)
        is_script = tag == b"script" and ends >= 0
        yield found.end(), stop, data[slice(*found.span("given"))] if is_script else None
        at = stop


def _handlers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What attributes run, each as a block in the place of its quotes."""
    for number, found in enumerate(_HANDLER.finditer(data)):
        if number > _MOST:
            return
        group = "one" if found["one"] is not None else "two"
        code = _ENTITY.sub(_meant, found[group])
        scheme = _SCHEME.match(code)
        if scheme:
            code = b" " * scheme.end() + code[scheme.end() :]
        yield found.start(group) - 1, b"{" + code + b"}"


def _meant(found: re.Match[bytes]) -> bytes:
    return _MEANT[found[1].lower()].ljust(len(found[0]))
