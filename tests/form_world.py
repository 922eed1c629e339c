"""Forms as short lines that people can read: what the tests of the front ends compare."""

from vedette.model import form

NAMES = {
    getattr(form, name): name.lower()
    for name in dir(form)
    if name.isupper() and isinstance(getattr(form, name), int) and not name.startswith(("COLUMN", "MAX"))
}
# How many items of a form of each kind are told; positions are not.
TOLD = {
    "attr": 3,
    "item": 3,
    "call": 4,
    "new": 4,
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


def body_of(made: form.Form) -> list[str]:
    """The statements of the module, or of its first function if it has nothing else."""
    assert made.gaps == ()
    first = made.functions[0].body
    alone = len(first) == 1 and first[0][0] == form.FUNCTION
    return [show(one) for one in (made.functions[1].body if alone else first)]


def show(one: object) -> str:
    """A form, a block or a plain value in short."""
    if not isinstance(one, tuple | list):
        return str(one)
    if one and type(one[0]) is int and one[0] in NAMES:
        kind = NAMES[one[0]]
        if kind == "const":
            return repr(one[1])
        if kind in {"local", "free", "global"}:
            return f"{kind[0].upper()}.{one[1]}"
        return f"({' '.join([kind, *(show(item) for item in one[1 : TOLD.get(kind, len(one))])])})"
    return f"[{' '.join(show(item) for item in one)}]"
