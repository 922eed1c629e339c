"""Rules that are names and a format: values without a prefix, told by the provider in their variable's name.

From the names and the format come the regular expression, the least entropy and the examples, so that such
a rule is data alone. A name is a literal in small letters; `-` in it stands for a separator that may be
absent. A format is one or more of these, joined by `|`: `hex:32` or `b62:20-40` for random characters,
`uuid`, and a text with slots, such as `key-<hex:32>`.
"""

from __future__ import annotations

import math
import re
from functools import cache

from vedette.detectors.secrets.examples import ALPHABETS

_UUID = "<hex:8>-<hex:4>-<hex:4>-<hex:4>-<hex:12>"
_SLOT = re.compile(r"<(\w+):(\d+)(?:-(\d+))?>")
_SHORTHAND = re.compile(r"\w+:\d+(?:-\d+)?")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SEP = "[_. -]{0,1}"
# Shorter names begin a word; longer ones may stand within one, such as MYDATADOGKEY.
_SHORT = 6
_LEAST = 4
_START = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=[a-z0-9])(?=[A-Z]))"
# The end of a word, in any of the ways in which words are joined, or a word that speaks of a credential.
_END = (
    r"(?=[^A-Za-z]|(?<=[a-z0-9])[A-Z]|"
    r"(?i:a(?:cc|pi|pp|uth)|client|cred|key|pa(?:ss|t)|priv|s(?:ec|erv)|tok|user|webh))"
)
# The rest of the variable's name; in prose and comments it is of several words. What is possessive here and
# below cannot be had again by what follows, so that nothing is tried twice.
_REST = r"[\w.-]{0,40}+(?> (?i:api|app|access|auth|client|license|key|token|secret|password|is)\b){0,3}+"
# A provider's name may be that of a section or an object which the variable is in.
_INNER = (
    r"""[\w-]{0,8}+[\"'\]]{0,2}+\s{0,1}+[:=>]{0,2}+\s{0,1}+[{(\[]{0,1}+\s{0,24}+[\"':]{0,1}+"""
    r"[\w-]{0,32}+"
)
# From the name to the value: assignments, defaults, arguments, attributes, elements, lists of name and value.
_GIVEN = (
    r"""[\\\"'`\])}]{0,4}+(?:"""
    r"""\s{0,8}(?::\s{0,2}[A-Za-z]{1,12}\s{0,2}=|[=-]>|:{1,3}=|[|?]{1,2}=|[.+]=|={1,3}|:-|:{1,2}|,|[|?]{2}|\()\s{0,8}"""
    r"""|[ \t]{1,8}(?:or[ \t]{1,2}){0,1}"""
    r"""|,{0,1}\s{1,24}[\"']{0,1}[Vv]alue[\"']{0,1}\s{0,2}[=:]\s{0,2}"""
    r"""|>\s{0,24}|</[a-z]{1,8}>\s{0,24}<[a-z]{1,8}>)"""
    r"""(?>[bru]{0,1}\\{0,1}[\"'`]{1,3}){0,1}+(?>(?i:bearer|token|apikey|basic)[ =:]{1,2}){0,1}+"""
)
_AFTER = r"(?![A-Za-z0-9_/+=-]|\.[A-Za-z0-9])"
# Bytes in which a name and what is between it and its value have room: of `_INNER` and `_GIVEN` they are 134.
_REACH = 192
_LAYOUTS = (
    "{ENV}=«{value}»",
    'export {ENV}="«{value}»"',
    '{{"{snake}": "«{value}»"}}',
    "{camel}: '«{value}»'",
    '<add key="{Camel}" value="«{value}»" />',
    "<{camel}>«{value}»</{camel}>",
    '{snake} = os.environ.get("{ENV}", "«{value}»")',
    'client.set{Camel}("«{value}»");',
    '{camel} := "«{value}»"',
    'curl -H "{Header}: «{value}»" https://api.shop.internal',
    "- name: {ENV}\n  value: «{value}»",
)
_SECTION = '{section}:\n  {last}: "«{value}»"'
_GOOD = (
    "{ENV}=${{{ENV}}}",
    '{snake} = "your-{kebab}"',
    "{camel}: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
    '{snake} = os.environ["{ENV}"]',
)


