"""Syslog, RFC 3164 and 5424: an envelope, whose payload each program's own format reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import Bare, by_parts, continues, gather
from vedette.model.traffic import Login, Request, Violation

NAMES = ("syslog",)
_ISO = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
_BSD = rb"[A-Z][a-z]{2} [ 0-9][0-9] (?:[0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
_PROGRAM = rb"([A-Za-z0-9_./@()-]{1,64}+)(?:\[[0-9]{1,10}\])?: ?"
_LINE = re.compile(
    rb"^(?:[0-9]{1,7} (?=<))?(?:"
    rb"<[0-9]{1,3}>[1-9] (" + _ISO + rb"|-) ([^ \n]{1,255}) ([^ \n]{1,48}) [^ \n]{1,128} [^ \n]{1,32} "
    rb"(?:-|(?>\[(?>[^\]\"\\\n]|\"(?>[^\"\\\n]|\\[^\n])*+\"|\\[^\n])*+\])++)(?: (?:\xef\xbb\xbf)?([^\n]*))?"
    rb"|(?:<[0-9]{1,3}>)?(" + _BSD + rb"|" + _ISO + rb") "
    rb"(?:(?![^ \n]*: )([A-Za-z0-9_.:-]{1,255}) )?" + _PROGRAM + rb"([^\n]*)"
    rb"|([^\n]*))$",
    re.MULTILINE,
)
# They tell of no requests.
_PLAIN = frozenset(
    (b"sshd", b"sudo", b"su", b"login", b"cron", b"CRON", b"kernel", b"systemd", b"systemd-logind")
)
_MOST_PROGRAMS = 256
_SAMPLE = 200
_LEAST_SHARE = 0.6
Choose = Callable[[bytes], Format]


class Syslog(Bare):
    """The envelope.

    Args:
        name: of the format.
        moments: reads the moments.
        choose: the format of payloads, which never fails: free text if nothing else.
        plain: that of free text.
    """

    def __init__(self, name: str, moments: Moments, choose: Choose, plain: Format) -> None:
        super().__init__(name, moments)
        self._choose = choose
        self._plain = plain
        self._inner: dict[bytes, Format] = {}
        self._seen: dict[bytes, int] = {}

    def rows(self, data: bytes) -> Rows:
        """All lines of a block; moments and hosts are the envelope's where a payload has none."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """The request of the payload; its time and host are the envelope's where it has none itself."""
        found = _LINE.fullmatch(line.rstrip(b"\r\n"))
        if found is None or not _fits(found.groups(b"")):
            return None
        moment, host, program, payload = _opened(found.groups(b""))
        whole = self._of(program, [payload]).request(payload)
        if whole is None:
            return None
        return replace(whole, time=whole.time or self.moment(moment), host=whole.host or host)

    def _part(self, data: bytes) -> Rows:
        found = _LINE.findall(data)
        programs: dict[bytes, list[int]] = {}
        opened: dict[int, tuple[bytes, bytes, bytes, bytes]] = {}
        unreadable: list[int] = []
        blank = 0
        for index, groups in enumerate(found):
            if _fits(groups):
                here = opened[index] = _opened(groups)
                programs.setdefault(here[2], []).append(index)
            elif not groups[-1].strip():
                blank += 1
            elif not continues(groups[-1]):
                unreadable.append(index)
        told: dict[int, tuple[bytes, ...]] = {}
        logins: list[Login] = []
        violations: list[Violation] = []
        for program, places in programs.items():
            inner = self._inside(program, [opened[place][3] for place in places])
            told.update(zip((places[one] for one in inner.index), _columns(inner), strict=True))
            logins += [
                replace(one, line=places[one.line], time=one.time or self.moment(opened[places[one.line]][0]))
                for one in inner.logins
            ]
            violations += [replace(one, line=places[one.line]) for one in inner.violations]
        rows = gather(
            len(found),
            ((index, _joined(opened[index], told.get(index, _NOTHING))) for index in sorted(opened)),
        )
        rows.logins = sorted(logins, key=lambda one: one.line)
        rows.violations = sorted(violations, key=lambda one: one.line)
        rows.unreadable, rows.blank = unreadable, blank
        rows.continued = len(found) - len(opened) - len(unreadable) - blank
        return rows

    def _inside(self, program: bytes, payloads: Sequence[bytes]) -> Rows:
        data = b"\n".join(payloads) + b"\n"
        inner = self._of(program, payloads)
        rows = inner.rows(data)
        if inner is self._plain:
            # What a program writes as it starts is not what it writes later: it is looked at again.
            if program in _PLAIN or program not in self._inner:
                return rows
            self._seen[program] = seen = self._seen.get(program, 0) + 1
            if seen.bit_count() != 1:
                return rows
            self._inner.pop(program, None)
            inner = self._of(program, payloads)
            return rows if inner is self._plain else inner.rows(data)
        if len(rows.unreadable) > (1 - _LEAST_SHARE) * len(payloads):
            # What the program wrote first was not like the rest.
            self._inner.pop(program, None)
            rows = self._of(program, payloads).rows(data)
        if rows.unreadable and not rows.logins:
            rows.logins = self._plain.rows(data).logins
        return rows

    def _of(self, program: bytes, payloads: Sequence[bytes]) -> Format:
        if program in _PLAIN:
            return self._plain
        known = self._inner.get(program)
        if known is None:
            if len(self._inner) >= _MOST_PROGRAMS:
                return self._plain
            known = self._inner[program] = self._choose(b"\n".join(payloads[:_SAMPLE]) + b"\n")
        return known


_NOTHING = (b"",) * 8


def _fits(groups: tuple[bytes, ...]) -> bool:
    return bool(groups[0] or groups[4])


def _opened(groups: tuple[bytes, ...]) -> tuple[bytes, bytes, bytes, bytes]:
    if groups[0]:
        return groups[0], groups[1] if groups[1] != b"-" else b"", groups[2], groups[3]
    return groups[4], groups[5], groups[6].rpartition(b"/")[2], groups[7]


def _columns(rows: Rows) -> Iterable[tuple[bytes, ...]]:
    first = (rows.moments, rows.clients, rows.methods, rows.targets)
    return zip(*first, rows.statuses, rows.agents, rows.users, rows.hosts, strict=True)


def _joined(opened: tuple[bytes, bytes, bytes, bytes], inner: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return (inner[0] or opened[0], *inner[1:7], inner[7] or opened[1])


def create_envelope(name: str, moments: Moments, choose: Choose, plain: Format) -> Format:
    """The format; `choose` and `plain` come from whoever knows all formats."""
    return Syslog(name, moments, choose, plain)
