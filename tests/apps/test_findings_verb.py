"""`vedette findings` on a ledger of real scans: one credential in two files, a merge, and the way back."""

import json
import os
import secrets
import string
import subprocess

import pytest


def made() -> str:
    classes = (string.digits, string.ascii_uppercase, string.ascii_lowercase)
    return "".join(secrets.choice(letters) for _ in range(13) for letters in classes)


@pytest.fixture
def scanned(world):
    value = made()
    for name in ("one.py", "two.py"):
        (world.here / name).write_text(f'api_secret = "{value}"\n')
    (world.here / "three.py").write_text(f'auth_token = "{made()}"\n')
    world.run("scan", "--exit-zero")
    return world


def listed(world, *arguments):
    return json.loads(world.run("findings", "--format", "json", *arguments).stdout)["findings"]


def test_one_credential_in_two_files_is_one_finding(scanned):
    both, other = sorted(listed(scanned), key=lambda item: -len(item["also"]))
    assert [both["finding"]["place"]["path"], both["also"][0]["place"]["path"]] == ["one.py", "two.py"]
    assert other["also"] == []
    text = scanned.run("scan", "--exit-zero").stdout
    assert "also in two.py:1" in text
    assert "also in two.py:1:" in scanned.run("findings", "show", both["id"]).stdout
    sarif = json.loads(scanned.run("scan", "--exit-zero", "--format", "sarif").stdout)
    results = sarif["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    related = [at for at, one in enumerate(results) if one.get("relatedLocations")]
    assert [places[at] for at in related] == ["one.py"]
    of_both = [one for one in results if one["properties"]["findingId"] == both["id"]]
    assert len(of_both) == 2


def test_who_changed_it_last_is_asked_for_in_its_repository_only(world):
    (world.here / "one.py").write_text(f'api_secret = "{made()}"\n')
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
    }
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "m")):
        environment = {"PATH": os.environ["PATH"], "HOME": str(world.home), **who}
        subprocess.run(["git", *arguments], cwd=world.here, env=environment, check=True, capture_output=True)
    world.run("scan", "--exit-zero")
    (item,) = listed(world)
    for verb in (("findings", "show"), ("explain",)):
        assert "last to change it: Ada" in world.run(*verb, item["id"]).stdout
    (world.here / ".git").rename(world.here.parent / "elsewhere")
    assert "last to change it" not in world.run("findings", "show", item["id"]).stdout


def test_a_place_that_went_is_told_and_the_last_one_closes(scanned):
    (scanned.here / "one.py").write_text("\n")
    text = scanned.run("scan", "--exit-zero").stdout
    assert "no longer in one.py:1" in text
    (scanned.here / "two.py").write_text("\n")
    scanned.run("scan", "--exit-zero")
    assert [item["finding"]["place"]["path"] for item in listed(scanned)] == ["three.py"]
    assert len(listed(scanned, "--state", "fixed")) == 1


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (("--path", "two.py"), 1),
        (("--path", "none.py"), 0),
        (("--rule", "secret-*"), 2),
        (("--rule", "other"), 0),
        (("--state", "fixed"), 0),
        (("--state", "all"), 2),
        (("--owner", "nobody"), 2),
        (("--owner", "@ada"), 0),
        (("--severity", "low"), 2),
        (("--project", "another"), 0),
    ],
)
def test_the_list_is_filtered(scanned, arguments, number):
    assert len(listed(scanned, *arguments)) == number


def test_merge_and_split_are_on_record_and_names_can_be_erased(scanned):
    one, two = (item["id"] for item in listed(scanned))
    env = {"VEDETTE_ACTOR": "ada"}
    done = scanned.run("findings", "merge", one, two, "--reason", "one login", env=env)
    assert done.stdout.startswith(f"{two} leads to {one} now")
    assert [item["id"] for item in listed(scanned)] == [one]
    assert [item["id"] for item in listed(scanned, "--state", "duplicate")] == [two]
    shown = scanned.run("findings", "show", two).stdout
    assert shown.startswith(f"{two} was merged into {one}:")
    assert "one login (by ada)" in shown
    assert one in scanned.run("explain", two).stdout
    document = json.loads(scanned.run("findings", "show", one, "--format", "json").stdout)
    assert document["merged"] == [two]
    done = scanned.run("findings", "split", one, "--reason", "two after all", env=env)
    assert done.stdout.startswith(f"{two} is apart from {one} again")
    assert sorted(item["id"] for item in listed(scanned)) == sorted([one, two])
    assert scanned.run("ledger", "verify").returncode == 0
    assert scanned.run("ledger", "forget-person", "ada").stdout.startswith("erased")
    assert "ada" not in scanned.run("findings", "show", one).stdout
    assert scanned.run("ledger", "verify").returncode == 0
    assert "not on record" in scanned.run("ledger", "forget-person", "ada").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "VD-NONE"),
        ("merge", "VD-NONE", "VD-OTHER", "--reason", "x"),
        ("split", "VD-NONE", "--reason", "x"),
        ("--state", "fixed", "show", "VD-NONE"),
        ("merge", "a", "b"),
        ("merge", "a", "b", "--reason", " "),
    ],
)
def test_mistakes_are_told_with_help(scanned, arguments):
    done = scanned.run("findings", *arguments)
    assert done.returncode == 2
    assert "help:" in done.stderr or "Error" in done.stderr or "reason" in done.stderr
