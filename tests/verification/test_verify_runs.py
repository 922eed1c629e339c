"""Whole runs with `--verify` against the server that plays every provider: what is said, and what is kept."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from provider_world import SAYS, credential, dead, live, slow, told

from vedette.verification.spec import specs

# What only a test can do: find every host at one address of this machine, and write down who is connected to.
DRIVER = """
import sys
port, log = int(sys.argv.pop(1)), sys.argv.pop(1)
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open(log, "a") as file:
            file.write(f"{event} {arguments[1] if event == 'socket.connect' else arguments[0]}\\n")
sys.addaudithook(note)
from vedette.network.address import Address
from vedette.network.interface import Limits
from vedette.verification import verifier
limits = Limits(seconds=1, all_seconds=1, most_bytes=262144, attempts=1, requests=1)
bounds = verifier.Bounds(per_second=1e4, host_per_second=1e4, exchange=limits)
made = verifier.ProviderVerifier.__init__
def patched(self, environment):
    made(self, environment, bounds=bounds, route=lambda a: Address("https", "127.0.0.1", port, f"/{a.host}"))
verifier.ProviderVerifier.__init__ = patched
from vedette.__main__ import main
main()
"""
SHOWN = ("text", "json", "jsonl", "sarif", "html", "markdown", "csv")


class Desk:
    def __init__(self, folder, providers, certificate):
        self.folder, self.providers = folder, providers
        self.tree, self.home, self.out = folder / "tree", folder / "home", folder / "out"
        for path in (self.tree, self.home, self.out):
            path.mkdir()
        self.log = folder / "connections"
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONWARNINGS": "error",
            "SSL_CERT_FILE": str(certificate[0]),
        }

    def git(self, *arguments):
        who = ("-c", "user.name=Ann", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(
            ["git", *who, *arguments], cwd=self.tree, env=self.env, check=True, capture_output=True
        )

    def commit(self, **files):
        if not (self.tree / ".git").exists():
            self.git("init", "-q")
        for name, text in files.items():
            path = self.tree / name.replace("__", ".")
            path.write_text(text) if text is not None else path.unlink()
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "m")

    def vedette(self, *arguments, **env):
        return subprocess.run(
            [
                *(sys.executable, "-P", "-c", DRIVER),
                *(str(self.providers.server.port), str(self.log), *arguments),
            ],
            cwd=self.tree,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def verify(self, *arguments, **env):
        """The exit code, the record and what was printed."""
        record = self.out / "record.json"
        done = self.vedette("scan", "--verify", "--record", str(record), *arguments, **env)
        assert done.returncode in (0, 1), done.stderr
        return done, json.loads(record.read_bytes())

    def connections(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return {line for line in lines if "127.0.0.1" not in line}

    def kept(self):
        """Every file but those of the tree, and of git's own store."""
        for path in self.folder.rglob("*"):
            if path.is_file() and self.tree not in path.parents:
                yield path


@pytest.fixture
def desk(tmp_path, providers, certificate):
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, providers, certificate)


def said(record):
    return {
        item["tracked"]["finding"]["rule"]: (item["tracked"]["verified"], item["disposition"])
        for item in record["verdict"]["judgements"]
    }


def every():
    """A file for each rule that can be verified."""
    texts, values = {}, []
    for rule in sorted(specs()):
        text, value = credential(rule)
        texts[f"{rule.replace('-', '_')}__env"] = text
        values.append(value)
    return texts, values


