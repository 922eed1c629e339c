"""Tokens of SQL, in whatever dialect: the union of MySQL, PostgreSQL, SQL Server, Oracle and SQLite.

A statement may begin and end anywhere, since what is read is a piece of one; nothing raises, and time is
linear. Kinds are single letters, so that a run of tokens can be told as a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST = 600
"""Tokens that are read at most."""


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: `n` number, `s` string, `S` string that the end of the text cut, `v` variable, `c` constant
            such as null, `w` name, `L` and/or/xor, `=` comparison, `o` other operator, `U` union and its
            kind, `E` word that begins a statement, `B` word that begins a clause, `C` comment that takes
            all the rest, `m` word that changes nothing (all, distinct, ...), `k` any other keyword, `x`
            anything else; of punctuation the sign itself.
        text: in lower case.
        start: offset in the text.
    """

    kind: str
    text: str
    start: int


_NAME = r"(?:[a-z_\x80-\xff][\w$\x80-\xff]*|`[^`]*`|\[[\w .$-]{1,80}\])"
_PATTERN = re.compile(
    r"""
    (?P<space>[\s\x00\x0b\x0c\x1c-\x1f\xa0]+
      |/\*(?!!)[^*]*\*+(?:[^/*][^*]*\*+)*/
      |(?:--|\#)[^\n]*\n
      |/\*!\d{0,6}|\*/
      |::[a-z_]\w*)
    |(?P<C>--.*|\#.*|/\*.*|;\x00.*)
    |(?P<s>(?:[nxbe]|_[a-z0-9]+)?'(?:[^'\\]|''|\\.)*(?:'|(?P<open1>\\?$))
      |"(?:[^"\\]|""|\\.)*(?:"|(?P<open2>\\?$))
      |\$\$[^$]*\$\$)
    |(?P<n>0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)
    |(?P<v>@{1,2}(?:[\w$.]+|`[^`]*`)?|\$\d+)
    |(?P<c>\\n)
    |(?P<w>"""
    + _NAME
    + r"(?:\s{0,4}\.{1,2}\s{0,4}(?:"
    + _NAME
    + r"""|\*))*)
    |(?P<eq><=>|<>|!=|\^=|>=|<=|!<|!>|!~\*?|~\*|=|<(?!<)|>(?!>))
    |(?P<L>&&|\|\|)
    |(?P<o>:=|<<|>>|->>?|[+\-*/%|&!~^])
    |(?P<p>[(),;{}])
    |(?P<x>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)

_WORDS: dict[str, str] = {}
for _kind, _words in {
    "L": "and or xor",
    "=": "like rlike regexp ilike similar between in is glob match sounds soundex",
    "o": "div mod collate escape overlaps",
    "U": "union intersect except minus",
    "E": "select insert update delete drop create alter exec execute declare truncate shutdown waitfor call "
    "set use grant revoke begin merge replace with show load backup restore rename handler do attach pragma "
    "vacuum analyze copy prepare deallocate commit rollback describe explain values if while print kill "
    "bulk reconfigure dbcc notify listen lock start stop raiserror open fetch lo_import table",
    "B": "from where group order having limit offset into procedure for join inner outer left right cross "
    "natural on using window returning as union_clause when then else top over partition rows by",
    "m": "desc all distinct distinctrow not binary any some exists case interval unique asc straight_join "
    "sql_no_cache sql_calc_found_rows high_priority nulls first last to",
    "c": "null true false unknown default current_user session_user system_user current_timestamp user "
    "sysdate rownum maxvalue",
    "k": "end",
}.items():
    _WORDS.update(dict.fromkeys(_words.split(), _kind))
# Names of functions first of all: they are words unless nothing in brackets follows.
_CALLABLE = frozenset(
    {"if", "left", "right", "insert", "replace", "user", "values", "mod", "exists", "like", "soundex"}
)
_CALL = re.compile(r"\s*\(")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, comments and space left out, read as they are asked for.

    Args:
        text: in lower case; one character a byte.
    """
    count = 0
    for match in _PATTERN.finditer(text):
        group = match.lastgroup or "x"
        if group == "space":
            continue
        yield _token(group, match, text)
        count += 1
        if count >= MOST:
            return


def _token(group: str, match: re.Match[str], text: str) -> Token:
    told = match[0]
    if group == "s":
        kind = "s"
        if match["open1"] is not None or match["open2"] is not None:
            # `b'` is a letter and a quote, and no literal of bits that the end cut.
            kind = "S" if told[0] in "'\"" else "x"
    elif group == "p":
        kind = told
    elif group == "eq":
        kind = "="
    elif group == "w":
        kind = _WORDS.get(told, "w")
        if (kind == "c" or (kind != "w" and told in _CALLABLE)) and _CALL.match(text, match.end()):
            kind = "w"
    else:
        kind = group
    return Token(kind, told, match.start())
