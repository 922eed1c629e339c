"""Places: where a ledger lies, a file or a PostgreSQL server, and how to name it without its password."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError, WorldError

MEMORY = "none"
_SCHEMES = ("postgresql://", "postgres://")
_HOSTS = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9_.%-]*)(?::[0-9]*)?")
_SHOWN = frozenset({"host", "hostaddr", "port", "dbname", "sslmode"})
# Addresses of other sorts, which would be printed with their passwords if they were taken for paths.
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|postgres(ql)?:|[^/]*\bpassword\s*=", re.IGNORECASE)


class Server(Struct, frozen=True, repr_omit_defaults=True):
    """A ledger on a PostgreSQL server.

    Attributes:
        address: as libpq reads it, password included: never to be printed. `str` of the server is safe.
    """

    address: str

    def __str__(self) -> str:
        """The address without its password and all that may hold a secret."""
        parts = urlsplit(self.address)
        info, _, hosts = parts.netloc.rpartition("@")
        user = f"{info.partition(':')[0]}@" if info.partition(":")[0] else ""
        query = "&".join(f"{name}={value}" for name, value in parse_qsl(parts.query) if name in _SHOWN)
        return f"postgresql://{user}{hosts}{parts.path}{f'?{query}' if query else ''}"

    def __repr__(self) -> str:
        return f"Server({self})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        """What a pretty traceback shows."""
        return [("address", str(self))]

    def secrets(self) -> tuple[str, ...]:
        """Words of the address that must not be shown."""
        parts = urlsplit(self.address)
        password = parts.netloc.rpartition("@")[0].partition(":")[2]
        hidden = [value for name, value in parse_qsl(parts.query) if name not in {*_SHOWN, "user"}]
        return tuple(word for word in (password, unquote(password), *hidden) if word)

    def identity(self) -> str:
        """What tells this server's ledger from those of others, whoever asks: 16 hexadecimal digits."""
        parts = urlsplit(self.address)
        query = dict(parse_qsl(parts.query))
        hosts = parts.netloc.rpartition("@")[2] or query.get("host", "") + ":" + query.get("port", "")
        name = query.get("dbname") or parts.path.strip("/")
        return hashlib.sha256(f"{hosts}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


Place = Path | Server


def place_of(text: str) -> Place:
    """The place that a user's words name.

    Args:
        text: a path, or `postgresql://…`.

    Raises:
        UsageError: it is an address that cannot be read; its words are not repeated.
    """
    if not text.lower().startswith(_SCHEMES):
        if _ELSEWHERE.match(text):
            raise UsageError(
                "the place of the ledger is an address of a sort that is not known",
                help="name a file, or postgresql://USER@HOST:PORT/DATABASE",
            )
        return Path(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = SplitResult("", "", "@", "", "")
    hosts = parts.netloc.rpartition("@")[2]
    rest = parts.path + parts.fragment
    if "@" in rest or parts.fragment or not all(_HOSTS.fullmatch(host) for host in hosts.split(",")):
        raise UsageError(
            "the address of the ledger cannot be read",
            help="postgresql://USER:PASSWORD@HOST:PORT/DATABASE, where % / ? # @ in the password are written "
            "%25 %2F %3F %23 %40; better, leave the password to libpq's password file",
        )
    return Server(text)


def chosen(text: str) -> Place | None:
    """The place that a setting names: "" is the default one, `none` (None) is in memory.

    Raises:
        UsageError: it is an address that cannot be read.
        WorldError: it is the default one, and the user has no home.
    """
    if text == MEMORY:
        return None
    return place_of(text) if text else default_path()


def setting(place: Place | None) -> str:
    """The text by which `chosen` comes to the same place; it may hold a password."""
    if place is None:
        return MEMORY
    return place.address if isinstance(place, Server) else str(place)


def default_path() -> Path:
    """The ledger of this user: `ledger.db` in the state folder of the platform.

    Raises:
        WorldError: the user has no home.
    """
    import platformdirs

    try:
        return Path(platformdirs.user_state_dir("vedette", appauthor=False)) / "ledger.db"
    except RuntimeError:  # a user id that no account has, and no HOME: usual in containers
        raise WorldError(
            "this user has no home folder to keep the ledger in",
            help="set HOME, or choose a place with --ledger (`none` for in memory)",
        ) from None


def beside(place: Place) -> Path:
    """The path that this user's files about a ledger (keys, costs of passing runs) are named after.

    For a file it is the file; for a server a name in the user's state folder.

    Raises:
        WorldError: the user has no home.
    """
    if isinstance(place, Path):
        return place
    return default_path().with_name(f"postgresql-{place.identity()}")
