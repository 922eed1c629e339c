r"""Regular expressions that may take very long, by how they are written.

A pattern is taken for an automaton whose transitions are sets of characters. Its time doubles with each
character where a state comes back to itself by two ways on the same text (`(\w+\s*)+` matches a word of ten
letters in 512 ways), and grows with the cube of the length where three loops in a row go round on one text
(`\s*\t+\s*x`), or with its square where two do, one of which may be the search for a beginning (`\s+$`). Each
counts only if what comes after may fail: only then all ways are tried.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

# The parser of the interpreter; it is the same for all versions that are supported.
PARSER = importlib.import_module("re._parser")
_LONGEST = 2000
_DEEPEST = 30
_MANY = 10
# So many times may cost something even where they are bounded.
_VERY_MANY = 1000
# States of an automaton, of one knot of loops in it, and ways without a character that are followed from one.
_MOST_STATES = 300
_MOST_KNOT = 48
_MOST_WAYS = 100
_CUBIC = 3
_SQUARE = 2
ALPHABET = [*map(chr, range(128)), "\u00e9"]
EVERY = (1 << len(ALPHABET)) - 1
_LINE = EVERY & ~(1 << ord("\n"))
_BITS = {one: 1 << number for number, one in enumerate(ALPHABET)}
_BLANKS = (_BITS[" "], _BITS["\n"])
CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))
_SINGLE = frozenset(("LITERAL", "NOT_LITERAL", "ANY", "IN"))
_NESTED = ("+)", "*)", "})", "?)", ")+", ")*", "){")
_LOOPS = re.compile(r"[+*]|\{\d*,\d*\}")


@lru_cache(maxsize=4096)
def doubles(pattern: str) -> bool:
    """Whether the time that a pattern takes may double with each character of the text.

    Args:
        pattern: as it is written; one that can't be read, or is very large, is not slow.
    """
    if not any(sign in pattern for sign in _NESTED):
        return False
    machine = _machine(pattern)
    return machine is not None and any(machine.is_ambiguous(knot) for knot in machine.knots())


@lru_cache(maxsize=4096)
def cubes(pattern: str) -> bool:
    """Whether the time may grow with the third power of the text's length, or worse; see `doubles`."""
    if len(_LOOPS.findall(pattern)) < _CUBIC:
        return False
    machine = _machine(pattern)
    return machine is not None and machine.longest_row() >= _CUBIC


@lru_cache(maxsize=4096)
def squares(pattern: str, *, searched: bool = True) -> bool:
    """Whether the time may grow with the square of the text's length.

    A search that begins anew within a run of letters or digits does not count: hardly a text has long ones.

    Args:
        pattern: as it is written; see `doubles`.
        searched: it is looked for anywhere in the text, and not at its beginning alone.
    """
    if not _LOOPS.search(pattern):
        return False
    machine = _machine(pattern, _VERY_MANY)
    return machine is not None and machine.longest_row(_SQUARE, searched=searched) >= _SQUARE


def components(edges: dict[Any, set[Any]]) -> list[list[Any]]:
    """Groups of nodes that lead to each other."""
    order: list[Any] = []
    _visited(edges, edges.get, order.append)
    back: dict[Any, set[Any]] = {one: set() for one in edges}
    for one, targets in edges.items():
        for target in targets:
            back[target].add(one)
    groups: list[list[Any]] = []
    seen: set[Any] = set()
    for one in reversed(order):
        if one in seen:
            continue
        group, left = [], [one]
        seen.add(one)
        while left:
            node = left.pop()
            group.append(node)
            fresh = back[node] - seen
            seen |= fresh
            left += fresh
        groups.append(group)
    return groups


def chars_of(name: str, value: Any, flags: int) -> int:
    """The set of characters that one item of a pattern matches, a bit for each of `ALPHABET`."""
    folds = bool(flags & re.IGNORECASE)
    if name == "IN":
        return _of_set(value, folds=folds)
    chars = _bit(chr(value), folds=folds)
    return chars if name == "LITERAL" else EVERY & ~chars


def respelled(pattern: str) -> str:
    """A pattern of another dialect as the interpreter knows it, without names and classes of Unicode."""
    pattern = re.sub(r"\(\?<([A-Za-z_$][\w$]*)>", "(?:", pattern)
    pattern = re.sub(r"\\k<[\w$]+>", "", pattern)
    pattern = re.sub(r"\\([pP])\{\^?[\w=]+\}", lambda found: r"\w" if found[1] == "p" else r"\W", pattern)
    pattern = re.sub(r"\\u\{[0-9a-fA-F]+\}|\\c[A-Za-z]", "\u00e9", pattern).replace("[^]", r"[\s\S]")
    return re.sub(r"\\([ACE-RT-VX-Zaceg-mopqyz])", r"\1", pattern)


class _TooLargeError(Exception):
    """The automaton has more states than are looked at."""


