"""Webhooks: the alert as JSON, signed, so that the other side knows whom it is from and when it was sent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from vedette.feedback.alert_text import lines, subject
from vedette.feedback.channels.interface import Told, secret
from vedette.feedback.neutral import valid_tree
from vedette.model.channel import Channel as Setting
from vedette.network.address import address
from vedette.network.door import Door
from vedette.network.interface import Ask, Clock, Limits

_LIMITS = Limits(seconds=10.0, all_seconds=30.0, attempts=2, requests=1_000_000)
VERSION = 1


class Webhook:
    """Posts to one address.

    Args:
        door: leads there.
        key: signs what is posted; b"" for no signature.
        clock: tells the time.
    """

    def __init__(self, door: Door, key: bytes, clock: Clock) -> None:
        self._door = door
        self._key = key
        self._clock = clock

    def send(self, told: Told) -> None:
        """Posts a message; any answer of success counts as delivered.

        Raises:
            NetworkError: there is no such answer.
        """
        body = document(told)
        headers = {"Vedette-Delivery": told.delivery}
        if self._key:
            moment = str(int(self._clock.epoch()))
            headers["Vedette-Signature"] = f"t={moment},v1={signature(self._key, moment, body)}"
        path = "" if self._door.address.path else "/"
        self._door.ask(Ask(method="POST", path=path, body=body, headers=headers, repeatable=True))


def connect(setting: Setting, environment: Mapping[str, str], clock: Clock | None = None) -> Webhook:
    """A channel that posts to the address of a setting.

    Raises:
        UsageError: the address is none, or the secret is missing.
    """
    key = secret(setting.name, setting.secret_env, environment).encode()
    where = address(setting.url, f"channel {setting.name}: url")
    now = clock or Clock()
    return Webhook(Door(where, environment=environment, limits=_LIMITS, clock=now), key, now)


def signature(key: bytes, moment: str, body: bytes) -> str:
    """What proves a message: HMAC-SHA256 of the moment, a full stop and the body, in hexadecimal."""
    return hmac.new(key, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def document(told: Told) -> bytes:
    """The body: what happened, the alert, and both in words."""
    alert = msgspec.to_builtins(told.alert)
    whole = {
        "version": VERSION,
        "event": f"alert.{told.what}",
        "delivery": told.delivery,
        "title": subject(told.alert),
        "text": "\n".join(lines(told.alert)),
        "alert": alert,
    }
    return msgspec.json.encode(valid_tree(whole))
