"""What to do about a credential: each rule says where to revoke it, and `explain` since when to look."""

import datetime as dt
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from provider_world import credential

from vedette.rulebook import all_rules
from vedette.verification.spec import specs

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted(rule.id for rule in all_rules().values() if rule.kind == "secrets")


@pytest.mark.parametrize("rule", sorted(specs()))
def test_who_verifies_hears_where_to_revoke_and_where_to_look(rule):
    fix = all_rules()[rule].fix
    assert re.search(r"\b[Ll]ook\b|\b[Rr]ead\b", fix), fix
    assert 1 <= len(re.findall(r"\.(?: |$)", fix)) <= 4


def test_every_rule_says_what_to_do_in_a_few_sentences():
    for name in RULES:
        fix = all_rules()[name].fix
        assert 40 < len(fix) < 700, name
        assert fix.endswith("."), name


def test_the_page_lists_every_kind_of_credential():
    page = (ROOT / "docs" / "reference" / "revoke.md").read_text()
    titles = {
        entry["title"]
        for path in (ROOT / "src/vedette/detectors/secrets/rules").glob("*.toml")
        for entry in tomllib.loads(path.read_text()).get("rule", [])
    }
    assert len(titles) > 100
    assert [title for title in titles if f"[{title}](rules.md#" not in page] == []


def test_explain_says_since_when_to_look_and_who_can_be_asked(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    day = "2023-04-01T12:00:00 +0000"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "GIT_AUTHOR_DATE": day,
        "GIT_COMMITTER_DATE": day,
    }

    def run(*command):
        return subprocess.run(
            command, cwd=tree, env=env, check=False, capture_output=True, text=True, timeout=60
        ).stdout

    who = ("-c", "user.name=Ann", "-c", "user.email=a@example.org")
    vedette = (sys.executable, "-P", "-m", "vedette")
    run("git", "init", "-q")
    (tree / "a.env").write_text(credential("secret-github-pat")[0])
    run("git", "add", "-A")
    run("git", *who, "commit", "-q", "-m", "m")
    name = re.search(r"VD-\w+", run(*vedette, "scan", "--history"))[0]
    told = " ".join(run(*vedette, "explain", name).split())
    assert "look: at what was done with it since 2023-04-01, when it was committed. Revoke it before" in told
    assert "verify: vedette scan --verify asks api.github.com whether it still works" in told
    assert "Look in the security log" in told
    (tree / "b.env").write_text(credential("secret-groq-key")[0])
    found = run(*vedette, "scan", "--format", "csv")
    tracked = next(line for line in found.splitlines() if "b.env" in line)
    name = re.search(r"VD-\w+", tracked)[0]
    told = " ".join(run(*vedette, "explain", name).split())
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert f"since {today}, when it was first seen; vedette scan --history says when" in told
