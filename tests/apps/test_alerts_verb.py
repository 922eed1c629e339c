"""`vedette alerts` on a real ledger: list, show, mute, close, export."""

import json

import pytest
from msgspec.structs import replace

from alert_world import SAMPLE, Hook, attack
from vedette.ledger.store import open_ledger
from vedette.ledger.watching import WatchMemory
from vedette.model.alert import Target
from vedette.model.deployment import Deployment
from vedette.model.rule import Severity
from vedette.model.watch import News, Point

SEEN = replace(SAMPLE, evidence="1 UNION SELECT \u202e")


def alert(key, severity=Severity.high, **more):
    times = {"first": "2026-11-20T10:00:00Z", "last": "2026-11-20T11:00:00Z"}
    return attack(key, severity=severity, samples=(SEEN,), **(times | more))


@pytest.fixture
def watched(world):
    path = world.here / "ledger.db"
    memory = WatchMemory(path)
    news = [News(alert("one", owner="@shop"), "opened"), News(alert("two", Severity.low), "opened")]
    memory.checkpoint(Point(turn=1, at=1_795_000_000.0, news=news), lambda _: [])
    memory.close()
    ledger = open_ledger(path)
    later = Deployment(
        project="p", service="shop", environment="prod", version="2", at="2026-11-21T10:00:00Z", who="Ada"
    )
    ledger.deployed(later)
    ledger.close()
    world.env["VEDETTE_LEDGER"] = str(path)

    def call(*arguments):
        return world.run("alerts", *arguments, env=world.env)

    world.call = call
    return world


def test_alerts_are_listed_shown_muted_and_closed(watched):
    told = watched.call().stdout
    assert "SQL injection one" in told
    assert "SQL injection two" in told
    only = watched.call("--severity", "high", "--owner", "@shop").stdout
    assert "one" in only
    assert "two" not in only
    shown = watched.call("show", "1").stdout
    assert shown.startswith("[high] SQL injection one\n")
    assert "why: The value ends its literal." in shown
    assert "\u202e" not in shown
    assert "shop 2 deployed to prod" in shown
    assert watched.call("mute", "1", "--until", "2d", "--reason", "known").returncode == 0
    assert "(muted)" in watched.call().stdout
    assert watched.call("close", "1", "--reason", "a drill").returncode == 0
    assert "SQL injection one" not in watched.call().stdout
    assert "closed by" in watched.call("show", "1").stdout
    assert json.loads(watched.call("--all", "--format", "json").stdout)["alerts"][0]["state"] in {
        "closed",
        "open",
    }
    assert watched.run("ledger", "verify", env=watched.env).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "9"), "there is no alert 9"),
        (("mute", "1", "--until", "2001-01-01", "--reason", "x"), "past"),
        (("mute", "1", "--until", "soon", "--reason", "x"), "date or a span"),
        (("test",), "no channel is set up"),
    ],
)
def test_what_cannot_be_done_is_said(watched, arguments, words):
    done = watched.call(*arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_ocsf_has_what_its_class_requires(watched):
    rows = [json.loads(line) for line in watched.call("--format", "ocsf").stdout.splitlines()]
    assert len(rows) == 2
    required = "activity_id category_uid class_uid finding_info metadata severity_id time type_uid"
    for row in rows:
        assert set(required.split()) <= set(row)
        assert row["type_uid"] == row["class_uid"] * 100 + row["activity_id"] == 200401
        assert row["finding_info"]["uid"]
        assert row["finding_info"]["title"]
        assert row["metadata"]["version"]
        assert row["metadata"]["product"]["name"] == "vedette"
    assert [row["severity_id"] for row in rows] == [2, 4]
    assert "\u202e" not in json.dumps(rows, ensure_ascii=False)


def test_a_channel_is_tried(watched):
    there = Hook(204)
    folder = watched.home / ".config" / "vedette"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(
        f'[[destinations.channel]]\nname = "ops"\nkind = "webhook"\nurl = "{there.url}"\n'
    )
    done = watched.call("test")
    assert (done.returncode, done.stdout) == (0, "ops: sent\n"), done.stderr
    assert there.heard()
    there.close()
    assert there.got[0][0] == b"POST /hook HTTP/1.1"
    assert watched.call("test", "none").returncode == 2


def test_a_finding_tells_of_its_attacks(world):
    path = world.here / "ledger.db"
    (world.here / "a.py").write_text("import hashlib\n\n\ndef f(x):\n    return hashlib.md5(x)\n")
    env = world.env | {"VEDETTE_LEDGER": str(path)}
    world.run("scan", "--exit-zero", env=env)
    found = json.loads(world.run("findings", "--format", "json", env=env).stdout)["findings"][0]["id"]
    memory = WatchMemory(path)
    about = alert("one", targets=(Target(path="/", findings=(found,)),))
    memory.checkpoint(Point(turn=1, at=1_795_000_000.0, news=[News(about, "opened")]), lambda _: [])
    memory.close()
    shown = world.run("findings", "show", found, env=env).stdout
    assert "attacked: alert 1, open" in shown
    assert "attacked in production: alert 1" in shown
