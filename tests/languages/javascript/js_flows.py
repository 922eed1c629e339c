"""Programs of one route, judged as a run judges them: does what is asked for reach a command?"""

import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "detectors" / "code"))
from code_world import detector, findings

RULE = "code-command-injection"
HEAD = """const express = require('express');
const cp = require('child_process');
const fs = require('fs'), util = require('util'), path = require('path'), unknown = require('some-library');
const EventEmitter = require('events');
const app = express();
"""
ROUTE = """app.get('/x/:id', async (req, res) => {
  const q = req.query.q;
  BODY
});
"""


@cache
def judge():
    return detector()


def reaches(body: str, top: str = "") -> bool:
    """Whether untrusted data reaches a command in the body of a route."""
    return found({"a.js": HEAD + top + ROUTE.replace("BODY", body)})


def found(files: dict[str, str]) -> bool:
    """Whether untrusted data reaches a command in a program."""
    return any(one.rule == RULE for one in findings(judge(), files))
