"""What tests of several rooms share: repositories with made-up secrets, runs over them, machines."""

import os
import secrets
import string
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vedette.model.events import Judged
from vedette.pipeline import Request, scan

ADDRESS = "secret-address@example.org"
_ALPHABET = string.ascii_letters + string.digits


def key():
    """A Stripe live key's shape (critical), new each time: none stands in this repository."""
    return "sk_" + "live_" + "".join(secrets.choice(_ALPHABET) for _ in range(32))


def leak(value=None, comment=""):
    """A line of a program that gives a key away, a new one if none is given."""
    return f'stripe.api_key = "{value or key()}"  {comment}'.rstrip() + "\n"


def day(days):
    """The date so many days from today."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def machine(home, monkeypatch):
    """Another machine has another state folder, and so another identity key."""
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


def git(folder, *arguments, name="Ada"):
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": name, f"GIT_{who}_EMAIL": ADDRESS}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment, capture_output=True)


def new_repository(folder):
    """An empty one on the branch `main`."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


def write(folder, files):
    for name, content in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        # Older than the index that will know it, or git itself would not trust what it remembers of it.
        past = path.stat().st_mtime_ns - 10_000_000_000
        os.utime(path, ns=(past, past))


def commit(folder, files, name="Ada"):
    """Commits all there is, with these files; an empty commit if nothing differs."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "m", name=name)


def run(folder, **changes):
    """The record of a run."""
    *_, last = scan(Request(path=Path(folder), **changes))
    assert isinstance(last, Judged)
    return last.record


def secrets_of(record):
    """The judgements of credentials."""
    return [item for item in record.verdict.judgements if item.tracked.finding.kind == "secrets"]


def only(record):
    """The judgement of the one credential that there is."""
    (item,) = secrets_of(record)
    return item