@pytest.mark.parametrize("says", [live, dead, slow], ids=["live", "dead", "slow"])
def test_every_provider_in_one_run_and_no_value_is_left_anywhere(desk, says):
    texts, values = every()
    desk.commit(readme="nothing\n")
    desk.commit(**texts)
    desk.providers.says = says if says is not slow else lambda *_: told(500, {"a": "b"})
    formats = [f"--format={name}={desk.out / name}" for name in SHOWN]
    done, record = desk.verify(*formats, "--format=text", "--auditor")
    answers = [item["tracked"]["verified"] for item in record["verdict"]["judgements"]]
    summary = record["verification"]
    assert summary["credentials"] >= len(values)
    if says is live:
        assert answers.count("live") == summary["live"] >= len(values)
        assert done.returncode == 1
        assert record["verdict"]["decision"] == "blocked"
    elif says is dead:
        sure = sum(SAYS[spec.provider][1] is not None for spec in specs().values())
        assert summary["dead"] >= sure
        lows = {
            item["tracked"]["finding"]["severity"]
            for item in record["verdict"]["judgements"]
            if item["tracked"]["verified"] == "dead"
        }
        assert lows == {"low"}
    else:
        assert set(answers) <= {"unknown", None}
    assert f"Verified, {summary['credentials']}" in done.stdout
    assert desk.connections() == set()
    told_ = [done.stdout.encode(), done.stderr.encode()]
    for data in (*told_, *(path.read_bytes() for path in desk.kept())):
        for value in values:
            assert value.encode() not in data
    # Each value once at each host, and only to the hosts of its own provider.
    lines = [f"{host} {line} {request.headers}" for host, line, request in desk.providers.requests]
    for rule, value in zip(sorted(specs()), values, strict=True):
        assert {line.split(" ")[0] for line in lines if value in line} <= set(specs()[rule].hosts)


def test_live_stops_whoever_brought_it_in_and_whatever_accepts_it(desk):
    text, _ = credential("secret-stripe-test-key")
    marked = text.rstrip("\n") + "  # vedette" + ': ignore[secret-stripe-test-key] reason="for tests"\n'
    desk.commit(a__env=marked)
    desk.commit(b__env="nothing\n")
    assert desk.vedette("scan").returncode == 0
    done, record = desk.verify()
    assert done.returncode == 1
    (item,) = record["verdict"]["judgements"]
    assert item["reason"] == "it works: its provider says so"
    assert item["due_reason"] == "due today: its provider says that it works"
    assert item["tracked"]["finding"]["confidence"] == "high"
    assert "asked: live: its provider says that it works" in done.stdout
    assert "Verified, 1: 1 live, 0 dead, 0 unknown; 1 request" in done.stdout


def test_a_policy_may_track_what_is_live(desk):
    text, _ = credential("secret-github-pat")
    desk.commit(a__env=text, vedette__toml='[gate]\non_live = "track"\n')
    desk.commit(b__env="nothing\n")
    done, record = desk.verify()
    assert done.returncode == 0
    assert said(record) == {"secret-github-pat": ("live", "tracked")}


def test_dead_is_low_and_stays_open_and_does_not_stop(desk):
    text, _ = credential("secret-groq-key")
    desk.commit(readme="nothing\n")
    desk.git("checkout", "-q", "-b", "work")
    desk.commit(a__env=text)
    assert desk.vedette("scan").returncode == 1
    desk.providers.says = dead
    done, record = desk.verify()
    assert done.returncode == 0
    (item,) = record["verdict"]["judgements"]
    assert item["tracked"]["finding"]["severity"] == "low"
    assert item["tracked"]["state"] == "open"
    # What was said is of that run alone.
    assert desk.vedette("scan").returncode == 1


def test_live_is_remembered_by_the_journal_and_believed_by_no_later_run(desk):
    text, _ = credential("secret-github-pat")
    desk.commit(a__env=text)
    desk.commit(b__env="nothing\n")
    _, record = desk.verify()
    name = record["verdict"]["judgements"][0]["tracked"]["id"]
    assert "its provider says that it is live" in desk.vedette("explain", name).stdout
    later = desk.out / "later.json"
    assert desk.vedette("scan", "--record", str(later)).returncode == 0
    assert said(json.loads(later.read_bytes())) == {"secret-github-pat": (None, "tracked")}
    assert json.loads(later.read_bytes())["verification"] is None
    assert desk.vedette("ledger", "verify").returncode == 0


