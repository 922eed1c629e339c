"""Packages that cannot wait, by the command line: what stops the line, with which words and exit code."""

import json

import pytest

from intel_world import epss, kev, record
from repository_world import commit, day, new_repository

MALICIOUS = record("MAL-2026-7", "evil-thing", "PyPI", fixed="", summary="Steals credentials")
FLAW = record(
    "PYSEC-2026-1", "pyyaml", "PyPI", fixed="6.0", aliases=["CVE-2026-1001"], summary="Runs what it reads"
)
OTHER = record("PYSEC-2026-2", "jinja2", "PyPI", fixed="4.0", aliases=["CVE-2026-1002"], summary="Gets out")
LIKELY = record(
    "PYSEC-2026-3", "werkzeug", "PyPI", fixed="4.0", aliases=["CVE-2026-1003"], summary="Falls over"
)


@pytest.fixture
def scan(world, tmp_path):
    """`scan(*arguments)` in a repository, with a database that was made of files."""
    feed = tmp_path / "feed"
    feed.mkdir()
    for one in (MALICIOUS, FLAW, OTHER, LIKELY):
        (feed / f"{one['id']}.json").write_text(json.dumps(one))
    (feed / "known_exploited_vulnerabilities.json").write_bytes(kev("CVE-2026-1001", day=day(0)))
    (feed / "epss_scores-current.csv.gz").write_bytes(epss({"CVE-2026-1003": 0.42}, day=day(0)))
    made = world.run("intel", "import", str(feed), "--as-of", day(0))
    assert made.returncode == 0, made.stderr
    new_repository(world.here / "shop")
    world.repository = world.here / "shop"
    return lambda *arguments: world.run("scan", str(world.repository), "--only", "packages", *arguments)


def judged(scan, world):
    """What is judged, in its order."""
    done = scan("--record", "record.json")
    assert done.returncode == 0, done.stdout
    return json.loads((world.here / "record.json").read_text())["verdict"]["judgements"]


def test_a_malicious_package_is_blocked_whoever_brought_it_in(scan, world):
    commit(world.repository, {"requirements.txt": "evil-thing==1.0\n"})
    commit(world.repository, {"README.md": "x\n"})
    done = scan("--since", "HEAD~1")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("BLOCKED")
    assert "evil-thing 1.0 is malicious: Steals credentials." in done.stdout
    assert "due today: it is malicious" in done.stdout
    assert "take it out" in done.stdout.lower()
    assert "upgrade" not in done.stdout.lower()


def test_what_is_exploited_and_imported_is_blocked_and_what_is_not_mentioned_is_not(scan, world):
    commit(world.repository, {"requirements.txt": "pyyaml==5.0\n"})
    commit(world.repository, {"README.md": "x\n"})
    far = scan("--since", "HEAD~1")
    assert (far.returncode, far.stdout.split()[0]) == (0, "PASSED:"), far.stdout
    commit(world.repository, {"app.py": "import yaml\n"})
    done = scan("--since", "HEAD~1")
    assert done.returncode == 1, done.stdout
    assert "pyyaml 5.0 has CVE-2026-1001 (mended in 6.0): Runs what it reads." in done.stdout
    words = " ".join(done.stdout.split())
    assert "exploited in the wild since 2026-11-01 or before, and reached here" in words
    assert "upgrade pyyaml to 6.0 or later; it is imported at app.py:1" in words


def test_what_only_development_needs_is_no_emergency_though_it_is_exploited(scan, world):
    commit(world.repository, {"requirements-dev.txt": "pyyaml==5.0\n", "app.py": "import yaml\n"})
    done = scan()
    assert done.returncode == 0, done.stdout
    assert "only development needs it" in " ".join(done.stdout.split())


def test_an_emergency_that_an_override_lets_pass_is_on_record(scan, world):
    commit(world.repository, {"requirements.txt": "evil-thing==1.0\n"})
    done = scan("--override", "the machine is cut off already")
    assert (done.returncode, "OVERRIDDEN" in done.stdout) == (0, True), done.stdout


def test_of_equal_severity_what_is_likely_comes_first_and_says_so(scan, world):
    files = {"requirements.txt": "jinja2==3.0\nwerkzeug==3.0\n", "app.py": "import jinja2, werkzeug\n"}
    commit(world.repository, files)
    first, second = judged(scan, world)
    assert (first["tracked"]["finding"]["symbol"], second["tracked"]["finding"]["symbol"]) == (
        "werkzeug",
        "jinja2",
    )
    assert "exploited within 30 days with a probability of 42.0%" in first["tracked"]["finding"]["advice"]


def test_of_equal_severity_what_an_exposed_service_needs_comes_first(scan, world):
    services = '[[service]]\nname = "{0}"\npaths = ["{0}/"]\nexposure = "{1}"\n'
    commit(
        world.repository,
        {
            "vedette.toml": services.format("admin", "internal") + services.format("web", "internet"),
            "admin/requirements.txt": "jinja2==3.0\n",
            "web/requirements.txt": "werkzeug==3.0\n",
        },
    )
    first, second = judged(scan, world)
    assert first["tracked"]["finding"]["place"]["path"] == "web/requirements.txt"
    assert first["due_reason"].endswith("service open to the internet")
    assert second["tracked"]["finding"]["place"]["path"] == "admin/requirements.txt"


def test_waivers_are_listed_with_statements_that_were_given(scan, world, tmp_path):
    commit(world.repository, {"requirements.txt": "jinja2==3.0\n"})
    assert scan().returncode == 0
    said = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.org/1",
        "author": "Acme",
        "timestamp": f"{day(0)}T00:00:00Z",
        "version": 1,
        "statements": [
            {
                "vulnerability": {"name": "CVE-2026-1002"},
                "products": [{"@id": "pkg:pypi/jinja2@3.0"}],
                "status": "not_affected",
                "justification": "vulnerable_code_not_in_execute_path",
            }
        ],
    }
    path = tmp_path / "acme.json"
    path.write_text(json.dumps(said))
    done = world.run("waivers", str(world.repository), "--vex", str(path))
    assert done.returncode == 0, done.stderr
    assert "active" in done.stdout
    assert "1 finding is accepted: 1 by a statement" in done.stdout
    missing = world.run("waivers", str(world.repository), "--vex", "nowhere.json")
    assert missing.returncode == 2
    assert "nowhere.json" in missing.stderr
