"""How an address is reached: directly or through the user's proxy, and whom to believe on the way."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError, WorldError
from vedette.network.address import Address


class Proxy(Struct, frozen=True):
    """A proxy that tunnels (`CONNECT`): host, port, and the headers by which it knows the user."""

    host: str
    port: int
    headers: Mapping[str, str]


def proxy_of(address: Address, environment: Mapping[str, str]) -> Proxy | None:
    """The proxy that the user's environment names for an address; None for none.

    Args:
        address: this machine itself is always reached directly.
        environment: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not.

    Raises:
        UsageError: the proxy is not one over HTTP.
    """
    if address.is_loopback or _is_excepted(address, _named(environment, "no_proxy")):
        return None
    name = next((one for one in ("https_proxy", "all_proxy") if _named(environment, one)), "")
    text = _named(environment, name) if name else ""
    if not text:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname or "", parts.port or 80
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        host = ""
        parts = urlsplit("")
    if parts.scheme != "http" or not host or not host.isprintable():
        # The value is not shown: it may hold a password.
        raise UsageError(f"the proxy in {name.upper()} cannot be used", help="name it as http://HOST:PORT")
    headers = {}
    if user or password:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {pair}"
    return Proxy(host, port, headers)


def connection(address: Address, proxy: Proxy | None, seconds: float) -> HTTPConnection:
    """A connection that is not made yet.

    Certificates are checked against those that the system trusts, or the user's `SSL_CERT_FILE` and
    `SSL_CERT_DIR`.

    Args:
        address: to reach.
        proxy: to go through.
        seconds: that each wait for the socket may take.

    Raises:
        WorldError: the certificates to trust cannot be read.
    """
    if address.scheme == "http":
        return HTTPConnection(address.host, address.port, timeout=seconds)
    try:
        context = ssl.create_default_context()
    except (OSError, ValueError):
        raise WorldError(
            "the certificates to trust cannot be read", help="look at SSL_CERT_FILE and SSL_CERT_DIR"
        ) from None
    if proxy is None:
        return HTTPSConnection(address.host, address.port, timeout=seconds, context=context)
    made = HTTPSConnection(proxy.host, proxy.port, timeout=seconds, context=context)
    made.set_tunnel(address.host, address.port, headers=dict(proxy.headers))
    return made


def _named(environment: Mapping[str, str], name: str) -> str:
    return (environment.get(name) or environment.get(name.upper()) or "").strip()


def _is_excepted(address: Address, exceptions: str) -> bool:
    for one in exceptions.replace(" ", ",").split(","):
        suffix = one.strip().lower().lstrip("*").lstrip(".")
        if one.strip() == "*":
            return True
        if suffix and (
            address.host in (suffix, suffix.partition(":")[0]) or address.host.endswith(f".{suffix}")
        ):
            return True
    return False
