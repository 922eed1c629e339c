"""Three families of error: yours, the world's, ours. Each says what to do next."""

from __future__ import annotations


class VedetteError(Exception):
    """An expected failure that ends a command.

    Attributes:
        message: what is wrong, one sentence.
        help: what to do about it, one sentence; may be empty.
    """

    exit_code = 70

    def __init__(self, message: str, *, help: str = "") -> None:  # noqa: A002 - the word users see
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(VedetteError):
    """Yours: the command line, the configuration or an input file is wrong."""

    exit_code = 2


class WorldError(VedetteError):
    """The world's: a disk, a network, a repository or another program failed."""

    exit_code = 3


class NothingToExamineError(VedetteError):
    """Nothing of what was named exists to examine."""

    exit_code = 4
