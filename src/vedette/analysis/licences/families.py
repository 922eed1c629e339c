"""What a licence asks for: its family, and the obligation in plain words."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from vedette.model.licence import Expression, Family, Ships, Term, terms

_DATA = Path(__file__).parent / "families.toml"


def family_of(name: str, exception: str = "") -> Family:
    """The family of a licence of SPDX's list.

    Args:
        name: its id.
        exception: that it comes with; one that lets other code link makes a strong copyleft a weak one.
    """
    found = _families().get(name, Family.unknown)
    if found in {Family.strong, Family.network} and exception in _linking():
        return Family.weak
    return found


def heaviest(expression: Expression) -> Family:
    """The family that asks for the most among all that an expression names."""
    order = list(Family)
    return max((term.family for term in terms(expression)), key=order.index)


def obligation(term: Term, ships: Ships) -> str:
    """What a licence asks of whoever ships something made with it so, one sentence.

    This is no legal advice: it says what the licence's family is known to ask for.
    """
    return f"{term.words()}: {_OBLIGATIONS[term.family][ships]}"


_NOTICE = "keep its copyright notice and licence text in what you hand out"
_NOBODY_KNOWS = "nobody knows what it asks for: find its text and have it read"
_OBLIGATIONS: dict[Family, dict[Ships, str]] = {
    Family.permissive: {
        Ships.server: "nothing is asked of a service that is only used over a network",
        Ships.binary: _NOTICE,
        Ships.linked: _NOTICE,
    },
    Family.weak: {
        Ships.server: "nothing is asked of a service that is only used over a network",
        Ships.binary: "hand out its own source, with your changes to it, and let users put another version "
        "of it in place",
        Ships.linked: "hand out its own source, with your changes to it; your own files keep your licence",
    },
    Family.strong: {
        Ships.server: "nothing is asked of a service that is only used over a network; whoever is given a "
        "copy may ask for the source of all of it",
        Ships.binary: "whoever gets the program may have the source of all of it, under this licence",
        Ships.linked: "whoever uses your library must put all of their program under this licence",
    },
    Family.network: {
        Ships.server: "whoever uses the service over a network may have the source of all of it",
        Ships.binary: "whoever gets the program, or uses it over a network, may have the source of all of it",
        Ships.linked: "whoever uses your library, even in a service, must offer the source of all of it",
    },
    Family.proprietary: {
        Ships.server: "it may be used only as your contract with its maker says",
        Ships.binary: "it may be handed out only if your contract with its maker says so",
        Ships.linked: "it may be handed out only if your contract with its maker says so",
    },
    Family.unknown: dict.fromkeys(Ships, _NOBODY_KNOWS),
}


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _families() -> dict[str, Family]:
    families = {str(one): one for one in Family}
    return {name: families[key] for key, names in _data().items() if key in families for name in names}


@cache
def _linking() -> frozenset[str]:
    return frozenset(_data()["linking-exceptions"])
