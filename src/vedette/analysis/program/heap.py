"""The state of an evaluation at one point: variables, objects, and what tests have shown to be harmless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from vedette.analysis.program.values import (
    HARMLESS,
    ClassRef,
    ObjectRef,
    Origin,
    Taint,
    Value,
    cleared,
    constant,
    join,
    join_all,
    mask_of,
    merged,
    same,
)

# ".name" for an attribute, "[text" for an item with a text for a key, a number for one with a number.
Key: TypeAlias = "str | int"
_MAX_FIELDS = 64
# Kinds of objects: one that a database gave, whatever was put into others of its class, and data of a form
# that was checked.
ROW = "row"
CHECKED = "checked"
# The variable of a function that is what it is called on, and the attribute of one that makes objects which
# all of them have.
ME = "this"
MEMBERS = "prototype"
# The field of a map that is what any of its keys may be, where that is known.
KEYS = ".#keys"
# Name of an object that has nothing but what is put into it.
BARE = "Object.Bare"
_DEEP = 3


class Object:
    """An object or container; changed only by replacing it in the heap.

    Attributes:
        kind: `list`, `tuple`, `set`, `map`, `object`, or `given` for what a caller passed and nobody knows.
        made_of: its class, None for none of the program's.
        fields: values by key.
        rest: what any other field may be; None for nothing.
        exact: of a list: its fields are its items from 0 on, and there are no others.
        names: catalogue names that it has.
    """

    __slots__ = ("exact", "fields", "kind", "made_of", "names", "rest")

    def __init__(
        self,
        kind: str,
        fields: Mapping[Any, Value] | None = None,
        rest: Value | None = None,
        *,
        exact: bool = False,
        made_of: ClassRef | None = None,
        names: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.fields: dict[Any, Value] = dict(fields) if fields else {}
        self.rest = rest
        self.exact = exact
        self.made_of = made_of
        self.names = names

    def items(self) -> list[Value]:
        """Its items in order, when it is an exact list."""
        return [self.fields[index] for index in range(len(self.fields))]

    def place(self, key: Key | None) -> Key | None:
        """Where a key leads: of an object that is written out, items are attributes."""
        if self.kind == "object" and self.made_of is None and isinstance(key, str) and key[0] == "[":
            return "." + key[1:]
        return key

    def content(self) -> Value | None:
        """What any of its items may be, attributes aside."""
        plain = self.kind == "object" and self.made_of is None
        items = [
            value
            for key, value in self.fields.items()
            if plain or not (isinstance(key, str) and key[0] == ".")
        ]
        return join_all([*items, self.rest] if self.rest is not None else items)

    def with_field(self, key: Key, value: Value, *, sure: bool) -> Object:
        """With one field set; `sure` when nothing else can be meant, so that the old value is gone."""
        fields = dict(self.fields)
        old = fields.get(key)
        if old is None and len(fields) >= _MAX_FIELDS:
            return self.with_rest(value)
        fields[key] = value if sure or old is None else join(old, value)
        exact = self.exact and (key in self.fields or key == len(self.fields))
        return Object(self.kind, fields, self.rest, exact=exact, made_of=self.made_of, names=self.names)

    def with_one_of(self, keys: Iterable[str], value: Value) -> Object:
        """With a value under one of some texts, nobody knows which."""
        thing = self
        for key in keys:
            thing = thing.with_field(f"[{key}", value, sure=False)
        return thing

    def with_rest(self, value: Value) -> Object:
        """With a value in a field that is not known."""
        rest = value if self.rest is None else join(self.rest, value)
        if self.exact:
            # Where its items stand is not known any more.
            attributes = {key: one for key, one in self.fields.items() if isinstance(key, str)}
            rest = join_all([*self.items(), rest]) or rest
            return Object(self.kind, attributes, rest, made_of=self.made_of, names=self.names)
        made = Object(self.kind, self.fields, rest, made_of=self.made_of, names=self.names)
        made.fields.pop(KEYS, None)
        return made

    def with_entry(self, key: Value, value: Value) -> Object:
        """A map with a value under a key that is not known; what all keys may be is kept if it was known."""
        known = self.fields.get(KEYS)
        if self.kind != "map" or (known is None and self.rest is not None):
            made = self.with_rest(value)
            return made.with_rest(Value(key.taint)) if key.taint else made
        for one in self.fields if known is None else ():
            if not (isinstance(one, str) and one[0] == "."):
                key = join(key, constant(one[1:] if isinstance(one, str) else one))
        made = self.with_rest(value)
        made.fields[KEYS] = key if known is None else join(known, key)
        return made

    def with_items(self, items: Iterable[Value]) -> Object:
        """An exact list with other items; one that is too long is not exact."""
        found = list(items)
        if len(found) > _MAX_FIELDS:
            return Object(self.kind, rest=join_all(found), made_of=self.made_of, names=self.names)
        fields: dict[Key, Value] = dict(enumerate(found))
        return Object(self.kind, fields, exact=True, made_of=self.made_of, names=self.names)


class State:
    """Variables by name, objects by id, and masks of origins by what tests have shown on the way here.

    Objects of modules, which all functions share, are in `shared`; nothing is changed there.
    """

    __slots__ = ("heap", "masks", "shared", "variables")

    def __init__(
        self,
        variables: dict[str, Value] | None = None,
        heap: dict[Any, Object] | None = None,
        masks: dict[Origin, int] | None = None,
        shared: dict[Any, Object] | None = None,
    ) -> None:
        self.shared = shared if shared is not None else {}
        self.variables = variables if variables is not None else {}
        self.heap = heap if heap is not None else {}
        self.masks = masks if masks is not None else {}

    def copy(self) -> State:
        """Another with the same content."""
        return State(dict(self.variables), dict(self.heap), dict(self.masks), self.shared)

    def thing(self, ref: ObjectRef) -> Object | None:
        """The object that a reference is to; None for one that a caller gave and nobody has touched."""
        return self.heap.get(ref.id) or self.shared.get(ref.id)

    def join(self, other: State) -> bool:
        """Take in what another state may be; tell whether that changed anything."""
        if self.masks != other.masks:
            # What only one of them knows of an origin is kept by the values that differ.
            changed = _take_in(self.variables, other.variables, (self.masks, other.masks))
        else:
            changed = _take_in(self.variables, other.variables)
        heap = self.heap
        for identity, thing in other.heap.items():
            known = heap.get(identity)
            if known is None:
                heap[identity] = thing
                changed = True
            elif known is not thing:
                united, news = _united(known, thing)
                if news:
                    heap[identity] = united
                    changed = True
        if self.masks != other.masks:
            self.masks = {
                origin: mask & other.masks[origin]
                for origin, mask in self.masks.items()
                if mask & other.masks.get(origin, 0)
            }
        return changed

    def deep_taint(self, value: Value, depth: int = _DEEP) -> Taint:
        """All untrusted data that a value holds, also in what it refers to."""
        if value.harmless:
            return {}
        taint = value.taint
        if depth:
            for ref in value.refs:
                thing = self.thing(ref) if isinstance(ref, ObjectRef) else None
                if thing is None:
                    continue
                for field in thing.fields.values():
                    if field.taint or field.refs:
                        taint = merged(taint, self.deep_taint(field, depth - 1))
                if thing.rest is not None:
                    taint = merged(taint, self.deep_taint(thing.rest, depth - 1))
        return taint


def with_shown(value: Value, masks: dict[Origin, int]) -> Value:
    """A value with what tests have shown of it, since the state in which they hold ends here."""
    if not masks or not value.taint:
        return value
    taint = {origin: (mask | mask_of(masks, origin), trace) for origin, (mask, trace) in value.taint.items()}
    return cleared(value, {origin: one for origin, one in taint.items() if one[0] != HARMLESS})


def _take_in(
    mine: dict[Any, Value],
    others: Mapping[Any, Value],
    masks: tuple[dict[Origin, int], dict[Origin, int]] | None = None,
) -> bool:
    """Let values be what others by the same keys may be; tell whether that changed anything.

    Args:
        mine: values by key, which are changed.
        others: values by key.
        masks: what tests have shown where each of them holds, if that differs.
    """
    changed = False
    for key, value in others.items():
        known = mine.get(key)
        if known is None:
            mine[key] = value
            changed = True
        elif known is not value:
            if masks is None or not (known.taint or value.taint):
                both = join(known, value)
            else:
                mine[key] = known = with_shown(known, masks[0])
                both = join(known, with_shown(value, masks[1]))
            if not same(both, known):
                mine[key] = both
                changed = True
    return changed


def _united(a: Object, b: Object) -> tuple[Object, bool]:
    """What either may be, and whether that is more than the first."""
    if a.exact and b.exact and len(a.fields) != len(b.fields):
        rest = join_all([*a.items(), *b.items(), *(one for one in (a.rest, b.rest) if one is not None)])
        return Object(a.kind, rest=rest, made_of=a.made_of, names=a.names), True
    fields = dict(a.fields)
    news = _take_in(fields, b.fields) or (a.exact and not b.exact)
    rest = a.rest
    if b.rest is not None and b.rest is not rest:
        both = b.rest if rest is None else join(rest, b.rest)
        if rest is None or not same(both, rest):
            rest = both
            news = True
    if KEYS in fields and not all(KEYS in one.fields or one.rest is None for one in (a, b)):
        del fields[KEYS]
    made_of = a.made_of or b.made_of
    return Object(
        a.kind, fields, rest, exact=a.exact and b.exact, made_of=made_of, names=a.names or b.names
    ), news


def texts_of(value: Value) -> list[str]:
    """The constant texts of which a value is one; none where it may be anything else."""
    texts = [one for one in value.consts or () if isinstance(one, str)]
    return texts if not value.refs and len(texts) == len(value.consts or ()) else []
