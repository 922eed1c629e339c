"""Where an address really leads: hosts in every notation that clients resolve."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from msgspec import Struct

_URL = re.compile(
    rb"^\s{0,4}(?:url:)?([a-z][a-z0-9+.-]{1,20}):(?:([/\\]{1,6})|(?=\w))([^\s\"'<>]{0,512})", re.IGNORECASE
)
_BARE = re.compile(rb"^[/\\]{2,}([^\s\"'<>]{1,512})")
_PART = re.compile(rb"^(?:0x[0-9a-f]{1,24}|[0-9]{1,24})$", re.IGNORECASE)
_EMBEDDED = re.compile(rb"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?:[.-]|$)")
_METADATA = frozenset(
    IPv4Address(text)
    for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "169.254.169.253")
)
_METADATA_HOSTS = frozenset(
    (
        b"metadata.google.internal",
        b"metadata.goog",
        b"metadata",
        b"instance-data",
        b"metadata.packet.net",
        b"instance-data.ec2.internal",
        b"metadata.platformequinix.com",
        b"rancher-metadata",
        b"kubernetes.default.svc",
        b"kubernetes.default",
        b"metadata.tencentyun.com",
        b"metadata.azure.internal",
        b"metadata.nicob.net",
    )
)
_LOCAL_HOSTS = frozenset(
    (
        b"localhost",
        b"localhost.localdomain",
        b"ip6-localhost",
        b"ip6-loopback",
        b"loopback",
        b"local",
        b"127.1",
        b"host.docker.internal",
        b"0",
    )
)
# Public names that resolve to whatever address stands in them, or always to this machine.
_MIRRORS = (
    b"nip.io",
    b"sslip.io",
    b"xip.io",
    b"rbndr.us",
    b"1u.ms",
    b"ip6.name",
    b"nip.direct",
    b"traefik.me",
    b"backname.io",
)
_TO_HERE = (
    b"localtest.me",
    b"lvh.me",
    b"vcap.me",
    b"lacolhost.com",
    b"localhost.tv",
    b"spoofed.burpcollaborator.net",
    b"fbi.com",
    b"local.sisteminha.com",
    b"readme.localtest.me",
    b"customer1.app.localhost.my.company.127.0.0.1.nip.io",
    b"bugbounty.dod.network",
    b"localdomain.pw",
)


class Address(Struct, frozen=True):
    """An address in a value.

    Attributes:
        scheme: in lower case; b"" for none.
        host: in lower case, without port.
        user: what stands before an `@`.
        rest: path and query.
        kind: `metadata`, `loopback`, `private`, `rebinding`, or `` for any other host.
        odd: the host is written as no person writes it.
    """

    scheme: bytes
    host: bytes
    user: bytes
    rest: bytes
    kind: str
    odd: bool


def read(text: bytes) -> Address | None:
    """The address that a text begins with; None when it begins with none."""
    found = _URL.match(text)
    scheme, body = (found[1].lower(), found[3]) if found else (b"", b"")
    if found is None:
        bare = _BARE.match(text)
        if bare is None:
            return None
        body = bare[1]
    authority = re.split(rb"[/?#\\]", body, maxsplit=1)[0]
    user, at, host = authority.rpartition(b"@")
    odd = False
    tricky = re.search(rb"[#\\&?]{1,2}@(?:[^/]*@)?([^/?#\\]+)", body)
    if tricky is not None and not at:
        user, host, odd = authority, tricky[1], True
    kind, strange = judged(host)
    if not kind and tricky is not None:
        kind, strange = judged(authority.rpartition(b"@")[2])
    return Address(scheme, _bare_host(host), user, body[len(authority) :], kind, odd or strange)


def judged(host: bytes) -> tuple[str, bool]:
    """What kind of host it is, and whether it is written oddly."""
    plain = _bare_host(_usual(host))
    odd = plain != _bare_host(host.lower())
    if plain in _METADATA_HOSTS:
        return "metadata", odd
    if plain in _LOCAL_HOSTS or plain.endswith(b".localhost"):
        return "loopback", odd or plain in (b"127.1", b"0")
    number = four(plain) if plain[:1] in b"0123456789" and plain else None
    if number is not None:
        return _range(number), odd or str(number).encode() != plain
    if b":" in plain:
        return _six(plain)
    return _named(plain), True


def four(host: bytes) -> IPv4Address | None:
    """An IPv4 address in any form that `inet_aton` takes: decimal, octal, hexadecimal, fewer parts."""
    parts = host.rstrip(b".").split(b".")
    if len(parts) > 4 or not all(_PART.match(part) for part in parts):  # noqa: PLR2004 - an address has four parts
        return None
    numbers = []
    for part in parts:
        try:
            base = 16 if part[:2].lower() == b"0x" else 8 if part[:1] == b"0" and len(part) > 1 else 10
            numbers.append(int(part, base))
        except ValueError:
            return None
    total = 0
    for number in numbers[:-1]:
        total = total << 8 | number & 255
    total = (total << 8 * (5 - len(numbers))) + numbers[-1]
    return IPv4Address(total & 0xFFFFFFFF)


def _range(number: IPv4Address) -> str:
    if number in _METADATA or number.is_link_local:
        return "metadata"
    if number.is_loopback or int(number) >> 24 == 0:
        return "loopback"
    return "private" if number.is_private else ""


def _six(host: bytes) -> tuple[str, bool]:
    try:
        number = IPv6Address(host.partition(b"%")[0].decode("ascii", "replace"))
    except AddressValueError:
        return "", False
    inner = number.ipv4_mapped or number.sixtofour
    if inner is None and int(number) >> 32 in (0, 0x64FF9B << 64) and int(number) > 1:
        inner = IPv4Address(int(number) & 0xFFFFFFFF)
    if inner is not None:
        return _range(inner), True
    if number.is_loopback or number.is_unspecified:
        return "loopback", True
    if number in (IPv6Address("fd00:ec2::254"), IPv6Address("fd20:ce::254")):
        return "metadata", True
    return ("private", True) if number.is_link_local or number.is_private else ("", False)


def _named(host: bytes) -> str:
    if host.endswith(_TO_HERE):
        return "rebinding"
    if host.endswith(_MIRRORS):
        inside = _EMBEDDED.search(host)
        number = four(b".".join(inside.groups())) if inside else None
        return "rebinding" if number is None or _range(number) else ""
    return ""


def _bare_host(host: bytes) -> bytes:
    host = host.lower()
    if host.startswith(b"["):
        return host[1:].partition(b"]")[0]
    if host.count(b":") > 1:
        return host
    return host.partition(b":")[0].rstrip(b".")


def _usual(host: bytes) -> bytes:
    """Circled and wide letters and odd dots as the resolver takes them."""
    if host.isascii():
        return host.lower()
    text = unicodedata.normalize("NFKC", host.decode("utf-8", "replace"))
    return text.replace("\u3002", ".").lower().encode("utf-8", "replace")
