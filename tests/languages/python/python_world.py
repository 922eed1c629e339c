"""Forms as short lines that people can read: what the tests of the front ends compare."""

from vedette.languages.python.lower import lower
from vedette.model import form
from vedette.model.facts import Text

NAMES = {
    getattr(form, name): name.lower()
    for name in dir(form)
    if name.isupper() and isinstance(getattr(form, name), int) and not name.startswith(("COLUMN", "MAX"))
}
# Where a form of each kind ends, its positions left out.
PLACES = {
    "attr": 3,
    "item": 3,
    "call": 4,
    "binary": 4,
    "text": 2,
    "assign": 3,
    "augment": 4,
    "eval": 2,
    "branch": 4,
    "loop": 5,
    "return": 2,
    "throw": 2,
    "try": 5,
    "with": 4,
    "function": 3,
    "class": 3,
    "import": 5,
    "delete": 2,
    "leave": 1,
    "next": 1,
}


def module(source, path="a.py"):
    data = source.encode("utf-8") if isinstance(source, str) else source
    return lower(Text(path=path, data=data))


def body(source):
    """The statements of the module, or of its first function if it has nothing else."""
    made = module(source)
    assert made.gaps == ()
    first = made.functions[0].body
    alone = len(first) == 1 and first[0][0] == form.FUNCTION
    return [show(one) for one in (made.functions[1].body if alone else first)]


def show(one):
    """A form, a block or a plain value in short."""
    if isinstance(one, tuple | list) and one and type(one[0]) is int and one[0] in NAMES:
        kind = NAMES[one[0]]
        if kind == "const":
            return repr(one[1])
        if kind in ("local", "free", "global"):
            return f"{kind[0].upper()}.{one[1]}"
        items = one[1 : PLACES.get(kind, len(one))]
        return f"({' '.join([kind, *(show(item) for item in items)])})"
    if isinstance(one, tuple | list):
        return f"[{' '.join(show(item) for item in one)}]"
    return str(one)
