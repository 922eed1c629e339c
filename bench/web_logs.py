"""Real logs through the real pipeline: every hit listed, judged once, and the alerts that came of it.

Verdicts stand in web_verdicts.toml, by log, rule and what was shown: `attack` (an attack, a scan or a
probe, whoever sent it), `false` (honest traffic). A hit without a verdict counts as unjudged.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from corpus import HERE
from web_material import WEB, Log

VERDICTS = HERE / "web_verdicts.toml"
_SECONDS = 1800
_ENDED = re.compile(
    r"([\d,]+) lines examined in ([\d.]+) s, ([\d,]+) fit no format; ([\d,]+) hits?, ([\d,]+) alerts?"
)
_DAY = re.compile(rb"\[(\d\d/\w\w\w/\d{4}):")


class Watched(NamedTuple):
    """What a watch of one log came to."""

    log: Log
    lines: int
    unreadable: int
    days: int
    hits: list[dict[str, Any]]
    alerts: int
    opened: list[str]
    cpu: float


def watch(log: Log) -> Watched:
    """Replay a log with an empty ledger of its own."""
    room = WEB / "watch" / hashlib.sha256(log.name.encode()).hexdigest()[:8]
    room.mkdir(parents=True, exist_ok=True)
    for old in room.iterdir():
        old.unlink()
    hits = room / "hits.jsonl"
    command = [sys.executable, "-m", "vedette", "watch", str(log.path), "--replay"]
    command += ["--ledger", str(room / "ledger.db"), "--format", "text", "--format", f"jsonl={hits}"]
    environment = {**os.environ, "VEDETTE_LEDGER": str(room / "ledger.db")}
    before = os.times()
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=_SECONDS, cwd=room
    )
    after = os.times()
    ended = _ENDED.search(done.stdout)
    if ended is None:
        raise SystemExit(f"{log.name}: {done.stderr[-400:]}")
    read = [json.loads(line) for line in hits.read_bytes().splitlines()] if hits.is_file() else []
    figures = [int(ended[number].replace(",", "")) for number in (1, 3, 4, 5)]
    days = len(set(_DAY.findall(log.path.read_bytes())))
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(log, figures[0], figures[1], days, read, figures[3], _opened(done.stdout), cpu)


def verdicts() -> dict[str, str]:
    """Every verdict by its key."""
    if not VERDICTS.is_file():
        return {}
    read = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    return {entry["key"]: entry["verdict"] for entry in read.get("hit", ())}


def key(log: Log, hit: dict[str, Any]) -> str:
    """What a hit is known by: the log, the rule, and what was shown, digits folded."""
    shown = re.sub(r"\d+", "0", f"{hit['where']} {hit['evidence']}")
    return hashlib.sha256(f"{log.name}\n{hit['rule']}\n{shown}".encode()).hexdigest()[:16]


def kinds(watched: Watched) -> dict[str, list[dict[str, Any]]]:
    """Hits of a log by key."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for hit in watched.hits:
        found[key(watched.log, hit)].append(hit)
    return found


def entry(log: Log, name: str, hits: list[dict[str, Any]], verdict: str) -> str:
    """A verdict as it is written down; what was shown is in the hits and not repeated."""
    first = hits[0]
    told = {
        "log": log.name,
        "line": first["line"],
        "rule": first["rule"],
        "hits": len(hits),
        "verdict": verdict,
    }
    lines = [f"{word} = {json.dumps(value)}" for word, value in {"key": name, **told}.items()]
    return "\n".join(["[[hit]]", *lines, "", ""])


def wholes() -> dict[str, str]:
    """Verdicts on all hits of a log, for logs of scanners."""
    if not VERDICTS.is_file():
        return {}
    read = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    return {one["name"]: one["verdict"] for one in read.get("log", ())}


def judged(watched: Watched) -> Counter[str]:
    """How many hits have which verdict."""
    known = verdicts()
    whole = wholes().get(watched.log.name)
    if whole:
        return Counter({whole: len(watched.hits)})
    return Counter(known.get(key(watched.log, hit), "unjudged") for hit in watched.hits)


def _opened(told: str) -> list[str]:
    return [line for line in told.splitlines() if line[:1] not in (" ", "") and "lines examined" not in line]
