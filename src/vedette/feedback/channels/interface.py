"""The socket of a channel: what is told, how it is carried, and what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
from msgspec import Struct

from vedette.model.alert import Alert
from vedette.model.errors import UsageError, WorldError


class Told(Struct, frozen=True, kw_only=True):
    """One message: what became of an alert.

    Attributes:
        delivery: unique to the message: told twice, the other side may know it by this.
        what: `opened`, `raised`, or `test`.
        alert: as it was then.
    """

    delivery: str
    what: str
    alert: Alert


class Channel(Protocol):
    """Carries messages. `connect(setting, environment)` of its file makes one."""

    def send(self, told: Told) -> None:
        """Delivers a message, or raises: then it is tried again.

        Raises:
            WorldError: the other side is not reached, or refuses.
        """
        ...


class MissingSecretError(UsageError):
    """The environment variable that a channel names is not set."""

    def __init__(self, channel: str, variable: str) -> None:
        super().__init__(
            f"channel {channel}: the environment variable {variable} is not set",
            help="set it where vedette watch runs; secrets never stand in a settings file",
        )


class RefusedError(WorldError):
    """The other side took the message apart and said no."""


def secret(channel: str, variable: str, environment: Mapping[str, str]) -> str:
    """The value of the variable that a channel names; "" when it names none.

    Raises:
        MissingSecretError: it is not set.
    """
    if not variable:
        return ""
    value = environment.get(variable, "")
    if not value:
        raise MissingSecretError(channel, variable)
    return value


def pack(told: Told) -> bytes:
    """A message as the outbox keeps it."""
    return msgspec.json.encode(told)


def unpack(body: bytes) -> Told:
    """What `pack` was given.

    Raises:
        msgspec.MsgspecError: it is no such message.
    """
    return msgspec.json.decode(body, type=Told)
