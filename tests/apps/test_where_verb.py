"""`vedette where`, `deployed --sbom` and what `intel import` says of all that runs."""

import json
from itertools import pairwise

import pytest

from intel_world import record

ENVIRONMENT = {"VEDETTE_ACTOR": "ada"}


def bill(*purls, **more):
    components = [{"type": "library", "bom-ref": purl, "name": purl, "purl": purl} for purl in purls]
    root = {"type": "application", "bom-ref": "root", "name": "shop"}
    depends = [
        {"ref": "root", "dependsOn": list(purls[:1])},
        *({"ref": one, "dependsOn": [two]} for one, two in pairwise(purls)),
    ]
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "metadata": {"component": root},
            "components": components,
            "dependencies": depends,
        }
        | more
    )


def deployed(world, service, *purls, version="1", environment="prod", text=None):
    file = world.here / "bill.json"
    file.write_text(bill(*purls) if text is None else text)
    words = ("deployed", service, "--environment", environment, "--version", version)
    return world.run(*words, "--sbom", "bill.json", env=ENVIRONMENT)


def imported(world, *records):
    folder = world.here / "osv"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for one in records:
        (folder / f"{one['id']}.json").write_text(json.dumps(one))
    return world.run("intel", "import", "osv", "--name", "test")


def test_it_says_where_by_what_and_what_was_searched(world):
    assert deployed(world, "web", "pkg:npm/a@1.0.0", "pkg:npm/lodash@4.17.20").returncode == 0
    assert deployed(world, "web", "pkg:npm/a@1.1.0", version="2").returncode == 0
    assert deployed(world, "api", "pkg:npm/lodash@4.17.21").returncode == 0
    world.run("deployed", "old", "--environment", "prod", "--version", "7", env=ENVIRONMENT)
    done = world.run("where", "lodash")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "npm lodash"
    assert lines[1].split()[:4] == ["api", "1", "prod", "since"]
    assert lines[2].split() == ["4.17.21", "direct", "bill.json:1", "(SBOM)"]
    assert lines[-1] == "searched 2 deployments of 3 services"
    assert done.stderr.splitlines() == [
        "warning: not searched, their packages are not known: old 7 (prod)",
        "help: scan their commits (`vedette scan`), or deploy with --sbom",
    ]
    every = json.loads(world.run("where", "pkg:npm/lodash@4.17.20", "--all", "--format", "json").stdout)
    (hit,) = every["found"]
    assert (hit["deployment"]["service"], hit["deployment"]["version"], bool(hit["until"])) == (
        "web",
        "1",
        True,
    )
    assert hit["packages"][0]["way"] == ["a", "lodash"]
    assert [one["service"] for one in every["not_searched"]] == ["old"]
    nowhere = world.run("where", "lodash@<4.17.21", "--ecosystem", "NPM")
    assert nowhere.stdout.splitlines() == [
        "it runs nowhere that is known",
        "searched 2 deployments of 3 services",
    ]


@pytest.mark.parametrize("package", ["lodash@<<1", "", "pkg:nothing/x", "a\nb"])
def test_what_is_no_package_is_refused(world, package):
    deployed(world, "web", "pkg:npm/a@1.0.0")
    done = world.run("where", package)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no bill of material"),
        ("[" * 100_000, "is no bill of material"),
        (bill("pkg:npm/a@1")[:-40], "the bill of material is broken"),
        (bill("pkg:npm/a@1", components=[1]), "the bill of material is broken"),
        (bill("pkg:npm/a@1", components="x"), "the bill of material is broken"),
        (bill("pkg:npm/a@1", specVersion="0.9"), "the bill of material is broken"),
        (bill("pkg:npm/a@1", x=json.loads("[" * 90 + "]" * 90)), ""),
        (bill("pkg:generic/a@1"), "lists no package"),
        (bill(), "lists no package"),
    ],
)
def test_a_broken_bill_is_refused_and_nothing_is_stored(world, text, says):
    done = deployed(world, "web", text=text)
    if says:
        assert done.returncode == 2
        assert says in done.stderr
        assert "no deployment is on record" in world.run("deployed").stdout + world.run(
            "deployed"
        ).stderr or ("there is no ledger" in world.run("deployed").stderr)
    else:
        assert done.returncode == 0


