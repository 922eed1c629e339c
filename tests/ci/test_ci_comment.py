"""The comment that the action and the template post when asked to: real scripts, forges that answer."""

import json

import pytest
from ci_world import HOSTILE, ROOT, World, read_yaml, secret
from forge_world import READER, WRITER, GitHub, GitLab

STEPS = read_yaml(ROOT / "action.yml")["runs"]["steps"]
INPUTS = read_yaml(ROOT / "action.yml")["inputs"]
JOB = read_yaml(ROOT / "ci" / "gitlab" / "vedette.yml")["vedette"]
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
SH = ("sh", "-e", "-c")


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.write("new.py", secret(2))
    made.clone()
    made.vedette(made.temporary / "vedette" / "bin" / "vedette")
    made.vedette(made.bin / "vedette")
    return made


@pytest.fixture
def github():
    made = GitHub()
    made.is_app = True
    made.users |= {WRITER: "github-actions[bot]", READER: "github-actions[bot]"}
    yield made
    made.close()


@pytest.fixture
def gitlab():
    made = GitLab()
    yield made
    made.close()


def action(world, forge, comment="true", token=WRITER, **more):
    """The scan and then the comment, as a runner has them, whatever the scan said."""
    event = world.folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    env = {
        "RUNNER_TEMP": str(world.temporary),
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_BASE_REF": "main",
        "GITHUB_REPOSITORY": "shop/till",
        "GITHUB_API_URL": forge.api,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(world.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(world.folder / "summary"),
    } | more
    scan = {name: INPUTS[name.removeprefix("INPUT_").lower()]["default"] for name in STEPS[1]["env"]}
    ran = world.run(BASH, STEPS[1]["run"], env | scan)
    assert ran.returncode in {0, 1}, ran.stderr
    done = world.run(BASH, STEPS[2]["run"], env | {"INPUT_COMMENT": comment, "INPUT_TOKEN": token})
    assert token not in done.stdout + done.stderr or not token
    return done


def job(world, forge, comment="true", token=WRITER, **more):
    env = {
        **JOB["variables"],
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_API_V4_URL": forge.api,
        "CI_PROJECT_ID": "42",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "VEDETTE_GITLAB_TOKEN": token,
        "GATE_COMMENT": comment,
    }
    done = world.run(SH, "\n".join(JOB["script"]), env | more)
    assert not token or token not in done.stdout + done.stderr
    return done


def mend(world):
    world.write("new.py", "nothing\n")
    world.git(world.server, "switch", "-q", "-c", "mended", "main")
    world.write("mended.py", "nothing\n")
    world.git(world.server, "branch", "-f", "feature", "mended")
    world.clone()


def test_nobody_gets_a_comment_unasked(world, github, gitlab):
    assert INPUTS["comment"]["default"] == JOB["variables"]["GATE_COMMENT"] == "false"
    assert action(world, github, "false").returncode == 0
    assert action(world, github, "").returncode == 0
    assert job(world, gitlab, "false").returncode == 1
    assert github.asked == gitlab.asked == []


def test_the_token_goes_to_the_comment_and_nowhere_else():
    assert STEPS[2]["if"] == "always()"
    assert all("INPUT_TOKEN" not in step["env"] for step in STEPS[:2])


def test_the_action_keeps_one_comment(world, github):
    assert action(world, github).returncode == 0
    assert action(world, github).returncode == 0
    assert len(github.comments) == 1
    assert "vedette: BLOCKED" in github.comments[0].body
    mend(world)
    assert action(world, github).returncode == 0
    assert len(github.comments) == 1
    assert "vedette: PASSED" in github.comments[0].body


def test_the_template_keeps_one_comment(world, gitlab):
    assert job(world, gitlab).returncode == 1
    assert job(world, gitlab).returncode == 1
    assert len(gitlab.comments) == 1
    assert "vedette: BLOCKED" in gitlab.comments[0].body
    mend(world)
    assert job(world, gitlab).returncode == 0
    assert len(gitlab.comments) == 1
    assert "vedette: PASSED" in gitlab.comments[0].body


def test_a_fork_fails_no_job_with_best_effort(world, github, gitlab):
    assert action(world, github, token=READER).returncode == 3
    assert action(world, github, "best-effort", token=READER).returncode == 0
    assert action(world, github, "best-effort", token="").returncode == 0
    mend(world)
    world.write("more.py", secret(4))
    world.git(world.server, "branch", "-f", "feature", "mended")
    world.clone()
    assert job(world, gitlab, token="").returncode == 1
    assert job(world, gitlab, "best-effort", token=READER).returncode == 1
    assert github.comments == gitlab.comments == []


def test_a_comment_that_fails_does_not_turn_the_gate(world, gitlab):
    assert job(world, gitlab, token=READER).returncode == 1
    mend(world)
    gitlab.add("vedette-bot", "<!-- x -->")
    gitlab.trouble.append(lambda _method, _path: 403)
    assert job(world, gitlab).returncode == 3
    done = job(world, gitlab, "best-effort")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_run_without_a_record_posts_nothing(world, github):
    env = {"RUNNER_TEMP": str(world.folder), "INPUT_COMMENT": "true", "INPUT_TOKEN": WRITER}
    done = world.run(BASH, STEPS[2]["run"], env)
    assert done.returncode == 0
    assert "no record of a run" in done.stderr
    assert github.asked == []


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_no_command(world, github, gitlab, value):
    # A file named by the value of a star is none of ours.
    env = {"RUNNER_TEMP": str(world.temporary), "INPUT_TOKEN": value}
    assert world.run(BASH, STEPS[2]["run"], env | {"INPUT_COMMENT": value}).returncode == 2
    assert job(world, gitlab, value).returncode == 1
    assert job(world, gitlab, CI_PROJECT_ID=value).returncode == 1
    assert github.asked == gitlab.asked == []


@pytest.mark.parametrize("way", ["action", "job"])
def test_a_policy_is_fetched_only_where_the_job_names_hosts(world, gitlab, way):
    pin = f'extends = {{ url = "https://127.0.0.1:9/org.toml", sha256 = "{"0" * 64}" }}\n'
    world.git(world.server, "switch", "-q", "main")
    world.write("vedette.toml", pin)
    world.git(world.server, "switch", "-q", "feature")
    world.git(world.server, "rebase", "-q", "main")
    world.clone()
    told = {}
    for hosts in ("", "127.0.0.1:9"):
        if way == "job":
            told[hosts] = job(world, gitlab, "false", VEDETTE_POLICY_HOSTS=hosts)
        else:
            env = {name: INPUTS[name.removeprefix("INPUT_").lower()]["default"] for name in STEPS[1]["env"]}
            env |= {"RUNNER_TEMP": str(world.temporary), "CI": "true", "GITHUB_BASE_REF": "main"}
            env |= {name: str(world.folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
            told[hosts] = world.run(BASH, STEPS[1]["run"], env | {"VEDETTE_POLICY_HOSTS": hosts})
        assert told[hosts].returncode == 3
        assert "is not here yet" in told[hosts].stderr
    assert "no connection to 127.0.0.1:9" not in told[""].stderr
    assert "no connection to 127.0.0.1:9" in told["127.0.0.1:9"].stderr
