"""Opens the channels that the user's settings name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from vedette.feedback.channels.interface import Channel
from vedette.model.channel import Channel as Setting


def connect(setting: Setting, environment: Mapping[str, str]) -> Channel:
    """The channel of a setting; what carries it is imported now.

    Args:
        setting: of the user, never of a scanned tree.
        environment: of the user, for secrets and the proxy.

    Raises:
        UsageError: the setting is not whole, or its secret is missing.
    """
    module = import_module(f"vedette.feedback.channels.{setting.kind.value}")
    channel: Channel = module.connect(setting, environment)
    return channel