def test_a_bill_that_is_too_large_is_refused(world):
    with (world.here / "bill.json").open("wb") as file:
        file.truncate((64 << 20) + 1)
    done = world.run("deployed", "web", "--environment", "prod", "--version", "1", "--sbom", "bill.json")
    assert done.returncode == 2
    assert "is larger than 64 MiB" in done.stderr


def test_names_in_a_bill_are_harmless_on_the_terminal(world):
    deployed(world, "web", "pkg:npm/%1b[31mx%E2%80%AE@1.0.0", "pkg:npm/y@1")
    done = world.run("where", "y")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_an_import_says_what_is_new_without_a_scan(world):
    deployed(world, "web", "pkg:npm/a@1.0.0", "pkg:npm/lodash@4.17.20")
    first = imported(world, record("GHSA-1", "lodash", "npm", fixed="4.17.21", summary="It breaks"))
    assert "1 deployment matched: 1 new, 0 gone" in first.stdout
    told = world.run("findings", "--path", "deployed/**").stdout
    assert told.count("package-vulnerable") == 1
    assert "deployed/prod/web/bill.json" in told
    again = imported(world, record("GHSA-1", "lodash", "npm", fixed="4.17.21", summary="It breaks"))
    assert "1 deployment matched: nothing new" in again.stdout
    worse = imported(world, record("MAL-2026-1", "a", "npm", fixed=""))
    assert "1 deployment matched: 1 new, 1 gone" in worse.stdout
    assert "alert 1: a with MAL-2026-1 runs in web (prod): it is malicious" in worse.stdout
    shown = world.run("alerts", "show", "1").stdout
    assert "runs: a 1.0.0 in web 1 (prod)" in shown
    done = deployed(world, "web", "pkg:npm/lodash@4.17.21", version="2")
    assert "1 deployment matched: 0 new, 1 gone" in done.stdout
    assert "no alerts" in world.run("alerts").stdout


def test_what_is_asked_for_as_json_is_nothing_else(world):
    imported(world, record("MAL-2026-1", "a", "npm", fixed=""))
    (world.here / "bill.json").write_text(bill("pkg:npm/a@1.0.0"))
    words = ("--environment", "prod", "--version", "1", "--sbom", "bill.json", "--format", "json")
    done = world.run("deployed", "web", *words, env=ENVIRONMENT)
    assert json.loads(done.stdout)["deployments"][0]["sbom"] is True
    assert "note: 1 deployment matched: 1 new, 0 gone" in done.stderr


def test_what_was_shut_down_runs_no_more_and_its_findings_close(world):
    assert imported(world, record("PYSEC-2026-1", "jinja2", "PyPI", fixed="3.0")).returncode == 0
    assert deployed(world, "web", "pkg:pypi/jinja2@2.0").returncode == 0
    assert "open" in world.run("findings").stdout
    gone = ("deployed", "web", "--environment", "prod", "--gone")
    done = world.run(*gone, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:4] == ["web", "prod", "shut", "down"]
    (closed,) = json.loads(world.run("findings", "--format", "json", "--state", "fixed").stdout)["findings"]
    told = world.run("explain", closed["id"])
    assert "web was shut down in prod" in told.stdout
    assert world.run("deployed").stdout.startswith("no deployment is on record here")
    assert "jinja2 2.0" not in world.run("where", "jinja2").stdout
    every = world.run("deployed", "--all").stdout.splitlines()
    assert [line.split()[2] for line in every] == ["shut", "1"]
    (hit,) = json.loads(world.run("where", "jinja2", "--all", "--format", "json").stdout)["found"]
    assert hit["until"]
    again = world.run(*gone, env=ENVIRONMENT)
    assert again.returncode == 2
    assert "web is not on record as running in prod" in again.stderr
    assert deployed(world, "web", "pkg:pypi/jinja2@2.0", version="2").returncode == 0
    assert [line.split()[2] for line in world.run("deployed").stdout.splitlines()] == ["2"]


def test_a_shutdown_names_what_was_shut_down_and_no_version(world):
    for more in (["--version", "1"], ["--sbom", "x.json"], ["--commit", "HEAD"]):
        done = world.run("deployed", "web", "--environment", "prod", "--gone", *more)
        assert (done.returncode, "--gone takes neither" in done.stderr) == (2, True)
    assert world.run("deployed", "web", "--gone").returncode == 2
