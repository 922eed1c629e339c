"""SQL injection: values that change the shape of the statement that they are put into.

A value is read three ways: as what follows a literal that it closes with its first quote (single, double, or
the quote of names), and as an operand without quotes. What the machine of `statement.py` understands of the
rest decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from vedette.detectors.web.constants import condition
from vedette.detectors.web.statement import CORE, Reading
from vedette.detectors.web.value import Attack, Value
from vedette.languages.sql.tokens import tokens

_LONGEST = 16_384
_LAYERS = 4
_MAY = re.compile(
    rb"['\"`\\;#|&()@]|--|/\*|(?:^|[^a-z_])(?:or|and|xor|union|select|having|order|group|limit|procedure|"
    rb"waitfor|exec|declare|like|rlike|between|div|into)(?![a-z_])",
    re.IGNORECASE,
)
_PROBE = re.compile(r"[\s%]*-?\d{0,10}[\s%]*[)\s]*(['\"`\\;()]{1,8})\s*(?:--|#|/\*)?[\s+-]*")
_JOINED = re.compile(r"['\"]{1,3}\s*[-+*/^&=|<>%]{1,2}\s*['\"]{1,3}")
_EMPTY = frozenset({"''", '""', "``", "()", "(", ")", ";", "\\", "\\\\", "`"})
_QUOTE = re.compile(r"['\"`]")
_WORD = re.compile(r"[a-z\x80-\xff]{2,}")
_URL = re.compile(rb"https?://", re.IGNORECASE)
_SQL_CALLS = re.compile(
    r"\b(?:n?char|chr|concat(?:_ws)?|ascii|substr(?:ing)?|mid|ord|hex|unhex|user|database|version|schema|length|"
    r"len|cast|convert|count|ifnull|isnull|nvl|coalesce|to_char|rand|md5|conv|bin|floor|exp|if|iif|rpad|lpad|"
    r"group_concat|string_agg|system_user|current_user|db_name|suser_s?name|rawtohex|greatest|sqlite_version|"
    r"pg_\w+|load_\w+|utl_\w+|dbms_\w+|benchmark|sleep|replace|decode|encode|upper|lower|instr|locate|position)\s*\("
)

# What may stand behind the literal of a full-text search, before its bracket closes.
_MODE = re.compile(
    r"^\s*(?:in\s+boolean\s+mode|in\s+natural\s+language\s+mode|with\s+query\s+expansion)(?=\s*\))"
)
_VERB = re.compile(
    r"\s*(?:select|insert|update|delete|drop|create|alter|exec|execute|declare|grant|truncate)\s"
)
_CALLS = re.compile(r"\s+(?:if|case|[a-z_.]{2,40})\s*\(")
_COUNTS = re.compile(r"[\s\d'\")(.-]*(?:order|group)\W+by\W+\d")
_OPERANDS = frozenset("nsSv)L")
_WHERE = re.compile(r"\s*where\s")
_Found = tuple[str, str, str, bool]
"""(rule, what the reading did that shows it, reason, sure)."""


def judge(value: Value) -> Iterable[Attack]:
    """At most one attack: the plainest of the last layers that shows one."""
    if value.where == "target" or (value.where == "referer" and not value.name and _URL.match(value.raw)):
        return ()
    for layer in reversed(value.layers[-_LAYERS:]):
        for piece in _pieces(value, layer[:_LONGEST]):
            if _MAY.search(piece) and (found := _judged(piece)) is not None:
                # A quote in a path is a link that somebody copied with it.
                if value.where == "path" and found.rule == "web-sql-probe":
                    continue
                return (found,)
    return ()


def _pieces(value: Value, layer: bytes) -> Iterable[bytes]:
    if value.where != "path" or value.name:
        return (layer,)
    # Comments hold slashes: with them taken out the path falls apart as it should.
    return layer.split(b"/")[:64] if value.steps[-1] == "comments" else ()


def _judged(piece: bytes) -> Attack | None:
    text = piece.decode("latin-1").lower()
    weak: Attack | None = None
    for quote in ("'", '"', "`", ""):
        for at in _closings(text, quote):
            rest = _MODE.sub("", text[at + 1 :]) if quote else text
            reading = Reading(inside=bool(quote)).read(tokens(rest))
            found = _decided(reading, text[:at], quote, text)
            if found is None and quote:
                found = _unparted(rest, text[:at])
            if found is None:
                continue
            shown = piece[max(0, at) :] if quote else piece
            attack = Attack(rule=found[0], shown=shown[:200], reason=found[2], sure=found[3])
            if attack.sure:
                return attack
            weak = weak or attack
    if weak is not None:
        return weak
    known = condition(text)
    if known is not None:
        return Attack(rule=known[0], shown=piece[:200], reason=known[1], sure=known[2])
    return _probe(piece, text)


def _unparted(rest: str, head: str) -> _Found | None:
    """A statement, or an operand, right behind the literal: some servers want no sign between the two."""
    if _VERB.match(rest):
        reading = Reading(inside=True).read(tokens(f";{rest}"))
        found = _stacked(reading, head)
        told = (
            "procedure" in reading.did or "system" in reading.did or reading.end == "cut" or reading.ended > 1
        )
        return (found[0], found[1], found[2], False) if found is not None and told else None
    if _CALLS.match(rest):
        found = _special(Reading(inside=False).read(tokens(rest)), head)
        return None if found is None else (found[0], found[1], found[2], False)
    return None


def _closings(text: str, quote: str) -> Iterable[int]:
    """Where a literal around the value would end: at the first quote, or the first that is not doubled."""
    if not quote:
        return (-1,)
    at = text.find(quote)
    if at < 0:
        return ()
    if text[at + 1 : at + 2] != quote:
        return (at,)
    single = re.search(f"(?<!{quote}){quote}(?!{quote})|{quote * 3}", text[at:])
    return (at, at + single.end() - 1) if single else (at,)


def _decided(reading: Reading, head: str, quote: str, text: str) -> _Found | None:
    if not reading.did:
        return None
    for decide in _QUOTED if quote else _BARE:
        found = decide(reading, head if quote else text)
        if found is not None:
            return found
    return None


def _union(reading: Reading, _head: str) -> _Found | None:
    did = reading.did
    if "whole" in did and "next" not in did:  # a statement by itself appends nothing to another: `_whole`
        return None
    named = "union-name" in did and (
        reading.end == "cut" or "from" in did or "call" in did or "list" in did or "system" in did
    )
    if "union" in did or named:
        return (
            "web-sql-union",
            "union",
            "It appends the rows of a query of its own to those of the statement.",
            True,
        )
    return None


def _special(reading: Reading, _head: str) -> _Found | None:
    if "special" not in reading.did:
        return None
    if reading.end == "broken" and not (_GOING_ON & reading.did.keys()):
        return None
    alone = "whole" in reading.did and "next" not in reading.did
    first = reading.tokens <= _A_CALL and "operator" not in reading.did and "logic" not in reading.did
    reason = "It calls what makes the database wait, tell a value in an error, or reach files and programs."
    return "web-sql-function", "special", reason, not (alone or (first and reading.end == "end"))


_A_CALL = 4
_GOING_ON = frozenset({"operator", "logic", "next", "closes", "union", "reaches"})


def _stacked(reading: Reading, head: str) -> _Found | None:
    did = reading.did
    if "statement" not in did or ("next" not in did and "executes" not in did) or reading.verb not in CORE:
        return None
    telling = "procedure" in did or "system" in did or reading.end == "cut"
    if reading.end == "broken" and not telling:
        return None
    sure = telling or not _WORD.match(head)
    return "web-sql-stacked", "statement", "It ends the statement and begins another of its own.", sure


def _tautology(reading: Reading, _head: str) -> _Found | None:
    if "tautology" not in reading.did:
        return None
    reason = "It adds a condition over constants, so that its author decides what the statement answers."
    return "web-sql-boolean", "tautology", reason, reading.end != "broken"


def _bare_tautology(reading: Reading, _text: str) -> _Found | None:
    if reading.end == "broken" and "closes" not in reading.did:
        return None
    arithmetic = "compared" in reading.did and reading.end == "end" and "closes" not in reading.did
    return None if "whole" in reading.did or arithmetic else _tautology(reading, _text)


def _condition(reading: Reading, head: str) -> _Found | None:
    """A condition behind a literal that was closed, of whatever kind."""
    did = reading.did
    if "logic" not in did or reading.end == "broken":
        return None
    reason = "It closes the literal and goes on with a condition of its own."
    if "comparison" in did or "subselect" in did or ("call" in did and not reading.wants):
        return "web-sql-boolean", "logic", reason, True
    if reading.end == "cut":
        return "web-sql-boolean", "logic", reason, not (reading.wants or _prose(reading.rest))
    if " " not in head and (reading.end == "open" or (reading.end == "end" and not reading.wants)):
        # Where nothing takes care of the statement's own quote, the statement breaks: `"and 1` is half typed.
        return "web-sql-boolean", "logic", reason, reading.end == "open" and not _WORD.search(head)
    return None


def _bare_condition(reading: Reading, _text: str) -> _Found | None:
    did = reading.did
    if "logic" not in did or reading.end == "broken" or reading.wants or "whole" in did:
        return None
    reason = "It adds a condition of its own to a number."
    telling = "closes" in did or reading.end == "cut"
    if _WHERE.match(_text):  # behind an operand there is no room for it: somebody quotes a statement
        return ("web-sql-boolean", "logic", reason, False) if "subselect" in did or telling else None
    called = "call" in did and reading.first in "nsL)" and _SQL_CALLS.search(_text)
    if "subselect" in did or "system" in did or called:
        return "web-sql-boolean", "logic", reason, True
    if "comparison" in did and (telling or (reading.first in "ns" and "compared" not in did)):
        return "web-sql-boolean", "logic", reason, telling
    if "constant" in did and telling:
        return "web-sql-boolean", "logic", reason, reading.first in _OPERANDS and not _prose(reading.rest)
    return None


def _subselect(reading: Reading, _head: str) -> _Found | None:
    did = reading.did
    if "subselect" not in did or reading.end == "broken" or "whole" in did:
        return None
    sure = ("operator" in did or "logic" in did or "system" in did or "closes" in did) and not _WHERE.match(
        _head
    )
    if not sure and "from" not in did and "call" not in did:
        return None
    return (
        "web-sql-subselect",
        "subselect",
        "It puts a query of its own where the statement wants a value.",
        sure,
    )


def _clauses(reading: Reading, _head: str) -> _Found | None:
    did = reading.did
    clause = next((name for name in ("order", "group", "having", "procedure", "limit") if name in did), "")
    if not clause or reading.end == "broken" or reading.wants:
        return None
    return "web-sql-clause", clause, "It goes on with another clause of the statement.", clause != "limit"


def _bare_clauses(reading: Reading, text: str) -> _Found | None:
    did = reading.did
    if "whole" in did or reading.end == "broken" or reading.wants:
        return None
    counts = _COUNTS.match(text) or ("closes" in did and ("order" in did or "group" in did))
    behind = not text.lstrip().startswith(("order", "group")) or reading.end == "cut" or reading.closes
    if counts and behind:
        return "web-sql-clause", "order", "It counts the columns of the statement.", reading.end == "cut"
    if "procedure" in did:
        return "web-sql-clause", "procedure", "It calls a procedure over the rows of the statement.", True
    return None


def _cut(reading: Reading, head: str) -> _Found | None:
    """`admin'--`: the literal is closed and all the rest of the statement taken for a comment."""
    at_once = reading.tokens == reading.closes + reading.ended
    if reading.end != "cut" or not (at_once or _COMPARED & reading.did.keys()):
        return None
    # A flag in quotes, `"--all"`: what would be a comment closes the quote again.
    flag = _WORD.search(reading.rest) and _QUOTE.search(reading.rest)
    if flag or _prose(reading.rest) or head.count(" ") > _WORDS_BEFORE:
        return None
    reason = "It closes the literal and takes the rest of the statement for a comment."
    return "web-sql-cut", "cut", reason, not reading.rest.strip("-+ ;'\")")


_WORDS_BEFORE = 3
_COMPARED = frozenset({"compared", "compared-name", "operator"})


def _bare_cut(reading: Reading, _text: str) -> _Found | None:
    if (
        reading.end != "cut"
        or not reading.closes
        or reading.tokens > reading.closes + 1
        or _prose(reading.rest)
    ):
        return None
    return (
        "web-sql-cut",
        "cut",
        "It closes a bracket and takes the rest of the statement for a comment.",
        False,
    )


def _joined(reading: Reading, head: str) -> _Found | None:
    did = reading.did
    if reading.end == "broken" or not ({"operator", "logic"} & did.keys()):
        return None
    if ("call" in did or "system" in did) and not reading.wants:
        return (
            "web-sql-boolean",
            "operator",
            "It closes the literal and joins what the database makes.",
            True,
        )
    if (
        reading.end == "open"
        and not _WORD.search(head)
        and reading.tokens <= _A_JOIN
        and len(head) <= _A_CALL
    ):
        return (
            "web-sql-boolean",
            "operator",
            "It closes the literal and opens another behind an operator.",
            False,
        )
    return None


_A_JOIN = 3


def _whole(reading: Reading, text: str) -> _Found | None:
    """A statement by itself: it does not change another, and few honest clients search for such a one."""
    did = reading.did
    if "whole" not in did:
        return None
    if "executes" in did and ("procedure" in did or "system" in did):
        return "web-sql-stacked", "whole", "It runs a procedure of the server.", "xp_" in text or "(" in text
    if "system" in did or "procedure" in did:
        return "web-sql-statement", "whole", "It is a query of the database's own tables.", False
    if "union" in did or "union-name" in did:
        return "web-sql-statement", "whole", "It is a query of several parts.", False
    if "executes" in did or (
        reading.verb in ("create", "grant") and re.match(r"\s*\w+\s+(?:user|login)\b", text)
    ):
        return "web-sql-statement", "whole", "It is a statement that runs or grants something.", False
    return None


def _system(reading: Reading, text: str) -> _Found | None:
    if "system" in reading.did and reading.end != "broken" and text.lstrip().startswith("@@"):
        return "web-sql-statement", "system", "It is a variable of the database.", False
    return None


def _prose(rest: str) -> bool:
    """Whether what a comment hides are words to be read."""
    return len(_WORD.findall(rest[:400])) >= 2 and "select" not in rest  # noqa: PLR2004 - one may be a marker


def _probe(piece: bytes, text: str) -> Attack | None:
    found = _PROBE.fullmatch(text)
    if not found and _JOINED.fullmatch(text):
        reason = "It closes the literal and opens another behind an operator."
        return Attack(rule="web-sql-probe", shown=piece[:200], reason=reason, sure=False)
    if not found or found[1] in _EMPTY or not ({"'", '"'} & set(found[1])):
        return None
    if "'" not in found[1] and text[:1].isdigit():  # inches
        return None
    reason = "It is a quote and nothing that a quote belongs to: somebody looks whether the statement breaks."
    return Attack(rule="web-sql-probe", shown=piece[:200], reason=reason, sure=False)


_Decision = Callable[[Reading, str], _Found | None]
_QUOTED: tuple[_Decision, ...] = (
    _union, _special, _stacked, _tautology, _condition, _subselect, _clauses, _joined, _cut,
)  # fmt: skip
_BARE: tuple[_Decision, ...] = (
    _union, _special, _stacked, _bare_tautology, _bare_condition, _subselect, _bare_clauses, _bare_cut,
    _whole, _system,
)  # fmt: skip