def pattern(names: tuple[str, ...], of: tuple[str, ...], value: str) -> str:
    """The regular expression of a named rule, with groups `name` and `secret`.

    Args:
        names: what the variable's name, or the section that it is in, begins or goes on with.
        of: words one of which comes after that, which `speaks` tells; empty if any name will do.
        value: the format.

    Raises:
        ValueError: a name is too short to be looked for, or the format cannot be read.
    """
    rest = f"(?:{_REST}|{_INNER})" if of else _REST
    return f"(?P<name>{opening(names)}{rest}){_GIVEN}(?P<secret>{expression(value)}){_AFTER}"


def expression(value: str) -> str:
    """The regular expression of a format alone.

    Raises:
        ValueError: the format cannot be read.
    """
    return "|".join(_format(one) for one in formats(value))


def opening(names: tuple[str, ...]) -> str:
    """What the pattern begins with: one of the names.

    Raises:
        ValueError: a name is too short to be looked for.
    """
    return f"(?:{'|'.join(_keyword(name) for name in names)})"


def may_follow(data: bytes, at: int, value: str) -> bool:
    """Whether a value of a format may stand behind a name: the cheap question before the whole pattern.

    Args:
        data: the text.
        at: byte offset of the name.
        value: the format.
    """
    end = at + _REACH + _longest(value)
    return _run(value).search(data, at, end) is not None and _alone(value).search(data, at, end) is not None


