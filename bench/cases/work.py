"""Is it the same work? What each tool finds of secrets planted in plain sight and behind encodings."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import string
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import run
from typing import Any

from corpus import WORK, git
from measure import once
from report import Section, Table, judged, prose
from sizes import Sizes
from tools import OUT, Betterleaks, DetectSecrets, Vedette, World, shown

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PLAIN = "plain"


def measure(_: Sizes) -> Section:
    """Plant random tokens, scan with each tool, count what each reports by file."""
    tree = WORK / "made" / "planted"
    planted = _plant(tree)
    world = World("work")
    world.empty()
    ours, other = Vedette().scan(world, tree), Betterleaks().command(world, "fs", str(tree))
    third = DetectSecrets().command(world, tree, 60.0)
    for command in (ours, other):
        once(command)
    listed = run(third.argv, env=third.environment, cwd=tree, capture_output=True, check=False).stdout
    counts = {
        "vedette": _vedette(OUT / "vedette.json"),
        "betterleaks": _betterleaks(OUT / "betterleaks.json"),
        "detect-secrets": _detect_secrets(listed),
    }
    section = Section("work", "Is it the same work?")
    section.said = [
        prose("""
            Random tokens of one well-known format (prefix, 30 characters, checksum), made at run time
            and planted in one file each. A cell is the number of findings in that file. detect-secrets
            names each value of a file once.
        """)
    ]
    rows = [
        [name, str(expected), *(str(found[name]) for found in counts.values())]
        for name, expected in planted.items()
    ]
    section.tables.append(Table(["planted", "tokens", *counts], rows))
    section.commands = {one.name: shown(one, {str(tree): "TREE"}) for one in (ours, other, third)}
    _judge(section, planted, counts["vedette"])
    return section


def _judge(section: Section, planted: dict[str, int], found: Counter[str]) -> None:
    plain = [name for name in planted if name.startswith(_PLAIN)]
    encoded = [name for name in planted if not name.startswith(_PLAIN)]
    for what, names in (("every occurrence found", plain), ("found behind an encoding", encoded)):
        whole = sum(planted[name] for name in names)
        seen = sum(min(found[name], planted[name]) for name in names)
        section.aims.append(
            judged(f"same work: {what}", "all", seen, f"{seen} of {whole}", met=seen == whole)
        )


def _token() -> str:
    """A token of GitHub's classic form; the last six characters are the CRC-32 of the 30 before."""
    body = "".join(secrets.choice(_DIGITS) for _ in range(30))
    number, check = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        check = _DIGITS[digit] + check
    return f"ghp_{body}{check.rjust(6, '0')}"


def _plant(tree: Path) -> dict[str, int]:
    """Write the planted files as a repository; file name -> number of tokens in it."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    one, two, again = _token(), _token(), _token()
    base: Callable[[bytes], str] = lambda raw: base64.b64encode(raw).decode()  # noqa: E731 - a short name
    line = f"github_token = {_token()}\n"
    contents: dict[str, tuple[bytes, int]] = {
        "plain-one.py": (f'token = "{_token()}"\n'.encode(), 1),
        "plain-two-on-a-line.py": (f'tokens = ["{one}", "{two}"]\n'.encode(), 2),
        "plain-three-times.py": ((f'token = "{again}"\n# another line\n' * 3).encode(), 3),
        "plain-utf-16.txt": (f"token = {_token()}\n".encode("utf-16"), 1),
        "plain-after-2-MB-line.js": (b"x" * 2_000_000 + f' token = "{_token()}"\n'.encode(), 1),
        "base64.yaml": (f"data: {base(line.encode())}\n".encode(), 1),
        "base64-twice.yaml": (f"data: {base(base(line.encode()).encode())}\n".encode(), 1),
        "hex.yaml": (f"data: {line.encode().hex()}\n".encode(), 1),
        "percent.txt": (("data=" + "".join(f"%{byte:02X}" for byte in line.encode()) + "\n").encode(), 1),
        "unicode-escapes.json": (
            ('{"data": "' + "".join(f"\\u{ord(char):04x}" for char in line.strip()) + '"}\n').encode(),
            1,
        ),
    }
    for name, (content, _) in contents.items():
        (tree / name).write_bytes(content)
    git(tree, "init", "--quiet", "--template=")
    git(tree, "add", "--all")
    git(
        tree,
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.invalid",
        "commit",
        "-q",
        "-m",
        "Planted",
    )
    return {name: count for name, (_, count) in contents.items()}


def _vedette(path: Path) -> Counter[str]:
    judged_findings = _read(path).get("verdict", {}).get("judgements", ())
    return Counter(Path(one["tracked"]["finding"]["place"]["path"]).name for one in judged_findings)


def _betterleaks(path: Path) -> Counter[str]:
    return Counter(Path(_path_of(one)).name for one in _read(path).get("findings", ()))


def _path_of(finding: dict[str, Any]) -> str:
    for part in (finding.get("attributes", {}), finding.get("location", {}), finding):
        for name in ("path", "file", "fs.path"):
            if isinstance(part.get(name), str):
                return str(part[name])
    return "?"


def _detect_secrets(printed: bytes) -> Counter[str]:
    with suppress(ValueError):
        listed = json.loads(printed)["results"]
        return Counter(
            {Path(name).name: len({one["hashed_secret"] for one in found}) for name, found in listed.items()}
        )
    return Counter()


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        parsed = json.loads(path.read_bytes())
        return parsed if isinstance(parsed, dict) else {}
    return {}
