"""Hostile text made harmless: what a scanned tree named or wrote never commands a terminal or a job log.

Paths, messages and excerpts come from the tree. A reader must see every character that could act or hide,
so nothing is dropped: it becomes a visible escape.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote

import msgspec

# Letters by their category, yet drawn as nothing: they can hide a difference between two names.
_BLANK_OR_SELECTOR = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# Job logs of Azure Pipelines, TeamCity and GitHub's first generation look for these anywhere in a line.
_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Signs that make a mention, a reference or an address of what follows.
_REACHING = re.compile(r"[@#!$~%&^:](?=[\w/\"])|(?i:www|gh|https?|ftp|mailto)(?=[.:-])")
_BACKTICKS = re.compile("`+")
_MARKDOWN = re.compile(r"([\\`*_\[\]#|~!])")


def visible(text: str) -> str:
    r"""One line of text in which every character can be seen.

    Control, escape, bidirectional, zero-width and unassigned characters become escapes such as `\x1b` or
    `\u202e`, line ends too; bytes of names that are not UTF-8 become `\xNN`; the openings of job log
    commands (`##vso[`) are broken. What is left can be cut, joined and printed.
    """
    if not text.isprintable() or _BLANK_OR_SELECTOR.search(text):
        text = "".join(map(_shown, text))
    return _COMMAND.sub(r"\\x23#", text)


def line_start(text: str) -> str:
    """The same line, unable to be a workflow command (`::error::`) for starting with two colons."""
    stripped = text.lstrip()
    if not stripped.startswith("::"):
        return text
    return f"{text[: len(text) - len(stripped)]}\\x3a{stripped[1:]}"


def valid(text: str) -> str:
    r"""The text as valid Unicode: bytes that were not UTF-8 become `\xNN`, lone surrogates `\uNNNN`."""
    return _SURROGATE.sub(lambda match: _shown(match[0]), text)


def valid_tree(value: object) -> object:
    """`valid` for every string of a tree of dicts, lists and scalars, keys included."""
    with suppress(UnicodeEncodeError, OverflowError, TypeError):
        # Nearly always all is well, which costs a hundredth to find out this way.
        msgspec.msgpack.encode(value)
        return value
    return _valid_tree(value)


def _valid_tree(value: object) -> object:
    if isinstance(value, str):
        return valid(value)
    if isinstance(value, dict):
        return {_valid_tree(key): _valid_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_valid_tree(item) for item in value]
    return value


def clip(text: str, most: int) -> str:
    """The text, its middle left out when it is longer than `most` characters (at least 9): for names."""
    if len(text) <= most:
        return text
    head = (most - 3 + 1) // 2
    return f"{text[:head]}...{text[len(text) - (most - 3 - head) :]}"


def cut(text: str, most: int) -> str:
    """The text, its end left out when it is longer than `most` characters (at least 3): for prose."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


def uri(path: str) -> str:
    """A relative path as a URI reference (RFC 3986) over the bytes of the file name.

    Only unreserved characters and the `/` between parts stay. A leading slash, a backslash, a colon and
    parts that are `.` or `..` are percent-encoded too, so that no path reads as another place.
    """
    parts = _path_bytes(path).split(b"/")
    encoded = "/".join(quote(part, safe="") if part.strip(b".") else "%2E" * len(part) for part in parts)
    leading = len(path) - len(path.lstrip("/"))
    return "%2F" * leading + encoded[leading:]


def markdown(text: str) -> str:
    """The text for a Markdown document: its own markup, HTML, links and mentions are plain characters."""
    escaped = _MARKDOWN.sub(r"\\\1", visible(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")


def prose(text: str) -> str:
    """The text for a comment on GitHub or GitLab: `markdown`, and it names and reaches nobody.

    Both look for mentions, references and addresses in what the Markdown has become, where an escape is
    gone already; an invisible space after the sign, which is ours, keeps them from it.
    """
    escaped = _MARKDOWN.sub(r"\\\1", _REACHING.sub("\\g<0>\0", visible(text)))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "&#64;").replace("$", "&#36;").replace("\0", "&#8203;")


def code(text: str) -> str:
    """The text as a code span of Markdown, in which nothing is markup, a mention or a link."""
    shown = visible(text) or " "
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    pad = " " if longest or shown[0] == " " == shown[-1] else ""
    return f"{'`' * (longest + 1)}{pad}{shown}{pad}{'`' * (longest + 1)}"


def is_page(reference: str) -> bool:
    """Whether it is the plain address of a page, which can stand in a link as it is."""
    plain = reference.startswith(("https://", "http://")) and reference.isascii() and reference.isprintable()
    return plain and not set(reference) & set(" <>\"'\\^`{|}[]")


def message(text: str) -> str:
    """The text for a SARIF message: valid, and its brackets make no link."""
    if "](" not in text:
        return valid(text)
    return valid(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _path_bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def _shown(char: str) -> str:
    code = ord(char)
    if char == " " or (char.isprintable() and not _BLANK_OR_SELECTOR.match(char)):
        return char
    if char in _NAMED:
        return _NAMED[char]
    if "\udc80" <= char <= "\udcff":
        # How os.fsdecode keeps a byte that is not UTF-8.
        return f"\\x{code - 0xDC00:02x}"
    if char <= "\xff":
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if char <= "\uffff" else f"\\U{code:08x}"


_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
