"""Addresses that the door opens to: HTTPS, or this machine itself."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*")
_LONGEST = 2000
_PORTS = {"https": 443, "http": 80}


class Address(Struct, frozen=True):
    """Where a door leads: scheme, host, port, and a path before all others, without `/` at its end."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def shown(self) -> str:
        """The host for people and the `Host` header, with the port if it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """It is this machine, named so that no name server has a say."""
        return _is_loopback(self.host)


def address(text: str, what: str = "the address") -> Address:
    """Read an address that the user gave.

    Args:
        text: such as `https://forge.example.org/api/v3`.
        what: it is, for messages.

    Raises:
        UsageError: it is none, not HTTPS (and not this machine), or holds credentials, query or fragment.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _wrong(what, "cannot be read") from None
    host = (parts.hostname or "").lower()
    if len(text) > _LONGEST or not text.isascii() or not _is_host(host) or not _PATH.fullmatch(parts.path):
        raise _wrong(what, "cannot be read")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise _wrong(what, "holds more than a host and a path")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise _wrong(what, f"is not safe: {host} is reached over HTTPS or not at all")
    return Address(parts.scheme, host, port, parts.path.rstrip("/"))


def is_path(path: str) -> bool:
    """Whether it can stand in a request as it is: encoded, and without a step up."""
    steps = path.lower().replace("%2e", ".").split("/")
    return bool(path.startswith("/") and _PATH.fullmatch(path) and not {".", ".."} & set(steps))


def _wrong(what: str, why: str) -> UsageError:
    return UsageError(f"{what} {why}", help="it looks like https://HOST/PATH")


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host)) and ".." not in host
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
