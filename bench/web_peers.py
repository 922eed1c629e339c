"""libinjection and ModSecurity with CRS 3.3.4 beside the judge, on the same values in one run.

libinjection is the one within ModSecurity's library (PyPI `libmodsecurity`), called by itself: a value counts
as found when it is SQL injection or script injection to it, as sent or percent-decoded. ModSecurity gets a
whole request, `GET TARGET` with the headers of a browser, and the rules of Debian's `modsecurity-crs` as they
come, paranoia 1 and without the reputation of addresses; a request counts as found when the rules would
refuse it (inbound anomaly score 5). The engine runs in an interpreter of its own, which runs this file.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

WEB = Path(__file__).resolve().parent / "work" / "web"
VENV = WEB / "venv"
CRS = WEB / "crs"
_LIBRARY = "libmodsecurity.libs/libmodsecurity-*.so*"
_SECONDS = 3600


class Peer(NamedTuple):
    """What one peer said of all targets, in their order, and its CPU seconds."""

    name: str
    found: list[bool]
    cpu: float


def ask(targets: list[bytes]) -> list[Peer]:
    """Show targets to both, in one process after the other."""
    if not (VENV / "bin" / "python").is_file() or not (CRS / "usr").is_dir():
        raise SystemExit(
            f"the peers are not there.\nhelp: make a virtual environment at {VENV} with libmodsecurity "
            f"3.0.15.post2, and unpack Debian's modsecurity-crs 3.3.4 into {CRS}"
        )
    given = "\n".join(one.decode("latin-1") for one in targets).encode("latin-1")
    peers = []
    for name in ("libinjection", "ModSecurity, CRS 3.3.4"):
        done = subprocess.run(
            [str(VENV / "bin" / "python"), __file__, name.split(",", maxsplit=1)[0]],
            input=given,
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
        told = json.loads(done.stdout)
        peers.append(Peer(name, [one == "1" for one in told["found"]], told["cpu"]))
    return peers


def _libinjection(targets: list[bytes]) -> tuple[list[bool], float]:
    place = next(VENV.glob(f"lib/python*/site-packages/{_LIBRARY}"))
    for needed in sorted(place.parent.glob("*.so*")):
        if needed != place:
            _try(needed)
    library = ctypes.CDLL(str(place))
    print_ = ctypes.create_string_buffer(16)

    def bad(text: bytes) -> bool:
        sql = library.libinjection_sqli(text, ctypes.c_size_t(len(text)), print_)
        return sql == 1 or library.libinjection_xss(text, ctypes.c_size_t(len(text))) == 1

    began = time.process_time()
    found = []
    for target in targets:
        sent = target.partition(b"=")[2].replace(b"+", b" ")
        found.append(bad(unquote_to_bytes(sent)) or bad(sent))
    return found, time.process_time() - began


def _try(path: Path) -> None:
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return


def _modsecurity(targets: list[bytes]) -> tuple[list[bool], float]:
    import libmodsecurity as engine

    server, rules = engine.ModSecurity(), engine.RulesSet()
    server.set_log_callback(lambda *_: None)
    setup = (CRS / "etc/modsecurity/crs/crs-setup.conf").read_text(encoding="utf-8")
    for text in ("SecRuleEngine On\nSecRequestBodyAccess On\n", setup):
        if rules.load(text) < 0:
            raise SystemExit(rules.get_parser_error())
    # Reputation of addresses wants a database that the package has not; answers are not shown to it.
    chosen = (CRS / "usr/share/modsecurity-crs/rules").glob("REQUEST-*.conf")
    for path in sorted(path for path in chosen if "-910-" not in path.name):
        if rules.load_from_uri(str(path)) < 0:
            raise SystemExit(f"{path.name}: {rules.get_parser_error()}")
    began = time.process_time()
    return [_refused(engine, server, rules, target) for target in targets], time.process_time() - began


_HEADERS = {
    "Host": "shop.example",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
}


def _refused(engine: Any, server: Any, rules: Any, target: bytes) -> bool:
    one = engine.Transaction(server, rules)
    one.process_connection("203.0.113.9", 50000, "192.0.2.1", 80)
    one.process_uri(target.decode("latin-1"), "GET", "1.1")
    for name, value in _HEADERS.items():
        one.add_request_header(name, value)
    one.process_request_headers()
    refused = one.intervention() is not None
    one.process_request_body()
    return refused or one.intervention() is not None


def main() -> int:
    """Judge the targets of standard input."""
    targets = sys.stdin.buffer.read().split(b"\n")
    work = _libinjection if sys.argv[1] == "libinjection" else _modsecurity
    found, cpu = work(targets)
    sys.stdout.write(json.dumps({"found": "".join("01"[one] for one in found), "cpu": cpu}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
