"""Versions by each ecosystem's own rules: an order, and what is equal in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from vedette.analysis.packages import composer, maven, nuget, rubygems, semver
from vedette.model.errors import WorldError

_LONGEST = 300


class NoOrderError(ValueError):
    """A version that has no place in the order of its ecosystem, or an ecosystem whose order is not known."""


def key(ecosystem: str, version: str) -> Any:
    """What versions of one ecosystem are ordered by; equal versions have equal keys.

    Args:
        ecosystem: as OSV calls it, without suffix.
        version: as published or locked.

    Raises:
        NoOrderError: it has no place in the order.
        WorldError: the order needs a package that is not installed.
    """
    found = _key(ecosystem, version)
    if found is None:
        raise NoOrderError(f"{version[:80]!r} is no version of {ecosystem}")
    return found


def is_comparable(ecosystem: str, version: str) -> bool:
    """Whether a version has a place in the order of its ecosystem."""
    return _key(ecosystem, version) is not None


def has_order(ecosystem: str) -> bool:
    """Whether the order of an ecosystem is known."""
    return ecosystem in _ORDERS


def order_of(ecosystem: str, kind: str) -> str:
    """The ecosystem by whose order a range is read: its own; if none is known, that of `SEMVER`."""
    return "npm" if kind == "SEMVER" and ecosystem not in _ORDERS else ecosystem


@lru_cache(maxsize=65_536)
def _key(ecosystem: str, version: str) -> Any:
    order = _ORDERS.get(ecosystem)
    if order is None or len(version) > _LONGEST or not version.isascii():
        return None
    try:
        return order(version)
    except ValueError:
        return None


def _pypi(version: str) -> Any:
    return _pypi_version()(version)


@lru_cache(maxsize=1)
def _pypi_version() -> Callable[[str], Any]:
    try:
        from packaging.version import Version
    except ImportError:
        raise WorldError(
            "versions of PyPI cannot be compared: packaging is not installed",
            help="pip install vedette[packages]",
        ) from None
    return Version


_ORDERS: Mapping[str, Callable[[str], Any]] = {
    "PyPI": _pypi,
    **dict.fromkeys(("npm", "Go", "crates.io", "Hex", "GitHub Actions", "SwiftURL"), semver.key),
    "Maven": maven.key,
    "RubyGems": rubygems.key,
    "NuGet": nuget.key,
    "Packagist": composer.key,
}
