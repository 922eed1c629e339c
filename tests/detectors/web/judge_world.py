"""Values to judge, honest and hostile, the ways to write them, and the parts of the judge made for tests."""

import base64
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import quote, unquote

from vedette.detectors.interface import Batch, Setup
from vedette.detectors.web.attacks import ldap, nosql, sql, xpath
from vedette.detectors.web.decoding import peel
from vedette.detectors.web.detector import create_stream
from vedette.detectors.web.gate import Gate
from vedette.languages.logs.interface import Rows
from vedette.model.rule import Rule
from vedette.model.traffic import Block, Request

CLASSES = {"sql": sql, "nosql": nosql, "ldap": ldap, "xpath": xpath}
RULES = Path(import_module("vedette.detectors.web").__file__).parent / "rules"
_VALUES = Path(__file__).parent / "values"


def values(name):
    """The lines of a file of values, percent signs in them decoded."""
    lines = (_VALUES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return [unquote(line) if name.startswith("attacks") else line for line in lines if line]


@cache
def entries():
    """The rules of these classes, and what the detector tells of itself."""
    files = [RULES / f"{name}.toml" for name in (*CLASSES, "watch")]
    return {entry["id"]: entry for file in files for entry in tomllib.loads(file.read_text())["rule"]}


@cache
def gate():
    """The gate of these rules."""
    return Gate(entries(), ("", b""))


def rule(entry):
    """An entry as a rule."""
    fields = Rule.__struct_fields__
    import msgspec

    return msgspec.convert({"kind": "web"} | {key: entry[key] for key in entry if key in fields}, Rule)


def detector():
    """A detector with these rules."""
    return create_stream(
        Setup(rules={name: rule(entry) for name, entry in entries().items()}, definitions=entries())
    )


def judged(raw, where="query", name=b"q"):
    """What the four classes see in a value as logged."""
    value = peel(where, name, raw if isinstance(raw, bytes) else raw.encode())
    return [attack for one in CLASSES.values() for attack in one.judge(value)]


def line(target):
    """A line of an access log."""
    return f'192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] "GET {target} HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n'


WAYS = {
    "plain": quote,
    "plus": lambda text: quote(text).replace("%20", "+"),
    "double": lambda text: quote(quote(text)),
    "triple": lambda text: quote(quote(quote(text))),
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "wide": lambda text: "".join(f"%u{ord(sign):04x}" for sign in text),
    "entities": lambda text: quote("".join(f"&#{ord(sign)};" for sign in text)),
    "script": lambda text: quote("".join(f"\\u{ord(sign):04x}" for sign in text)),
    "overlong": lambda text: quote(text).replace("%27", "%c0%a7").replace("%22", "%c0%a2"),
    "full width": lambda text: quote(text.translate({0x27: 0xFF07, 0x22: 0xFF02, 0x3D: 0xFF1D})),
    "base64": lambda text: quote(base64.b64encode(text.encode())),
}
OF_SQL = {
    "upper": lambda text: quote(text.upper()),
    "comments": lambda text: quote(text.replace(" ", "/**/")),
    "tabs": lambda text: quote(text.replace(" ", "\t")),
    "lines": lambda text: quote(text.replace(" ", "\n")),
}


class Targets:
    """A format of logs whose lines are `target`, or `target status size took client`."""

    name = "targets"

    def rows(self, data):
        lines = data.split(b"\n")[:-1]
        return Rows(lines=len(lines), index=range(len(lines)), targets=lines)

    def request(self, text):
        parts = text.split(b" ")
        if not parts[0].startswith(b"/"):
            return None
        status, size, took, client = (*parts[1:], *(b"", b"", b"", b"")[len(parts) - 1 :])
        return Request(
            target=parts[0],
            status=int(status or 200),
            size=int(size or -1),
            took=float(took or -1),
            client=client or b"192.0.2.1",
        )

    def moment(self, _text):
        return 0.0


def batch(lines, first=1):
    """A batch of such lines."""
    data = b"".join(text + b"\n" for text in lines)
    form = Targets()
    block = Block(stream="access.log", part="1", offset=0, line=first, data=data, arrived=1.0)
    return Batch(block=block, rows=form.rows(data), format=form)
