"""What a commit has: the routes that it offers to the network, and the packages that it is made with."""

from __future__ import annotations

from msgspec import Struct

from vedette.model.package import Scope


class Guard(Struct, frozen=True, order=True):
    """What lets only some requests through.

    Attributes:
        kind: `authentication` or `authorization`.
        name: as the program writes it.
    """

    kind: str
    name: str


class Route(Struct, frozen=True, kw_only=True, order=True):
    """One way in.

    Attributes:
        path: with a slash at the front, parameters as `{name}`; `{name}` also stands for a part that is only
            known when the program runs.
        method: of HTTP in capitals, `WEBSOCKET`, or `ANY` where the function asks for itself.
        file, line: where the function or class begins that answers; where it is registered if that is none of
            the program's.
        function: its path, such as `View.get`.
        owner: who owns the file; "" for nobody.
        guards: in order.
        registered: `file:line` of the registration.
    """

    path: str
    method: str
    file: str
    line: int
    function: str
    owner: str = ""
    guards: tuple[Guard, ...] = ()
    registered: str = ""


class Unresolved(Struct, frozen=True, order=True):
    """What was not followed: file, line, and why (`path`, `handler`, `unmounted`, `outside`, `memory`)."""

    file: str
    line: int
    reason: str


class Inventory(Struct, frozen=True, kw_only=True):
    """All routes of a program.

    Attributes:
        routes: in order of path and method.
        unresolved: what could not be followed, in order of place.
    """

    routes: tuple[Route, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


class ServiceInventory(Struct, frozen=True, kw_only=True):
    """What one service offers at one commit, as a complete run found it.

    Attributes:
        service: its name; "" for the whole project.
        commit: full id.
        basis: digest of what found it, the rules and the version of this tool: with another, it may differ.
        inventory: the routes.
        left_out: so many routes more were found than are kept.
    """

    service: str
    commit: str
    basis: str = ""
    inventory: Inventory = Inventory()
    left_out: int = 0


class Part(Struct, frozen=True, array_like=True, order=True):
    """One package that a commit or a deployment is made with.

    Attributes:
        ecosystem, name: as in `model.package.Package`.
        version: the exact one; "" where nothing settles it.
        path, line: where it is settled: a file of the commit, or the bill of material of the deployment.
        direct: the project asks for it itself; None where nobody tells.
        scope: what it is needed for.
        way: names from what the project asks for down to the package, itself included; () where not known.
    """

    ecosystem: str
    name: str
    version: str
    path: str = ""
    line: int = 0
    direct: bool | None = None
    scope: Scope = Scope.runtime
    way: tuple[str, ...] = ()


class PackageInventory(Struct, frozen=True, kw_only=True):
    """Which packages one service is made with at one commit, as a complete run read them.

    Attributes:
        service: its name; "" for the whole project.
        commit: full id.
        basis: digest of what was read, and of what read it.
        parts: in order.
        left_out: so many more were found than are kept.
    """

    service: str
    commit: str
    basis: str = ""
    parts: tuple[Part, ...] = ()
    left_out: int = 0
