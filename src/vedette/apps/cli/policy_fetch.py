"""Brings the policies that settings files extend into the user's cache: the only thing that asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping

from vedette.model.errors import UsageError
from vedette.network.address import Address, address
from vedette.network.door import Door
from vedette.network.interface import Ask, Limits, NetworkError
from vedette.settings import extends_store
from vedette.settings.extends import DEEPEST, NotStoredError
from vedette.settings.extends_value import Extends
from vedette.settings.layer import LARGEST
from vedette.settings.merge import TreeFile

_LIMITS = Limits(most_bytes=LARGEST)
Load = Callable[[], TreeFile | None]


def fetch_all(load: Load, hosts: Collection[str], environment: Mapping[str, str]) -> Iterator[str]:
    """Fetch whatever a settings file extends and is not here yet, link by link.

    Args:
        load: reads the file and what it extends.
        hosts: that may be asked, whoever names them.
        environment: of the user, for the proxy.

    Yields:
        Each address that was fetched.

    Raises:
        UsageError: a host may not be asked.
        NetworkError: it did not answer, or with something else than what is pinned.
    """
    for _ in range(DEEPEST + 1):
        try:
            load()
        except NotStoredError as missing:
            extends_store.keep(_fetched(missing.extends, missing.origin, hosts, environment))
            yield missing.extends.url or ""
        else:
            return


def host_of(extends: Extends) -> str:
    """The host, with the port if it is not the usual one; "" for a path.

    Raises:
        UsageError: the address is none.
    """
    return _parts(extends)[0].shown if extends.url else ""


def _fetched(extends: Extends, origin: str, hosts: Collection[str], environment: Mapping[str, str]) -> bytes:
    where, path = _parts(extends)
    if where.shown not in hosts:
        raise UsageError(
            f"{origin} extends a policy of {where.shown}, a host that you did not allow",
            help=f"if you know it, set VEDETTE_POLICY_HOSTS={where.shown}, or name it in [hosts] policy of "
            "your own settings file",
        )
    data = Door(where, environment=environment, limits=_LIMITS).ask(Ask(path=path)).body
    if hashlib.sha256(data).hexdigest() != extends.sha256:
        raise NetworkError(
            f"what {where.shown} answers has not the digest that {origin} pins: it was thrown away",
            help="ask who keeps it; if it was changed on purpose, pin the new digest in a reviewed change",
        )
    return data


def _parts(extends: Extends) -> tuple[Address, str]:
    whole = address(extends.url or "", "the address of a policy")
    return Address(whole.scheme, whole.host, whole.port), whole.path or "/"
