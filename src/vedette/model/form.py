"""The form of a program: one small language to which every programming language is lowered.

A front end in `languages/` makes a `Module` of a text; `analysis/program` evaluates it and knows no language.
Statements and expressions are plain tuples whose first item is one of the numbers below, since millions of
them are made and a run of msgpack keeps them in the cache. After decoding they may be lists: read them by
index only.

A position is `line << 12 | column`, the line from 1, the column from 0 in bytes of UTF-8, at most 4095.

Expressions:

    (CONST, value)                      value: str, bytes, int, float, bool or None
    (LOCAL, name)                       of the function at hand, a parameter or a temporary (`$1`)
    (FREE, name)                        of an enclosing function
    (GLOBAL, name)                      of the module, else built in
    (ATTR, base, name, pos)
    (ITEM, base, key, pos)              base[key]; key may be a SLICE
    (SLICE, low, high, step)            each an expression or None
    (CALL, callee, args, named, pos, end)   args: expressions, (SPREAD, e) for *e; named: [name or None, e],
                                        None for **e
    (NEW, callee, args, named, pos, end)    in languages that tell construction from a call
    (BINARY, operator, left, right, pos)    arithmetic and joining: + - * / % ** << >> & | ^ //
    (UNARY, operator, e)                - + ~ not
    (COMPARE, operator, left, right)    == != < <= > >= in "not in" is "is not"; a chain is a LOGIC of several
    (LOGIC, operator, items)            and, or, ??; its value is that of one of the items
    (PICK, test, then, otherwise)       conditional expression
    (TEXT, parts, pos)                  interpolated string: CONST strings and expressions in order
    (SEQUENCE, kind, items)             kind: list, tuple or set
    (MAP, pairs)                        pairs: [key or None, value], None for a spread
    (MAP, pairs, True)                  an object: its keys are its attributes
    (EACH, kind, element, clauses)      comprehension; kind: list, set, map or lazy; element of a map is a
                                        SEQUENCE of key and value; clauses: [target, iterable, [conditions]]
    (BIND, target, e)                   assignment as an expression
    (CLOSURE, function)                 function: its number in the module, captured where it stands
    (AWAIT, e)
    (YIELD, e or None, delegated)
    (SPREAD, e)
    (OTHER, items)                      anything whose value may hold what its items hold

Targets are LOCAL, FREE, GLOBAL, ATTR, ITEM, or a SEQUENCE of targets, one of which may be a SPREAD.

Statements:

    (ASSIGN, targets, e, pos)           from left to right
    (AUGMENT, target, operator, e, pos)
    (EVAL, e, pos)
    (BRANCH, test, then, otherwise, pos)
    (LOOP, target, e, body, otherwise, pos)   target None: while e
    (RETURN, e or None, pos)
    (THROW, e or None, pos)
    (TRY, body, handlers, otherwise, last, pos)   handlers: [types or None, name or None, body]
    (WITH, e, target or None, body, pos)
    (FUNCTION, function, target, pos)   defines; decorators are in the Function
    (CLASS, class, target, pos)
    (IMPORT, module, name, target, level, pos)   name "" for the module itself, "*" for all; level: dots
    (DELETE, target, pos)
    (LEAVE, pos)                        break
    (NEXT, pos)                         continue
    (LATER, language, text, pos)        stands for a body that is read when it is asked for, see
                                        `languages/later.py`; without a text for what could not be read
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

Form: TypeAlias = Any  # a tuple as above, or the list it is decoded to
Block: TypeAlias = "list[Form]"

(
    CONST,
    LOCAL,
    FREE,
    GLOBAL,
    ATTR,
    ITEM,
    SLICE,
    CALL,
    NEW,
    BINARY,
    UNARY,
    COMPARE,
    LOGIC,
    PICK,
    TEXT,
    SEQUENCE,
    MAP,
    EACH,
    BIND,
    CLOSURE,
    AWAIT,
    YIELD,
    SPREAD,
    OTHER,
) = range(24)
(
    ASSIGN,
    AUGMENT,
    EVAL,
    BRANCH,
    LOOP,
    RETURN,
    THROW,
    TRY,
    WITH,
    FUNCTION,
    CLASS,
    IMPORT,
    DELETE,
    LEAVE,
    NEXT,
    LATER,
) = range(32, 48)

COLUMN_BITS = 12
MAX_COLUMN = (1 << COLUMN_BITS) - 1


class Parameter(Struct, frozen=True, array_like=True):
    """One parameter.

    Attributes:
        name: as in the source.
        kind: `plain`, `named` (by keyword only), `rest` (*args) or `named-rest` (**kwargs).
        default: expression, None for none.
        annotation: its declared type as an expression, None for none.
    """

    name: str
    kind: str = "plain"
    default: Form = None
    annotation: Form = None


class Function(Struct, frozen=True, array_like=True):
    """A function, a lambda, or (number 0) the module's own statements.

    Attributes:
        number: its index in `Module.functions`.
        name: `<module>` for number 0, `<lambda>` for one without a name.
        path: names of the enclosing classes and functions and its own, with dots; "" for number 0.
        parameters: in order, `self` included.
        body: statements.
        decorators: expressions, from the outermost.
        returns: declared type, None for none.
        flags: of `async`, `generator`, `lambda`, and `method` for one whose variable `this` is what it is
            called on, though it is no parameter.
        owner: number of the class in whose body it stands, -1 for none.
        outer: number of the function in which it stands; 0 for the module's.
        start, end: positions, decorators not included.
        words: every name, attribute, keyword and imported name mentioned in it, not in functions within.
    """

    number: int
    name: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Block
    decorators: tuple[Form, ...] = ()
    returns: Form = None
    flags: tuple[str, ...] = ()
    owner: int = -1
    outer: int = 0
    start: int = 0
    end: int = 0
    words: tuple[str, ...] = ()


class Class(Struct, frozen=True, array_like=True):
    """A class.

    Attributes:
        number: its index in `Module.classes`.
        path: as for functions.
        bases: expressions.
        named: keywords of the definition, [name, expression].
        body: statements of its body, FUNCTION and CLASS among them; its names are LOCAL.
        outer: number of the function in which it stands.
    """

    number: int
    name: str
    path: str
    bases: tuple[Form, ...]
    named: tuple[tuple[str, Form], ...]
    body: Block
    decorators: tuple[Form, ...] = ()
    outer: int = 0
    start: int = 0
    end: int = 0


# The reason of a gap that is a whole file, made by a program of others: nobody meant it to be read.
MADE = "generated"


class Gap(Struct, frozen=True, array_like=True):
    """A part of a text that has no form: where it stands, and why, as a kebab-case code and a sentence."""

    start: int
    end: int
    reason: str
    detail: str


class Module(Struct, frozen=True, array_like=True):
    """The form of one file.

    Attributes:
        path: relative to the root, as in `facts.Entry`.
        language: such as `python`.
        functions: number 0 is the module itself.
        classes: of the whole file.
        gaps: what could not be lowered; the rest is there.
    """

    path: str
    language: str
    functions: tuple[Function, ...]
    classes: tuple[Class, ...] = ()
    gaps: tuple[Gap, ...] = ()
