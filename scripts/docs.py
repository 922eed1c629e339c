"""Write the reference pages from what they describe, or check that they are fresh (`--check`)."""  # noqa: INP001 - a script

from __future__ import annotations

import ast
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from vedette import index
from vedette.apps.cli.main import VERBS
from vedette.feedback.document import schema
from vedette.model.rule import Rule
from vedette.rulebook import all_rules
from vedette.settings.interface import Settings
from vedette.settings.key import Authority, Key
from vedette.settings.merge import value_of
from vedette.settings.schema import KEYS, RULE_KEYS
from vedette.verification.spec import Condition, specs

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
SCHEMA = FOLDER.parent / "schemas" / "vedette-record-1.json"
_NOTE = "<!-- Made by scripts/docs.py; do not edit. -->\n"
_WIDTH = 88
_FROM = {
    Authority.policy: "anywhere; in a tree it is policy, read from the merge base when a change is judged",
    Authority.tree: "anywhere",
    Authority.user: "the user's file, the environment or the command line; never a scanned tree",
}
_CODES = (
    ("0", "passed, overridden or done; a partial run says PARTIAL in its first line"),
    (
        "1",
        (
            "the gate blocked (beats 3), `ledger verify` found that the ledger was altered, or `fix` put "
            "back what it wrote"
        ),
    ),
    ("2", "the command line, the configuration or an input file is wrong"),
    (
        "3",
        (
            'no complete verdict: the run is void, or partial under `on_partial = "stop"`; or the world '
            "failed, such as a full disk or a closed pipe while a report was written"
        ),
    ),
    ("4", "nothing of what was named exists to examine"),
    ("70", "a bug in vedette; it says what to report"),
    ("130", "interrupted, no verdict"),
)


def main(arguments: list[str]) -> int:
    """Write or check all pages.

    Args:
        arguments: `--check`, or nothing.

    Returns:
        0, or 1 when a page is stale.
    """
    found = pages()
    published = json.dumps(schema(), indent=2) + "\n"
    if arguments == ["--check"]:
        wrong = stale(FOLDER, found)
        for name in wrong:
            sys.stderr.write(f"stale: docs/reference/{name}; run `python scripts/docs.py`\n")
        if SCHEMA.read_text(encoding="utf-8") != published:
            sys.stderr.write(f"stale: docs/schemas/{SCHEMA.name}; run `python scripts/docs.py`\n")
            return 1
        return 1 if wrong else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in found.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    SCHEMA.write_text(published, encoding="utf-8")
    return 0


