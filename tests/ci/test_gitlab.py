"""The template for GitLab: its script, run by a shell on a real repository and with hostile values."""

import json
import sys

import pytest
from ci_world import HOSTILE, ROOT, World, read_yaml, secret

JOB = read_yaml(ROOT / "ci" / "gitlab" / "vedette.yml")["vedette"]
SHELL = ("sh", "-e", "-c")


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.write("new.py", secret(2))
    made.clone()
    made.vedette(made.bin / "vedette")
    return made


def run(world, **variables):
    return world.run(SHELL, "\n".join(JOB["script"]), JOB["variables"] | {"CI": "true"} | variables)


def reports(world):
    return sorted(path.name for path in world.checkout.iterdir() if path.name.startswith("vedette."))


def test_the_job():
    assert JOB["variables"]["GIT_DEPTH"] == "0"
    assert JOB["artifacts"]["when"] == "always"
    assert any("merge_request_event" in rule["if"] for rule in JOB["rules"])
    for line in JOB["script"]:
        assert "eval" not in line


def test_a_merge_request_is_judged_against_its_target(world):
    done = run(world, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1, done.stderr
    assert "BLOCKED: 1 emergency stops this change, 1 tracked" in done.stdout
    assert reports(world) == sorted(JOB["artifacts"]["paths"])
    record = json.loads((world.checkout / "vedette.record.json").read_text())
    assert record["verdict"]["decision"] == "blocked"
    assert json.loads((world.checkout / "vedette.sarif").read_text())["runs"]
    assert list(world.temporary.iterdir()) == []


def test_a_clean_merge_request_passes(world):
    world.write("new.py", "nothing\n")
    world.git(world.server, "switch", "-q", "-c", "clean", "main")
    world.write("clean.py", "nothing\n")
    world.git(world.server, "branch", "-f", "feature", "clean")
    world.clone()
    assert run(world, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main").returncode == 0


def test_a_fork_without_the_target_is_judged_against_the_base_that_gitlab_names(world):
    world.git(world.checkout, "update-ref", "-d", "refs/remotes/origin/main")
    base = (world.server / ".git" / "refs" / "heads" / "main").read_text().strip()
    done = run(world, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1, done.stderr
    assert "BLOCKED: 1 emergency stops this change, 1 tracked" in done.stdout
    done = run(world, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 2


def test_a_revision_may_be_named(world):
    done = run(world, GATE_SINCE="origin/feature", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_a_change_lays_under_the_name_of_a_report_is_examined_and_replaced(world, kind):
    path = world.checkout / "vedette.sarif"
    kept = world.folder / "kept"
    kept.write_text("kept")
    if kind == "folder":
        path.mkdir()
        path /= "inner"
    if kind == "link":
        path.symlink_to(kept)
    else:
        path.write_text(secret(3))
    done = run(world, GATE_SINCE="origin/feature")
    assert done.returncode == (0 if kind == "link" else 1), done.stdout
    assert json.loads((world.checkout / "vedette.sarif").read_text())["runs"]
    assert kept.read_text() == "kept"
    # Without a verdict there is no report, ours or not.
    (world.checkout / "vedette.sarif").write_text("forged")
    assert run(world, GATE_SINCE="nowhere").returncode == 2
    assert reports(world) == []


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["GATE_PATH", "GATE_SINCE", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
def test_a_hostile_value_is_a_word_and_no_command(world, name, value):
    done = run(world, **{name: value})
    assert done.returncode in {2, 4}, (done.stdout, done.stderr)


def test_without_vedette_it_says_what_is_missing(world):
    (world.bin / "vedette").unlink()
    done = run(world)
    assert done.returncode == 2
    assert "GATE_INSTALL" in done.stderr


@pytest.mark.parametrize("value", HOSTILE)
def test_what_to_install_is_one_word(world, value):
    (world.bin / "vedette").unlink()
    told = world.folder / "told"
    world.command(
        world.bin / "python3",
        f"""#!/bin/sh
[ "$1 $2 $3" = "-I -m venv" ] || exit 9
mkdir -p "$4/bin"
printf '#!/bin/sh\\nprintf "%%s\\\\0" "$@" > "{told}"\\n' > "$4/bin/python"
printf '#!/bin/sh\\nexec "{sys.executable}" -P -m vedette "$@"\\n' > "$4/bin/vedette"
chmod +x "$4/bin/python" "$4/bin/vedette"
""",
    )
    assert run(world, GATE_INSTALL=value, GATE_SINCE="origin/feature").returncode == 0
    asked = told.read_bytes().split(b"\0")
    assert asked[:4] == [b"-I", b"-m", b"pip", b"install"]
    assert asked[-3:] == [b"--", value.encode(), b""]
