"""Listens for logs: syslog over UDP and TCP, and posts over HTTP; one thread, each peer bounded."""

from __future__ import annotations

import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from secrets import token_hex
from threading import Event, Lock, Thread

from vedette.model.errors import WorldError
from vedette.model.traffic import Block
from vedette.sources.logs.http_posts import Post, Posts, Refusal, answer
from vedette.sources.logs.inbox import Address, Allowance, Delivery, Inbox
from vedette.sources.logs.interface import LONGEST, Piece, Said, Trouble
from vedette.sources.logs.syslog_frames import Frames, one_line

_PIECE = 64 * 1024
_CONNECTIONS = 256
_OF_ONE_PEER = 32
_PEERS = 4096
_RATE = 16 * 1024 * 1024
_IDLE = 3600.0
_SLOW = 30.0
_TICK = 0.25
_RXQ_OVFL = 40  # of Linux: how many datagrams of this socket the kernel has dropped
_BUFFER = 4 * 1024 * 1024
_BURST = 256


class ListeningLogs:
    """As `interface.Source`: all listeners of a run.

    Args:
        addresses: where to listen.
        bell: called when lines came.

    Raises:
        WorldError: an address is taken, or not of this machine.
    """

    over = False

    def __init__(self, addresses: Sequence[Address], bell: Callable[[], None]) -> None:
        self.inbox = Inbox(bell)
        self._part = token_hex(8)
        self._at: dict[str, tuple[int, int]] = {}
        self._room = _Room(self.inbox)
        self._addresses = []
        try:
            for address in addresses:
                self._addresses.append(self._room.listen(address))
        except BaseException:
            self._room.close()
            raise
        self._stop = Event()
        self._thread = Thread(target=self._room.run, args=(self._stop,), name="vedette-listen", daemon=True)
        self._thread.start()

    def poll(self) -> Iterator[Said]:
        """As `Source.poll`."""
        for delivery in self.inbox.take():
            offset, line = self._at.get(delivery.stream, (0, 0))
            self._at[delivery.stream] = offset + len(delivery.data), line + delivery.lines
            block = Block(
                stream=delivery.stream,
                part=self._part,
                offset=offset,
                line=line + 1,
                data=delivery.data,
                arrived=time.time(),
            )
            yield Piece(
                block=block,
                lines=delivery.lines,
                oversize=delivery.oversize,
                cut=delivery.left_out,
                file=delivery.stream,
            )
        yield from self._room.losses()

    def streams(self) -> Sequence[str]:
        """As `Source.streams`; a port that was left to the system is named."""
        return [str(address) for address in self._addresses]

    def behind(self) -> int:
        """As `Source.behind`."""
        return self.inbox.bytes

    def close(self) -> None:
        """As `Source.close`."""
        self._stop.set()
        self._thread.join(5)
        self._room.close()


