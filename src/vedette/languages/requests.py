"""What a catalogue says of requests beyond a function's own calls: checked before, stored, answered."""

from __future__ import annotations

from msgspec import Struct

# The kind of source that only the routes of a program can tell to be one.
ANSWER = "answer"


class Proof(Struct, frozen=True, forbid_unknown_fields=True):
    """A call that tells what a request was checked for before functions get it.

    It registers the function, or makes what stands in its way (`does = "proves"`).

    Attributes:
        names: called, without `()`.
        shapes: for attributes of the request the arguments, the first that is given, which declare the shape
            of what is there: schemas of a library, or JSON schema.
        segments: words of a library that the keys of the first argument, a map of such shapes, are written
            with, each with its attribute of the request.
        fields: attributes of the request, of which the first argument names a part; methods of the result
            say more of that (`does = "shows"`, and guards of these names).
        table: the first argument is a map from names of such parts to what is said of them, by names of
            methods of this name.
        path: attribute of the request that holds what the first argument, a path, names; a pattern may stand
            behind a name in it, as in `/:id([0-9]+)`.
        confirmed: words; what is said of parts holds where one of the functions asks for the outcome by one.
    """

    names: list[str]
    shapes: dict[str, list[int | str]] = {}
    segments: dict[str, str] = {}
    fields: list[str] = []
    table: str = ""
    path: str = ""
    confirmed: list[str] = []


class Store(Struct, frozen=True, forbid_unknown_fields=True):
    """How models of a database are made, filled and read: by words of methods, where the model is known.

    Attributes:
        defines: names of calls that make one, by a name.
        gives: methods of a model that give rows.
        takes: methods of a model or a row that are given fields, as is one that is made new.
        outside: kinds of sources of which what is stored is untrusted where it is read back.
    """

    defines: list[str] = []
    gives: list[str] = []
    takes: list[str] = []
    outside: list[str] = []


class Exchange(Struct, frozen=True, forbid_unknown_fields=True):
    """How routes answer what pages ask.

    Attributes:
        answers: called with the answer as the first argument.
        sets: assigned the answer.
        rows: called for what others have filled in, besides the sinks of statements and queries.
    """

    answers: list[str] = []
    sets: list[str] = []
    rows: list[str] = []
