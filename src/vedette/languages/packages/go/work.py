"""`go.work`: the modules of a workspace, as files that it refers to, and what it puts in place of others.

A replacement counts for whichever of its modules requires the old one: that is for the joining of files.
"""

from __future__ import annotations

from msgspec.structs import replace

from vedette.languages.packages.go.statements import replacement, statements
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest

FORMAT = "go-work"
FILES = ("go.work",)


def applies(path: str) -> bool:
    """Every `go.work`."""
    return path.endswith("go.work")


def read(path: str, data: bytes) -> Manifest:
    """Its modules and replacements; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    runtime = ""
    for statement in statements(draft):
        if statement.verb == "use" and len(statement.words) == 1:
            draft.refer(f"{statement.words[0].text}/go.mod", statement.at)
        elif statement.verb == "replace":
            found = replacement(draft, statement)
            if found:
                draft.add(replace(found.package, group="replace", markers=found.version))
        elif statement.verb == "go" and statement.words:
            runtime = statement.words[0].text
        elif statement.verb not in {"toolchain", "godebug"}:
            draft.gap(statement.at, "has a statement that go.work does not know")
    return draft.done(runtime=runtime)