def stale(folder: Path, found: dict[str, str]) -> list[str]:
    """Names of pages in a folder that are missing, differ from what was found, or should not be there."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*there, *found} if there.get(name) != found.get(name))


def pages() -> dict[str, str]:
    """Every page: file name -> text."""
    makers = {
        "cli.md": _cli,
        "configuration.md": _configuration,
        "rules.md": _rules,
        "formats.md": _formats,
        "revoke.md": _revoke,
        "verify.md": _verify,
    }
    return {name: _NOTE + "\n".join(maker()).rstrip() + "\n" for name, maker in makers.items()}


def _cli() -> Iterator[str]:
    yield "# The command line\n"
    yield "Results go to standard output, everything else to standard error. `NO_COLOR` is honoured.\n"
    root = click.Context(VERBS, info_name="vedette", terminal_width=_WIDTH, max_content_width=_WIDTH)
    yield from _command(VERBS, root, 2)
    yield "## Exit codes\n"
    yield "| code | meaning |\n|---|---|"
    for code, meaning in _CODES:
        yield f"| {code} | {meaning} |"


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    context.help_option_names = ["-h", "--help"]
    yield f"{'#' * level} `{context.command_path}`\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                below = click.Context(inner, info_name=name, parent=context, terminal_width=_WIDTH)
                yield from _command(inner, below, min(level + 1, 4))


def _configuration() -> Iterator[str]:
    yield "# Configuration\n"
    yield (
        "Settings come from, the first that speaks wins: the command line; `VEDETTE_*` variables; the\n"
        "nearest `vedette.toml`, or `[tool.vedette]` in `pyproject.toml`, from what is scanned up to the\n"
        "root of the repository; the user's `vedette/config.toml` in the platform's configuration folder;\n"
        "the defaults. `vedette config show --origin` says where each value came from. A key that is not\n"
        "known is an error.\n"
    )
    for key in KEYS:
        yield from _key(key)
    yield '## `[rules."RULE-ID"]`\n'
    yield "Changes to one rule, by its id; layers are merged field by field.\n"
    for key in RULE_KEYS:
        yield f"- `{key.name}`: must be {key.expects}. {key.doc}"


def _key(key: Key) -> Iterator[str]:
    yield f"## `{key.name}`\n"
    yield f"{key.doc}\n"
    yield f"- must be {key.expects}"
    default = value_of(Settings(), key.name)
    if not key.fields:
        yield f"- default: `{msgspec.json.encode(default).decode()}`"
    if key.env:
        yield f"- environment: `{key.env}`"
    if key.option:
        yield f"- command line: `{key.option}`"
    yield f"- may come from: {_FROM[key.authority]}"
    for field, meaning in key.fields.items():
        yield f"- `{field}`: {meaning}"
    yield ""


def _rules() -> Iterator[str]:
    yield "# Rules\n"
    rules = sorted(all_rules().values(), key=lambda rule: (rule.kind, rule.id))
    yield f"{len(rules)} rules. `vedette explain RULE` shows one in the terminal.\n"
    kind = ""
    for rule in rules:
        if rule.kind != kind:
            kind = rule.kind
            yield f"## {kind}\n"
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    cwe = ", ".join(
        f"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in rule.cwe
    )
    persona = "" if rule.persona.value == "regular" else f", for the persona {rule.persona.value}"
    yield f"### {rule.id}\n"
    yield f"{rule.title}. Severity {rule.severity.value}, confidence {rule.confidence.value}{persona}.\n"
    yield f"- Why: {rule.why.strip()}"
    yield f"- Fix: {rule.fix.strip()}"
    yield f"- {cwe}{'; ' if cwe else ''}principle: {rule.principle.value}"
    for reference in rule.references:
        yield f"- See <{reference}>"
    yield ""


def _revoke() -> Iterator[str]:
    yield "# How to revoke\n"
    rules = [rule for rule in all_rules().values() if rule.kind == "secrets"]
    rules.sort(key=lambda rule: (rule.title.casefold(), rule.id))
    yield (
        f"{len(rules)} kinds of credential, by provider: where each is revoked, and what to look at then.\n"
        "`vedette explain RULE` says the same in the terminal, and `vedette explain FINDING` since which\n"
        "day to look. Revoke first: taking a value out of files, or of the history, makes nobody forget.\n"
        "Then look at what was done with it, then put the new one where no commit goes. What has a ✓ can\n"
        "be asked about: `vedette scan --verify` says whether it still works ([how](verify.md)).\n"
    )
    letter = ""
    for rule in rules:
        if rule.title[0].upper() != letter:
            letter = rule.title[0].upper()
            yield f"{'' if letter == rules[0].title[0].upper() else chr(10)}## {letter}\n"
            yield "| credential | severity | to revoke it |\n|---|---|---|"
        name = f"[{rule.title}](rules.md#{rule.id})" + (" ✓" if rule.id in specs() else "")
        yield f"| {name} | {rule.severity.value} | {rule.fix.strip().replace('|', chr(92) + '|')} |"


def _verify() -> Iterator[str]:
    yield "# What `--verify` asks\n"
    found = list({spec.provider: spec for spec in specs().values()}.values())
    found.sort(key=lambda spec: spec.provider.casefold())
    yield (
        f"{len(found)} questions, for {len(specs())} rules. Every request goes to a host named here, over\n"
        "HTTPS, follows no redirect, and only reads or is documented to do nothing. Where there are several\n"
        "hosts, all have to refuse. What is neither live nor dead is unknown. [How and why](../verify.md)\n"
    )
    yield "| provider | request | live | dead | |\n|---|---|---|---|---|"
    for spec in found:
        hosts = ", ".join(spec.hosts) + (", whichever the value names" if spec.host_from else "")
        states = (_conditions(spec.live), _conditions(spec.dead) or "never")
        request = f"`{spec.method} {spec.path}` at {hosts}"
        yield f"| [{spec.provider}]({spec.docs}) | {request} | {' | '.join(states)} | {spec.why} |"


def _conditions(conditions: tuple[Condition, ...]) -> str:
    told = []
    for one in conditions:
        parts = [", ".join(map(str, one.status))] if one.status else []
        values = " or ".join(f"`{json.dumps(value)}`" for value in one.values)
        parts += [f"`{one.field}`" + (f" {values}" if values else "")] if one.field else []
        parts += [f"`{one.text}`"] if one.text else []
        told.append(" with ".join(parts))
    return "; ".join(told)


def _formats() -> Iterator[str]:
    yield "# Formats\n"
    yield (
        "`--format NAME` writes to standard output, `--format NAME=FILE` to a file; the option may be\n"
        "repeated. A file is written whole or not at all, and never through a link. `--record FILE` is the\n"
        "json format.\n"
    )
    for name, module in sorted(index.load()["formats"].items()):
        spec = importlib.util.find_spec(module)
        text = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
        yield f"## {name}\n"
        yield f"{ast.get_docstring(ast.parse(text)) or ''}\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
