"""From a URI in a report to a path below the root, or the reason why there is none."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from vedette.model.facts import Position
from vedette.model.finding import Place
from vedette.sources.reports.sarif_file import ArtifactLocation, Number, PhysicalLocation, Region, Run

_MOST_LINE = 2**31 - 1
_MOST_PATH = 4096
_MOST_BASES = 10
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_ROOT = re.compile(r"root", re.IGNORECASE)
_DRIVE = re.compile(r"/?[A-Za-z]:(?:/|$)")


class Unplaced(Exception):  # noqa: N818 - it is a result, not an error
    """The result has no place below the root: `reason` is a code, `uri` what the report gave."""

    def __init__(self, reason: str, uri: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.uri = uri


class Places:
    """Resolves the locations of one run."""

    def __init__(self, run: Run, root: str) -> None:
        self._bases = run.original_uri_base_ids or {}
        self._files = [artifact.location for artifact in run.artifacts or ()]
        # The user's root first, then what the tool calls its root, then its other folders, short before long.
        self._root = _folder(_native(root)) if root else ""
        named = sorted(
            self._bases.items(), key=lambda item: (not _ROOT.search(item[0]), _length(item[1]), item[0])
        )
        folders = [location for _, location in named]
        folders += [item.working_directory for item in run.invocations or () if item.working_directory]
        absolute = [_folder(path) for item in folders if (path := _absolute(item.uri or "")) is not None]
        # The root of the file system as a base would make every absolute path a relative one.
        self._roots = [path for path in dict.fromkeys([self._root, *absolute]) if path not in ("", "/")]

    def place(self, physical: PhysicalLocation | None) -> Place:
        """The place of a location.

        Raises:
            Unplaced: there is no file, or it is not below the root.
        """
        if physical is None:
            raise Unplaced("no-location")
        location = physical.artifact_location or physical.file_location
        if location is None:
            raise Unplaced("no-location")
        start, end = _range(physical.region)
        return Place(self.path(location), start, end)

    def path(self, location: ArtifactLocation) -> str:
        """The path of a file below the root, as `Entry.path`.

        Raises:
            Unplaced: it has no URI, or is not below the root.
        """
        location = self._listed(location)
        uri = location.uri or ""
        if not uri:
            raise Unplaced("no-location")
        absolute = _absolute(uri)
        if absolute is not None:
            return self._below(absolute, uri)
        if _SCHEME.match(uri):
            raise Unplaced("not-a-file", uri)
        return _checked(self._prefix(location) + _decoded(uri), uri)

    def _listed(self, location: ArtifactLocation) -> ArtifactLocation:
        index = location.index
        if location.uri or index is None or not 0 <= index < len(self._files):
            return location
        return self._files[index] or location

    def _prefix(self, location: ArtifactLocation) -> str:
        """Path from the root to the base of a relative URI; a base that is absolute is taken for the root.

        An absolute base below the root itself gives the way down to it.
        """
        prefix, name = "", location.uri_base_id
        for _ in range(_MOST_BASES):
            base = self._bases.get(name or "")
            if base is None or not base.uri:
                return prefix
            absolute = _absolute(base.uri)
            if absolute is not None:
                return self._way_down(_folder(absolute)) + prefix
            if _SCHEME.match(base.uri):
                return prefix
            prefix, name = _folder(_decoded(base.uri)) + prefix, base.uri_base_id
        raise Unplaced("no-location", location.uri or "")

    def _way_down(self, folder: str) -> str:
        inside = self._root and folder.startswith(self._root)
        return folder[len(self._root) :] if inside else ""

    def _below(self, absolute: str, uri: str) -> str:
        if ".." in absolute.split("/"):
            raise Unplaced("outside-root", uri)
        for root in self._roots:
            if absolute.startswith(root):
                return _checked(absolute[len(root) :], uri)
        raise Unplaced("outside-root", uri)


def _absolute(uri: str) -> str | None:
    """The absolute path that a URI or a bare path names; None for a relative or a foreign one."""
    plain = _decoded(uri)
    if _DRIVE.match(plain):
        return "/" + plain.lstrip("/")
    if uri[:5].lower() == "file:":
        rest = uri[5:]
        if rest.startswith("//"):
            host, slash, tail = rest[2:].partition("/")
            rest = f"{slash}{tail}" if host.lower() in ("", "localhost") or not slash else f"//{host}/{tail}"
        path = _decoded(rest)
        return path if path.startswith("/") else f"/{path}"
    return plain if plain.startswith("/") else None


def _decoded(uri: str) -> str:
    # A backslash is no character of a URI: a tool on Windows wrote a bare path.
    raw = unquote_to_bytes(uri.replace("\\", "/").encode("utf-8", "surrogatepass"))
    return raw.decode("utf-8", "surrogateescape")


def _checked(path: str, uri: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    clean = "/".join(parts)
    if ".." in parts or "\0" in clean or len(clean) > _MOST_PATH:
        raise Unplaced("outside-root" if ".." in parts else "bad-path", uri)
    if not clean:
        raise Unplaced("no-location", uri)
    return clean


def _native(root: str) -> str:
    plain = root.replace("\\", "/")
    return f"/{plain}" if _DRIVE.match(plain) and not plain.startswith("/") else root


def _length(location: ArtifactLocation) -> int:
    return len(location.uri or "")


def _folder(path: str) -> str:
    return path if path.endswith("/") or not path else f"{path}/"


def _range(region: Region | None) -> tuple[Position, Position]:
    if region is None:
        return Position(1, 1), Position(1, 1)
    line = _count(region.start_line, 1)
    column = _count(region.start_column, 1)
    last = max(_count(region.end_line, line), line)
    end = _count(region.end_column, column if last == line else 1)
    return Position(line, column), Position(last, max(end, column) if last == line else end)


def _count(number: Number | None, default: int) -> int:
    if number is None:
        return default
    return int(min(max(number, 1), _MOST_LINE))
