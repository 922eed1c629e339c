"""A call or an assignment as it is written: where its parts stand, in words that fit many languages.

`languages/LANGUAGE/written.py` has `call`, `assignment`, `comparison`, `chained`, `import_place`,
`names_from`, `bound`, `split`, `item` and `gaps`, which answer by these. Offsets are bytes of the whole text.
"""

from __future__ import annotations

from msgspec import Struct


class Value(Struct, frozen=True):
    """An expression.

    Attributes:
        start, end: of all of it.
        last: where the last word of a dotted name stands, if the expression is such a name or a call of one;
            None for all else, a bare name included, since that may be anything.
        items: of a map that is written out: key -> its value; keys that are no texts are left out.
        room: where another item may be put in after the last one; -1 where there is none, or some are not
            written out.
    """

    start: int
    end: int
    last: tuple[int, int] | None = None
    items: dict[str, Value] = {}
    room: int = -1


class Argument(Struct, frozen=True):
    """One argument of a call.

    Attributes:
        keyword: its name; "" for one by place.
        spread: it stands for any number of arguments.
        start, end: of all of it, the keyword included.
    """

    keyword: str
    spread: bool
    start: int
    end: int
    value: Value


class Call(Struct, frozen=True):
    """A call.

    Attributes:
        callee: what is called.
        base: end of what stands before the last dot of the callee; -1 without one.
        arguments: in the order of the text.
        end: behind the closing bracket.
    """

    callee: Value
    base: int
    arguments: tuple[Argument, ...]
    end: int


class Comparison(Struct, frozen=True):
    """Two values, asked whether they are equal.

    Attributes:
        start, end: of all of it.
        equal: whether it holds for equal values; False where it holds for others.
    """

    start: int
    end: int
    equal: bool
    left: Value
    right: Value


class ImportPlace(Struct, frozen=True):
    """Where an import may be put in.

    Attributes:
        offset: at the beginning of a line, or at the end of a text that ends without a line end.
        there: the module is imported already, by its own name, at the top.
        line: what is to be put in, without its end.
    """

    offset: int
    there: bool = False
    line: str = ""
