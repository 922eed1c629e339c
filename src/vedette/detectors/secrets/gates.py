"""Gates: signs of encoded text, looked for in the same pass as the beginnings of patterns.

A gate is a cheap sign that something may be read in another way; whether it can be, and whether there is
anything in it, is decided by whoever opens it. So that a pass costs little more with gates than without,
each has a literal of some bytes, but for the one of base64 and hex. That one asks for the first 24 characters
to be those of ASCII text, which one random value in 260,000 begins with, and hardly a word or path. Of ASCII
text the first character in base64 is a letter, and in hex a digit.
"""

from __future__ import annotations

import string

_STANDARD = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_SAFE = _STANDARD[:-2] + "-_"
_HIGH = 0b100000


def _sixes(mask: int) -> str:
    """Class of the base64 characters that leave the bits of a mask unset."""
    kept = sorted({alphabet[at] for alphabet in (_STANDARD, _SAFE) for at in range(64) if not at & mask})
    return "[" + "".join(one if one.isalnum() else "\\" + one for one in kept) + "]"


# Three bytes below 128: the top bit of each is in the first, second and third of the four characters.
_QUAD = _sixes(_HIGH) + _sixes(0b001000) + _sixes(0b000010) + _sixes(0)
_HEX = "[0-9A-Fa-f]"
_DIGITS = f"[2-7]{_HEX}" * 12
_TEXTUAL = f"(?:{_QUAD * 6}|{_DIGITS})"
# One that a split token has on both sides of the split, and prose seldom has.
_SIDE = "[A-Za-z0-9_/+=-]"

BINARY, PERCENT, ESCAPE, ENTITY, GLUE, LIST = (
    "~binary",
    "~percent",
    "~escape",
    "~entity",
    "~glue",
    "~list",
)
_LINE = r"\r{0,1}\n[ \t]{0,40}"
_EXPRESSIONS: dict[str, tuple[str, ...]] = {
    BINARY: (
        rf"[\"'`](?:{_LINE}){{0,1}}{_TEXTUAL}",
        f"={_TEXTUAL}",
        f"base64,{_TEXTUAL}",
        f"asic {_TEXTUAL}",
        f"[^A-Za-z0-9]0x{_DIGITS}",
        "LS0tLS1CRUdJTiB" + "[A-Za-z0-9+/]" * 9,
    ),
    PERCENT: (
        f"%[2-7]{_HEX}%[2-7]{_HEX}",
        "%(?:25){0,3}3[Aa]%(?:25){0,3}2[Ff]%",
        f"[A-Za-z]%(?:25){{0,3}}3[Dd]{_SIDE}{{8}}",
        "-----BEGIN%20",
    ),
    ESCAPE: (
        rf"\\u00[2-7]{_HEX}\\u00[2-7]{_HEX}",
        rf"\\x[2-7]{_HEX}\\x[2-7]{_HEX}",
        r"\\1[0-7]{2}\\1[0-7]{2}",
        r"\\u00(?:3[AaDd]|2[27Dd])",
        r":\\/\\/",
        rf"{_SIDE}\\{_LINE}{_SIDE}",
    ),
    ENTITY: (
        f"&#(?:x[2-7]{_HEX}|1{{0,1}}[0-9]{{2}});&#",
        "&(?:quot|#34|#x22);[:=]",
    ),
    GLUE: tuple(
        f"{_SIDE}{left}{glue}{right}{_SIDE}"
        for glue in (
            r" {0,1}\+ {0,1}",
            r" \.{1,2} ",
            " & ",
            r" \|\| ",
            rf" {{0,1}}[+.]{_LINE}",
            rf"{_LINE}[+.] {{0,1}}",
            rf" {{0,1}}\\{{0,1}}{_LINE}",
        )
        for left, right in ('""', "''")
    ),
    LIST: (r"""["']\.join\([\[(]{1,2}["']""", r"""["'],{0,1}\]\.join\(["']["']\)"""),
}
# Expression -> gate; every match of an expression is at most 96 bytes long.
EXPRESSIONS: dict[str, str] = {one: gate for gate, many in _EXPRESSIONS.items() for one in many}
# As the one of base64 and hex costs as much as all rules, those below are for texts that are not programs.
ANYWHERE: dict[str, str] = {f"(?:^|[^A-Za-z0-9]){_TEXTUAL}": BINARY}
