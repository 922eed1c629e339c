"""What a failure looks like: first whether a verdict exists, then what is wrong, then what to do."""

from __future__ import annotations

import errno
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from vedette import __version__
from vedette.apps.cli import terminal
from vedette.model.errors import UsageError, VedetteError, WorldError

BLOCKED = 1
USAGE = 2
WORLD = 3
BUG = 70
INTERRUPTED = 130
# What the system has too little of for this run.
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})
# A full or vanished disk, a reader that left: the world's failures, wherever they show.
_WORLDLY = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG})


class Standing:
    """How far a command has come; filled in as it runs, read when it fails.

    Attributes:
        judges: the command is one that gives a verdict.
        verdict: the verdict in words, once there is one; a void run has none.
        code: the exit code that the verdict asks for; None before.
        left: a run that came to its verdict; whoever ends the process need not take it apart.
    """

    def __init__(self) -> None:
        self.judges = True
        self.verdict = ""
        self.code: int | None = None
        self.left: object = None

    def sentence(self, message: str) -> str:
        """A message that says first whether a verdict exists."""
        message = message.removeprefix("no verdict: ")
        if self.verdict:
            return f"the verdict stands ({self.verdict}), but {message}"
        return f"no verdict: {message}" if self.judges else message


def report(error: BaseException, standing: Standing) -> int:
    """Tell of a failure on standard error.

    Args:
        error: what ended the command.
        standing: how far it had come.

    Returns:
        The exit code.
    """
    if isinstance(error, KeyboardInterrupt | click.Abort):
        terminal.say("error", standing.sentence("interrupted"))
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        error = _usage(error)
    elif isinstance(error, OSError) and error.errno in _SCARCE:
        reason = (error.strerror or type(error).__name__).lower()
        error = WorldError(f"the system gives no more: {reason}", help="raise the limit, or use --jobs 1")
    elif isinstance(error, OSError) and error.errno in _WORLDLY:
        error = unwritten("standard output", error)
    if not isinstance(error, VedetteError):
        return _bug(error, standing)
    terminal.say("error", standing.sentence(error.message))
    if error.help:
        terminal.say("help", error.help)
    if isinstance(error, WorldError) and standing.code == BLOCKED:
        return BLOCKED
    return error.exit_code


def unwritten(what: str, error: OSError) -> WorldError:
    """The error for a report that could not be written whole.

    Args:
        what: the file, or `standard output`.
        error: why.
    """
    if error.errno == errno.EPIPE:
        why = "its reader closed the pipe"
    else:
        why = (error.strerror or type(error).__name__).lower()
    return WorldError(f"the report to {what} could not be written whole: {why}", help="write it elsewhere")


def _usage(error: click.ClickException) -> UsageError:
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "vedette"
    help_ = f"`{path} --help` shows what there is"
    if isinstance(error, click.NoSuchOption):
        message = f"unknown option {error.option_name}"
        if error.possibilities:
            help_ = f'did you mean "{error.possibilities[0]}"?'
    return UsageError(message, help=help_)


def _bug(error: BaseException, standing: Standing) -> int:
    """Tells what to report. Messages of exceptions may quote a scanned file, so they stay in a local file."""
    terminal.say("error", standing.sentence(f"a bug in vedette ({type(error).__name__} {_place(error)})"))
    what = f"vedette {__version__}, Python {platform.python_version()}, {platform.platform()}"
    try:
        path = _keep(error, what)
    except (OSError, RuntimeError):
        terminal.say("help", f"please report this line and the one above: {what}")
    else:
        terminal.say(
            "help",
            f"please report it with {path} ({what}); the file stays on this machine until you send it, and "
            "may quote what was scanned: read it first",
        )
    return BUG


def _place(error: BaseException) -> str:
    # Only now: a commit hook waits for each module.
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}vedette{os.sep}" in frame.filename]
    if not ours:
        return "outside its own code"
    inside = ours[-1].filename.rpartition(f"{os.sep}vedette{os.sep}")[2]
    return f"at {inside}:{ours[-1].lineno}"


def _keep(error: BaseException, what: str) -> Path:
    import traceback

    from platformdirs import user_state_path

    state = user_state_path("vedette", appauthor=False)
    folder = state / "crashes"
    for part in (state, folder):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"{now:%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    verb = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{what}\nverb: {verb}\ntime: {now:%Y-%m-%dT%H:%M:%SZ}\n\n")
        file.writelines(traceback.format_exception(error))
    return path
