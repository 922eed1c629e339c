"""Options that several verbs share, and the request that they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from vedette.apps.cli.failure import Standing
from vedette.model.errors import UsageError, WorldError
from vedette.settings.files import user_file, user_path
from vedette.settings.merge import TreeFile, resolve
from vedette.settings.suggestion import did_you_mean

if TYPE_CHECKING:
    from vedette.ledger.place import Place
    from vedette.settings.interface import Settings
    from vedette.work.plan import Request

_TAKEN = frozenset({"CI", "GITHUB_ACTIONS", "GITLAB_CI", "GIT_INDEX_FILE"})
_MOST_NAMES = 10_000  # of a folder, to look for the one that was meant

Command = Callable[..., int]


class RunOptions(Struct, frozen=True, kw_only=True):
    """The options of a verb that gives a verdict."""

    format: tuple[str, ...] = ()
    record: str | None = None
    since: str | None = None
    ledger: str | None = None
    exit_zero: bool = False
    auditor: bool = False
    no_cache: bool = False


_RUN_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--format",
        multiple=True,
        metavar="NAME[=FILE]",
        help="Report in this format, to FILE or to standard output; repeatable. [default: text]",
    ),
    click.option("--record", metavar="FILE", help="Keep the run's whole record (json) in FILE."),
    click.option(
        "--since",
        metavar="REVISION",
        help="Judge what changed since the merge base with REVISION.  [default: the default branch]",
    ),
    click.option(
        "--exit-zero", is_flag=True, help="Exit 0 even if the gate blocks; other failures keep their codes."
    ),
    click.option(
        "--no-cache", is_flag=True, help="Examine everything anew; neither believe nor keep outcomes."
    ),
    click.option("--auditor", is_flag=True, help="Show also what only an auditor wants to see."),
)


def ledger_option(command: Command) -> Command:
    """Adds `--ledger`."""
    return click.option(
        "--ledger",
        metavar="PLACE",
        help="The ledger: a SQLite file, or postgresql://USER@HOST/DATABASE; `none` keeps it in memory.  "
        "[default: in the user's state folder]",
    )(command)


def run_options(command: Command) -> Command:
    """Adds the options of a verb that gives a verdict, which it gets as one `RunOptions`."""

    @wraps(command)
    def gathered(**given: Any) -> int:
        names = RunOptions.__struct_fields__
        options = RunOptions(**{name: given.pop(name) for name in names})
        return command(options=options, **given)

    decorated: Command = gathered
    for option in (ledger_option, *reversed(_RUN_OPTIONS)):
        decorated = option(decorated)
    return decorated


def request(path: Path, options: RunOptions, settings: dict[str, object], **way: Any) -> Request:
    """What the pipeline is asked to do.

    Args:
        path: what to examine; must exist, unless something else is examined in its place.
        options: those of the verb.
        settings: dotted settings keys of other options; None where one was not given.
        way: fields of the request that say what else is examined than the path.

    Raises:
        UsageError: the path does not exist, or the user's configuration cannot be read.
    """
    # The pipeline and all it needs: not for those who only want the help, or mistyped.
    from vedette.work.plan import Request

    if not way.get("staged") and way.get("text") is None:
        for one in (path, *way.get("also", ())):
            must_exist(one)
    given = {name: value for name, value in settings.items() if value is not None}
    if options.ledger is not None:
        given["ledger.path"] = options.ledger
    from vedette.ledger.place import setting

    ledger = ledger_path(options.ledger)
    return Request(
        path=path,
        command_line=given,
        environment=environment(),
        user_file=user_file(),
        since=options.since,
        ledger_path=setting(ledger),
        no_cache=options.no_cache,
        catalogues=user_catalogues(),
        **way,
    )


def user_catalogues() -> tuple[tuple[str, bytes], ...]:
    """Name and content of the files in the user's own folder of catalogues and rules.

    Raises:
        UsageError: one is there and cannot be read.
    """
    from vedette.work.own import in_folder

    try:
        folder = user_path().parent / "catalogue"
    except WorldError:
        return ()
    return in_folder(str(folder))


def must_exist(path: Path, otherwise: str = "name a folder, a file or a repository") -> None:
    """Refuse a path that is not there, and name the one that was probably meant.

    Args:
        path: as the user gave it.
        otherwise: what to do where no name is near.

    Raises:
        UsageError: it does not exist.
    """
    if os.path.lexists(path):
        return
    names: list[str] = []
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(_MOST_NAMES), strict=False)]
    except OSError:
        pass
    spelled = {name: str(path.parent / name) for name in names}
    help_ = did_you_mean(path.name, spelled, otherwise)
    raise UsageError(f"{path} does not exist", help=help_)


def environment() -> dict[str, str]:
    """The variables that are ours, those by which CI is known, and the index that git commits from."""
    return {
        name: value for name, value in os.environ.items() if name.startswith("VEDETTE_") or name in _TAKEN
    }


def ledger_path(option: str | None) -> Place | None:
    """Where the ledger is, by option, environment and the user's file.

    Returns:
        The path or server; None for a ledger in memory.
    """
    from vedette.ledger.place import chosen

    return chosen(of_user({} if option is None else {"ledger.path": option}).ledger)


def project_id() -> str:
    """The project that the environment or the user's file names; "" for none."""
    return of_user({}).project_id


def of_user(given: Mapping[str, object]) -> Settings:
    """Settings without any tree: defaults, the user's file, the environment, and what is given."""
    user = user_file()
    return resolve(cli=given, env=environment(), tree=None, user=TreeFile(*user) if user else None)


def standing() -> Standing:
    """How far the running command has come."""
    found = click.get_current_context().find_object(Standing)
    return found if found is not None else Standing()
