"""Packages: what was not written here, as manifests, lock files and installed environments tell of it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Scope(StrEnum):
    """What a package is needed for; of several the first in this order counts."""

    runtime = "runtime"
    optional = "optional"
    build = "build"
    development = "development"


class Package(Struct, frozen=True, kw_only=True):
    """One package as one file names it.

    Attributes:
        ecosystem: as OSV calls it: `PyPI`, `npm`, `Maven`, `Go`, `crates.io`, `RubyGems`, `Packagist`,
            `NuGet`, `GitHub Actions`; else `Docker`, `Terraform`.
        name: as the ecosystem compares it (PyPI: normalised; Maven: `group:artifact`).
        version: the exact one, as the file has it; "" where the file does not settle it.
        constraint: what the file asks for, as written (`>=1.2,<2`, `^1.0.0`, `latest`); "" for nothing.
        line: where it stands, from 1: the line that has the name.
        start, end: bytes of the version, else of the constraint, in the file, so that an edit can replace
            them; both 0 where there are none to replace.
        direct: the project asks for it itself; None where the file does not tell.
        scope: what it is needed for.
        group: of the file's own groups (`dev`, an extra, a target framework, a workspace's member); "".
        needs: names of the packages that it brings in, each as `name` or `name@version`, as far as the file
            tells.
        hashes: `algorithm:hex` of what is allowed to be installed.
        origin: where it is taken from, when that is not the ecosystem's usual registry: `git+…`, `path:…`,
            `https://…` without credentials; "" for the usual.
        aliased: the name by which the file calls it, when it is another; "".
        markers: condition under which it is wanted, as written; "".
        scripts: the file says that code is run when it is installed.
        licence: SPDX expression or text as the file has it; "".
    """

    ecosystem: str
    name: str
    line: int
    version: str = ""
    constraint: str = ""
    start: int = 0
    end: int = 0
    direct: bool | None = None
    scope: Scope = Scope.runtime
    group: str = ""
    needs: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    origin: str = ""
    aliased: str = ""
    markers: str = ""
    scripts: bool = False
    licence: str = ""


class Gap(Struct, frozen=True):
    """A part of a file that could not be read as its format has it: line (0 for the whole), and why."""

    line: int
    reason: str


class Statement(Struct, frozen=True):
    """What a file says about how packages come, besides naming them.

    Attributes:
        kind: `index` or `extra-index` (text: its address, without credentials), `unverified` (text: the host
            whose certificate is not checked), `script` (code that a tool runs by itself; text: its name, a
            colon and the programs in it with the signs that join them), `application` (nobody asks for this
            project as a package).
        text: bounded.
        line: from 1.
    """

    kind: str
    text: str
    line: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What one file tells of packages.

    Attributes:
        path: of the file.
        format: its name, such as `pip-requirements`, `npm-lock`, `go-mod`.
        lock: it settles exact versions of everything, also of what is brought in by others.
        packages: in order of line.
        refers: paths of further files that it takes in, relative to its own folder (`-r base.txt`, a parent
            pom, members of a workspace), normalised; one that leads out of the tree is a gap.
        gaps: what could not be read; the rest is there.
        name, version: of the project itself, where the file says; "".
        runtime: version of the language it asks for, as written; "".
        statements: what it says about how packages come.
        constants: names and values that files below it may use in their versions (properties of a pom).
    """

    path: str
    format: str
    lock: bool = False
    packages: tuple[Package, ...] = ()
    refers: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    name: str = ""
    version: str = ""
    runtime: str = ""
    constants: tuple[tuple[str, str], ...] = ()
    statements: tuple[Statement, ...] = ()
