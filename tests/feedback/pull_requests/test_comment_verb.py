"""`vedette comment` as a job runs it: the real command, the forges' variables, a forge that answers."""

import json
import os
import subprocess
import sys

import pytest
from forge_world import READER, WRITER, GitHub, GitLab
from report_world import WEAK, context, finding, full, judgement, record

from vedette.feedback.document import document, dumps
from vedette.model.verdict import Disposition

NEW = record([judgement(finding(), Disposition.emergency)])
CLEAN = record([])
OLD = record([judgement(finding(rule=WEAK))])


class Job:
    def __init__(self, folder, forge):
        self.folder, self.forge = folder, forge
        self.event = folder / "event.json"
        self.event.write_text(json.dumps({"action": "opened", "pull_request": {"number": 7, "title": "x"}}))
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
        self.env = kept | {"HOME": str(folder), "PYTHONWARNINGS": "error", "CI": "true"}
        if isinstance(forge, GitHub):
            self.env |= {
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": "shop/till",
                "GITHUB_EVENT_PATH": str(self.event),
                "GITHUB_API_URL": forge.api,
                "GITHUB_TOKEN": WRITER,
            }
        else:
            self.env |= {
                "GITLAB_CI": "true",
                "CI_API_V4_URL": forge.api,
                "CI_PROJECT_ID": "42",
                "CI_MERGE_REQUEST_IID": "7",
                "VEDETTE_GITLAB_TOKEN": WRITER,
            }

    def comment(self, judged, *options, **env):
        path = self.folder / "record.json"
        path.write_bytes(judged if isinstance(judged, bytes) else dumps(document(judged, context())))
        done = subprocess.run(
            [sys.executable, "-P", "-m", "vedette", "comment", str(path), *options],
            cwd=self.folder,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert WRITER not in done.stdout + done.stderr
        assert READER not in done.stdout + done.stderr
        return done


@pytest.fixture
def job(tmp_path, forge):
    return Job(tmp_path, forge)


def without(job, *names):
    for name in names:
        job.env.pop(name, None)


def token(job, value):
    return {"GITHUB_TOKEN" if isinstance(job.forge, GitHub) else "VEDETTE_GITLAB_TOKEN": value}


def test_a_finding_is_posted_once_and_its_mending_updates_it(job):
    done = job.comment(NEW)
    assert done.returncode == 0, done.stderr
    assert "was posted" in done.stderr
    assert "Stops this change" in job.forge.comments[0].body
    assert job.comment(NEW).returncode == 0
    done = job.comment(CLEAN)
    assert done.returncode == 0
    assert "was updated" in done.stderr
    assert len(job.forge.comments) == 1
    assert "vedette: PASSED" in job.forge.comments[0].body


@pytest.mark.parametrize("judged", [CLEAN, OLD])
def test_nothing_to_say_posts_nothing(job, judged):
    done = job.comment(judged)
    assert done.returncode == 0
    assert "nothing to say" in done.stderr
    assert job.forge.comments == []


def test_a_dry_run_prints_the_text_and_asks_nobody(job):
    done = job.comment(NEW, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("<!-- vedette-report ")
    assert job.forge.asked == []
    assert job.comment(full(), "--dry-run", **token(job, "")).returncode == 0


def test_a_fork_is_told_what_to_do(job):
    done = job.comment(NEW, **token(job, READER))
    assert done.returncode == 3
    assert "error: the token may not write to" in done.stderr
    assert "help: a job for a fork" in done.stderr
    done = job.comment(NEW, "--best-effort", **token(job, READER))
    assert done.returncode == 0
    assert "warning: nothing was posted" in done.stderr


def test_no_token_is_told_of(job):
    done = job.comment(NEW, **token(job, ""))
    assert done.returncode == 3
    assert "there is no token to comment with" in done.stderr
    assert job.comment(NEW, "--best-effort", **token(job, "")).returncode == 0


def test_a_job_without_a_request_posts_nothing(job):
    job.event.write_text('{"ref": "refs/heads/main"}')
    without(job, "CI_MERGE_REQUEST_IID")
    done = job.comment(NEW)
    assert done.returncode == 0
    assert "about no pull or merge request" in done.stderr
    assert job.forge.asked == []


def test_options_go_before_the_variables(job):
    done = job.comment(NEW, "--number", "8")
    assert done.returncode == 3
    assert "no such thing" in done.stderr
    named = "42" if isinstance(job.forge, GitLab) else "shop/till"
    forge = "gitlab" if isinstance(job.forge, GitLab) else "github"
    without(job, "GITHUB_ACTIONS", "GITLAB_CI", "CI_API_V4_URL", "GITHUB_API_URL", "GITHUB_EVENT_PATH")
    options = ("--forge", forge, "--api", job.forge.api, "--repository", named, "--number", "7")
    assert job.comment(NEW, *options).returncode == 0
    assert len(job.forge.comments) == 1


def test_outside_of_ci_one_has_to_say_where(job):
    without(job, "GITHUB_ACTIONS", "GITLAB_CI", "CI_API_V4_URL")
    done = job.comment(NEW)
    assert done.returncode == 2
    assert "--forge" in done.stderr


def test_a_forge_is_not_asked_without_encryption(job):
    done = job.comment(NEW, "--api", "http://forge.example.org/api/v4")
    assert done.returncode == 2
    assert "HTTPS or not at all" in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b'{"schema":"vedette-record/2","rules":{}}',
        b'{"schema":"vedette-record/1","rules":{}}',
        b'{"schema":"vedette-record/1","rules":' + b"[" * 100_000,
    ],
)
def test_what_is_no_record_is_refused(job, data):
    done = job.comment(data)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert job.forge.asked == []


@pytest.mark.parametrize("event", ["", "[]", "{", '{"pull_request": {"number": "7/../8"}}'])
def test_an_event_that_cannot_be_read_is_told_of(job, event):
    if isinstance(job.forge, GitLab):
        job.env |= {"CI_MERGE_REQUEST_IID": "7/../8"}
        assert "about no pull or merge request" in job.comment(NEW).stderr
        return
    job.event.write_text(event)
    done = job.comment(NEW)
    assert done.returncode == 2
    assert "GITHUB_EVENT_PATH" in done.stderr
