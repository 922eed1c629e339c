"""Repositories with made-up secrets, and runs over them with a state and a cache of their own."""

import os
import secrets
import string
import subprocess
from pathlib import Path

from vedette.model.events import Judged, Started
from vedette.pipeline import Request, scan


def key():
    """A Stripe live key's shape, new each time: none stands in this repository."""
    return "sk_" + "live_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32))


def leak(value=None):
    return f'stripe.api_key = "{value or key()}"\n'


def git(folder, *arguments):
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "a", f"GIT_{who}_EMAIL": "a@example.org"}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment, capture_output=True)


def write(folder, files):
    for name, content in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        # Older than the index that will know it, or git itself would not trust what it remembers of it.
        past = path.stat().st_mtime_ns - 10_000_000_000
        os.utime(path, ns=(past, past))


def commit(folder, files):
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "m")
    settle(folder)


def settle(folder):
    """Lets the index be newer than its files, as it is a moment after any real commit."""
    git(folder, "read-tree", "HEAD")  # forgets every time it knew, such as a change time from before a rename
    git(folder, "update-index", "-q", "--refresh")
    index = Path(folder, ".git", "index")
    later = index.stat().st_mtime_ns + 20_000_000
    os.utime(index, ns=(later, later))


def repository(folder, files):
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, files)
    return folder


class Result:
    """What a test asks of a run."""

    def __init__(self, events):
        assert isinstance(events[0], Started)
        assert isinstance(events[-1], Judged)
        self.events = events
        self.notes = events[0].notes
        self.record = events[-1].record
        self.coverage = self.record.coverage
        self.cached = self.coverage.cached
        self.verdict = self.record.verdict
        self.findings = [item.tracked.finding for item in self.verdict.judgements]
        self.paths = sorted(finding.place.path for finding in self.findings)


def run(folder, how=scan, **changes):
    return Result(list(how(Request(path=Path(folder), **changes))))
