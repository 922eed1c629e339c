"""Classes of places: where something stands makes it more or less likely to be in use.

Asked for every file of every run: names are looked up in sets, and a folder is looked at once.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class PlaceClass(StrEnum):
    """What kind of file it is, by its path."""

    production = "production"
    test = "test"
    generated = "generated"


# Folders whose name says so in one word (`tests`), or in one of several (`integration-test`, `dockerTest`).
_TEST_FOLDER = re.compile(
    r"(?:^|/)(?:tests?|testing|specs?|__tests__|fixtures?|testdata|test-data|examples?|samples?|mocks?|docs?|"
    r"e2e|cassettes|\.vedette/cases)(?:/)|(?:^|/)(?:[^/]{1,40}[-_.])?tests?(?:[-_.][^/]{1,40})?/|"
    r"(?:^|/)(?:(?-i:[a-z]{1,20}Tests?)|(?-i:test[A-Z][A-Za-z]{0,20}))/",
    re.IGNORECASE,
)
_GENERATED_FOLDER = re.compile(r"(?:^|/)(?:node_modules|vendor|dist|bundle)/", re.IGNORECASE)
_TEST_STARTS = ("test_", "conftest")
_TEST_ENDS = frozenset(["test", "tests", "spec", "example", "sample"])
_TEST_SUFFIXES = frozenset(["md", "rst", "adoc", "ipynb", "po", "pot", "snap"])
_ENVIRONMENTS = (".env.example", ".env.sample", ".env.template", ".env.dist")
_LOCKS = frozenset(
    [
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "pipfile.lock",
        "cargo.lock",
        "gemfile.lock",
        "composer.lock",
        "go.sum",
        "flake.lock",
        "bun.lock",
        ".terraform.lock.hcl",
    ]
)
_ABOUT = ("docs/", "doc/")
_OF_APPLICATIONS = frozenset(
    ["views.py", "models.py", "urls.py", "forms.py", "serializers.py", "handlers.py", "tasks.py", "admin.py"]
)
_MINIFIED = (".min.js", ".min.css", ".min.mjs", ".map")


def place_class(path: str) -> PlaceClass:
    """The class of a path."""
    folder, slash, name = path.rpartition("/")
    return class_of(folder + slash, name.lower())


def class_of(folder: str, name: str) -> PlaceClass:
    """As `place_class`, for who has the parts already.

    Args:
        folder: with its last slash.
        name: of the file, in lower case.
    """
    kind = _folder_class(folder)
    if kind is PlaceClass.test and name in _OF_APPLICATIONS and folder.endswith(_ABOUT):
        # A part of an application that is about documents, and none about the application.
        kind = _folder_class(folder[: folder.rstrip("/").rfind("/") + 1])
    return _class(kind, name)


@lru_cache(maxsize=4096)
def _folder_class(folder: str) -> PlaceClass:
    # Files come folder by folder.
    if _GENERATED_FOLDER.search(folder):
        return PlaceClass.generated
    return PlaceClass.test if _TEST_FOLDER.search(folder) else PlaceClass.production


def _class(of_folder: PlaceClass, name: str) -> PlaceClass:
    if of_folder is PlaceClass.generated or name in _LOCKS or name.endswith(_MINIFIED):
        return PlaceClass.generated
    return PlaceClass.test if of_folder is PlaceClass.test or _is_test_file(name) else of_folder


def _is_test_file(name: str) -> bool:
    if name.startswith(_TEST_STARTS) or name.endswith(_ENVIRONMENTS):
        return True
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return False
    if suffix in _TEST_SUFFIXES:
        return True
    # `user_test.go`, `user-spec.ts`, `config.example.yml`
    last = max(stem.rfind("."), stem.rfind("_"), stem.rfind("-"))
    return last >= 0 and suffix.isalpha() and stem[last + 1 :] in _TEST_ENDS
