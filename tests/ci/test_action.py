"""The action for GitHub: its scripts, run as a runner does, on a real repository and with hostile values."""

import json
import re
import sys
from pathlib import Path

import pytest
from ci_world import HOSTILE, ROOT, World, read_yaml, secret

ACTION = read_yaml(ROOT / "action.yml")
INSTALL, SCAN, COMMENT = ACTION["runs"]["steps"]
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.write("new.py", "nothing\n")
    made.clone()
    made.vedette(made.temporary / "vedette" / "bin" / "vedette")
    return made


def scan(world, **inputs):
    env = {name: ACTION["inputs"][name.removeprefix("INPUT_").lower()]["default"] for name in SCAN["env"]}
    files = {name: world.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for path in files.values():
        path.write_text("")
    env |= {name: str(path) for name, path in files.items()} | {
        "RUNNER_TEMP": str(world.temporary),
        "CI": "true",
    }
    done = world.run(BASH, SCAN["run"], env | inputs)
    outputs = [line.partition("=") for line in files["GITHUB_OUTPUT"].read_text().splitlines()]
    done.outputs = {name: value for name, _, value in outputs}
    assert len(done.outputs) == len(outputs)
    done.summary = files["GITHUB_STEP_SUMMARY"].read_text()
    return done


def test_no_expression_stands_in_a_script_and_no_other_action_is_used():
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "uses" not in step
        for name, value in step["env"].items():
            assert value == f"${{{{ inputs.{name.removeprefix('INPUT_').lower()} }}}}"
        for word in ("${{", "eval", "github.event"):
            assert word not in step["run"]
        assert set(re.findall(r"INPUT_[A-Z]+", step["run"])) == set(step["env"])
    named = [name.removeprefix("INPUT_").lower() for step in ACTION["runs"]["steps"] for name in step["env"]]
    assert sorted(named) == sorted(ACTION["inputs"])
    assert all(given["description"] for given in ACTION["inputs"].values())


def test_a_change_that_brings_nothing_in_passes(world):
    done = scan(world, GITHUB_BASE_REF="main")
    assert done.returncode == 0, done.stderr
    assert "PASSED" in done.stdout
    assert done.outputs["code"] == "0"


def test_a_change_that_brings_a_credential_in_is_stopped_and_reported(world):
    world.write("new.py", secret(2))
    world.clone()
    done = scan(world, GITHUB_BASE_REF="main")
    assert done.returncode == 1, done.stderr
    assert done.outputs["code"] == "1"
    sarif = json.loads(Path(done.outputs["sarif"]).read_text())
    assert json.loads(Path(done.outputs["record"]).read_text())["verdict"]["decision"] == "blocked"
    assert any("new.py" in json.dumps(result["locations"]) for result in sarif["runs"][0]["results"])
    assert secret(2).strip() not in done.stdout + done.stderr + done.summary + json.dumps(sarif)
    head, blank, *lines = done.summary.splitlines()
    assert (head, blank) == ("### vedette", "")
    assert "    BLOCKED: 1 emergency stops this change, 1 tracked" in lines[0]
    assert all(line.startswith("    ") for line in lines)
    assert not [path for path in world.checkout.iterdir() if path.name.startswith("vedette")]


def test_an_older_revision_may_be_named(world):
    done = scan(world, INPUT_SINCE="origin/main~1", GITHUB_BASE_REF="main")
    assert done.returncode == 1
    assert "old.py" in done.stdout


def test_further_options_are_taken_line_by_line(world):
    done = scan(
        world,
        INPUT_ARGS=f"--exit-zero\r\n\n--format\njson={world.folder}/a b.json\n",
        INPUT_SINCE="origin/main~1",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((world.folder / "a b.json").read_text())["verdict"]["decision"] == "blocked"


def test_a_shallow_checkout_is_told_what_to_do(world):
    world.clone("--depth", "1")
    done = scan(world, GITHUB_BASE_REF="main")
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stderr
    assert done.outputs == {"code": "2"}
    assert done.summary == ""


def test_a_report_that_the_change_laid_is_not_taken_for_ours(world):
    forged = world.temporary / "vedette-reports"
    forged.mkdir()
    (forged / "vedette.sarif").write_text("forged")
    (world.checkout / "vedette.sarif").write_text("forged")
    done = scan(world, INPUT_SINCE="nowhere")
    assert done.returncode == 2
    assert done.outputs == {"code": "2"}


def test_names_in_the_tree_do_not_command_the_runner(world):
    for name in ("::error::x", "##[error]x", "%0A::set-output name=code::0", "</code><img src=x>"):
        path = world.checkout / name.replace("/", "\u2215")
        path.write_text(secret(3))
    done = scan(world, GITHUB_BASE_REF="main")
    assert done.returncode == 1
    for line in (done.stdout + done.stderr).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
    assert all(not line or line.startswith(("    ", "###")) for line in done.summary.splitlines())
    assert set(done.outputs) == {"code", "sarif", "record"}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["INPUT_PATH", "INPUT_SINCE", "GITHUB_BASE_REF", "INPUT_ARGS"])
def test_a_hostile_value_is_a_word_and_no_command(world, name, value):
    done = scan(world, **{name: value})
    assert done.returncode in {2, 4}, (done.stdout, done.stderr)
    assert done.outputs == {"code": str(done.returncode)}


def install(world, **inputs):
    env = {"INPUT_PYTHON": "python3", "RUNNER_TEMP": str(world.temporary), "GITHUB_ACTION_PATH": str(ROOT)}
    return world.run(BASH, INSTALL["run"], env | inputs)


@pytest.fixture
def interpreter(world):
    """A Python that makes an environment, whose own Python writes down what it is asked for."""
    told = world.folder / "told"
    inner = f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{told}"\n'
    world.command(
        world.bin / "python3",
        f"""#!/bin/sh
if [ "$2" = -c ]; then exec "{sys.executable}" "$@"; fi
[ "$*" = "-I -m venv {world.temporary}/vedette" ] || exit 9
mkdir -p "$4/bin"
cat > "$4/bin/python" <<'END'
{inner}END
chmod +x "$4/bin/python"
""",
    )
    return told


def test_the_commit_of_the_action_is_installed_with_the_versions_it_was_tested_with(world, interpreter):
    (world.temporary / "vedette" / "bin" / "vedette").unlink()
    done = install(world)
    assert done.returncode == 0, done.stderr
    asked = interpreter.read_text().splitlines()
    tested = world.temporary / "vedette" / "tested.txt"
    assert asked[:4] == ["-I", "-m", "pip", "install"]
    assert asked[-3:] == ["--constraint", str(tested), str(ROOT)]
    pins = tested.read_text().splitlines()
    locked = [
        line
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if re.match(r"[A-Za-z0-9]", line)
    ]
    assert len(pins) == len(locked) > 5
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.!+-]+", pin) for pin in pins)


def test_an_old_python_is_refused(world):
    world.command(world.bin / "python3", "#!/bin/sh\nexit 1\n")
    done = install(world)
    assert done.returncode == 2
    assert "no verdict: the input python is no Python of 3.11 or newer" in done.stderr


def test_no_module_of_the_checkout_is_imported_while_installing(world, interpreter):
    assert not interpreter.exists()
    for name in ("sys", "venv", "pip", "sitecustomize", "encodings"):
        (world.checkout / f"{name}.py").write_text("open('ran', 'w').close()\n")
    assert install(world).returncode == 0


@pytest.mark.parametrize("value", [*HOSTILE, ""])
def test_a_hostile_interpreter_is_a_name_and_no_command(world, value):
    assert install(world, INPUT_PYTHON=value).returncode == 2
