"""Chat, pagers and a hundred other services through apprise, which is an extra: `vedette[tell]`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from vedette.feedback.alert_text import lines, subject
from vedette.feedback.channels.interface import RefusedError, Told, secret
from vedette.model.channel import Channel as Setting
from vedette.model.errors import UsageError
from vedette.model.rule import Severity

_KINDS = {
    Severity.low: "info",
    Severity.medium: "warning",
    Severity.high: "failure",
    Severity.critical: "failure",
}


class Apprise:
    """Sends to one address in apprise's notation.

    Args:
        name: of the channel.
        library: an `apprise.Apprise` that has the address.
    """

    def __init__(self, name: str, library: Any) -> None:
        self._name = name
        self._library = library

    def send(self, told: Told) -> None:
        """Has the service tell it.

        Raises:
            RefusedError: the service did not take it; apprise does not say why.
        """
        body = "\n".join(lines(told.alert)[2:])
        kind = _KINDS[told.alert.severity]
        if not self._library.notify(title=subject(told.alert), body=body, notify_type=kind):
            raise RefusedError(
                f"channel {self._name}: the service did not take the message",
                help="look at the address: `vedette alerts test` sends a message",
            )


def connect(setting: Setting, environment: Mapping[str, str]) -> Apprise:
    """A channel that sends to the address of a setting, or of the variable that it names.

    Raises:
        UsageError: apprise is not installed, or does not know such an address.
    """
    try:
        module = import_module("apprise")
    except ImportError:
        raise UsageError(
            f"channel {setting.name}: apprise is not installed", help="pip install 'vedette[tell]'"
        ) from None
    where = secret(setting.name, setting.secret_env, environment) or setting.url
    library = module.Apprise()
    if not where or not library.add(where):
        raise UsageError(
            f"channel {setting.name}: apprise knows no such address",
            help="its documentation lists the services; keep tokens in the variable that secret_env names",
        )
    return Apprise(setting.name, library)
