"""List what the watch saw, show one alert with the code behind it, close it, mute it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.actor import actor
from vedette.apps.cli.ledgers import open_existing
from vedette.feedback import neutral, ocsf
from vedette.feedback.alert_text import lines
from vedette.feedback.document import dumps, plain_fields
from vedette.feedback.paper import Style
from vedette.ledger.interface import Ledger, Said
from vedette.model.alert import Alert, AlertState
from vedette.model.errors import UsageError, WorldError
from vedette.model.rule import Confidence, Severity

_MOST_LINES = 500
_MOST_DAYS = 3650

_form = click.option(
    "--format", "form", type=click.Choice(["text", "json", "ocsf"]), default="text", show_default=True
)
_reason = click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept in the journal.")


@click.group("alerts", invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Closed ones, too.")
@click.option("--owner", default="", metavar="NAME", help="Only those of this owner.")
@click.option("--severity", type=click.Choice([level.value for level in Severity]), help="As severe or more.")
@_form
@shared.ledger_option
def command(every: bool, owner: str, severity: str | None, form: str, ledger: str | None) -> int:
    """List the alerts of `vedette watch`, the newest first: each is one attacker, campaign or fault.

    `--format ocsf` writes a detection finding of OCSF for each, a line of JSON each.
    """
    shared.standing().judges = False
    if click.get_current_context().invoked_subcommand is not None:
        return 0
    states = tuple(AlertState) if every else (AlertState.open, AlertState.muted)
    least = Severity(severity).rank if severity else 0
    with closing(_opened(ledger)) as opened:
        found = [item for item in opened.alerts(states) if item.severity.rank >= least]
    _print([item for item in found if not owner or owner in _owners(item)], form)
    return 0


@command.command("show")
@click.argument("number", type=int)
@_form
@shared.ledger_option
def show(number: int, form: str, ledger: str | None) -> int:
    """Show an alert: evidence, route, the handler's code, findings there, owner, and what followed."""
    with closing(_opened(ledger)) as opened:
        alert = opened.alert(number)
        followed = _followed(opened, alert)
    if form != "text":
        _print([alert], form)
        return 0
    page = terminal.paper()
    for at, line in enumerate(lines(alert)):
        page.line((Style.strong if at == 0 else Style.plain, line))
    if followed:
        page.line("what followed:")
        for line in followed:
            page.line(f"  {line}")
    terminal.show(page)
    return 0


@command.command("close")
@click.argument("number", type=int)
@_reason
@shared.ledger_option
def close(number: int, reason: str, ledger: str | None) -> int:
    """Close an alert: it was handled, or was none. Findings it raised are calm again unless others go on."""
    with closing(_opened(ledger)) as opened:
        opened.close_alert(number, _said(reason))
    click.echo(f"alert {number} is closed")
    return 0


@command.command("mute")
@click.argument("number", type=int)
@click.option("--until", required=True, metavar="DATE", help="A date such as 2027-06-01, or 2h, 3d.")
@_reason
@shared.ledger_option
def mute(number: int, until: str, reason: str, ledger: str | None) -> int:
    """Have nobody told of an alert until a time; it goes on counting."""
    moment = _until(until, datetime.now(UTC))
    with closing(_opened(ledger)) as opened:
        opened.mute_alert(number, moment, _said(reason))
    click.echo(f"alert {number} is muted until {moment}")
    return 0


@command.command("test")
@click.argument("channel", default="")
def test(channel: str) -> int:
    """Send a message through CHANNEL of your settings, or through all, and say whether it got through."""
    from vedette.feedback.channels.interface import Told
    from vedette.feedback.channels.opening import connect

    settings = shared.of_user({}).channels
    chosen = [item for item in settings if not channel or item.name == channel]
    if not chosen:
        known = ", ".join(item.name for item in settings) or "none"
        raise UsageError(
            f"no channel is named {channel}" if channel else "no channel is set up",
            help=f"[[destinations.channel]] in your settings; known: {known}",
        )
    told = Told(delivery=f"test-{os.getpid()}", what="test", alert=_example())
    failed = 0
    for item in chosen:
        try:
            connect(item, os.environ).send(told)
        except (UsageError, WorldError) as error:
            failed += 1
            click.echo(f"{item.name}: {neutral.visible(error.message)}")
        else:
            click.echo(f"{item.name}: sent")
    return WorldError.exit_code if failed else 0


