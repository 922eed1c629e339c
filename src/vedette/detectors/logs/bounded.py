"""A dictionary that holds so much and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Bounded(Generic[_Key, _Value]):
    """Forgets what was asked for least lately.

    Args:
        most: items held.
        make: a new value for a key that is not held.
    """

    def __init__(self, most: int, make: Callable[[], _Value]) -> None:
        self._most, self._make = most, make
        self.items: dict[_Key, _Value] = {}

    def of(self, key: _Key) -> _Value:
        """The value of a key, made if there is none, and now the youngest."""
        value = self.items.pop(key, None)
        if value is None:
            if len(self.items) >= self._most:
                del self.items[next(iter(self.items))]
            value = self._make()
        self.items[key] = value
        return value

    def find(self, key: _Key) -> _Value | None:
        """The value of a key; None if there is none."""
        return self.items.get(key)
