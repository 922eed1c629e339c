"""Declared shapes of data: what is left of a value once it was checked against one."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.members import attribute, content
from vedette.analysis.program.values import NUMBER, UNKNOWN, Value, join_all

# Types that catalogues give to what libraries declare: a number, a choice and the like; an object of parts;
# a list of one.
_PLAIN, _OBJECT, _LIST = "schema.Plain", "schema.Object", "schema.List"
_SHAPE = ".shape"
_DEEPEST = 4


def _schema(frame: Frame, site: Site) -> Value:
    """An object is declared by its parts; without any it may be anything."""
    thing = Object("object", names=(_OBJECT,))
    if site.arguments:
        thing = thing.with_field(_SHAPE, first(site), sure=True)
    return frame.new((site.pos, "schema"), thing)


def _schema_list(frame: Frame, site: Site) -> Value:
    """A list is declared by what it has in it."""
    thing = Object("object", names=(_LIST,))
    parts = exact_items(frame, first(site)) or [first(site)]
    if site.arguments:
        thing = thing.with_field(_SHAPE, join_all(parts) or UNKNOWN, sure=True)
    return frame.new((site.pos, "schema"), thing)


def _checked(frame: Frame, site: Site) -> Value | None:
    """What is left of the first argument."""
    if site.receiver is None or not site.arguments:
        return None
    return _left(frame, site.receiver, first(site), (site.pos,))


def _checked_under(name: str) -> Operation:
    def under(frame: Frame, site: Site) -> Value | None:
        found = _checked(frame, site)
        if found is None:
            return None
        return frame.new((site.pos, "checked"), Object("object").with_field(f".{name}", found, sure=True))

    return under


def _left(frame: Frame, schema: Value, value: Value, way: tuple[object, ...]) -> Value:
    if _is(frame, schema, _PLAIN):
        return NUMBER
    shapes = [
        (thing.names[0], shape)
        for _, thing in frame.things(schema)
        if thing.names and (shape := thing.fields.get(_SHAPE)) is not None
    ]
    if len(shapes) != 1 or len(way) > _DEEPEST:
        return value
    kind, shape = shapes[0]
    if kind == _LIST:
        rest = _left(frame, shape, content(frame, value), (*way, "item"))
        return frame.new((way, "checked"), Object("list", rest=rest, names=("list",)))
    parts = [thing for _, thing in frame.things(shape)]
    if len(parts) != 1 or parts[0].rest is not None:
        return value
    made = Object("object")
    for key, part in parts[0].fields.items():
        name = str(key).removeprefix(".")
        own = attribute(frame, value, name, frame.at)
        made = made.with_field(key, _left(frame, part, own, (*way, name)), sure=True)
    return frame.new((way, "checked"), made)


def _is(frame: Frame, value: Value, name: str) -> bool:
    return bool(value.names) and all(frame.world.book.is_a(one, name) for one in value.names)


SCHEMAS: dict[str, Operation] = {
    "schema": _schema,
    "schema-list": _schema_list,
    "checked": _checked,
    "checked-data": _checked_under("data"),
    "checked-value": _checked_under("value"),
}
