"""`make demo`: the main job on real input, with every outcome checked.

Makes the history of the example shop, scans its `main` (passes; old findings are tracked) and its branch
`feature/faster-checkout` (blocked: secrets that work are about to enter), deploys `main`, replays its access
log (an attack leads to route, code, finding and owner), scans `main` again (blocked: it is being exploited).
Everything that is written lands in `demo-out/`: ledger, cache and reports too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import history
import traffic

OUT = history.ROOT / "demo-out"
_KEPT = ("PATH", "LANG", "LC_ALL", "NO_COLOR", "COLUMNS", "TMPDIR", "VIRTUAL_ENV")
_SECONDS = 300


class Scan(NamedTuple):
    """What one scan left: exit code, all that it printed, and its record."""

    code: int
    printed: str
    record: dict[str, Any]


class UnexpectedError(Exception):
    """The demo did not go as it should; the message says where."""


def main() -> int:
    """Run the demo and return the exit code: 0 when everything went as it should."""
    try:
        _run()
    except (UnexpectedError, OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def _run() -> None:
    _forget()
    made = history.make(OUT / "shop")
    _heading("1. A small web shop with a past")
    print(
        f"{len(made.main)} commits on main since 2023, {len(made.branch)} more on feature/faster-checkout, "
        "by four people.\nSecrets in it are random, made just now. The newest commits:\n"
    )
    print(history.git(made.path, "log", "--all", "--date=short", "--format=  %h %ad %<(15)%an %s", "-4"))

    _heading("2. main: old sins do not stop the line, but they get an owner and a date")
    _expect_waved_through(_scan("main"), made.secrets)

    _heading("3. feature/faster-checkout: keys that work are about to enter, so the line stops")
    history.switch(made.path, "feature/faster-checkout")
    _expect_blocked(_scan("feature"), made.secrets)
    history.switch(made.path, "main")

    _heading("4. Production: main was deployed, and this morning somebody found a way in")
    _expect_seen(*_watch())

    _heading("5. main again: what is being exploited does not wait, whoever brought it in")
    _expect_pressing(_scan("after"), made.secrets)

    _heading("6. What you saw")
    print(
        "main passed with exit code 0: its findings are older than the change, so each became a tracked\n"
        "item with an owner (from the shop's vedette.toml) and a due date. The branch was blocked with exit\n"
        "code 1: the change itself brings the keys in, and once pushed they must be taken for stolen.\n"
        "The watch read the morning's access log, which demo/traffic.py invents: searches with quotes and\n"
        "SQL words raised no alarm; one attacker became one alert that names route, code, owner and the\n"
        "finding that was known all along. That finding is an emergency from then on.\n"
        "No secret appears in any output, report, record, ledger or cache: this run has checked that.\n\n"
        f"To look at: the repository {_shown(made.path)}, the reports demo-out/*.sarif, the records\n"
        "demo-out/*.record.json, the ledger demo-out/ledger.sqlite."
    )


def _forget() -> None:
    """Remove what an earlier demo left, but for the cache, which holds compiled rules."""
    for pattern in ("ledger.sqlite*", "*.sarif", "*.record.json", "access.log"):
        for file in OUT.glob(pattern):
            file.unlink()
    shutil.rmtree(OUT / "home" / "state", ignore_errors=True)


def _scan(name: str) -> Scan:
    """Scan what is checked out, show what is printed, and keep the reports under this name."""
    sarif, record = OUT / f"{name}.sarif", OUT / f"{name}.record.json"
    arguments = ["scan", "shop", "--format", "text", "--format", f"sarif={sarif.name}"]
    arguments += ["--record", record.name, "--ledger", "ledger.sqlite"]
    done = _run_vedette(arguments)
    print(done.stdout, done.stderr, sep="", end="")
    print(f"exit code {done.returncode}", flush=True)
    if done.returncode not in (0, 1):
        raise UnexpectedError(f"the scan of {name} ended with exit code {done.returncode}, without a verdict")
    for file in (sarif, record):
        if not file.is_file():
            raise UnexpectedError(f"the scan of {name} wrote no {_shown(file)}")
    return Scan(done.returncode, done.stdout + done.stderr, json.loads(record.read_bytes()))


def _vedette(*arguments: str, show: bool = True) -> str:
    """Runs a verb that has to end well; what it printed."""
    done = _run_vedette([*arguments, "--ledger", "ledger.sqlite"], show=show)
    if show:
        print(done.stdout, done.stderr, sep="", flush=True)
    _check(done.returncode == 0, f"vedette {arguments[0]} ended with exit code {done.returncode}")
    return done.stdout + done.stderr if show else done.stdout


def _run_vedette(arguments: Sequence[str], *, show: bool = True) -> subprocess.CompletedProcess[str]:
    if show:
        print("$ vedette", *arguments, flush=True)
    return subprocess.run(
        [sys.executable, "-m", "vedette", *arguments],
        cwd=OUT,
        env=_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=_SECONDS,
    )


def _watch() -> tuple[str, dict[str, Any]]:
    """Deploys main, replays the log, shows the gravest alert; what was printed, and that alert."""
    lines = traffic.write(OUT / "access.log")
    where = ("--environment", "production")
    _vedette("deployed", "web", *where, "--version", "2026.11", "--project", "shop")
    printed = _vedette("watch", "--replay", "access.log", "--service", "web", *where)
    _check(f"{lines:,} lines examined" in printed, f"all {lines} lines of the log should be examined")
    listed = _vedette("alerts", "--severity", "critical", "--format", "json", show=False)
    alerts = json.loads(listed)["alerts"]
    _check(len(alerts) == 1, f"one attacker should be one critical alert, not {len(alerts)}")
    return printed + _vedette("alerts", "show", str(alerts[0]["number"])), alerts[0]


def _expect_seen(printed: str, alert: dict[str, Any]) -> None:
    target = alert["targets"][0]
    _check(
        target["route"] == "/admin/sales", f"the attack should lead to /admin/sales, not {target['route']}"
    )
    _check(target["file"] == "shop/routes/admin.py", "the route should lead to its handler")
    _check(target["owner"] == "@tackroom/shop", "the handler should have an owner")
    _check(bool(target["findings"]), "the known weakness should be named")
    _check("O'Brien" not in printed, "an apostrophe in a search is no attack")


def _expect_pressing(scan: Scan, hidden: history.Secrets) -> None:
    _check(scan.code == 1, f"main should be blocked now with exit code 1, not {scan.code}")
    emergencies = [item["tracked"] for item in _judged(scan, "emergency")]
    rules = {known["finding"]["rule"] for known in emergencies}
    _check(rules == {"code-sql-injection"}, f"the attacked weakness alone should block, not {sorted(rules)}")
    _check(all(known["exploited"] for known in emergencies), "it should be known as being exploited")
    _check_silence(scan, hidden)


def _expect_waved_through(scan: Scan, hidden: history.Secrets) -> None:
    _check(scan.code == 0, f"main should pass with exit code 0, not {scan.code}")
    _check_verdict(scan, "passed")
    tracked = _judged(scan, "tracked")
    where = {item["tracked"]["finding"]["place"]["path"] for item in tracked}
    _check(where >= {"ops/settings.py"}, "the forgotten secrets in ops/settings.py should be tracked")
    _check(len(tracked) >= len(hidden[:2]), "both forgotten secrets should be tracked")
    for item in tracked:
        known = item["tracked"]
        _check(
            bool(known["owner"] and known["due"]),
            f"finding {known['id']} should have an owner and a due date",
        )
    _check_silence(scan, hidden)


def _expect_blocked(scan: Scan, hidden: history.Secrets) -> None:
    _check(scan.code == 1, f"the branch should be blocked with exit code 1, not {scan.code}")
    _check_verdict(scan, "blocked")
    emergencies = [item["tracked"] for item in _judged(scan, "emergency")]
    where = {known["finding"]["place"]["path"] for known in emergencies}
    _check(
        where == {"shop/config.py", "scripts/deploy.sh"},
        f"the emergencies should be in shop/config.py and scripts/deploy.sh, not in {sorted(where)}",
    )
    _check(
        all(known["introduced"] for known in emergencies), "emergencies should be introduced by the change"
    )
    _check(bool(_judged(scan, "tracked")), "the old findings should still be tracked, not stop anything")
    _check_silence(scan, hidden)


def _check_verdict(scan: Scan, decision: str) -> None:
    verdict, coverage = scan.record["verdict"], scan.record["coverage"]
    _check(verdict["decision"] == decision, f"the verdict should be {decision}, not {verdict['decision']}")
    _check(
        verdict["completeness"] == "complete", f"the run should be complete, not {verdict['completeness']}"
    )
    accounted = coverage["examined"] + len(coverage.get("skips", ()))
    _check(coverage["asked"] == accounted, f"{coverage['asked']} asked for, but {accounted} accounted for")


def _check_silence(scan: Scan, hidden: history.Secrets) -> None:
    """No secret stands in anything that was printed or written: reports, record, ledger, state, cache."""
    shop = OUT / "shop"
    files = [path for path in sorted(OUT.rglob("*")) if path.is_file() and not path.is_relative_to(shop)]
    written = b"\0".join([scan.printed.encode(), *(path.read_bytes() for path in files)])
    for name, value in zip(hidden._fields, hidden, strict=True):
        _check(value.encode() not in written, f"the {name} appears unredacted in what the scan wrote")


def _judged(scan: Scan, disposition: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = scan.record["verdict"].get("judgements", [])
    return [item for item in items if item["disposition"] == disposition]


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise UnexpectedError(otherwise)


def _environment() -> dict[str, str]:
    """A world of its own: nothing of the user's settings comes in, and nothing leaks into the home folder."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = OUT / "home"
    own = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_CACHE_HOME": home / "cache"}
    own["XDG_CONFIG_HOME"] = home / "config"
    for folder in own.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {**kept, **{name: str(folder) for name, folder in own.items()}, "PYTHONIOENCODING": "utf-8"}


def _shown(path: Path) -> str:
    return path.relative_to(history.ROOT).as_posix()


def _heading(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
