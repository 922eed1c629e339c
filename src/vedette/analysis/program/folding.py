"""Operators and text functions on constants, as most languages have them; bounded in size."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from vedette.analysis.program.values import Constant

_MAX_TEXT = 4096
_MAX_NUMBER = 1 << 128
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "is": lambda a, b: type(a) is type(b) and a == b,
    "is not": lambda a, b: type(a) is not type(b) or a != b,
}
# Methods of a text whose result follows from constants.
_TEXT = frozenset(
    (
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "swapcase",
        "replace",
        "removeprefix",
        "removesuffix",
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "isdigit",
        "isalpha",
        "isalnum",
        "isnumeric",
        "isdecimal",
        "isspace",
        "isupper",
        "islower",
        "casefold",
        "zfill",
        "ljust",
        "rjust",
        "center",
    )
)
_PADS = frozenset(("zfill", "ljust", "rjust", "center"))


class NotKnown(Exception):  # noqa: N818 - no error: the caller goes on without a constant
    """The result does not follow, or is too large to be worth it."""


def binary(sign: str, left: Constant, right: Constant) -> Constant:
    """The result of an operator.

    Raises:
        NotKnown: it does not follow.
    """
    if sign == "%" and isinstance(left, str | bytes):
        raise NotKnown
    if sign in {"*", "<<"} and not _is_small(left, right):
        raise NotKnown
    return _bounded(_BINARY.get(sign), left, right)


def compare(sign: str, left: Constant, right: Constant) -> bool:
    """Whether a comparison holds.

    Raises:
        NotKnown: it does not follow.
    """
    return bool(_bounded(_COMPARE.get(sign), left, right))


def unary(sign: str, value: Constant) -> Constant:
    """The result of a sign before a value.

    Raises:
        NotKnown: it does not follow.
    """
    if sign == "not":
        return not value
    if not isinstance(value, int | float) or sign not in {"-", "+"}:
        raise NotKnown
    return -value if sign == "-" else value


def method(name: str, receiver: Constant, arguments: list[Constant]) -> Constant:
    """The result of a method of a text.

    Raises:
        NotKnown: it does not follow.
    """
    if not isinstance(receiver, str) or name not in _TEXT:
        raise NotKnown
    if name in _PADS and not (arguments and isinstance(arguments[0], int) and arguments[0] <= _MAX_TEXT):
        raise NotKnown
    if (
        name == "replace"
        and len(receiver) * max((len(one) for one in arguments if isinstance(one, str)), default=0)
        > _MAX_TEXT
    ):
        raise NotKnown
    return _bounded(getattr(receiver, name), *arguments)


def item(receiver: Constant, key: Constant) -> Constant:
    """One character of a text.

    Raises:
        NotKnown: it does not follow.
    """
    if not isinstance(receiver, str) or not isinstance(key, int):
        raise NotKnown
    return _bounded(operator.getitem, receiver, key)


def part(receiver: Constant, bounds: tuple[Constant, ...]) -> Constant:
    """A slice of a text.

    Raises:
        NotKnown: it does not follow.
    """
    if not isinstance(receiver, str):
        raise NotKnown
    return _bounded(operator.getitem, receiver, slice(*bounds))


def text(value: Constant) -> str:
    """How a value is written in a text.

    Raises:
        NotKnown: languages differ.
    """
    if isinstance(value, bool) or value is None or isinstance(value, bytes | float):
        raise NotKnown
    return str(value)


def _is_small(left: Constant, right: Constant) -> bool:
    sizes = [len(one) if isinstance(one, str | bytes) else one for one in (left, right)]
    return all(isinstance(size, int | float) and abs(size) <= 256 for size in sizes)  # noqa: PLR2004 - small


def _bounded(function: Callable[..., Any] | None, *arguments: Any) -> Constant:
    if function is None:
        raise NotKnown
    try:
        result = function(*arguments)
    except (TypeError, ValueError, ArithmeticError, IndexError, KeyError, OverflowError) as error:
        raise NotKnown from error
    return _checked(result)


def _checked(result: Any) -> Constant:
    if isinstance(result, str | bytes):
        if len(result) > _MAX_TEXT:
            raise NotKnown
        return result
    if isinstance(result, int | float):
        if abs(result) > _MAX_NUMBER:
            raise NotKnown
        return result
    if result is None:
        return None
    raise NotKnown
