"""What a function says with a word that a check goes by, seen without evaluating anything.

Most functions that have a word such as `open`, `json` or `fields` do with it what no check asks about. A call
is told apart by how it is written: how many arguments there are, constants, names. Whatever is not plain
counts as what a check may hold for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from vedette.analysis.program.book import Book
from vedette.analysis.program.conditions import Site, is_constant, is_refuted
from vedette.analysis.program.starts import CALLED, OF_CLASS, OF_MODULE, Use
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.form import Class, Form, Function, Module

_NESTED = (list, tuple)
_CALLS = frozenset((forms.CALL, forms.NEW))
_SPOKEN = frozenset((forms.ATTR, forms.GLOBAL, forms.FREE))
_BASED = frozenset((forms.ATTR, forms.ITEM))
# What is given to these is looked at, and never called.
_LOOKING = frozenset(("str", "repr", "len", "isinstance", "print"))


class Within:
    """Functions and classes of a module, by the number of the function in which they stand.

    Attributes:
        module: the module.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.functions: defaultdict[int, list[Function]] = defaultdict(list)
        self.classes: defaultdict[int, list[Class]] = defaultdict(list)
        for function in module.functions[1:]:
            self.functions[function.outer].append(function)
        for one in module.classes:
            self.classes[one.outer].append(one)


class Uses:
    """What one function says with some words; what is written at functions and classes within it as well.

    Args:
        within: of its module.
        function: which.
        words: of interest.
    """

    def __init__(self, within: Within, function: Function, words: Iterable[str]) -> None:
        self._path = within.module.path
        self._function = function
        self._words = frozenset(words)
        self._classes = within.classes.get(function.number, [])
        self._calls: defaultdict[str, list[Form]] = defaultdict(list)
        self._others: set[str] = set()
        # What only an attribute or an item is asked of, or how it is written.
        self._asked: set[str] = set()
        self._given = {one.name for one in function.parameters}
        self._met = set(self._given)
        self._inner = within.functions.get(function.number, ())
        self._is_gathered = False

    def may_be(self, word: str, use: Use, book: Book) -> bool:
        """Whether a check may hold for something that is said with a word."""
        if use.how == OF_MODULE:
            return self._function.number == 0
        if use.how == OF_CLASS:
            return any(
                _has_variable(one.body, word) and self._may_hold(use, one.path, None, book)
                for one in self._classes
            )
        self._gather_all()
        # A word that is nowhere to be seen is what something was imported as by another name.
        if word in self._others or word not in self._met:
            return True
        if word in self._asked and (use.how != CALLED or book.has_members):
            return True
        calls = self._calls.get(word, ()) if use.how == CALLED else ()
        return any(self._may_hold(use, self._function.path, form, book) for form in calls)

    def is_said(self, word: str) -> bool:
        """Whether a word is anything but a variable of the function's own, or the name of an argument."""
        self._gather_all()
        return (
            word in self._others
            or word in self._asked
            or word in self._given
            or word in self._calls
            or word not in self._met
        )

    def must_be(self, word: str, use: Use, book: Book) -> bool:
        """Whether something is called by a word with the very constants that are asked for."""
        self._gather_all()
        return any(
            self._may_hold(use, self._function.path, form, book)
            and all(is_constant(one, form) for one in use.where)
            for form in self._calls.get(word, ())
        )

    def _may_hold(self, use: Use, inside: str, call: Form, book: Book) -> bool:
        site = Site(self._path, inside)
        site.function, site.form = self._function, call
        return not any(is_refuted(one, site, book) for one in use.where)

    def _gather_all(self) -> None:
        if not self._is_gathered:
            self._is_gathered = True
            self._gather([ready(self._function).body, *_around(self._inner, self._classes)])

    def _gather(self, left: list[Form]) -> None:
        """Sort what goes by the words into calls and all else."""
        while left:
            form = left.pop()
            kind = form[0] if form else forms.CONST
            if type(kind) is not int:
                self._met.update(one for one in form if type(one) is str)
                left += [one for one in form if type(one) in _NESTED]
                continue
            if kind == forms.CONST:
                continue
            start = 1
            if kind in _CALLS:
                start = self._gather_call(form, left)
            elif kind == forms.LOCAL:
                self._met.add(form[1])
            elif kind in _SPOKEN:
                self._others.add(_name(form))
            elif kind == forms.IMPORT:
                self._others.add(form[2] or form[1].rpartition(".")[2])
            if kind in _BASED:
                start = 2
                left.append(self._base(form[1]))
            left += [one for one in form[start:] if type(one) in _NESTED]

    def _gather_call(self, form: Form, left: list[Form]) -> int:
        """Sort a call; tell from where on its parts are still to be sorted."""
        callee = form[1]
        name = _name(callee) if callee else ""
        if not name:
            return 1
        if name in self._words:
            self._met.add(name)
            self._calls[name].append(form)
        if callee[0] == forms.ATTR:
            # As `word.delay()`, which may call what the word is.
            left.append(callee[1])
        if name not in _LOOKING and not name.startswith("assert"):
            return 2
        left += [self._base(one) for one in form[2]]
        return 3

    def _base(self, form: Form) -> Form:
        """What is left of an expression of which something is asked: nobody calls what it names."""
        while form and form[0] in _SPOKEN:
            name = _name(form)
            self._met.add(name)
            self._asked.add(name)
            form = form[1] if form[0] == forms.ATTR else None
        return form


def _name(form: Form) -> str:
    """The last word of a variable or an attribute; "" for all else."""
    kind = form[0]
    if kind == forms.ATTR:
        return str(form[2])
    return str(form[1]) if kind in {forms.LOCAL, forms.GLOBAL, forms.FREE} else ""


def _around(functions: Iterable[Function], classes: Iterable[Class]) -> Iterator[Form]:
    """What is evaluated with a function, though it stands at functions and classes within it."""
    for one in classes:
        yield from (one.bases, one.named, one.decorators, one.body)
    for inner in functions:
        yield inner.decorators
        yield inner.returns or ()
        for parameter in inner.parameters:
            yield parameter.default or ()
            yield parameter.annotation or ()


def _has_variable(body: Form, name: str) -> bool:
    left = [body]
    while left:
        form = left.pop()
        if form and form[0] == forms.LOCAL and form[1] == name:
            return True
        left += [one for one in form if type(one) in _NESTED]
    return False
