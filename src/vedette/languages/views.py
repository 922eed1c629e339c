"""Templates of pages: which files are such, and which of them a program means by a name."""

from __future__ import annotations

from collections.abc import Collection

# Ends of files that are nothing but templates, and of those that may be pages of their own as well.
TEMPLATES = (
    *("ejs", "hbs", "handlebars", "mustache", "njk", "nunjucks", "swig", "twig", "pug", "jade", "eta"),
    *("jinja", "jinja2", "j2"),
)
PAGES = ("html", "htm", "xhtml")
# The name of the function that a template is, and of its parameter, which holds the data.
FUNCTION = "<template>"
DATA = "locals"
# What its name begins with where it is asked for as a module is.
MARK = "view:"
# What calls that a template is lowered to are for people.
SHOWN = {
    "Template.raw": "the page without being escaped",
    "Template.script": "a script of the page",
    "Template.bare": "an attribute without quotes",
    "Template.address": "an address in the page",
    FUNCTION: "the template",
}

_ENDS = frozenset((*TEMPLATES, *PAGES))
# Folders that templates are kept in, rather than what was made of them.
_FOLDERS = frozenset(("views", "templates", "view", "template", "pages", "layouts", "partials"))
_LONGEST = 200


def is_view(path: str) -> bool:
    """Whether a file may be a template."""
    return path.rpartition(".")[2].lower() in _ENDS


class Views:
    """The templates of a tree.

    Args:
        paths: of all its files, or of those that may be templates.
    """

    __slots__ = ("_by_name", "_paths")

    def __init__(self, paths: Collection[str]) -> None:
        self._paths = paths
        self._by_name: dict[str, list[str]] | None = None

    def find(self, importer: str, name: str) -> str:
        """The template that a program means, "" for none of the tree's.

        Args:
            importer: path of the file that names it.
            name: as written there: with or without an end, from a folder that nobody told us.
        """
        name = name[:_LONGEST].replace("\\", "/").lstrip("./")
        if not name or name.endswith("/"):
            return ""
        whole = is_view(name)
        stem = name.rpartition(".")[0] if whole else name
        fits = [
            path
            for path in self._named().get(stem.rpartition("/")[2], ())
            if f"/{path if whole else path.rpartition('.')[0]}".endswith(f"/{name}")
        ]
        return min(fits, key=lambda path: _distance(importer, path), default="")

    def _named(self) -> dict[str, list[str]]:
        """Templates by the last part of their names, without the end."""
        if self._by_name is None:
            self._by_name = {}
            for path in sorted(self._paths):
                if is_view(path):
                    self._by_name.setdefault(path.rpartition("/")[2].rpartition(".")[0], []).append(path)
        return self._by_name


def _distance(importer: str, path: str) -> tuple[int, bool, bool, int, str]:
    """How far a template is from who names it: the folders that both lie in first."""
    own, other = importer.split("/")[:-1], path.split("/")[:-1]
    both = 0
    while both < min(len(own), len(other)) and own[both] == other[both]:
        both += 1
    is_page = path.rpartition(".")[2].lower() in PAGES
    return -both, _FOLDERS.isdisjoint(other), is_page, len(other), path
