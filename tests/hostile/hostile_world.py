# ruff: noqa: PTH103, PTH118, PTH120, PTH123 - paths of a hostile tree are bytes
"""What the tests of hostile trees share: a measured run of the real command, and a look at what it left."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from vedette import index
from vedette.detectors.secrets.examples import example

MIB = 1024 * 1024
# Runs a command without root's right to read and write everything.
PLAIN = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
# A small process of its own between test and command: a child's peak begins with its parent's size.
_DRIVER = """
import json, os, resource, signal, subprocess, sys, time
order = json.loads(sys.argv[1])
def before():
    for name, value in order["limits"].items():
        number = getattr(resource, name)
        resource.setrlimit(number, (value, resource.getrlimit(number)[1]))
    for handle in order["closed"]:
        os.close(handle)
began = time.monotonic()
child = subprocess.Popen(order["command"], cwd=order["cwd"], env=order["env"], preexec_fn=before,
                         stdin=subprocess.DEVNULL, start_new_session=True)
try:
    code = child.wait(order["timeout"])
except subprocess.TimeoutExpired:
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    code = "hang"
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(order["tell"], "w") as out:
    json.dump([code, used.ru_maxrss * 1024, time.monotonic() - began, used.ru_utime + used.ru_stime], out)
"""


class Result(NamedTuple):
    """How one run ended."""

    code: int | str
    out: bytes
    err: bytes
    peak: int
    seconds: float
    cpu: float
    record: dict[str, Any]

    @property
    def coverage(self) -> dict[str, Any]:
        """The run's account of itself."""
        return self.record["coverage"]

    @property
    def reasons(self) -> dict[str, str]:
        """path -> `class/reason` of each skip."""
        return {skip["path"]: f"{skip['cls']}/{skip['reason']}" for skip in self.coverage["skips"]}

    @property
    def found(self) -> list[str]:
        """Paths of findings of rules, each place of each, sorted."""
        judged = self.record["verdict"]["judgements"]
        tracked = [one["tracked"] for one in judged]
        findings = [finding for one in tracked for finding in (one["finding"], *one.get("also", ()))]
        return sorted(one["place"]["path"] for one in findings if one["kind"] == "secrets")


class Hostile:
    """A world of its own: a home, a tree to spoil, and the real command over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.tree = folder / "tree"
        self.home.mkdir()
        self.tree.mkdir()
        kept = ("PATH", "LANG", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")
        self.env = {name: os.environ[name] for name in kept if name in os.environ}
        self.env |= {"HOME": str(self.home), "PYTHONWARNINGS": "error"}
        self._runs = 0

    def file(self, path: str | bytes, data: bytes = b"nothing\n") -> str:
        """Write one file of the tree."""
        full = os.path.join(os.fsencode(self.tree), os.fsencode(path))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as out:
            out.write(data)
        return os.fsdecode(full)

    def git(self, *arguments: str | bytes) -> None:
        """Call git on the tree."""
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(
            ["git", "-C", str(self.tree), *who, *arguments], check=True, env=env, capture_output=True
        )

    def commit(self) -> None:
        """Make the tree a repository with one commit of everything."""
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first", "--allow-empty")

    def scan(
        self,
        *arguments: str,
        path: str | Path | None = None,
        env: dict[str, str | None] | None = None,
        timeout: float = 120,
        **order: Any,
    ) -> Result:
        """Run `vedette scan` to its end, or for `timeout` seconds (then its code is `hang`).

        Args:
            arguments: further options.
            path: what to scan instead of the tree.
            env: variables to set, or to leave out where None.
            timeout: seconds.
            order: `prefix` (a command that runs the command), `limits` (RLIMIT_* -> number), `closed`
                (handles), `cwd`.
        """
        self._runs += 1
        here = self.folder / f"run{self._runs}"
        here.mkdir()
        record = here / "record.json"
        given = {**self.env, **(env or {})}
        command = [sys.executable, "-m", "vedette", "scan", str(path or self.tree), *arguments]
        if "--record" not in arguments:
            command += ["--record", str(record)]
        full = {
            "command": [*order.pop("prefix", ()), *command],
            "env": {name: value for name, value in given.items() if value is not None},
            "timeout": timeout,
            "tell": str(here / "tell.json"),
            "cwd": str(self.home),
            "limits": {},
            "closed": [],
            **order,
        }
        with (here / "out").open("wb") as out, (here / "err").open("wb") as err:
            subprocess.run(
                [sys.executable, "-S", "-c", _DRIVER, json.dumps(full)], stdout=out, stderr=err, check=True
            )
        code, peak, seconds, cpu = json.loads((here / "tell.json").read_text())
        told = json.loads(record.read_bytes()) if record.is_file() else {}
        return Result(
            code, (here / "out").read_bytes(), (here / "err").read_bytes(), peak, seconds, cpu, told
        )

    def state(self) -> dict[bytes, tuple[int, ...]]:
        """Everything of the tree that a run must leave as it was."""
        seen = {}
        for top, folders, files in os.walk(os.fsencode(self.tree)):
            for name in [*folders, *files]:
                full = os.path.join(top, name)
                status = os.lstat(full)
                seen[full] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)
        return seen


def honest(result: Result) -> None:
    """A verdict of a code that is one, an account that adds up, no crash, no hang, nothing on the way out."""
    assert result.code in {0, 1, 3}, (result.code, result.err[-2000:])
    coverage = result.coverage
    assert coverage["asked"] == coverage["examined"] + len(coverage["skips"])
    failed = [skip for skip in coverage["skips"] if skip["cls"] == "failed"]
    complete = result.record["verdict"]["completeness"]
    assert (complete == "complete") <= (not failed), failed
    if complete == "void":
        assert result.code in {1, 3}
    assert b"Traceback" not in result.err


def secret(seed: int = 1) -> bytes:
    """A made-up credential of a known format, the same for the same seed."""
    entry = index.load()["rules"]["secret-github-pat"]
    return example(entry["bad"][0], random.Random(seed))[0].encode()  # noqa: S311 - the same in every run
