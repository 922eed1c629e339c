"""`vedette sbom`: a bill of a tree, what could not be read, another format, what differs, OpenVEX."""

import json

from bom_world import check_cyclonedx, check_spdx

LOCK = {
    "name": "shop",
    "version": "1.2.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "shop", "version": "1.2.0", "dependencies": {"left": "^1.0.0"}},
        "node_modules/left": {
            "version": "1.0.1",
            "license": "MIT",
            "dependencies": {"right": "*"},
            "resolved": "https://packages.example.org/left/-/left-1.0.1.tgz",
        },
        "node_modules/right": {"version": "2.0.0", "license": "odd words", "dev": True},
    },
}
PACKAGE = {"name": "shop", "version": "1.2.0", "dependencies": {"left": "^1.0.0"}}


def tree(world, lock=LOCK):
    (world.here / "package.json").write_text(json.dumps(PACKAGE))
    (world.here / "package-lock.json").write_text(json.dumps(lock))
    (world.here / "requirements.txt").write_text("requests==2.31.0\n")
    (world.here / "tests").mkdir(exist_ok=True)
    (world.here / "tests" / "requirements.txt").write_text("pytest==8.0\n")


def test_a_bill_of_a_tree(world, tmp_path):
    tree(world)
    done = world.run("sbom", env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert done.returncode == 0, done.stderr
    bill = check_cyclonedx(done.stdout.encode())
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert (bill["metadata"]["component"]["name"], bill["metadata"]["component"]["version"]) == (
        "shop",
        "1.2.0",
    )
    told = {one["purl"]: one for one in bill["components"]}
    assert set(told) == {"pkg:npm/left@1.0.1", "pkg:npm/right@2.0.0", "pkg:pypi/requests@2.31.0"}
    assert told["pkg:npm/left@1.0.1"]["licenses"] == [
        {"license": {"id": "MIT", "acknowledgement": "declared"}}
    ]
    assert told["pkg:npm/right@2.0.0"]["licenses"][0]["license"]["name"] == "odd words"
    edges = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert edges["pkg:npm/left@1.0.1"] == ["pkg:npm/right@2.0.0"]
    assert "pkg:npm/left@1.0.1" in edges["project:shop@1.2.0"]
    assert "left out 1 file of tests, examples and documentation" in done.stderr
    again = world.run("sbom", env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert again.stdout == done.stdout
    spdx = world.run("sbom", "--format", "spdx", "--output", "x.spdx.json")
    assert (spdx.returncode, spdx.stdout) == (0, "")
    document = check_spdx((world.here / "x.spdx.json").read_bytes(), tmp_path / "y.json")
    assert len(document["packages"]) == 4


def test_tests_are_taken_in_when_asked(world):
    tree(world)
    assert "pkg:pypi/pytest@8.0" in world.run("sbom", ".", "--tests").stdout


def test_what_cannot_be_read_is_told(world):
    tree(world)
    text = (world.here / "package-lock.json").read_text()
    (world.here / "package-lock.json").write_text(text[: len(text) // 2])
    done = world.run("sbom")
    assert done.returncode == 0
    assert "warning: package-lock.json:1 " in done.stderr
    check_cyclonedx(done.stdout.encode())


def test_a_bill_becomes_one_of_the_other_format(world, tmp_path):
    tree(world)
    world.run("sbom", "--output", "a.json")
    done = world.run("sbom", "a.json", "--format", "spdx")
    assert done.returncode == 0, done.stderr
    assert len(check_spdx(done.stdout.encode(), tmp_path / "y.json")["packages"]) == 4


def test_what_differs(world):
    tree(world)
    world.run("sbom", "--output", "a.json")
    changed = json.loads(json.dumps(LOCK))
    changed["packages"]["node_modules/left"] |= {"version": "1.1.0", "license": "GPL-3.0-only"}
    tree(world, changed)
    world.run("sbom", "--format", "spdx", "--output", "b.json")
    done = world.run("sbom", "diff", "a.json", "b.json")
    assert done.stdout.splitlines() == [
        "changed: 1",
        "  pkg:npm/left  1.0.1 -> 1.1.0",
        "relicensed: 2",
        "  pkg:npm/left  MIT -> GPL-3.0-only",
        done.stdout.splitlines()[-1],
    ]
    plain = json.loads(world.run("sbom", "diff", "a.json", "b.json", "--format", "json").stdout)
    assert plain["changed"] == [{"name": "pkg:npm/left", "before": ["1.0.1"], "after": ["1.1.0"]}]


def test_what_is_no_bill_is_an_error_with_a_way_out(world):
    (world.here / "x.json").write_text("{}")
    for arguments in (("diff", "x.json", "x.json"), ("diff", "none.json", "x.json"), ("vex", "x.json")):
        done = world.run("sbom", *arguments)
        assert done.returncode == 2
        assert "help:" in done.stderr
    wrong = world.run("sbom", env={"SOURCE_DATE_EPOCH": "soon"})
    assert wrong.returncode == 2


def test_statements_of_a_run(world):
    tree(world)
    kept = world.run("scan", "--record", "record.json", "--ledger", "none")
    assert kept.returncode in {0, 1, 3}, kept.stderr
    done = world.run("sbom", "vex", "record.json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["@context"] == "https://openvex.dev/ns/v0.2.0"


def test_the_licence_of_the_project_itself(world):
    tree(world)
    (world.here / "LICENSE").write_text("SPDX-License-Identifier: MIT\n")
    (world.here / "LICENSE_ENTERPRISE.txt").write_text("Ask us.\n")
    subject = check_cyclonedx(world.run("sbom").stdout.encode())["metadata"]["component"]
    assert [one["license"].get("id") or one["license"]["name"] for one in subject["licenses"]] == [
        "MIT",
        "see LICENSE_ENTERPRISE.txt",
    ]


def test_what_a_difference_brings_in_by_the_policy_here(world):
    tree(world)
    (world.here / "vedette.toml").write_text('[[licences]]\ndeny = ["strong-copyleft"]\n')
    world.run("sbom", "--output", "a.json")
    changed = json.loads(json.dumps(LOCK))
    changed["packages"]["node_modules/left"] |= {"version": "1.1.0", "license": "GPL-3.0-only"}
    tree(world, changed)
    world.run("sbom", "--output", "b.json")
    done = world.run("sbom", "diff", "a.json", "b.json")
    assert "  left 1.1.0  GPL-3.0-only is strong-copyleft, which is denied" in done.stdout.splitlines()
    assert "nothing is said of known weaknesses" in done.stderr
    plain = json.loads(world.run("sbom", "diff", "a.json", "b.json", "--format", "json").stdout)
    assert plain["known"] is False
    assert [one["package"] for one in plain["denied"]] == ["left"]
