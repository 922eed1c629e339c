"""Runs that judge programs of JavaScript: bundles are declared, and short names of modules are followed."""

import pytest

from repository_world import commit, run
from vedette.model.coverage import Completeness, SkipClass

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")

COMMAND = "code-command-injection"
SERVER = """import express from 'express';
import { run } from 'NAME';
const app = express();
app.get('/x', (req, res) => { run(req.query.q) });
"""
TOOL = "import { exec } from 'node:child_process';\nexport function run(c) { exec(c) }\n"


def places(record):
    return [
        item.tracked.finding.place.path
        for item in record.verdict.judgements
        if item.tracked.finding.rule == COMMAND
    ]


def test_a_bundle_is_declared_and_leaves_the_run_complete(repo):
    commit(repo, {"a.min.js": SERVER.replace("NAME", "./b"), "b.js": TOOL})
    record = run(repo)
    assert record.verdict.completeness is Completeness.complete
    (skip,) = record.coverage.unfinished
    assert (skip.path, skip.cls, skip.reason) == ("a.min.js", SkipClass.declared, "generated")
    assert not places(record)
