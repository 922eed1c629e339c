"""Repositories with made-up secrets, and runs over them with a state and a cache of their own."""

import os
from pathlib import Path

import repository_world
from repository_world import git, key, leak, new_repository, write
from vedette.model.events import Judged, Started
from vedette.pipeline import Request, scan

__all__ = ["Result", "commit", "git", "key", "leak", "repository", "run", "settle", "write"]


def commit(folder, files):
    repository_world.commit(folder, files)
    settle(folder)


def settle(folder):
    """Lets the index be newer than its files, as it is a moment after any real commit."""
    git(folder, "read-tree", "HEAD")  # forgets every time it knew, such as a change time from before a rename
    git(folder, "update-index", "-q", "--refresh")
    index = Path(folder, ".git", "index")
    later = index.stat().st_mtime_ns + 20_000_000
    os.utime(index, ns=(later, later))


def repository(folder, files):
    new_repository(folder)
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