class _Machine:
    """An automaton.

    Attributes:
        free: for each state those that are reached without a character, as it matches always.
        held: the same, where something may refuse it: an end of the text, a look ahead.
        moves: for each state, the characters and the state that they lead to.
        anchored: it matches at the beginning of the text alone.
    """

    def __init__(self, items: Sequence[Any], flags: int, many: int = _MANY) -> None:
        self._many = many
        self.free: list[list[int]] = [[]]
        self.held: list[list[int]] = [[]]
        self.moves: list[list[tuple[int, int]]] = [[]]
        self._dots = EVERY if flags & re.DOTALL else EVERY & ~_BITS["\n"]
        self._flags = flags
        self.anchored = bool(items) and str(items[0][0]) == "AT" and "BEGINNING" in str(items[0][1])
        self._end = self._all(items, 0, 0)
        self._ways: dict[int, dict[tuple[int, int], int]] = {}
        self._harmless = self._ending(self.free)
        self._last = self._ending([[*a, *b] for a, b in zip(self.free, self.held, strict=True)])

    def knots(self) -> list[list[int]]:
        """States that lead to each other without one from which the pattern has matched already."""
        following = {
            one: {target for _, target in self._next(one)} - self._harmless
            for one in range(len(self.moves))
            if one not in self._harmless
        }
        return [knot for knot in components(following) if len(knot) > 1 or knot[0] in following[knot[0]]]

    def is_ambiguous(self, knot: list[int]) -> bool:
        """Whether some text leads from a state of a knot back to it by two ways."""
        if len(knot) > _MOST_KNOT:
            return False
        inside = set(knot)
        moves = {
            one: [(chars, target) for chars, target in self._next(one) if target in inside] for one in knot
        }
        for one in knot:
            if any(self._times(one, move) > 1 for move in moves[one]):
                return True
        pairs: dict[tuple[int, int], set[tuple[int, int]]] = {}
        left = [(one, one) for one in knot]
        while left:
            pair = left.pop()
            if pair in pairs:
                continue
            pairs[pair] = {
                (first, second)
                for chars, first in moves[pair[0]]
                for others, second in moves[pair[1]]
                if chars & others
            }
            left += pairs[pair]
        return any(
            any(a == b for a, b in group) and any(a != b for a, b in group) for group in components(pairs)
        )

    def longest_row(self, most: int = _CUBIC, *, searched: bool = False) -> int:
        """How many loops at most, up to `most`, stand in a row of which all go round on one text.

        Args:
            most: no more are looked for.
            searched: the search for a beginning is one of them, where both match blanks.
        """
        loops = {
            one: chars
            for one in range(len(self.moves))
            for chars in [self._loop(one)]
            if chars
            and one not in self._harmless
            # What takes a line to its end is mostly given one line.
            and not (one in self._last and chars & _LINE == _LINE)
        }
        if searched and not self.anchored and self._is_met(loops):
            return most
        return max((self._row(one, chars, loops, (1, most)) for one, chars in loops.items()), default=0)

    def _is_met(self, loops: dict[int, int]) -> bool:
        """Whether a search begins anew within the blanks that a loop has matched."""
        met = ((one, blank) for blank in _BLANKS for one, chars in loops.items() if chars & blank)
        for one, blank in met:
            seen, left = {0}, [0]
            while left:
                state = left.pop()
                if state == one:
                    return True
                following = [*self.free[state], *self.held[state]]
                following += [target for common, target in self.moves[state] if common & blank]
                left += [target for target in following if target not in seen]
                seen.update(following)
        return False

    def _row(self, start: int, chars: int, loops: dict[int, int], counted: tuple[int, int]) -> int:
        count, most = counted
        if count >= most:
            return count
        best = count
        seen, left = {start}, [start]
        while left:
            one = left.pop()
            for common, target in self._next(one):
                if target in seen or not common & chars:
                    continue
                seen.add(target)
                left.append(target)
                if loops.get(target, 0) & chars & common:
                    best = max(best, self._row(target, chars & loops[target], loops, (count + 1, most)))
                    if best >= most:
                        return best
        return best

    def _loop(self, state: int) -> int:
        chars = 0
        for common, target in self._next(state):
            if target == state:
                chars |= common
        return chars

    def _next(self, state: int) -> Iterable[tuple[int, int]]:
        return self._reach(state).keys()

    def _times(self, state: int, move: tuple[int, int]) -> int:
        return self._reach(state)[move]

    def _reach(self, state: int) -> dict[tuple[int, int], int]:
        """Moves from a state, after any steps without a character: by how many ways each."""
        known = self._ways.get(state)
        if known is not None:
            return known
        found: dict[tuple[int, int], int] = {}
        left: list[tuple[int, frozenset[tuple[int, int]]]] = [(state, frozenset())]
        ways = 0
        while left and ways < _MOST_WAYS:
            ways += 1
            one, passed = left.pop()
            for move in self.moves[one]:
                found[move] = found.get(move, 0) + 1
            # No step is taken twice: a round in which nothing matches is not repeated.
            steps = [(one, target) for target in (*self.free[one], *self.held[one])]
            left += [(step[1], passed | {step}) for step in steps if step not in passed]
        self._ways[state] = found
        return found

    def _ending(self, steps: list[list[int]]) -> frozenset[int]:
        """States from which some steps lead to the end."""
        back: dict[int, list[int]] = {}
        for one, targets in enumerate(steps):
            for target in targets:
                back.setdefault(target, []).append(one)
        found, left = {self._end}, [self._end]
        while left:
            for one in back.get(left.pop(), ()):
                if one not in found:
                    found.add(one)
                    left.append(one)
        return frozenset(found)

    def _state(self) -> int:
        if len(self.moves) >= _MOST_STATES:
            raise _TooLargeError
        self.free.append([])
        self.held.append([])
        self.moves.append([])
        return len(self.moves) - 1

    def _all(self, items: Sequence[Any], start: int, depth: int) -> int:
        if depth > _DEEPEST:
            raise _TooLargeError
        for operator, value in items:
            start = self._one(str(operator), value, start, depth)
        return start

    def _one(self, name: str, value: Any, start: int, depth: int) -> int:
        if name in _SINGLE:
            end = self._state()
            self.moves[start].append((self._chars(name, value), end))
            return end
        if name in _REPEATS:
            return self._repeat(value, start, depth)
        if name == "SUBPATTERN":
            return self._all(value[3], start, depth + 1)
        if name == "BRANCH":
            return self._branch(value[1], start, depth)
        if name == "GROUPREF_EXISTS":
            return self._branch([value[1], value[2] or []], start, depth)
        # What is kept once it has matched is tried in no other way: a step that may fail.
        end = self._state()
        if name != "AT" or "BEGINNING" not in str(value):
            self.held[start].append(end)
        # Nothing goes round through the beginning of a line; what follows it is looked at all the same.
        return end

    def _branch(self, ways: Sequence[Any], start: int, depth: int) -> int:
        end = self._state()
        for way in ways:
            first = self._state()
            self.free[start].append(first)
            self.free[self._all(way, first, depth + 1)].append(end)
        return end

    def _repeat(self, value: Any, start: int, depth: int) -> int:
        low, high, body = value
        many = high >= self._many
        for _ in range(min(low, 1 if many else 2)):
            start = self._all(body, start, depth + 1)
        if many:
            loop = self._state()
            self.free[start].append(loop)
            back = self._all(body, loop, depth + 1)
            self.free[back].append(loop)
            start = loop
        else:
            end = self._state()
            for _ in range(min(high - low, 2)):
                self.free[start].append(end)
                start = self._all(body, start, depth + 1)
            self.free[start].append(end)
            return end
        end = self._state()
        self.free[start].append(end)
        return end

    def _chars(self, name: str, value: Any) -> int:
        return self._dots if name == "ANY" else chars_of(name, value, self._flags)


