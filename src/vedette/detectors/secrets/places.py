"""Classes of places: where a value stands makes it more or less likely to be in use."""

from __future__ import annotations

import re
from enum import StrEnum


class PlaceClass(StrEnum):
    """What kind of file it is, by its path."""

    production = "production"
    test = "test"
    generated = "generated"


_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|specs?|__tests__|fixtures?|testdata|test-data|examples?|samples?|mocks?|docs?|"
    r"e2e|cassettes)(?:/)|(?:^|/)(?:test_|conftest)[^/]*$|[._-](?:test|tests|spec|example|sample)\.[a-z]+$|"
    r"\.(?:md|rst|adoc|ipynb|po|pot|snap)$|\.env\.(?:example|sample|template|dist)$",
    re.IGNORECASE,
)
_GENERATED = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|"
    r"pdm\.lock|pipfile\.lock|cargo\.lock|gemfile\.lock|composer\.lock|go\.sum|flake\.lock|bun\.lock|"
    r"\.terraform\.lock\.hcl)$|\.min\.(?:js|css|mjs)$|\.map$|(?:^|/)(?:node_modules|vendor|dist|bundle)/",
    re.IGNORECASE,
)
_CONFIGURATION = re.compile(
    r"\.(?:env|ya?ml|ini|cfg|conf|config|properties|toml|tfvars|envrc|sh|bash|zsh|cnf|pgpass|service)$|"
    r"(?:^|/)(?:\.env[^/]*|dockerfile[^/]*|credentials|config|\.npmrc|\.pypirc|makefile)$",
    re.IGNORECASE,
)


_PROGRAM = re.compile(
    r"\.(?:[ch]|cc|cpp|cs|css|dart|exs?|fs|go|groovy|gradle|[hm]pp|hs|html?|java|[cm]?jsx?|kts?|less|lua|m|mm|"
    r"php|pl|pm|po|pyi?|r|rb|rs|rst|scala|scss|svelte|svg|swift|[cm]?tsx?|vue)$",
    re.IGNORECASE,
)


def place_class(path: str) -> PlaceClass:
    """The class of a path."""
    if _GENERATED.search(path):
        return PlaceClass.generated
    return PlaceClass.test if _TEST.search(path) else PlaceClass.production


def is_configuration(path: str) -> bool:
    """Whether values stand without quotes in files of this kind."""
    return bool(_CONFIGURATION.search(path))


def is_program(path: str) -> bool:
    """Whether values stand in quotes in files of this kind, or in an attribute."""
    return bool(_PROGRAM.search(path))
