"""YAML of one record as texts, lists and tables, built from events: libyaml's own builder has no bound."""

from __future__ import annotations

from typing import Any

from vedette.model.errors import WorldError
from vedette.sources.advisories.interface import RecordError

_DEEPEST = 64
_MOST = 500_000


def yaml_record(data: bytes) -> Any:
    """Read the first document. Every scalar stays text, so that version 1.10 does not become 1.1.

    Args:
        data: YAML.

    Raises:
        RecordError: it is none, has aliases, or is nested too deep.
        WorldError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError:
        raise WorldError(
            "YAML cannot be read: PyYAML is not installed", help="pip install vedette[packages]"
        ) from None
    try:
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(data)
        try:
            return _built(loader)
        finally:
            loader.dispose()
    except RecordError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RecordError("it is no YAML, or not whole") from None


def _built(loader: Any) -> Any:
    root: list[Any] = []
    holders: list[Any] = [root]
    keys: list[str | None] = [None]
    count = 0
    while loader.check_event():
        event = loader.get_event()
        kind = type(event).__name__
        count += 1
        if kind == "AliasEvent" or len(holders) > _DEEPEST or count > _MOST:
            raise RecordError("it has aliases, is nested too deep or is too large")
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            made: Any = [] if kind == "SequenceStartEvent" else {}
            _put(holders, keys, made)
            holders.append(made)
            keys.append(None)
        elif kind == "ScalarEvent":
            _put(holders, keys, event.value)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            holders.pop()
            keys.pop()
        elif kind == "DocumentEndEvent":
            break
    return root[0] if root else None


def _put(holders: list[Any], keys: list[str | None], value: Any) -> None:
    holder = holders[-1]
    if isinstance(holder, list):
        holder.append(value)
    elif keys[-1] is None:
        if not isinstance(value, str):
            raise RecordError("it has a key that is no text")
        keys[-1] = value
    else:
        holder[keys[-1]] = value
        keys[-1] = None
