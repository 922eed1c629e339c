"""The table of exit codes, and what is said with each."""

import signal
import subprocess
import sys
import time

import pytest

from vedette.apps.cli.failure import Standing, report
from vedette.model.errors import NothingToExamineError, UsageError, WorldError


@pytest.mark.parametrize(
    ("arguments", "env", "code"),
    [
        ((), {}, 0),
        ((), {"DECISION": "blocked"}, 1),
        ((), {"DECISION": "blocked", "COMPLETENESS": "void"}, 1),
        (("--exit-zero",), {"DECISION": "blocked"}, 0),
        ((), {"COMPLETENESS": "partial"}, 0),
        ((), {"COMPLETENESS": "partial", "STOP": "1"}, 3),
        ((), {"COMPLETENESS": "void"}, 3),
        (("--exit-zero",), {"COMPLETENESS": "void"}, 3),
        (("--exit-zero",), {"HOW": "raise UsageError('x')"}, 2),
        ((), {"HOW": "raise UsageError('x')"}, 2),
        ((), {"HOW": "raise WorldError('x')"}, 3),
        ((), {"HOW": "raise NothingToExamineError('x')"}, 4),
        ((), {"HOW": "raise KeyboardInterrupt"}, 130),
        ((), {"HOW": "1 / 0"}, 70),
        ((), {"HOW": "def f(): f()\nf()"}, 70),
        ((), {"HOW": "raise MemoryError"}, 70),
        ((), {"HOW": "return"}, 70),
    ],
)
def test_scan_ends_with(world, arguments, env, code):
    done = world.fake("scan", *arguments, **env)
    assert done.returncode == code, done.stderr
    if "HOW" in env:
        assert done.stderr.startswith("error: no verdict: ")
        assert "no findings" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "error", "help_"),
    [
        (("scna",), 'unknown verb "scna"', 'did you mean "scan"?'),
        (("zzzz",), 'unknown verb "zzzz"', "`vedette --help` lists the verbs"),
        (("scan", "--fromat", "x"), "unknown option --fromat", 'did you mean "--format"?'),
        (("scan", "--format", "sarfi"), 'unknown format "sarfi"', 'did you mean "sarif"?'),
        (("scan", "--format", "zzz=x"), 'unknown format "zzz"', "known formats: csv, github, github-summary"),
        (("scan", "--format", "json="), "names no file", ""),
        (("scan", "--format", "json", "--format", "text"), "two reports go to standard output", "NAME=FILE"),
        (("scan", "--format", "json=x", "--record", "x"), "two reports go to ", "NAME=FILE"),
        (("scan", "--format", "json=x", "--record", "src/../x"), "two reports go to ", "NAME=FILE"),
        (("scan", "--format", "json=no/x"), "the folder no does not exist", "make it"),
        (("scan", "presnet"), "presnet does not exist", 'did you mean "present"?'),
        (("import", "a", "b"), "unexpected extra argument", "--help"),
        (("scan", "--jobs", "many"), "'many' is not a valid integer", "--help"),
        (("explain", "coverage-gpa"), 'is called "coverage-gpa"', 'did you mean "coverage-gap"?'),
        (("rules", "--kind", "secretz"), 'unknown detector kind "secretz"', 'did you mean "secrets"?'),
        (("config", "show", "presnet"), "presnet does not exist", 'did you mean "present"?'),
        (("history",), "there is no ledger at", "`vedette scan` makes one"),
        (("ledger", "verify", "--checkpoint", "x"), "--checkpoint gives neither", "COUNT:HASH"),
        (("ledger", "verfy"), "no such command", "--help"),
        (("import", "nope.sarif"), "nope.sarif does not exist", ""),
    ],
)
def test_usage_errors_name_what_is_wrong_and_what_was_meant(world, arguments, error, help_):
    (world.here / "present").mkdir()
    done = world.run(*arguments)
    assert done.returncode == 2, done.stderr
    assert error in done.stderr
    assert help_ in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    judges = arguments[0] in {"scan", "scna", "zzzz", "import"}
    assert done.stderr.startswith("error: no verdict: ") == judges or arguments[0] == "ledger"


def test_an_unknown_key_on_the_way_to_a_scan_is_named_with_its_line(world):
    (world.here / "vedette.toml").write_text("[scan]\n\njbos = 2\n")
    (world.here / "a").write_text("x")
    done = world.run("scan", "--ledger", "none")
    assert done.returncode == 2
    assert 'error: no verdict: vedette.toml:3: unknown key "scan.jbos"' in done.stderr
    assert 'help: did you mean "scan.jobs"?' in done.stderr


def test_a_bug_says_what_to_report_and_keeps_the_rest_on_this_machine(world):
    done = world.fake("scan", HOW="raise ValueError('the-secret ' + str(request.path))")
    assert done.returncode == 70
    assert "error: no verdict: a bug in vedette (ValueError" in done.stderr
    assert "please report it with " in done.stderr
    assert "vedette 0." in done.stderr
    assert "Python 3." in done.stderr
    assert "the-secret" not in done.stdout + done.stderr
    assert "no findings" not in done.stdout + done.stderr
    (kept,) = world.home.rglob("crashes/*.txt")
    assert str(kept) in done.stderr
    assert "the-secret" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.parent.stat().st_mode & 0o777 == 0o700


def test_a_bug_is_told_even_when_nothing_can_be_kept(world):
    (world.home / ".local").write_text("no folder")
    done = world.fake("scan", HOW="1 / 0")
    assert done.returncode == 70
    assert "please report this line" in done.stderr


def test_a_bug_after_the_verdict_does_not_hide_it():
    standing = Standing()
    standing.verdict, standing.code = "BLOCKED", 1
    assert report(WorldError("the disk is full"), standing) == 1
    standing.code = 0
    assert report(WorldError("the disk is full"), standing) == 3


def test_an_interrupt_is_130_and_no_verdict(world):
    child = subprocess.Popen(
        [sys.executable, str(world.driver), "scan"],
        cwd=world.here,
        env=world.env
        # What is started in the background of a shell inherits that interrupts are ignored.
        | {
            "HOW": "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler);"
            " sys.stderr.write('ready\\n'); sys.stderr.flush(); time.sleep(50)"
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stderr.readline() == "ready\n"
        time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "no verdict: interrupted" in err
    assert "PASSED" not in out


@pytest.mark.parametrize("error", [UsageError("a"), WorldError("a"), NothingToExamineError("a")])
def test_each_family_has_its_code(error, capsys):
    assert report(error, Standing()) == error.exit_code
    assert capsys.readouterr().err == "error: no verdict: a\n"


def test_what_a_tree_named_cannot_command_the_terminal(world):
    done = world.run("scan", "a\x1b[2Jb\u202e")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert "\\x1b[2J" in done.stderr
