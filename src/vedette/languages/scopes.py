"""Which name is whose: names of a scope are cells that are told at its end what they are.

One cell stands for every mention of a name in a scope, so that a name can be used before it is seen to be
bound, and no pass over the tree is needed beforehand.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from vedette.model.form import FREE, GLOBAL, LOCAL, Class, Form, Function, Gap

Cell = list[Any]  # [LOCAL, FREE or GLOBAL, name]

_MOST_GAPS = 100


def is_temporary(name: str) -> bool:
    """Whether a variable is one that no source has, as `Scope.temporary` makes them."""
    return name.startswith("$") and name[1:].isdecimal()


def add_gap(gaps: list[Gap], gap: Gap) -> None:
    """Add a gap; the last of very many stands for all that follow."""
    if len(gaps) < _MOST_GAPS:
        gaps.append(gap)
    else:
        gaps[-1] = Gap(gaps[-1].start, gap.end, "many", "much of this file could not be read")


def forms_in(body: Form, most: int) -> int:
    """How many tuples and lists a block is made of, in proportion to its forms; not much past `most`."""
    count = 0
    rest: list[Form] = [body]
    while rest and count <= most * 2:
        for item in rest.pop():
            if type(item) is tuple or type(item) is list:
                count += 1
                rest.append(item)
    return count


class Later(NamedTuple):
    """A function whose statements are not read.

    Attributes:
        form: what stands for them.
        words: mentioned in them.
    """

    form: Form
    words: list[str]


class Draft:
    """A module in the making.

    Attributes:
        functions: by number; None while one is not finished.
        classes: by number, likewise.
        gaps: what has no form.
        large: some function or statement may be too large, so that they are to be counted.
        later: by the lines of their heads, functions that are yet to be met whose statements are not read.
    """

    __slots__ = ("classes", "functions", "gaps", "large", "later")

    def __init__(self, *, large: bool = False, later: dict[int, Later] | None = None) -> None:
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self.gaps: list[Gap] = []
        self.large = large
        self.later = {} if later is None else later

    def gap(self, start: int, end: int, reason: str, detail: str) -> None:
        """Note that a part has no form."""
        add_gap(self.gaps, Gap(start, end, reason, detail))


class Scope(dict[str, Cell]):
    """The names of a module, a class or a function, made when they are first asked for.

    Attributes:
        draft: the module in the making.
        parent: scope in which it stands, None for the module.
        number: of the function (of the enclosing one for a class).
        path: names of the enclosing classes and functions, with a dot at the end, or "".
        owner: number of the class whose body this is, -1 for a function or module.
        words: attributes, keywords and imported names mentioned, in order; a class shares its function's.
        bound: names that are assigned here.
        generator: it has a yield.
    """

    __slots__ = (
        "bound",
        "declared",
        "draft",
        "enclosed",
        "generator",
        "inner",
        "number",
        "owner",
        "parent",
        "path",
        "temporaries",
        "waiting",
        "words",
    )

    def __init__(self, draft: Draft, parent: Scope | None, number: int, path: str, owner: int = -1) -> None:
        self.draft = draft
        self.parent = parent
        self.number = number
        self.path = path
        self.owner = owner
        self.words: dict[str, None] = {} if owner < 0 or parent is None else parent.words
        self.bound: set[str] = set()
        self.generator = False
        self.temporaries = 0
        # Names that `global` (True) and `nonlocal` take elsewhere.
        self.declared: dict[str, bool] | None = None
        # Cells of scopes within, whose names may be bound here or further out.
        self.waiting: list[Cell] = []
        # Cells of the variables of comprehensions.
        self.inner: dict[str, list[Cell]] | None = None
        # Some name may belong to a function or a comprehension around this.
        self.enclosed: bool = parent is not None and (
            parent.enclosed or parent.inner is not None or (parent.owner < 0 and parent.parent is not None)
        )

    def __missing__(self, name: str) -> Cell:
        """The cell of a name met for the first time: global until shown otherwise."""
        cell = self[name] = [GLOBAL, name]
        return cell

    def temporary(self) -> Form:
        """A variable that no source has."""
        self.temporaries += 1
        return (LOCAL, f"${self.temporaries}")

    def parameter(self, name: str) -> None:
        """Bind a parameter."""
        self[name] = [LOCAL, name]
        self.bound.add(name)

    def declare(self, names: list[str], *, everywhere: bool) -> None:
        """Take the names of a `global` (everywhere) or `nonlocal` statement."""
        if self.declared is None:
            self.declared = {}
        for name in names:
            self.declared[name] = everywhere
            self.setdefault(name, [GLOBAL, name])

    def enter(self, names: list[str]) -> list[tuple[str, Cell | None]]:
        """Begin a comprehension that has these variables; `leave` takes the result."""
        if self.inner is None:
            self.inner = {}
        hidden = []
        for name in names:
            hidden.append((name, self.get(name)))
            cell: Cell = [LOCAL, name]
            self[name] = cell
            self.inner.setdefault(name, []).append(cell)
        return hidden

    def leave(self, hidden: list[tuple[str, Cell | None]]) -> None:
        """End a comprehension."""
        for name, cell in reversed(hidden):
            if cell is None:
                self.pop(name, None)
            else:
                self[name] = cell

    def mentions(self) -> tuple[str, ...]:
        """Every name, attribute, keyword and imported name mentioned."""
        if self.inner is None:
            return tuple({**self, **self.words})
        return tuple({**self, **self.inner, **self.words})

    def close(self) -> None:
        """Tell every cell what it is, once all of the scope has been seen."""
        parent = self.parent
        if parent is not None:
            bound = self.bound
            if self.declared is not None:
                bound = bound - self.declared.keys()
            for name in bound:
                self[name][0] = LOCAL
            if self.enclosed or self.waiting:
                self._hand_over(parent, bound)
            if self.owner >= 0:
                self.words.update(dict.fromkeys(self))
                self.words.update(dict.fromkeys(self.inner or ()))
        if self.inner is not None:
            self._rename()

    def _hand_over(self, parent: Scope, bound: set[str]) -> None:
        declared = self.declared or {}
        loose = [cell for name, cell in self.items() if name not in bound and not declared.get(name)]
        if self.owner >= 0:
            # Nothing within a class sees the names of its body.
            loose += self.waiting
        else:
            for cell in self.waiting:
                if cell[1] in bound:
                    cell[0] = FREE
                elif not declared.get(cell[1]):
                    loose.append(cell)
        if self.enclosed:
            for cell in loose:
                parent._take(cell)

    def _take(self, cell: Cell) -> None:
        """Take a name of a scope within: a variable of the comprehension around it, or to be seen later."""
        held = self.get(cell[1])
        if held is not None and held[0] == LOCAL and self.inner is not None:
            cells = self.inner.get(cell[1], [])
            if any(one is held for one in cells):
                cell[0] = FREE
                cells.append(cell)
                return
        if self.parent is not None:
            self.waiting.append(cell)

    def _rename(self) -> None:
        """Give variables of comprehensions another name where theirs is used outside of them too."""
        for name, cells in (self.inner or {}).items():
            if name in self:
                for cell in cells:
                    cell[1] = f"{name}$"