def test_one_value_in_many_places_is_asked_about_once_and_history_too(desk):
    text, value = credential("secret-github-pat")
    desk.commit(a__env=text, b__env=text, c__env=text)
    done, record = desk.verify()
    assert len(desk.providers.requests) == 1
    assert record["verification"]["requests"] == 1
    desk.commit(a__env=None, b__env=None, c__env=None)
    desk.providers.requests.clear()
    done, record = desk.verify("--history")
    assert len(desk.providers.requests) == 1
    assert value in desk.providers.requests[0][2].headers["authorization"]
    assert done.returncode == 1
    assert set(said(record).values()) == {("live", "emergency")}


def test_off_line_it_says_so_and_the_run_stands(desk):
    texts, _ = every()
    desk.commit(readme="nothing\n")
    desk.commit(**texts)
    desk.commit(b__env="nothing\n")
    desk.providers.server.close()
    done, record = desk.verify()
    assert done.returncode == 0
    assert record["verdict"]["completeness"] == "complete"
    assert "no provider could be reached: look at the network" in done.stdout
    assert record["verification"]["live"] == record["verification"]["dead"] == 0


@pytest.mark.parametrize("way", [("--staged",), ("--stdin", "--name", "a.env")])
def test_it_is_refused_where_nobody_waits_for_a_network(desk, way):
    desk.commit(a__env="nothing\n")
    done = desk.vedette("scan", "--verify", *way)
    assert done.returncode == 2
    assert "--verify takes neither --staged nor --stdin" in done.stderr


def test_nothing_is_asked_without_the_option_nor_by_what_a_tree_says(desk):
    text, _ = credential("secret-github-pat")
    desk.commit(a__env=text)
    desk.commit(b__env="nothing\n")
    assert desk.vedette("scan").returncode == 0
    assert not desk.providers.requests
    for hostile in ("[scan]\nverify = true\n", '[[verify]]\nhosts = ["evil.example.org"]\n'):
        desk.commit(vedette__toml=hostile)
        desk.vedette("scan", VEDETTE_VERIFY="1")
    assert not desk.providers.requests
    rules = desk.tree / "src" / "vedette" / "detectors" / "secrets" / "rules"
    rules.mkdir(parents=True)
    (rules / "verify.toml").write_text('[[verify]]\nhosts = ["evil.example.org"]\n')
    desk.commit(vedette__toml="")
    desk.verify()
    assert set(desk.providers.hosts) == {"api.github.com"}
    assert desk.connections() == set()


def test_what_changed_since_it_was_read_is_not_sent(desk, monkeypatch):
    """The place is read again, and another value there is not the one that was found."""
    from vedette.model.events import Judged
    from vedette.pipeline import Request, scan
    from vedette.work.revealing import Sightings

    text, _ = credential("secret-github-pat")
    other, value = credential("secret-github-pat")
    (desk.tree / "a.env").write_text(text)
    real = Sightings.reveal

    def altered(self, *arguments):
        (desk.tree / "a.env").write_text(other)
        return real(self, *arguments)

    monkeypatch.setattr(Sightings, "reveal", altered)
    request = Request(path=Path(desk.tree), ledger_path="none", verifier=desk.providers.verifier())
    record = next(event.record for event in scan(request) if isinstance(event, Judged))
    assert record.verification.unknown == record.verification.left == 1
    assert not desk.providers.requests
    assert value


def test_a_half_that_stands_in_another_place_is_found_nearby_only(desk):
    text, _ = credential("secret-aws-secret-access-key")
    near = re.sub(r"nearby = '(\w+)'", r"AWS_ACCESS_KEY_ID=\1", text)
    desk.commit(a__env=near)
    done, record = desk.verify()
    assert done.returncode == 1
    assert said(record)["secret-aws-secret-access-key"] == ("live", "emergency")
