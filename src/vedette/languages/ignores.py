"""Markers in a text's comments: our own ignores wherever they stand, other tools' on the lines of findings.

A marker counts where a sign that begins comments in the file's language stands right before it. Strings are
not told from comments: whoever can put text into a string can put a marker there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from msgspec.structs import replace

from vedette.languages.comments import comment_signs
from vedette.model.facts import Text, code_points
from vedette.model.finding import Place
from vedette.model.marker import Marker

# What every text is searched for; all else is looked at only where it stands.
MARK = b"vedette:"
MOST_MARKERS = 500
_MOST_HITS = 5_000
_MOST_LINES = 2_000
_REACH = 1_200
_BEFORE = 400
_MOST_RULES = 20
_MOST_REASON = 300
_MOST_WORDS = 8
_OWN = re.compile(rb"vedette:[ \t]{0,8}ignore(?![A-Za-z0-9_-])")
_RULES = re.compile(r"[ \t]{0,8}\[([^\[\]\n]{0,1000})\]")
_RULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_WORD = re.compile(
    r"[ \t]{1,8}([A-Za-z_]{1,20})="
    r"(?:\"([^\"\n]{0,1000})\"|'([^'\n]{0,1000})'|([^\s\"'*#}<>-][^\s\"'*#}<>]{0,40}))"
)
_LEFT = re.compile(r"\b(?:until|reason)[ \t]{0,8}[=:]", re.IGNORECASE)
_UNTIL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# How comments end that may end before their line does.
_CLOSERS = {
    b"/*": b"*/",
    b"/**": b"*/",
    b"<!--": b"-->",
    b"{#": b"#}",
    b"{{!--": b"--}}",
    b"{{!": b"}}",
    b"<%#": b"%>",
    b"<%--": b"--%>",
    b"@*": b"*@",
    b"(*": b"*)",
    b"{-": b"-}",
    b"{": b"}",
    b"#|": b"|#",
    b"<#": b"#>",
    b"--[[": b"]]",
}
# What decorates the begin of a comment: `///`, `##`, `;;`, `<!--`.
_DECORATION = b" \t#/*;%!<-@'\"({|:."
_FOREIGN = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in {
        "nosec": rb"\bnosec\b",
        "nosemgrep": rb"\bnosem(?:grep)?\b",
        "gitleaks:allow": rb"\b(?:gitleaks|betterleaks):allow\b",
        "pragma: allowlist secret": rb"\bpragma: ?(?:allow|white)list secret\b",
        "trufflehog:ignore": rb"\btrufflehog:ignore\b",
        "checkov:skip": rb"\b(?:checkov|bridgecrew):skip=[A-Za-z]",
        "kics-scan ignore": rb"\bkics-scan ignore(?:-line)?\b",
        "tfsec:ignore": rb"\btfsec:ignore:",
        "trivy:ignore": rb"\btrivy:ignore:",
        "NOSONAR": rb"\bNOSONAR\b",
        "codeql": rb"\b(?:codeql|lgtm)[ ]?\[",
        "noqa: S": rb"\bnoqa: ?(?:[A-Z]{1,5}[0-9]{1,4}[, ]{1,3}){0,10}S[0-9]{3}\b",
    }.items()
)
# A line without one of these words has no foreign marker.
_HINTS = (b"no", b"allow", b"white", b"ignore", b"skip", b"codeql", b"lgtm")


def read_markers(text: Text, findings: Iterable[Place]) -> tuple[Marker, ...]:
    """The markers of a text, in order of line; in bounded time, at most `MOST_MARKERS` of our own.

    Args:
        text: whose path tells the language.
        findings: places at which something was found: other tools' markers are looked for on their lines, and
            a reason in which something was found is not repeated.
    """
    signs = comment_signs(text.path)
    if not signs:
        return ()
    places = list(islice(findings, _MOST_LINES))
    own = _settled([_unless_told(marker, span, places) for marker, span in _own(text, signs)])
    return tuple(
        sorted([*own, *_foreign(text, signs, places)], key=lambda marker: (marker.line, marker.tool))
    )


_Span = tuple[int, int]


def _own(text: Text, signs: tuple[bytes, ...]) -> Iterator[tuple[Marker, _Span]]:
    """Our markers with the columns they span; one that stands alone covers line 0 for now."""
    data, at, told = text.data, 0, 0
    for _ in range(_MOST_HITS):
        at = data.find(MARK, at)
        if at < 0 or told == MOST_MARKERS:
            return
        match = _OWN.match(data, at)
        first = max(data.rfind(b"\n", max(at - _BEFORE, 0), at) + 1, at - _BEFORE, 0)
        begun = _begun(data[first:at], signs) if match else None
        if match and begun is not None:
            before, sign = begun
            here = text.position(at)
            end = data.find(b"\n", match.end(), match.end() + _REACH)
            end = min(match.end() + _REACH, len(data)) if end < 0 else end
            is_first = first == 0 or data[first - 1 : first] == b"\n"
            alone = is_first and not before.strip(_DECORATION) and _is_last(data[match.end() : end], sign)
            marker = _parsed(here.line, data[match.end() : end].decode("utf-8", "replace"))
            covers = 0 if alone else here.line
            yield replace(marker, covers=covers), (here.column, here.column + code_points(data, at, end))
            told += 1
        at += len(MARK)


def _begun(before: bytes, signs: tuple[bytes, ...]) -> tuple[bytes, bytes] | None:
    """The sign that a text ends with, and what stands before it; None if it ends with none."""
    before = before.rstrip(b" \t")
    for sign in signs:
        if sign.isalpha():
            rest = before[: -len(sign)]
            if before[-len(sign) :].upper() == sign and (not rest or rest[-1:] in b" \t@:&"):
                return rest, sign
        elif before.endswith(sign):
            return before[: -len(sign)], sign
    return None


def _is_last(rest: bytes, sign: bytes) -> bool:
    """Whether nothing follows on the line of a comment once it has ended."""
    closer = _CLOSERS.get(sign)
    return closer is None or not rest.partition(closer)[2].strip()


def _parsed(line: int, rest: str) -> Marker:
    listed = _RULES.match(rest)
    bare = Marker(line, line)
    if listed is None:
        return replace(bare, fault="names no rule")
    rules = tuple(dict.fromkeys(part.strip() for part in listed[1].split(",") if part.strip()))
    if not rules:
        return replace(bare, fault="names no rule")
    if len(rules) > _MOST_RULES or not all(map(_RULE.fullmatch, rules)):
        return replace(bare, fault="names something that is no rule id; it takes no wildcards")
    words, fault = _words(rest, listed.end())
    reason = " ".join("".join(sign if sign.isprintable() else " " for sign in words["reason"]).split())
    until = words["until"]
    if not fault and not reason:
        fault = "gives no reason"
    if not fault and until and not _is_date(until):
        fault = "has an end that is no date such as until=2027-06-01"
    if fault:
        return replace(bare, rules=rules, fault=fault)
    return replace(bare, rules=rules, reason=reason[:_MOST_REASON], until=until)


def _words(rest: str, at: int) -> tuple[dict[str, str], str]:
    """The words `reason` and `until` of a marker, and what is wrong with them."""
    words = {"reason": "", "until": ""}
    given: set[str] = set()
    for _ in range(_MOST_WORDS):
        found = _WORD.match(rest, at)
        if found is None:
            break
        at, name = found.end(), found[1]
        if name not in words:
            return words, "has a word that is not known: there are reason and until"
        if name in given:
            return words, f"gives {name} twice"
        if name == "reason" and found[4] is not None:
            return words, "gives a reason without quotes"
        given.add(name)
        words[name] = next(value for value in found.groups()[1:] if value is not None)
    # An end that cannot be read must not become none at all.
    return words, "has words that cannot be read" if _LEFT.search(rest, at) else ""


def _is_date(text: str) -> bool:
    if not _UNTIL.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _unless_told(marker: Marker, span: _Span, places: Iterable[Place]) -> Marker:
    """The marker, or a faulty one when something was found inside it: its reason must not be shown."""
    for place in places:
        if place.start.line <= marker.line <= place.end.line:
            start = place.start.column if place.start.line == marker.line else 0
            if span[0] <= start < span[1]:
                return replace(marker, reason="", fault="holds what was found in it")
    return marker


def _settled(markers: list[Marker]) -> Iterator[Marker]:
    """Markers that stand alone cover the next line that is no such marker itself."""
    alone = {marker.line for marker in markers if not marker.covers}
    reached: dict[int, int] = {}
    for line in sorted(alone, reverse=True):
        reached[line] = reached.get(line + 1, line + 1)
    return (marker if marker.covers else replace(marker, covers=reached[marker.line]) for marker in markers)


def _foreign(text: Text, signs: tuple[bytes, ...], places: Iterable[Place]) -> Iterator[Marker]:
    lines = sorted({line for place in places for line in (place.start.line, place.end.line)})
    for line in lines:
        start, end = text.line_bounds(line)
        start = max(start, end - _REACH)
        small = text.data[start:end].lower()
        if not any(hint in small for hint in _HINTS):
            continue
        for name, pattern in _FOREIGN:
            for match in islice(pattern.finditer(text.data, start, end), 3):
                if _in_comment(text.data[start : match.start()], signs):
                    yield Marker(line, line, tool=name)
                    break


def _in_comment(before: bytes, signs: tuple[bytes, ...]) -> bool:
    """Whether a sign begins a comment before the end of a text, with no quote between."""
    comment = max((_last(before, sign) for sign in signs), default=-1)
    return comment >= 0 and not any(quote in before[comment:] for quote in (b'"', b"'", b"`"))


def _last(before: bytes, sign: bytes) -> int:
    """Offset after the last place of a sign; -1 when it is not there."""
    if sign.isalpha():
        return max((match.end() for match in re.finditer(rb"\b" + sign + rb"\b", before.upper())), default=-1)
    at = before.rfind(sign)
    return at + len(sign) if at >= 0 else -1
