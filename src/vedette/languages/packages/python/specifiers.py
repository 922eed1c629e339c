"""Requirements as PEP 508 has them, with the bytes of the version."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Package, Scope

PYPI = "PyPI"
_NAME = re.compile(rb"[A-Za-z0-9]++(?>[._-]++[A-Za-z0-9]++)*+")
_EXTRAS = re.compile(rb"\s*+\[([^\]\n]*+)\]")
_AT = re.compile(rb"\s*+@\s*+([^\s;]++)")
_ONE = rb"(?:===|==|~=|!=|<=|>=|<|>)\s*+[^\s,;()#]++"
_SPECS = re.compile(rb"\s*+\(?\s*+(" + _ONE + rb"(?>\s*+,\s*+" + _ONE + rb")*+)(?>\s*+,)?+\s*+\)?")
_EXACT = re.compile(rb"={2,3}\s*+([^\s,*]++)\Z")
_MARKER = re.compile(rb"\s*+;\s*+([^\n]*)")
_END = re.compile(rb"\s*+\Z")
_EXTRA_MARKER = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


class Requirement(Struct, frozen=True):
    """One requirement: `start` and `end` are bytes of the version, else of the constraint, else 0."""

    name: str
    version: str = ""
    constraint: str = ""
    start: int = 0
    end: int = 0
    url: str = ""
    marker: str = ""


def requirement(raw: bytes, at: int) -> Requirement | None:
    """Read one requirement; None when it is none.

    Args:
        raw: the text, without comments and options.
        at: byte in the file at which it stands.
    """
    lead = len(raw) - len(raw.lstrip())
    name = _NAME.match(raw, lead)
    if name is None:
        return None
    here = name.end()
    extras = _EXTRAS.match(raw, here)
    here = extras.end() if extras else here
    found = Requirement(compared(PYPI, name[0].decode()))
    if address := _AT.match(raw, here):
        here = address.end()
        found = replace(found, url=_text(address[1]))
    elif specs := _SPECS.match(raw, here):
        here = specs.end()
        found = _specified(found, specs, at)
    if marker := _MARKER.match(raw, here):
        return replace(found, marker=_text(marker[1]).strip())
    return found if _END.match(raw, here) else None


def of_node(draft: Draft, node: Node) -> Requirement | None:
    """Read the requirement that a text of a tree is."""
    raw = draft.data[node.start : node.end]
    if b"\\" not in raw:
        return requirement(raw, node.start)
    found = requirement(node.text.encode(), 0)
    return replace(found, start=node.start, end=node.end) if found and found.constraint else found


def add(draft: Draft, node: Node, scope: Scope, group: str = "", *, direct: bool | None = True) -> None:
    """Add the package of a requirement in a tree, or a gap."""
    found = of_node(draft, node)
    if found is None:
        draft.gap(node.at, "has a requirement that was not understood")
        return
    draft.add(package(found, draft.line(node.at), scope, group, direct=direct))


def package(
    found: Requirement, line: int, scope: Scope, group: str = "", *, direct: bool | None = True
) -> Package:
    """The package of a requirement."""
    return Package(
        ecosystem=PYPI,
        name=found.name,
        line=line,
        version=found.version,
        constraint=found.constraint,
        start=found.start,
        end=found.end,
        direct=direct,
        scope=scope,
        group=group,
        origin=bare_address(found.url),
        markers=found.marker,
    )


def name_of(text: str) -> str:
    """The compared name with which a requirement begins; "" for none."""
    match = _NAME.match(text.strip().encode())
    return compared(PYPI, match[0].decode()) if match else ""


def is_for_extra(marker: str) -> bool:
    """The marker asks for an extra."""
    return _EXTRA_MARKER.search(marker) is not None


def is_built(archives: Node, wheels: Node) -> bool:
    """A lock file has a package as source alone: its build, code of its own, is run to install it."""
    return bool(archives) and not any(True for _ in wheels)


def is_source_alone(files: Iterable[Node]) -> bool:
    """The same, of a lock file that lists all files of a package by name."""
    names = [file["file"].text or file["url"].text for file in files]
    return bool(names) and all(names) and not any(name.lower().endswith(".whl") for name in names)


def scope_of(group: str) -> Scope:
    """The scope that a group's name stands for: all but those that ship are for development."""
    return (
        Scope.runtime if group.lower() in {"", "main", "default", "prod", "production"} else Scope.development
    )


def _specified(found: Requirement, specs: re.Match[bytes], at: int) -> Requirement:
    constraint = specs[1].rstrip()
    exact = _EXACT.match(constraint)
    begin = at + specs.start(1)
    start, end = exact.span(1) if exact else (0, len(constraint))
    version = _text(exact[1]) if exact else ""
    return replace(found, version=version, constraint=_text(constraint), start=begin + start, end=begin + end)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
