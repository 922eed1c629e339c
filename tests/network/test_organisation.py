"""An organisation's policy: from a real server over TLS into a user's cache, and what runs make of it."""

import hashlib
import os
import subprocess
import sys

import pytest
import tls_world
from loopback_world import answer

STRICT = b'[gate]\non_partial = "stop"\n[due]\nhigh = 5\n'


class World:
    def __init__(self, folder, certificate):
        self.home, self.tree = folder / "home", folder / "tree"
        self.home.mkdir()
        self.tree.mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
        self.env = kept | {
            "HOME": str(self.home),
            "PYTHONWARNINGS": "error",
            "SSL_CERT_FILE": str(certificate),
        }
        self.git("init", "-q", "-b", "main")
        self.write("a.py", "nothing\n")

    def git(self, *arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(
            ["git", *who, *arguments], cwd=self.tree, env=self.env, check=True, capture_output=True
        )

    def write(self, name, text):
        (self.tree / name).write_text(text)
        self.git("add", name)
        self.git("commit", "-q", "-m", name)

    def user(self, text):
        path = self.home / ".config" / "vedette" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *arguments, **env):
        return subprocess.run(
            [sys.executable, "-P", "-m", "vedette", *arguments],
            cwd=self.tree,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def scan(self, *arguments, **env):
        return self.run("scan", "--ledger", "none", *arguments, **env)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return tls_world.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def world(tmp_path, certificate):
    return World(tmp_path, certificate[0])


@pytest.fixture
def policy(serve, certificate):
    """A server with a policy, and the line that pins it."""
    server = serve(answer(200, STRICT), wrap=certificate[1])
    server.host = f"127.0.0.1:{server.port}"
    server.line = line(server, STRICT)
    return server


def line(server, text):
    digest = hashlib.sha256(text).hexdigest()
    return f'extends = {{ url = "https://{server.host}/org.toml", sha256 = "{digest}" }}\n'


def test_only_the_verb_asks_and_only_a_host_that_the_user_allows(world, policy):
    world.write("vedette.toml", policy.line)
    world.write("b.py", "nothing\n")
    done = world.scan()
    assert done.returncode == 3
    assert "is not here yet" in done.stderr
    assert "vedette config fetch" in done.stderr
    done = world.run("config", "fetch")
    assert done.returncode == 2
    assert f"{policy.host}, a host that you did not allow" in done.stderr
    assert policy.asked == []
    done = world.run("config", "fetch", VEDETTE_POLICY_HOSTS=policy.host)
    assert done.returncode == 0, done.stderr
    assert f"fetched https://{policy.host}/org.toml" in done.stderr
    assert len(policy.asked) == 1
    assert "nothing to fetch" in world.run("config", "fetch").stderr
    policy.close()
    assert world.scan().returncode == 0
    shown = world.run("config", "show", "--origin").stdout
    assert f"due.high = 5  # https://{policy.host}/org.toml:4" in shown
    assert "due.low = 180  # default" in shown


def test_a_host_in_the_users_own_file_is_allowed(world, policy):
    world.user(policy.line)
    assert world.run("config", "fetch").returncode == 0
    assert world.scan().returncode == 0
    world.write("vedette.toml", "[due]\nhigh = 6\n")
    done = world.scan()
    assert done.returncode == 2
    assert f"vedette.toml:2: due.high = 6 is looser than 5 (https://{policy.host}/org.toml:4)" in done.stderr
    world.write("vedette.toml", "[due]\nhigh = 4\n")
    done = world.scan()
    assert done.returncode == 0, done.stderr
    assert "vedette.toml at the base was not used" in done.stdout + done.stderr


def test_what_has_another_digest_is_thrown_away(world, policy):
    policy.script[0] = answer(200, STRICT + b"\n")
    world.write("vedette.toml", policy.line)
    done = world.run("config", "fetch", VEDETTE_POLICY_HOSTS=policy.host)
    assert done.returncode == 3
    assert "not the digest" in done.stderr
    assert not list(world.home.rglob("*.toml"))
    world.write("b.py", "nothing\n")
    assert world.scan().returncode == 3


def test_a_hook_asks_nobody_and_stops_nobody_when_the_policy_is_not_here(world, policy):
    world.write("vedette.toml", policy.line)
    (world.tree / "new.py").write_text("nothing\n")
    world.git("add", "new.py")
    done = world.scan("--staged")
    assert done.returncode == 0
    assert "is not here yet" in done.stderr
    assert policy.asked == []


def test_a_change_of_the_pin_is_judged_by_the_policy_of_the_base(world, policy):
    world.write("vedette.toml", policy.line)
    allowed = {"VEDETTE_POLICY_HOSTS": policy.host}
    assert world.run("config", "fetch", **allowed).returncode == 0
    world.write("vedette.toml", line(policy, b"other"))
    done = world.scan("--since", "HEAD~1")
    assert done.returncode == 0, done.stderr
    assert "policy-changed" in done.stdout or "differs from the base" in done.stdout
    assert "was not checked" in done.stdout + done.stderr
    # Both sides are fetched; the new one is not what it says it is.
    assert world.run("config", "fetch", "--since", "HEAD~1", **allowed).returncode == 3


def test_fetch_brings_what_the_base_extends_too(world, policy):
    world.write("vedette.toml", policy.line)
    world.write("vedette.toml", "[due]\nhigh = 4\n")
    assert world.scan("--since", "HEAD~1").returncode == 3
    done = world.run("config", "fetch", "--since", "HEAD~1", VEDETTE_POLICY_HOSTS=policy.host)
    assert done.returncode == 0, done.stderr
    assert world.scan("--since", "HEAD~1").returncode == 0


def test_a_change_to_the_organisations_file_is_a_finding_and_does_not_open_the_gate(world):
    world.write("org.toml", "[due]\nhigh = 5\n")
    world.write("vedette.toml", 'extends = "org.toml"\n')
    world.write("org.toml", "[due]\nhigh = 300\n")
    done = world.scan("--since", "HEAD~1", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "org.toml differs from the base of this change" in done.stdout
    assert "policy-changed" in done.stdout


def test_a_forbidden_loosening_names_key_values_and_files(world):
    world.write("org.toml", '[allow]\nloosen = ["scan.exclude"]\n[due]\nhigh = 5\n')
    world.write("vedette.toml", 'extends = "org.toml"\n[due]\nhigh = 9\n')
    for done in (world.run("config", "show"), world.scan()):
        assert done.returncode == 2
        assert "vedette.toml:3: due.high = 9 is looser than 5 (org.toml:4), and org.toml" in done.stderr
    world.write("vedette.toml", 'extends = "org.toml"\n[[scan.exclude]]\npath = "x"\nreason = "y"\n')
    assert world.scan().returncode == 0


def test_a_base_that_is_looser_than_its_organisation_can_be_mended(world):
    world.write("org.toml", "[due]\nhigh = 5\n")
    world.write("vedette.toml", 'extends = "org.toml"\n[due]\nhigh = 9\n')
    world.write("vedette.toml", 'extends = "org.toml"\n[due]\nhigh = 4\n')
    done = world.scan("--since", "HEAD~1")
    assert done.returncode == 0, done.stderr
    assert "only what it extends" in done.stdout + done.stderr


@pytest.mark.parametrize("verb", ["scan", "config show", "policy test"])
def test_no_link_in_a_tree_is_followed(world, tmp_path, verb):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "org.toml").write_text("[due]\nhigh = 5\n")
    (world.tree / "org.toml").symlink_to(tmp_path / "outside" / "org.toml")
    (world.tree / "folder").symlink_to(tmp_path / "outside")
    for path in ("org.toml", "folder/org.toml"):
        world.write("vedette.toml", f'extends = "{path}"\n')
        done = world.run(*verb.split())
        assert done.returncode == 2
        assert "cannot be read" in done.stderr


@pytest.mark.parametrize("verb", ["policy", "backtest"])
def test_other_verbs_read_what_is_extended(world, verb):
    world.write("org.toml", "[due]\nhigh = 5\n")
    world.write("vedette.toml", 'extends = "org.toml"\n[due]\nhigh = 9\n')
    done = world.run(*(("policy", "test") if verb == "policy" else ("backtest",)))
    assert done.returncode == 2
    assert "is looser than 5" in done.stderr
