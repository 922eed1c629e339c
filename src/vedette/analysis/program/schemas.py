"""Declared shapes of data: what is left of a value once it was checked against one."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.members import attribute, content, proven
from vedette.analysis.program.values import NUMBER, UNKNOWN, Proof, ProofRef, Value, constant, join_all

# Types that catalogues give to what libraries declare: a number, a choice and the like; an object of parts;
# a list of one.
PLAIN, TEXT, OBJECT, LIST = "schema.Plain", "schema.Text", "schema.Object", "schema.List"
# The fields of an object that stands for a schema: its parts, and that it admits no others.
SHAPE, CLOSED = ".shape", ".closed"
# What a text is harmless for, whatever it says.
TEXTS = ("nosql-object", "prototype")
_DEEPEST = 4


def _schema(frame: Frame, site: Site) -> Value:
    """An object is declared by its parts; without any it may be anything."""
    thing = Object("object", names=(OBJECT,))
    if site.arguments:
        thing = thing.with_field(SHAPE, first(site), sure=True)
    return frame.new((site.pos, "schema"), thing)


def _closed_schema(frame: Frame, site: Site) -> Value:
    """An object that has the declared parts, and no others."""
    made = _schema(frame, site)
    for ref, thing in frame.things(made):
        frame.state.heap[ref.id] = thing.with_field(CLOSED, constant(1), sure=True)
    return made


def _more_schema(frame: Frame, site: Site) -> Value | None:
    """An object of the parts of another one, and more."""
    things = list(frame.things(site.receiver or UNKNOWN))
    more = [thing for _, thing in frame.things(first(site))]
    if len(things) != 1 or len(more) != 1:
        return None
    made = more[0]
    if SHAPE in made.fields:
        made = next((shape for _, shape in frame.things(made.fields[SHAPE])), Object("object"))
    for _, shape in frame.things(things[0][1].fields.get(SHAPE, UNKNOWN)):
        for key, part in shape.fields.items():
            made = made if key in made.fields else made.with_field(key, part, sure=True)
    parts = frame.new((site.pos, site.end, "parts"), made)
    return frame.new((site.pos, site.end, "schema"), things[0][1].with_field(SHAPE, parts, sure=True))


def _schema_list(frame: Frame, site: Site) -> Value:
    """A list is declared by what it has in it."""
    thing = Object("object", names=(LIST,))
    parts = exact_items(frame, first(site)) or [first(site)]
    if site.arguments:
        thing = thing.with_field(SHAPE, join_all(parts) or UNKNOWN, sure=True)
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
    if is_schema(frame, schema, PLAIN):
        return NUMBER
    if is_schema(frame, schema, TEXT):
        return proven(value, [proof_of_text(frame, schema)])
    shapes = [
        (thing.names[0], shape)
        for _, thing in frame.things(schema)
        if thing.names and (shape := thing.fields.get(SHAPE)) is not None
    ]
    if len(shapes) != 1 or len(way) > _DEEPEST:
        return value
    kind, shape = shapes[0]
    if kind == LIST:
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


def proof_of_text(frame: Frame, schema: Value) -> Proof:
    """What is proven of a text by its schema: that it is no object, and what is said of it besides."""
    mask = frame.world.book.mask(TEXTS)
    for ref in schema.refs:
        mask |= ref.proof[0] if isinstance(ref, ProofRef) else 0
    return mask, (), None


def is_schema(frame: Frame, value: Value, name: str) -> bool:
    """Whether a value is a schema of some kind, and nothing else."""
    return bool(value.names) and all(frame.world.book.is_a(one, name) for one in value.names)


SCHEMAS: dict[str, Operation] = {
    "schema": _schema,
    "schema-closed": _closed_schema,
    "schema-more": _more_schema,
    "schema-list": _schema_list,
    "checked": _checked,
    "checked-data": _checked_under("data"),
    "checked-value": _checked_under("value"),
}
