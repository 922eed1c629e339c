"""Merges the layers of settings: command line, environment, tree, user, defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

import msgspec
from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.model.rule import Severity
from vedette.settings.interface import RuleSetting, Settings
from vedette.settings.key import Authority
from vedette.settings.layer import Layer, Value, from_command_line, from_environment, parse
from vedette.settings.lines import dotted
from vedette.settings.schema import BY_NAME, KEYS, RUN_KINDS
from vedette.settings.suggestion import did_you_mean


class TreeFile(Struct, frozen=True):
    """A configuration file: its bytes, its name for messages and origins, and what it extends.

    `parents` are the files that it extends, the nearest first, as `settings.extends` reads them; None when
    nobody looked.
    """

    text: bytes
    origin: str
    parents: tuple[TreeFile, ...] | None = None


class Known(Struct, frozen=True, kw_only=True):
    """Names that settings may refer to; what is not among them is an error.

    Attributes:
        kinds: detector kinds of this installation.
        rules: rule ids of this installation; ids with a `/` are another tool's, and are not checked.
        severities: of those rules, by id.
    """

    kinds: frozenset[str]
    rules: frozenset[str]
    severities: Mapping[str, Severity] = {}


class LoosenedError(UsageError):
    """A setting is looser than the organisation says, and nobody allowed it."""


def resolve(
    *,
    cli: Mapping[str, object],
    env: Mapping[str, str],
    tree: TreeFile | None,
    user: TreeFile | None,
    base: TreeFile | Literal["same"] | None = "same",
    known: Known | None = None,
) -> Settings:
    """Merge all layers. Pure: opens nothing.

    Args:
        cli: dotted key -> value, of the options that were given.
        env: the environment; only `VEDETTE_*` matters.
        tree: the configuration file of the work tree; None when there is none.
        user: the user's configuration file; None when there is none.
        base: when a change is judged, the configuration file at its merge base (None when there is none):
            policy is taken from there and never from `tree`. "same" when nothing is judged against a base.
        known: names to check against; None to check none.

    Returns:
        The settings, each with its origin.

    Raises:
        UsageError: a layer is wrong, or refers to a name that does not exist.
    """
    here, users = _chain(tree, from_tree=True), _chain(user, from_tree=False)
    there = here if isinstance(base, str) else _chain(base, from_tree=True)
    around = from_environment(env)
    layers = [from_command_line(cli), around]
    if isinstance(base, str):
        layers += here
    else:
        layers += [_of(layer, Authority.tree) for layer in here]
        layers += [_of(layer, Authority.policy) for layer in there]
    layers += users
    if known:
        for layer in [*layers, *here]:
            _check(layer, known)
        _hold([around, *here, *users], [(tree, here), (user, users)], known)
        if not isinstance(base, str):
            _hold([around, *there, *users], [(base, there), (user, users)], known)
    return _build(layers)


def value_of(settings: Settings, name: str) -> Any:
    """The value that a dotted key of the configuration has."""
    return attrgetter(BY_NAME[name].attribute)(settings)


def _chain(file: TreeFile | None, *, from_tree: bool) -> list[Layer]:
    """The layers of a file and of those that it extends, which may set no more than a tree's."""
    if file is None:
        return []
    first = parse(file.text, file.origin, from_tree=from_tree)
    return [first, *(parse(one.text, one.origin, from_tree=True) for one in file.parents or ())]


def _hold(
    layers: Sequence[Layer], files: Sequence[tuple[TreeFile | None, Sequence[Layer]]], known: Known
) -> None:
    """See that nothing is looser than an extended file says. The command line says what one run is asked."""
    for file, chain in files:
        if file and file.parents is None and "extends" in chain[0].values:
            raise RuntimeError(f"nobody read what {file.origin} extends")
    extended = [
        (parent.origin, chain[number:])
        for file, chain in files
        if file
        for number, parent in enumerate(file.parents or (), 1)
    ]
    if not extended:
        return
    # Only here: most projects extend nothing, and a commit hook waits for each module.
    from vedette.settings.extends_looser import loosenings

    settings = _build(layers)
    for origin, chain in extended:
        allowed = chain[0].values.get("allow.loosen")
        found = loosenings(settings, _build(chain), allowed.value if allowed else (), known.severities)
        for one in found:
            raise LoosenedError(
                f"{one.given_at}: {one.key} = {one.given} is looser than {one.said} ({_at(one.said_at)}), "
                f"and {origin} does not allow that",
                help=f"keep to it, or have it named in [allow] loosen of {origin}",
            )


def _at(origin: str) -> str:
    return "the default" if origin == "default" else origin


def _of(layer: Layer, authority: Authority) -> Layer:
    kept = {name: value for name, value in layer.values.items() if BY_NAME[name].authority is authority}
    return Layer(values=kept, rules=layer.rules if authority is Authority.policy else {})


def _build(layers: Iterable[Layer]) -> Settings:
    values: dict[str, Value] = {}
    fields: dict[str, dict[str, Value]] = {}
    for layer in layers:
        for name, value in layer.values.items():
            values.setdefault(name, value)
        for rule, given in layer.rules.items():
            for field, value in given.items():
                fields.setdefault(rule, {}).setdefault(field, value)
    settings = Settings()
    origins = {key.name: "default" for key in KEYS}
    for name, value in values.items():
        settings = _with(settings, BY_NAME[name].attribute, value.value)
        origins[name] = value.origin
    rules = {}
    for rule in sorted(fields):
        rules[rule] = RuleSetting(**{field: value.value for field, value in fields[rule].items()})
        for field, value in sorted(fields[rule].items()):
            origins[dotted("rules", rule, field)] = value.origin
    return msgspec.structs.replace(settings, rules=rules, origins=origins)


def _with(struct: Any, attribute: str, value: object) -> Any:
    """A copy of nested structs in which one attribute, named by its dotted path, is another."""
    first, _, rest = attribute.partition(".")
    if rest:
        value = _with(getattr(struct, first), rest, value)
    return msgspec.structs.replace(struct, **{first: value})


def _check(layer: Layer, known: Known) -> None:
    for name in ("scan.only", "scan.skip"):
        if name in layer.values:
            given = layer.values[name]
            for kind in given.value:
                _expect(kind, known.kinds, f"{given.origin}: unknown detector kind", "kinds")
    for rule, fields in layer.rules.items():
        if "/" not in rule:
            origin = next((value.origin for value in fields.values()), "")
            _expect(rule, known.rules, f"{origin}: unknown rule".removeprefix(": "), "rules")
    if "emergency" in layer.values:
        _check_emergencies(layer.values["emergency"], known)


def _check_emergencies(given: Value, known: Known) -> None:
    for emergency in given.value:
        where = f'{given.origin}: emergency "{emergency.name}" names the unknown'
        for kind in emergency.kinds:
            if not _is_open(kind):
                _expect(kind, known.kinds | RUN_KINDS, f"{where} kind", "kinds")
        for rule in emergency.rules:
            if not _is_open(rule):
                _expect(rule, known.rules, f"{where} rule", "rules")


def _is_open(pattern: str) -> bool:
    """A wildcard, or a name that belongs to another tool."""
    return any(sign in pattern for sign in "*?[/:")


def _expect(word: str, choices: frozenset[str], what: str, noun: str) -> None:
    if word not in choices:
        known = (
            f"known {noun}: {', '.join(sorted(choices))}" if noun == "kinds" else "`vedette rules` lists them"
        )
        raise UsageError(f'{what} "{word[:200]}"', help=did_you_mean(word, choices, known))
