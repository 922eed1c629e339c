"""`vedette rules test`: cases are judged, and what is not as they say is named; the page's example too."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "catalogues.md"


def blocks():
    return dict(re.findall(r"```(toml|python)\n# \.vedette/\S+.*?\n(.*?)```", PAGE.read_text(), re.DOTALL))


def written(world, **files):
    for name, text in files.items():
        path = (
            world.here / ".vedette" / name.replace("__", "/").replace("_py", ".py").replace("_toml", ".toml")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_example_of_the_page_is_as_it_says(world):
    told = blocks()
    written(world, acme_toml=told["toml"], cases__pay_py=told["python"])
    done = world.run("rules", "test")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 files, 3 cases, 5 expectations: 5 as expected, 0 failed\n"
    (world.here / "app.py").write_text(told["python"])
    done = world.run("scan", "--exit-zero", "app.py")
    assert "acme-payout" in done.stdout
    assert "Untrusted data decides where money goes" in done.stdout


def test_what_is_not_as_a_case_says_is_named(world):
    told = blocks()
    wrong = (
        told["python"].replace("ok: code", "expect: code").replace("expect: acme-payout", "ok: acme-payout")
    )
    written(world, acme_toml=told["toml"].replace('"DE02"', "current()"), cases__pay_py=wrong)
    done = world.run("rules", "test")
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("failed")]
    assert lines == [
        "failed  .vedette/cases/pay.py:6: acme-payout is found",
        "failed  .vedette/cases/pay.py:8: code-sql-injection is not found",
    ]


def test_why_nothing_is_found(world):
    text = blocks()["toml"].replace("bank.transfer(intranet", "bank.other(intranet")
    written(world, acme_toml=text)
    done = world.run("rules", "test")
    assert done.returncode == 1
    assert "failed  acme-payout, bad example 1: acme-payout is not found" in done.stdout
    assert "none of the 1 names that catalogues have for payout occurs in it" in done.stdout


def test_a_rule_without_a_case_is_unproven(world):
    text = re.sub(r"bad = \[.*", "", blocks()["toml"], flags=re.DOTALL)
    written(world, acme_toml=text)
    done = world.run("rules", "test")
    assert (done.returncode, done.stdout.startswith("unproven  acme-payout")) == (0, True)


def test_a_file_that_is_wrong_or_missing_is_two(world):
    done = world.run("rules", "test")
    assert (done.returncode, "docs/catalogues.md" in done.stderr) == (2, True)
    written(world, acme_toml="[[snik]]\n")
    done = world.run("rules", "test")
    assert done.returncode == 2
    assert '.vedette/acme.toml:1: unknown key "snik"' in done.stderr


def test_the_users_own_folder_counts(world):
    folder = world.home / ".config" / "vedette" / "catalogue"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(blocks()["toml"])
    assert world.run("rules", "test").returncode == 0
    (world.here / "app.py").write_text(blocks()["python"])
    assert "acme-payout" in world.run("scan", "--exit-zero").stdout
