"""The command line: finds the verb, runs it, turns how it ended into an exit code."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from vedette import __version__, index
from vedette.apps.cli import failure, terminal
from vedette.model.errors import UsageError
from vedette.settings.suggestion import did_you_mean


def run(argv: list[str], standing: failure.Standing | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments without the program's name.
        standing: told how far the command comes.

    Returns:
        The exit code: 0 passed or done, 1 blocked, 2 usage, 3 the world failed or no complete verdict, 4
        nothing to examine, 70 a bug of ours, 130 interrupted.
    """
    standing = standing or failure.Standing()
    try:
        code = _invoke(argv, standing)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last net: all becomes a code
        code = failure.report(error, standing)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        terminal.abandon_output()
        code = code or failure.WORLD
    return code


def _invoke(argv: list[str], standing: failure.Standing) -> int:
    # Not through click's `main`, which makes a closed pipe an exit 1: for us, that is a blocked gate.
    try:
        with VERBS.make_context("vedette", list(argv), obj=standing) as context:
            result = VERBS.invoke(context)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return failure.USAGE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return result if isinstance(result, int) else 0


class _Verbs(click.Group):
    """The verbs of the index; none is imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(index.load()["verbs"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        entry = index.load()["verbs"].get(cmd_name)
        if entry is None:
            return None
        command = import_module(entry[0]).command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            if name.startswith("-"):
                raise click.NoSuchOption(name, ctx=ctx)
            help_ = did_you_mean(name, self.list_commands(ctx), "`vedette --help` lists the verbs")
            raise UsageError(f'unknown verb "{name}"', help=help_)
        return name, command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        verbs = index.load()["verbs"]
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verbs[name][1]) for name in self.list_commands(ctx)])


VERBS = _Verbs(
    "vedette",
    help="Security carried through the whole value stream: examine, judge, explain.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="VERB [ARGUMENTS]...",
    epilog="Results go to standard output, all else to standard error. Exit codes: 0 passed, 1 the gate "
    "blocked, 2 usage or configuration, 3 no complete verdict, 4 nothing to examine, 70 a bug of ours, 130 "
    "interrupted.",
)
VERBS = click.version_option(__version__, "-V", "--version", message="vedette %(version)s")(VERBS)
