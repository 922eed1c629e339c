"""The waivers file of a project: read with suspicion, written so that nothing else in it changes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.model.waiver import Waiver
from vedette.settings.layer import load_toml
from vedette.settings.lines import lines_of
from vedette.settings.suggestion import did_you_mean

FILE = ".vedette/waivers.toml"
MOST_WAIVERS = 5_000
LONGEST_TEXT = 500
_TABLE = "waiver"
_TEXTS = ("finding", "identity", "rule", "path", "reason", "by", "approved_by")
_FIELDS = (*_TEXTS, "places", "until")
_NEEDED = ("identity", "rule", "reason", "until", "by")
_HEAD = """\
# Findings that somebody answers for leaving as they are. `vedette accept` adds one, `vedette waivers` lists
# them with their effect. When a change is judged, this file is read from its base: what a change adds counts
# once it is merged.
"""


def read_waivers(data: bytes, origin: str = FILE) -> tuple[Waiver, ...]:
    """Read a waivers file.

    Args:
        data: of the file.
        origin: its name for messages.

    Returns:
        The waivers in order; one that is wrong in itself says so in `fault`.

    Raises:
        UsageError: it is no TOML, too large, or holds something else than waivers.
    """
    document, text = load_toml(data, origin)
    for name in document:
        if name != _TABLE:
            help_ = did_you_mean(name, [_TABLE], "it holds [[waiver]] entries and nothing else")
            raise UsageError(f'{origin}: unknown key "{name[:80]}"', help=help_)
    entries = document.get(_TABLE, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UsageError(f"{origin}: waivers are an array of tables, [[waiver]]")
    if len(entries) > MOST_WAIVERS:
        raise UsageError(
            f"{origin} holds more than {MOST_WAIVERS} waivers", help="remove those without effect"
        )
    lines = lines_of(text)
    return tuple(_waiver(entry, lines.get(f"{_TABLE}[{at}]", 1)) for at, entry in enumerate(entries))


def with_waiver(data: bytes | None, waiver: Waiver) -> bytes:
    """The file with one more waiver at its end; what stood in it stays as it is.

    Args:
        data: the file; None when there is none.
        waiver: the new one.

    Raises:
        UsageError: the file is wrong, so that nothing may be added to it.
    """
    before = read_waivers(data) if data is not None else ()
    text = _HEAD if data is None else data.decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    lead = "" if not text or text.endswith("\n") else end
    blank = end if text else ""
    entry = end.join(["[[waiver]]", *_lines(waiver), ""])
    written = f"{text}{lead}{blank}{entry}".encode()
    if not _same(read_waivers(written), (*before, waiver)):
        raise UsageError(f"a waiver cannot be added to {FILE}", help="end it with a whole [[waiver]] entry")
    return written


def with_approval(data: bytes, at: int, who: str) -> bytes:
    """The file with the second person's name in one waiver.

    Args:
        data: the file.
        at: which waiver, from 0.
        who: the second person.

    Raises:
        UsageError: the entry is written in a way that only a person can change.
    """
    before = read_waivers(data)
    text = data.decode("utf-8")
    lines = text.split("\n")
    where = lines_of(text)
    entry = f"{_TABLE}[{at}]"
    end = "\r" if lines[where[entry] - 1].endswith("\r") else ""
    new = f"approved_by = {_quoted(who)}{end}"
    there = where.get(f"{entry}.approved_by")
    if there is not None:
        lines[there - 1] = new
    else:
        lines.insert(where.get(f"{entry}.by", where[entry]), new)
    written = "\n".join(lines).encode()
    wanted = [_with(one, who) if number == at else one for number, one in enumerate(before)]
    try:
        good = _same(read_waivers(written), wanted)
    except UsageError:
        good = False
    if not good:
        raise UsageError(
            f"the entry at {FILE}:{where[entry]} cannot be changed by a program",
            help=f"add the line yourself: approved_by = {_quoted(who)}",
        )
    return written


def is_fit(text: str) -> bool:
    """Whether a text may stand in a waiver: some words on one line, nothing that a terminal would act on."""
    return bool(text.strip()) and len(text) <= LONGEST_TEXT and text.isprintable()


def _with(waiver: Waiver, who: str) -> Waiver:
    return replace(waiver, approved_by=who)


def _same(found: Sequence[Waiver], wanted: Sequence[Waiver]) -> bool:
    def plain(waiver: Waiver) -> tuple[object, ...]:
        return tuple(getattr(waiver, name) for name in _FIELDS)

    return list(map(plain, found)) == list(map(plain, wanted))


def _waiver(entry: Mapping[str, Any], line: int) -> Waiver:
    fault = next(filter(None, (_fault(name, value) for name, value in entry.items())), "")
    fields = {name: value for name, value in entry.items() if name in _FIELDS and not _fault(name, value)}
    if "until" in fields:
        fields["until"] = _day(fields["until"])
    missing = [name for name in _NEEDED if name not in fields]
    if not fault and missing:
        fault = f"it lacks {' and '.join(missing)}"
    return Waiver(**fields, line=line, fault=fault)


def _fault(name: str, value: object) -> str:
    if name not in _FIELDS:
        return f'it has the unknown key "{name[:80]}"' + (
            f", {help_}" if (help_ := did_you_mean(name, _FIELDS)) else ""
        )
    if name == "until":
        return "" if _day(value) else "its until is no date such as 2027-06-01"
    if name == "places":
        is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 1
        return "" if is_count else "its places is no number from 1"
    if not isinstance(value, str):
        return f"its {name} is no text"
    if name in {"approved_by", "finding", "path"} and not value:
        return ""
    # A path may hold anything; it is neutralised where it is shown.
    if name == "path":
        return ""
    return "" if is_fit(value) else f"its {name} is empty, too long, or holds unprintable characters"


def _day(value: object) -> str:
    """A date as text; "" when it is none."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return ""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else ""


def _lines(waiver: Waiver) -> list[str]:
    texts = ("finding", "rule", "path", "identity")
    written = [f"{name} = {_quoted(getattr(waiver, name))}" for name in texts]
    if waiver.places > 1:
        written.append(f"places = {waiver.places}")
    written += [f"reason = {_quoted(waiver.reason)}", f"until = {waiver.until}", f"by = {_quoted(waiver.by)}"]
    if waiver.approved_by:
        written.append(f"approved_by = {_quoted(waiver.approved_by)}")
    return written


def _quoted(text: str) -> str:
    """A TOML basic string; what UTF-8 cannot hold is left out."""
    plain = text.encode("utf-8", "replace").decode("utf-8").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in plain) + '"'
