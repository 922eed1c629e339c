"""Where a licence is told: by what a tree says of a package itself, or by the files of its texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from vedette.analysis.licences.expression import parse
from vedette.analysis.licences.texts import is_licence_file
from vedette.model.licence import Choice, Every, Expression
from vedette.model.package import Manifest, Package

# Folders of what was not written here; the licence files of all others are the project's own.
_FOREIGN = frozenset(
    "vendor vendored _vendor third_party third-party thirdparty 3rdparty external extern node_modules "  # noqa: SIM905 - as words
    "site-packages dist-packages bower_components".split()
)
# One package that is installed: the licence files beside are its own.
_INSTALLED = frozenset({"python-installed", "node-installed"})
_ALL_INSTALLED = _INSTALLED | {"composer-installed", "go-vendor"}
_LESSER = re.compile(r"(?:copying[-_.]lesser|lgpl|licen[cs]e[-_.]lgpl)")
_ONE_OF = re.compile(r"(?:un)?licen[cs]e[-_.][a-z0-9.]+")


def is_foreign(path: str) -> bool:
    """The file has a licence of what was not written here, as its name and its folders say."""
    return is_licence_file(path) and not _FOREIGN.isdisjoint(path.split("/")[:-1])


def is_installed(manifest: Manifest) -> bool:
    """The file stands for what is installed, which a lock file may settle as well."""
    return manifest.format in _ALL_INSTALLED


class Licences:
    """What a tree knows of the licences of packages.

    Args:
        manifests: by path.
        files: path -> what a licence file says; None for a text that is not known.
    """

    def __init__(self, manifests: Mapping[str, Manifest], files: Mapping[str, Expression | None]) -> None:
        self._said: dict[tuple[str, str, str], str] = {}
        for _, manifest in sorted(manifests.items()):
            for one in manifest.packages:
                if one.licence.strip():
                    self._said.setdefault((one.ecosystem, one.name, one.version), one.licence)
        self._of_folder = _folders(files)
        self._manifests = manifests
        self._known: dict[str, Expression | None] = {}
        self._taken: set[str] = set()

    def of(self, package: Package, path: str) -> Expression | None:
        """The licence of a package as one file settles it; None when nobody says, or nobody knows.

        Args:
            package: of the file.
            path: of the file.
        """
        beside = self._beside(package, path)
        text = package.licence.strip() or self._said.get(
            (package.ecosystem, package.name, package.version), ""
        )
        if text not in self._known:
            self._known[text] = parse(text)
        found = self._known[text]
        return found if found is not None else beside

    def loose(self) -> Iterable[tuple[str, Expression | None]]:
        """Folders with licence files that are no package's, in order, each with what they say.

        Complete when `of` was asked for every package.
        """
        every = sorted(self._of_folder.items())
        return [(folder, said) for folder, said in every if folder not in self._taken]

    def _beside(self, package: Package, path: str) -> Expression | None:
        """What the licence files say that lie where the package does."""
        here = posixpath.dirname(path)
        places = [posixpath.join(here, folder, package.name) for folder in ("vendor", "node_modules", "")]
        manifest = self._manifests.get(path)
        if manifest is not None and manifest.format in _INSTALLED:
            places += [here, posixpath.join(here, "licenses")]
        found = None
        for place in places:
            if place in self._of_folder:
                self._taken.add(place)
                found = found if found is not None else self._of_folder[place]
        return found


def _folders(files: Mapping[str, Expression | None]) -> dict[str, Expression | None]:
    """What the licence files of each folder say together."""
    by_folder: dict[str, dict[str, Expression | None]] = {}
    for path, said in files.items():
        by_folder.setdefault(posixpath.dirname(path), {})[posixpath.basename(path).lower()] = said
    return {folder: _together(named) for folder, named in by_folder.items()}


def _together(named: Mapping[str, Expression | None]) -> Expression | None:
    known = {name: said for name, said in sorted(named.items()) if said is not None}
    # Of the GNU licences the lesser is made of the whole text of the other, and one paper more.
    lesser = [said for name, said in known.items() if _LESSER.match(name)]
    if lesser:
        return lesser[0]
    found = list(dict.fromkeys(known.values()))
    if len(found) < 2:  # noqa: PLR2004 - nothing to put together
        return found[0] if found else None
    # `LICENSE-MIT` and `LICENSE-APACHE`, by custom, are for whoever uses it to choose.
    return Choice(tuple(found)) if all(map(_ONE_OF.match, known)) else Every(tuple(found))
