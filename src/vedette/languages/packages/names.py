"""Names of packages as their ecosystem compares them."""

from __future__ import annotations

import re

_RUNS = re.compile(r"[-_.]+")
# Registries that take capital and small letters for the same.
_CASELESS = frozenset({"NuGet", "Packagist", "GitHub Actions", "Docker", "Terraform"})


def compared(ecosystem: str, name: str) -> str:
    """The name by which two spellings of one package are equal.

    Args:
        ecosystem: as in `model.package.Package`.
        name: as a file has it.

    Returns:
        PyPI: as its specification of names has it (`Foo__Bar` is `foo-bar`); where letters of both sizes
        are the same, small ones; elsewhere the name as it is, without blanks around it.
    """
    name = name.strip()
    if ecosystem == "PyPI":
        return _RUNS.sub("-", name).lower()
    return name.lower() if ecosystem in _CASELESS else name