class _Room:
    """The sockets, and who talks through them."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.selector = selectors.DefaultSelector()
        self.guests: dict[socket.socket, _Guest] = {}
        self._allowances: dict[str, Allowance] = {}
        self._lost: dict[tuple[str, str], int] = {}
        self._counting = Lock()
        self._held: set[_Guest] = set()

    def listen(self, address: Address) -> Address:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        try:
            door = socket.create_server((address.host, address.port), family=family, backlog=128)
            address = Address(address.scheme, address.host, door.getsockname()[1])
            door.settimeout(0)
            self.selector.register(door, selectors.EVENT_READ, (_Door(self, door, address)).accept)
            if address.scheme == "syslog":
                self._listen_udp(family, address)
        except OSError as error:
            raise WorldError(
                f"it is not possible to listen on {address}: {error.strerror}", help="choose another port"
            ) from error
        return address

    def _listen_udp(self, family: int, address: Address) -> None:
        udp = socket.socket(family, socket.SOCK_DGRAM)
        self.selector.register(udp, selectors.EVENT_READ, _Datagrams(self, udp, str(address)).receive)
        with suppress(OSError):
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
            if sys.platform == "linux":
                udp.setsockopt(socket.SOL_SOCKET, _RXQ_OVFL, 1)
        udp.settimeout(0)
        udp.bind((address.host, address.port))

    def run(self, stop: Event) -> None:
        swept = time.monotonic()
        while not stop.is_set():
            for key, _ in self.selector.select(_TICK):
                key.data()
            now = time.monotonic()
            if self._held:
                self._resume()
            if now - swept > _TICK:
                swept = now
                self._sweep(now)

    def allowance(self, peer: str) -> Allowance:
        found = self._allowances.get(peer)
        if found is None:
            if len(self._allowances) >= _PEERS:
                self._allowances = {name: one for name, one in self._allowances.items() if not one.idle}
            if len(self._allowances) >= _PEERS:
                peer = ""  # those that are too many share one
                found = self._allowances.get(peer)
        if found is None:
            found = self._allowances[peer] = Allowance(_RATE)
        return found

    def lose(self, stream: str, reason: str, count: int = 1) -> None:
        key = stream, reason
        with self._counting:
            self._lost[key] = self._lost.get(key, 0) + count

    def losses(self) -> Iterator[Trouble]:
        """What was lost since this was called last."""
        with self._counting:
            lost, self._lost = self._lost, {}
        for (stream, reason), count in lost.items():
            what = _LOSSES[reason].format(count=count)
            lines = count if reason in {"dropped", "dropped-by-system"} else 0
            yield Trouble(stream=stream, reason=reason, detail=f"{stream}: {what}", lines=lines)

    def hold(self, guest: _Guest) -> None:
        """Reads no more from a peer until there is room for it."""
        if guest not in self._held:
            self._held.add(guest)
            self.selector.unregister(guest.socket)

    def leave(self, guest: _Guest) -> None:
        if self.guests.pop(guest.socket, None) is None:
            return
        guest.allowance.connections -= 1
        if guest in self._held:
            self._held.discard(guest)
        else:
            self.selector.unregister(guest.socket)
        guest.socket.close()

    def close(self) -> None:
        for key in list((self.selector.get_map() or {}).values()):
            with suppress(OSError):
                key.fileobj.close()  # type: ignore[union-attr] # only sockets are registered
        for guest in list(self.guests.values()):
            guest.socket.close()
        self.selector.close()

    def _resume(self) -> None:
        for guest in list(self._held):
            if not self.inbox.full and not guest.allowance.wait and guest.flush():
                self._held.discard(guest)
                self.selector.register(guest.socket, selectors.EVENT_READ, guest.receive)

    def _sweep(self, now: float) -> None:
        for guest in list(self.guests.values()):
            if guest not in self._held and now - guest.heard > guest.patience:
                guest.expire()


class _Door:
    def __init__(self, room: _Room, door: socket.socket, address: Address) -> None:
        self._room, self._door, self._address = room, door, address

    def accept(self) -> None:
        try:
            connection, peer = self._door.accept()
        except OSError:
            return
        allowance = self._room.allowance(str(peer[0]))
        if len(self._room.guests) >= _CONNECTIONS or allowance.connections >= _OF_ONE_PEER:
            self._room.lose(str(self._address), "refused")
            connection.close()
            return
        connection.settimeout(0)
        allowance.connections += 1
        make = _SyslogGuest if self._address.scheme == "syslog" else _HttpGuest
        guest = make(self._room, connection, str(self._address), allowance)
        self._room.guests[connection] = guest
        self._room.selector.register(connection, selectors.EVENT_READ, guest.receive)


class _Guest:
    """One connection."""

    patience = _IDLE

    def __init__(self, room: _Room, connection: socket.socket, stream: str, allowance: Allowance) -> None:
        self.room, self.socket, self.stream, self.allowance = room, connection, stream, allowance
        self.heard = time.monotonic()

    def receive(self) -> None:
        try:
            data = self.socket.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.allowance.take(len(data))
        self.take(data)

    def take(self, data: bytes) -> None:
        raise NotImplementedError

    def flush(self) -> bool:
        return True

    def expire(self) -> None:
        self.room.leave(self)


class _SyslogGuest(_Guest):
    def __init__(self, room: _Room, connection: socket.socket, stream: str, allowance: Allowance) -> None:
        super().__init__(room, connection, stream, allowance)
        self._frames = Frames()
        self._waiting: Delivery | None = None

    def take(self, data: bytes) -> None:
        self.heard = time.monotonic()
        if data:
            self._frames.feed(data)
        else:
            self._frames.end()
        text, lines, oversize, left_out = self._frames.take()
        if lines:
            self._waiting = Delivery(self.stream, text, lines, oversize, left_out)
        offered = self.flush()
        if not data and not offered and self._waiting is not None:
            self.room.lose(self.stream, "dropped", self._waiting.lines)
        if not data:
            self.room.leave(self)
        elif not offered or self.allowance.wait:
            self.room.hold(self)

    def flush(self) -> bool:
        if self._waiting is not None and self.room.inbox.offer(self._waiting):
            self._waiting = None
        return self._waiting is None


class _HttpGuest(_Guest):
    def __init__(self, room: _Room, connection: socket.socket, stream: str, allowance: Allowance) -> None:
        super().__init__(room, connection, stream, allowance)
        self._posts = Posts()
        self.patience = _SLOW

    def take(self, data: bytes) -> None:
        if not data:
            self.room.leave(self)
            return
        if not self._posts.waiting:
            # The clock runs from the first byte of a request to its last: slow peers are not waited for.
            self.heard = time.monotonic()
        self._posts.feed(data)
        while (said := self._posts.next()) is not None:
            if not self._answer(said):
                return
            self.heard = time.monotonic()

    def expire(self) -> None:
        if self._posts.waiting:
            self.room.lose(self.stream, "slow")
            self._send(408, keeps=False)
        self.room.leave(self)

    def _answer(self, said: Post | Refusal) -> bool:
        keeps = said.keeps
        if isinstance(said, Refusal):
            status = said.status
            if status >= 400:  # noqa: PLR2004 - refused
                self.room.lose(self.stream, "refused")
        else:
            status = 204 if self._put(said) else 429
            if status == 429:  # noqa: PLR2004
                self.room.lose(self.stream, "busy")
        if not self._send(status, keeps=keeps) or not keeps:
            self.room.leave(self)
            return False
        return True

    def _put(self, post: Post) -> bool:
        if self.allowance.wait:
            return False
        stream = f"{self.stream}/csp" if post.reports else self.stream
        delivery = Delivery(stream, post.data, post.lines, post.oversize, post.left_out)
        return not post.lines or self.room.inbox.offer(delivery)

    def _send(self, status: int, *, keeps: bool) -> bool:
        data = answer(status, keeps=keeps)
        try:
            return self.socket.send(data) == len(data)
        except OSError:
            return False


class _Datagrams:
    def __init__(self, room: _Room, udp: socket.socket, stream: str) -> None:
        self._room, self._udp, self._stream = room, udp, stream
        self._dropped = 0

    def receive(self) -> None:
        lines: list[bytes] = []
        for _ in range(_BURST):
            try:
                data, notes, _, peer = self._udp.recvmsg(LONGEST, 64)
            except OSError:
                break
            for level, kind, value in notes:
                if level == socket.SOL_SOCKET and kind == _RXQ_OVFL:
                    self._count(int.from_bytes(value[:4], sys.byteorder))
            if self._room.allowance(str(peer[0])).take(len(data)):
                lines.append(one_line(data))
            else:
                self._room.lose(self._stream, "dropped")
        if lines and not self._room.inbox.offer(Delivery(self._stream, b"".join(lines), len(lines))):
            self._room.lose(self._stream, "dropped", len(lines))

    def _count(self, dropped: int) -> None:
        if dropped != self._dropped:
            self._room.lose(self._stream, "dropped-by-system", (dropped - self._dropped) % (1 << 32))
            self._dropped = dropped


_LOSSES = {
    "dropped": "{count} messages came faster than they could be taken",
    "dropped-by-system": "{count} datagrams were dropped by the system before they could be read",
    "refused": "{count} requests or connections were refused",
    "busy": "{count} requests were answered 429, as too much waited",
    "slow": "{count} requests were given up, as they came too slowly",
}