def _machine(pattern: str, many: int = _MANY) -> _Machine | None:
    """The automaton of a pattern; one on several lines is read as a table with comments where it has some.

    Args:
        pattern: as it is written.
        many: how often something must be repeated at most to be a loop.
    """
    if len(pattern) > _LONGEST:
        return None
    flags = re.VERBOSE | re.DOTALL if "\n" in pattern and re.search(r"\n\s", pattern) else 0
    for written in (pattern, respelled(pattern)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = PARSER.parse(written, flags)
            return _Machine(list(parsed), parsed.state.flags, many)
        except re.error:
            continue
        except (RecursionError, OverflowError, ValueError, _TooLargeError):
            return None
    return None


def _visited(nodes: Iterable[Any], following: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
    """Visit all nodes in depth, and tell each when all that follow it are told."""
    seen: set[Any] = set()
    for root in nodes:
        if root in seen:
            continue
        seen.add(root)
        left = [(root, iter(following(root)))]
        while left:
            node, rest = left[-1]
            for target in rest:
                if target not in seen:
                    seen.add(target)
                    left.append((target, iter(following(target))))
                    break
            else:
                done(node)
                left.pop()


def _bit(char: str, *, folds: bool) -> int:
    """A character that stands for itself; all those that are not told apart are one."""
    chars = (char.lower(), char.upper()) if folds else (char,)
    bits = 0
    for one in chars:
        bits |= _BITS.get(one, _BITS["\u00e9"] if one > "\x7f" else 0)
    return bits


def _of_set(items: Sequence[Any], *, folds: bool) -> int:
    found, negated = 0, False
    for operator, value in items:
        name = str(operator)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= _bit(chr(value), folds=folds)
        elif name == "RANGE":
            for one in ALPHABET:
                found |= _bit(one, folds=folds) if value[0] <= ord(one) <= value[1] else 0
            found |= _BITS["\u00e9"] if value[1] > 0x7F else 0  # noqa: PLR2004 - the end of ASCII
        elif name == "CATEGORY":
            found |= _category(CATEGORIES.get(str(value), ""))
    return EVERY & ~found if negated else found


@lru_cache(maxsize=16)
def _category(written: str) -> int:
    return sum(_BITS[one] for one in ALPHABET if written and re.match(written, one))
