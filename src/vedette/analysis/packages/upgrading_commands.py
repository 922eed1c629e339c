"""What is to be run where a file cannot be edited honestly: the tool that wrote it knows the hashes."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Mapping

from msgspec import Struct

# Of a name that a command may hold; it comes from the files of a stranger.
_NAME = re.compile(r"@?[A-Za-z0-9][A-Za-z0-9._+-]*(?:[/:][A-Za-z0-9._~+-]+)*")
_LATER_YARN = re.compile(rb"^__metadata:", re.MULTILINE)
# Of the command that a compiled file was made by, as its head has it: no sign that a shell would take up.
_COMPILED = re.compile(
    rb"^# +((?:uv pip compile|pip-compile)(?: +[A-Za-z0-9_./=@+-]++){1,30})[ \r]*+$", re.MULTILINE
)
_HEAD = 2000


class Wanted(Struct, frozen=True, kw_only=True):
    """What a command is to do.

    Attributes:
        format: of the file that settles the package.
        path: of it.
        data: of it, which tells who wrote it.
        name: of the package.
        version: to have; "" for the newest that is allowed.
        widens: the range that is declared has to change too.
    """

    format: str
    path: str
    data: bytes
    name: str
    version: str = ""
    widens: bool = False


# Within what is declared, and beyond it.
_WORDS: Mapping[str, tuple[str, str]] = {
    "npm-lock": ("npm update {name}", "npm install {name}@{version}"),
    "yarn-lock": ("yarn upgrade {name}", "yarn upgrade {name}@{version}"),
    "yarn-berry": ("yarn up -R {name}", "yarn up {name}@{version}"),
    "pnpm-lock": ("pnpm update --depth Infinity {name}", "pnpm update {name}@{version}"),
    "bun-lock": ("bun update {name}", "bun add {name}@{version}"),
    "poetry-lock": ("poetry update {name}", "poetry add {name}@^{version}"),
    "pdm-lock": ("pdm update {name}", "pdm update --unconstrained {name}"),
    "uv-lock": ("uv lock --upgrade-package {name}", "uv add {name}>={version}"),
    "pipfile-lock": ("pipenv update {name}", "pipenv install {name}~={version}"),
    "cargo-lock": ("cargo update -p {name} --precise {version}", "cargo add {name}@{version}"),
    "gemfile-lock": ("bundle update --conservative {name}", "bundle add {name} --version {version}"),
    "composer-lock": (
        "composer update --with-dependencies {name}",
        "composer require --with-all-dependencies {name}:^{version}",
    ),
    "nuget-lock": ("dotnet add package {name} --version {version}",) * 2,
    "nuget-config": ("nuget update packages.config -Id {name} -Version {version}",) * 2,
    "gradle-lock": ("gradle dependencies --update-locks {name}",) * 2,
    "go-mod": ("go get {name}@{version}",) * 2,
    "go-sum": ("go get {name}@{version}",) * 2,
    "go-sum-built": ("go get {name}@{version}",) * 2,
    "go-vendor": ("go get {name}@{version} && go mod tidy && go mod vendor",) * 2,
    "terraform-lock": ("terraform init -upgrade",) * 2,
    "pip-requirements": ("hashin -r {file} {name}=={version}",) * 2,
}
# What is to be run after the manifest is edited, so that the lock file follows.
_FOLLOWING: Mapping[str, str] = {
    "npm-lock": "npm install",
    "yarn-lock": "yarn install",
    "yarn-berry": "yarn install",
    "pnpm-lock": "pnpm install",
    "bun-lock": "bun install",
    "poetry-lock": "poetry update {name}",
    "pdm-lock": "pdm update {name}",
    "uv-lock": "uv lock --upgrade-package {name}",
    "pipfile-lock": "pipenv update {name}",
    "cargo-lock": "cargo update -p {name}",
    "gemfile-lock": "bundle update --conservative {name}",
    "composer-lock": "composer update --with-dependencies {name}",
    "nuget-lock": "dotnet restore --force-evaluate",
    "gradle-lock": "gradle dependencies --update-locks {name}",
    "terraform-lock": "terraform init -upgrade",
    "go-mod": "go mod tidy",
}


def instead(wanted: Wanted) -> str:
    """The command that upgrades a package; "" where none is known."""
    if wanted.name == "stdlib" and wanted.format == "go-mod":
        return _filled("go get toolchain@go{version}", wanted)
    compiled = _COMPILED.search(wanted.data[:_HEAD]) if wanted.format == "pip-requirements" else None
    if compiled:
        again = " ".join(compiled[1].decode().split())
        return _filled(f"{again} --upgrade-package {{name}}=={{version}}", wanted)
    within, beyond = _WORDS.get(_writer(wanted), ("", ""))
    return _filled(beyond if wanted.widens and wanted.version else within, wanted)


def afterwards(wanted: Wanted) -> str:
    """The command that brings a lock file up to an edited manifest; "" where none is needed."""
    return _filled(_FOLLOWING.get(_writer(wanted), ""), wanted)


def _writer(wanted: Wanted) -> str:
    if wanted.format == "yarn-lock" and _LATER_YARN.search(wanted.data):
        return "yarn-berry"
    return wanted.format


def _filled(words: str, wanted: Wanted) -> str:
    """With names as a shell takes them for nothing but names; in the file's own folder."""
    if not words or not _NAME.fullmatch(wanted.name):
        return ""
    folder, file = posixpath.split(wanted.path)
    if file.startswith("-"):
        return ""
    parts = [
        part
        if part == "&&"
        else shlex.quote(part.format(name=wanted.name, version=wanted.version, file=file))
        for part in words.split(" ")
    ]
    inside = f"cd {shlex.quote(f'./{folder}' if folder.startswith('-') else folder)} && " if folder else ""
    return inside + " ".join(parts)