def speaks(name: bytes, names: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Whether what the group `name` captured begins with a whole word, and has one of those asked for."""
    begins = re.match(f"(?i:{'|'.join(map(_words, names))}){_END}".encode(), name + b" ")
    if not begins:
        return False
    return not of or re.search("|".join(map(_words, of)).encode(), name, re.IGNORECASE) is not None


@cache
def formats(value: str) -> tuple[str, ...]:
    """Each alternative of a format, as a text with slots.

    Raises:
        ValueError: an alternative has no random part, or one of an unknown alphabet.
    """
    found = []
    for one in value.split("|"):
        spelled = f"<{one}>" if _SHORTHAND.fullmatch(one) else one.replace("uuid", _UUID)
        slots = list(_SLOT.finditer(spelled))
        if not slots or any(slot[1] not in ALPHABETS for slot in slots):
            raise ValueError(f"no format is written like {one}")
        found.append(spelled)
    return tuple(found)


@cache
def may_be_letters(value: str) -> bool:
    """Whether values of a format have no digit but by chance."""
    return any(ALPHABETS[slot[1]].isalpha() for one in formats(value) for slot in _SLOT.finditer(one))


def prefix(value: str) -> int:
    """Number of leading bytes that every value of a format has alike."""
    leads = {one.partition("<")[0] for one in formats(value)}
    return len(leads.pop()) if len(leads) == 1 else 0


def least_entropy(value: str) -> float:
    """Bits a byte that a random value of the format has, but for fewer than one in a thousand."""
    return min(_bits(one) for one in formats(value))


def bad_examples(names: tuple[str, ...], of: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Templates of each name, word, format and layout at least once; see `examples`."""
    made = formats(value)
    values = [_filled(one, longest=longest) for one in made for longest in (False, True)]
    layouts = [*_LAYOUTS, _SECTION] if of else list(_LAYOUTS)
    count = max(len(layouts), len(names), len(of), len(values))
    return tuple(
        layouts[at % len(layouts)].format(
            value=values[at % len(values)],
            **_spellings(names[at % len(names)], of[at % len(of)] if of else "key"),
        )
        for at in range(count)
    )


def good_examples(names: tuple[str, ...], of: tuple[str, ...]) -> tuple[str, ...]:
    """References and placeholders under the same names, to be left alone."""
    return tuple(one.format(**_spellings(names[0], of[0] if of else "key")) for one in _GOOD)


def _keyword(name: str) -> str:
    longest = max(map(len, name.split("-")))
    if not _NAME.fullmatch(name) or len(name.replace("-", "")) < _LEAST or longest < _LEAST - 1:
        raise ValueError(f"{name} is no name to look for: small letters, at least {_LEAST}, one run of 3")
    start = _START if len(name) < _SHORT else ""
    return f"{start}(?i:{_words(name)})"


@cache
def _run(value: str) -> re.Pattern[bytes]:
    """The longest run of random characters in each alternative; many rules share a format."""
    slots = [max(_SLOT.finditer(one), key=lambda slot: int(slot[2])) for one in formats(value)]
    runs = dict.fromkeys(f"[{_ranges(ALPHABETS[slot[1]])}]{{{slot[2]}}}" for slot in slots)
    return re.compile("|".join(runs).encode("ascii"))


@cache
def _alone(value: str) -> re.Pattern[bytes]:
    """A whole value, which stands alone: what is between it and its name never ends in a letter."""
    secret = "|".join(_format(one) for one in formats(value))
    return re.compile(f"(?<![A-Za-z0-9_])(?:{secret}){_AFTER}".encode("ascii"))


@cache
def _longest(value: str) -> int:
    """Number of bytes of the longest value of a format."""
    return max(
        len(_SLOT.sub("", one)) + sum(int(slot[3] or slot[2]) for slot in _SLOT.finditer(one))
        for one in formats(value)
    )


@cache
def _words(name: str) -> str:
    return _SEP.join(name.split("-"))


@cache
def _format(spelled: str) -> str:
    """The regular expression of one alternative."""
    found = ""
    at = 0
    for slot in _SLOT.finditer(spelled):
        found += re.escape(spelled[at : slot.start()])
        found += f"[{_ranges(ALPHABETS[slot[1]])}]{{{slot[2]}{',' + slot[3] if slot[3] else ''}}}"
        at = slot.end()
    return found + re.escape(spelled[at:])


@cache
def _ranges(letters: str) -> str:
    """The inside of a character class."""
    spans: list[str] = []
    for letter in sorted(set(letters)):
        if spans and ord(spans[-1][-1]) + 1 == ord(letter):
            spans[-1] = spans[-1][0] + letter
        else:
            spans.append(letter)
    return "".join(
        re.escape(span[0]) + (f"-{re.escape(span[-1])}" if len(span) > 1 else "") for span in spans
    )


@cache
def _bits(spelled: str) -> float:
    """Three quarters of the entropy that so few letters show on average, less than their alphabet's."""
    slots = list(_SLOT.finditer(spelled))
    letters = set().union(*(ALPHABETS[slot[1]] for slot in slots))
    length = sum(int(slot[2]) for slot in slots)
    size = len(letters)
    average = math.log2(size) - (size - 1) / (2 * length * math.log(2))
    return round(max(0.75 * average, 0.6 * math.log2(min(size, length))), 2)


def _filled(spelled: str, *, longest: bool) -> str:
    """A template of the shortest or the longest values of one alternative."""
    return _SLOT.sub(lambda slot: f"<{slot[1]}:{slot[3] if longest and slot[3] else slot[2]}>", spelled)


@cache
def _spellings(name: str, word: str) -> dict[str, str]:
    """A variable's name as it is spelled in each layout."""
    words = [*name.split("-"), *word.split("-")]
    camel = "".join(part.capitalize() for part in words)
    return {
        "ENV": "_".join(words).upper(),
        "snake": "_".join(words),
        "kebab": "-".join(words),
        "camel": camel[0].lower() + camel[1:],
        "Camel": camel,
        "Header": "-".join(part.capitalize() for part in words),
        "section": name,
        "last": word.replace("-", "_"),
    }
