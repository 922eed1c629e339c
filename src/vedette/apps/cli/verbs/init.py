"""Write a commented vedette.toml, or the commit hook."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.model.errors import UsageError, WorldError
from vedette.settings.files import tree_reader

_NAME = "vedette.toml"
_TEMPLATE = """\
# What vedette is told about this project. Every key: `vedette config show`, docs/reference/configuration.md.
# When a change is judged, this file is read from its merge base: what a change says here counts once merged.

[project]
# id = "shop"                  # what the ledger knows the repository by, whatever address it is cloned from
# name = "The shop"

[scan]
# skip = ["secrets"]           # kinds of detector to leave out
# max_file_bytes = "64MB"      # a larger file is not read, and the run is then partial

# [[scan.exclude]]             # files not to examine: each run shows them, with the reason
# path = "vendor/"
# reason = "third-party code, scanned where it is made"
# until = 2027-06-01

[gate]
# on_partial = "stop"          # do not pass when something could not be examined
# default_owner = "@org/team"  # who owns what no [[owners]] entry names

# [[owners]]                   # of several entries that match a file, the last one counts
# paths = ["payments/"]
# owner = "@org/payments"

# [ownership]                  # whom to ask where neither says so: CODEOWNERS, then who changed it last
# departed = ["Jane Doe"]      # cannot be asked any more

# [[emergency]]                # what stops the line; entries replace the default, which is this one
# name = "a usable credential enters the repository"
# kinds = ["secrets"]
# severity = "high"
# confidence = "high"

# [due]                        # days until a finding should be mended
# critical = 7
# high = 30

# [[service]]                  # what the business runs from here
# name = "shop"
# paths = ["shop/"]
# owners = ["@org/shop"]
# exposure = "internet"
# data = ["cardholder"]

# [rules."rule-id"]            # `vedette rules` lists them
# enabled = false
# reason = "why"
"""


@click.command("init")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--hook", is_flag=True, help="Write git's pre-commit hook instead.")
def command(path: Path, hook: bool) -> int:
    """Write a commented vedette.toml into the folder PATH (by default here).

    A configuration that is there already, in vedette.toml or pyproject.toml, is left as it is, and the exit
    code is 0: there is nothing to do.

    With --hook, git's own pre-commit hook is written instead. It runs `vedette scan --staged` and stops a
    commit that the gate blocks. Another hook that is there is left as it is: the exit code is 2, and the
    message says which line to add to it.
    """
    shared.standing().judges = False
    shared.must_exist(path)
    if not path.is_dir():
        raise UsageError(f"{path} is no folder", help="name the root of the repository")
    return _hook(path) if hook else _configuration(path)


def _configuration(path: Path) -> int:
    there = _present(path)
    sheet = terminal.paper()
    if there:
        sheet.line(f"{there} is there already and was left as it is")
    else:
        _write(path / _NAME)
        sheet.line((Style.good, "wrote "), str(path / _NAME))
    sheet.line("Next: ", (Style.hint, "vedette scan"))
    terminal.show(sheet)
    return 0


def _hook(path: Path) -> int:
    # Not for those who only want the configuration.
    from vedette.apps.cli.hook import install

    installed = install(path)
    sheet = terminal.paper()
    if installed.fresh:
        sheet.line((Style.good, "wrote "), str(installed.path))
    else:
        sheet.line(f"{installed.path} is there already")
    sheet.line("Each commit is examined first; ", (Style.hint, "git commit --no-verify"), " passes it by")
    terminal.show(sheet)
    if installed.note:
        terminal.say("note", installed.note)
    return 0


def _present(path: Path) -> str:
    target = path / _NAME
    if target.is_symlink() or target.exists():
        return str(target)
    project = tree_reader(path)("pyproject.toml")
    return f"[tool.vedette] in {path / 'pyproject.toml'}" if project and b"[tool.vedette" in project else ""


def _write(target: Path) -> None:
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE)
    except OSError as error:
        raise WorldError(f"{target} could not be written: {error.strerror}") from None
