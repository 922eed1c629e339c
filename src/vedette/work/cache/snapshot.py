"""The snapshot: outcomes of the last run of one project, path by path, in one immutable sealed file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from vedette.work.cache.memory import Memory
from vedette.work.cache.seal import SIZE, holds, seal

_MAGIC = b"vedette cache snapshot 1\n"
_DOMAIN = b"vedette-cache-snapshot-v1"


class SealError(ValueError):
    """What the cache holds was not written by this user for this project and these rules."""


class Snapshot(Struct, array_like=True):
    """What the last run knew.

    A token stands for content: a blob id, or a stat stamp. Outcomes without findings are few and shared by
    many paths, which makes loading fifty thousand of them a matter of milliseconds.

    Attributes:
        plain: outcomes without findings and markers, each with path -> token.
        found: path -> (token, any other outcome).
    """

    plain: list[tuple[Memory, dict[str, str]]] = []
    found: dict[str, tuple[str, Memory]] = {}

    @property
    def size(self) -> int:
        """Number of paths known."""
        return len(self.found) + sum(len(tokens) for _, tokens in self.plain)

    def get(self, path: str) -> tuple[str, Memory] | None:
        """Token and outcome of a path."""
        for memory, tokens in self.plain:
            token = tokens.get(path)
            if token is not None:
                return token, memory
        return self.found.get(path)

    def put(self, path: str, token: str, memory: Memory) -> None:
        """Replace what is known of a path."""
        self.drop(path)
        if not memory.is_plain:
            self.found[path] = token, memory
            return
        for known, tokens in self.plain:
            if known == memory:
                tokens[path] = token
                return
        self.plain.append((memory, {path: token}))

    def drop(self, path: str) -> None:
        """Forget a path."""
        for _, tokens in self.plain:
            tokens.pop(path, None)
        self.found.pop(path, None)

    def items(self) -> Iterator[tuple[str, str, Memory]]:
        """Everything: path, token, outcome."""
        for memory, tokens in self.plain:
            for path, token in tokens.items():
                yield path, token, memory
        for path, (token, memory) in self.found.items():
            yield path, token, memory


_decoder = msgspec.msgpack.Decoder(Snapshot)


def load(data: bytes, key: bytes, about: bytes) -> Snapshot:
    """Read a snapshot's file.

    Args:
        data: of the file.
        key: the seal's key.
        about: digest of the project and all that outcomes depend on.

    Raises:
        SealError: it was altered, or is of another project, rule set or user.
    """
    body = memoryview(data)[len(_MAGIC) + SIZE :]
    given = data[len(_MAGIC) : len(_MAGIC) + SIZE]
    if not data.startswith(_MAGIC) or not holds(given, key, _DOMAIN, about, body):
        raise SealError
    try:
        return _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise SealError from error


def dump(snapshot: Snapshot, key: bytes, about: bytes) -> bytes:
    """The file of a snapshot; see `load`. Paths that are not Unicode are left out and forgotten."""
    try:
        body = msgspec.msgpack.encode(snapshot)
    except UnicodeEncodeError:
        for path, _, memory in list(snapshot.items()):
            try:
                msgspec.msgpack.encode((path, memory))
            except UnicodeEncodeError:
                snapshot.drop(path)
        body = msgspec.msgpack.encode(snapshot)
    return _MAGIC + seal(key, _DOMAIN, about, body) + body