def _opened(ledger: str | None) -> Ledger:
    return open_existing(ledger)


def _print(alerts: Sequence[Alert], form: str) -> None:
    if form == "ocsf":
        for alert in alerts:
            click.echo(ocsf.line(alert))
        return
    if form == "json":
        click.echo(dumps({"alerts": [plain_fields(alert) for alert in alerts]}))
        return
    page = terminal.paper()
    if not alerts:
        page.line("no alerts; `vedette watch LOG` looks for attacks")
    for alert in alerts[:_MOST_LINES]:
        state = "" if alert.state is AlertState.open else f" ({alert.state.value})"
        style = Style.alarm if alert.severity.rank >= Severity.high.rank else Style.warning
        level = (style, f"{alert.severity.value:<8}")
        page.line(f"{alert.number:>5}  ", level, f"  {alert.last}  ", (Style.strong, alert.title), state)
        page.line(f"{'':>17}{_second(alert)}")
    if len(alerts) > _MOST_LINES:
        page.line(f"and {len(alerts) - _MOST_LINES} more: --format json lists all")
    terminal.show(page)


def _second(alert: Alert) -> str:
    target = next((item for item in alert.targets if item.file), None)
    parts = [f"{alert.count} times"] if alert.count > 1 else []
    if target:
        parts.append(f"{target.file}:{target.line} {target.function}")
    if alert.owner:
        parts.append(alert.owner)
    found = [name for item in alert.targets for name in item.findings]
    if found:
        parts.append(f"known weakness {found[0]}")
    parts += alert.success[:1]
    return neutral.visible(", ".join(parts))


def _owners(alert: Alert) -> set[str]:
    return {alert.owner, *(target.owner for target in alert.targets)} - {""}


def _followed(ledger: Ledger, alert: Alert) -> list[str]:
    """What became of the alert, and of the findings that it raised, in order."""
    told = []
    if alert.closed_why:
        told.append(f"closed by {alert.closed_by or 'somebody'}: {alert.closed_why}")
    if alert.muted_until:
        told.append(f"muted until {alert.muted_until}")
    for name in dict.fromkeys(found for target in alert.targets for found in target.findings):
        history = ledger.finding(name)
        if history is None:
            continue
        state = history.tracked.state.value
        told.append(f"{name} is {state}, due {history.tracked.due or 'at no date'}")
        told += [f"  {at}: {what}" for at, _, what in history.events if at >= alert.first]
    services = {(target.service, target.environment) for target in alert.targets if target.service}
    for service, environment in sorted(services):
        later = ledger.deployments(service=service, environment=environment, current=False)
        told += [
            f"{one.at}: {service} {one.version} deployed to {one.environment}"
            if one.version
            else f"{one.at}: {service} shut down in {one.environment}"
            for one in reversed(later)
            if one.at >= alert.first
        ]
    return [neutral.visible(line.replace("+00:00", "Z")) for line in told]


def _said(reason: str) -> Said:
    return Said(who=actor(), at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), reason=reason)


def _until(text: str, now: datetime) -> str:
    """A moment in UTC, ISO 8601 to the second."""
    units = {"h": "hours", "d": "days"}
    if text[:-1].isdigit() and text[-1:] in units and 0 < int(text[:-1]) <= _MOST_DAYS:
        moment = now + timedelta(**{units[text[-1]]: int(text[:-1])})
    else:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise UsageError("--until takes a date or a span", help="such as 2027-06-01, 2h or 3d") from None
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not now < moment <= now + timedelta(days=_MOST_DAYS):
        raise UsageError(
            "--until lies in the past, or very far away", help="such as 2h, 3d or a date to come"
        )
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _example() -> Alert:
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Alert(
        key="test",
        title="A test of this channel: nothing has happened",
        severity=Severity.low,
        confidence=Confidence.high,
        first=moment,
        last=moment,
    )
