"""`vedette owners`: who owns a path, what decides so, and what nobody owns."""

import json
import os
import subprocess

import pytest

ADVICE = "nobody owns this: add an [[owners]] entry to vedette.toml, or a line to CODEOWNERS"


@pytest.fixture
def tree(world):
    """`tree(files)` makes a repository whose first of two commits holds them."""

    def make(files):
        for path, text in files.items():
            target = world.here / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        git(world, "init", "-q", "-b", "main")
        git(world, "add", "-A")
        git(world, "commit", "-q", "-m", "m")
        git(world, "commit", "-q", "--allow-empty", "-m", "m")

    return make


def git(world, *arguments):
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
    }
    environment = {"PATH": os.environ["PATH"], "HOME": str(world.home), **who}
    subprocess.run(["git", *arguments], cwd=world.here, env=environment, check=True, capture_output=True)


def test_github_line_and_settings(world, tree):
    tree(
        {
            ".github/CODEOWNERS": "* @all\n/app/ @a @b # pay\n/free\nbad user\n",
            "vedette.toml": '\n[[owners]]\npaths = ["*.tf"]\nowner = "@infra"\n',
            "app/x.py": "",
            "free/y": "",
            "main.tf": "",
        }
    )
    done = world.run("owners", "app/x.py", "main.tf", "free/y")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "app/x.py",
        "  @a, @b  .github/CODEOWNERS:2, /app/",
        "main.tf",
        "  @infra  [[owners]] entry 1 (vedette.toml:2)",
        "free/y",
        "  nobody  .github/CODEOWNERS:3, /free",
        f"  {ADVICE}",
        "  last to change it: Ada",
    ]
    assert done.stderr == (
        "warning: .github/CODEOWNERS:4: user is no @user, @org/team or address; the line does not count\n"
    )


def test_gitlab_sections(world, tree):
    tree({".gitlab/CODEOWNERS": "* @all\n[Code][2] @code\n*.py\n^[Style] @style\n*.py\n", "x.py": ""})
    assert world.run("owners", "x.py").stdout.splitlines() == [
        "x.py",
        "  @all  .gitlab/CODEOWNERS:1, *",
        "  [Code] @code  .gitlab/CODEOWNERS:3, *.py, 2 approvals",
        "  [Style] @style  .gitlab/CODEOWNERS:5, *.py, optional",
    ]


def test_a_folder_says_who_owns_how_much(world, tree):
    tree({"CODEOWNERS": "/a/x/ @x\n", "a/x/1": "", "a/x/2": "", "a/3": ""})
    assert world.run("owners", "a").stdout.splitlines() == [
        "a/  3 files",
        "  2: @x  CODEOWNERS:1, /a/x/",
        f"  1: {ADVICE}",
    ]
    found = json.loads(world.run("owners", "a", "--format", "json").stdout)
    assert found["codeowners"] == {"path": "CODEOWNERS", "dialect": "github", "problems": []}
    (folder,) = found["paths"]
    assert [(one["files"], one["owner"], one["source"]) for one in folder["owned"]] == [
        (2, "@x", "CODEOWNERS:1"),
        (1, "", ""),
    ]


def test_what_nobody_owns(world, tree):
    tree({"CODEOWNERS": "/a/x @x\n/b @b\n", "a/x": "", "a/y": "", "b/1": "", "c/d/1": "", "c/2": ""})
    done = world.run("owners", "--unowned")
    assert done.stdout.splitlines()[:3] == ["       2  c/", "       1  CODEOWNERS", "       1  a/y"]
    assert done.stdout.splitlines()[3].startswith("Nobody owns 4 of 6 files. To change that, add an")
    found = json.loads(world.run("owners", "--unowned", "--format", "json").stdout)
    assert (found["files"], found["unowned"]) == (6, 4)
    assert found["paths"] == [
        {"path": "c/", "files": 2},
        {"path": "CODEOWNERS", "files": 1},
        {"path": "a/y", "files": 1},
    ]


def test_hostile_names_are_shown_and_do_nothing(world, tree):
    name = "a\x1b\u202eb"
    tree({"CODEOWNERS": f"{name} x\u202e@example.org\n", name: ""})
    done = world.run("owners", name)
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "x\\u202e@example.org" in done.stdout
    assert json.loads(world.run("owners", name, "--format", "json").stdout)["paths"][0]["path"] == name


def test_one_has_to_name_a_path_that_exists(world, tree):
    tree({"a": ""})
    done = world.run("owners")
    assert (done.returncode, "vedette owners --unowned" in done.stderr) == (2, True)
    assert world.run("owners", "nowhere").returncode == 2


def test_of_many_lines_that_do_not_count_a_few_are_told(world, tree):
    tree({".github/CODEOWNERS": "bad user\n" * 20, "x.py": ""})
    warnings = world.run("owners", "x.py").stderr.splitlines()
    assert len(warnings) == 6
    assert warnings[-1] == "warning: .github/CODEOWNERS: 15 more, which --format json lists"
