"""A world of its own for every command: home, folder, and a pipeline that tells what the test wants told."""

import os
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import pytest

# Stands for the pipeline: yields a run whose verdict the test names, or fails as the test says.
DRIVER = """
import os, sys, types
from vedette.model.coverage import *
from vedette.model.errors import *
from vedette.model.events import *
from vedette.model.verdict import *

def scan(request):
    run = Run(id="0" * 32, project="p", started="2027-01-01T00:00:00Z", root=str(request.path))
    yield Started(run=run, asked=1, notes=(repr(dict(request.command_line)),))
    how = os.environ.get("HOW", "")
    if how:
        exec(how)
    yield Examined(paths=("a",))
    decision = Decision(os.environ.get("DECISION", "passed"))
    completeness = Completeness(os.environ.get("COMPLETENESS", "complete"))
    verdict = Verdict(decision=decision, completeness=completeness, stop_on_partial="STOP" in os.environ)
    yield Judged(record=Record(run=run, coverage=Coverage(asked=1, examined=1), verdict=verdict))

sys.modules["vedette.pipeline"] = fake = types.ModuleType("vedette.pipeline")
fake.scan = fake.scan_history = scan
from vedette.apps.cli.main import run
raise SystemExit(run(sys.argv[1:]))
"""


@pytest.fixture
def world(tmp_path):
    """`run(*arguments)` is the real command, `fake(*arguments, HOW=…)` the one with a pipeline made up."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    driver = tmp_path / "driver.py"
    driver.write_text(textwrap.dedent(DRIVER))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("VEDETTE_", "XDG_"))}
    clean |= {"HOME": str(home), "PYTHONWARNINGS": "error", "TERM": "xterm"}
    clean.pop("NO_COLOR", None)

    def call(command, arguments, env, **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.run(
            [*command, *arguments], cwd=here, env=clean | env, text=True, timeout=60, check=False, **more
        )

    def run(*arguments, env=None, **more):
        return call([sys.executable, "-m", "vedette"], arguments, env or {}, **more)

    def fake(*arguments, stdout=subprocess.PIPE, **env):
        return call([sys.executable, str(driver)], arguments, env, stdout=stdout)

    return SimpleNamespace(run=run, fake=fake, home=home, here=here, env=clean, driver=driver)
