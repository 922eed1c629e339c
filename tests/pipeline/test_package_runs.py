"""Runs that judge packages: with a database of advisories, with an old one, with none."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from repository_world import commit, git, run
from vedette.model.advisory import Advisory, Affected, Event
from vedette.model.coverage import Completeness
from vedette.model.verdict import Decision, Disposition
from vedette.sources.advisories.building import build
from vedette.sources.advisories.interface import KEV, Delivery, Provenance

EVENTS = (Event("introduced", "0"), Event("fixed", "2.0"))


def advisory(name="old-thing", **more):
    affected = Affected(ecosystem="PyPI", name=name, kinds=("ECOSYSTEM",), ranges=(EVENTS,))
    values = {"id": "PYSEC-2026-1", "aliases": ("CVE-2026-1",), "summary": "It breaks"}
    return Advisory(affected=(affected,), **(values | more))


@pytest.fixture
def intel(tmp_path, monkeypatch):
    """`intel(age, *advisories)` makes the database that runs find; without a call there is none."""
    path = tmp_path / "intel.db"
    monkeypatch.setenv("VEDETTE_INTEL", str(path))

    def make(age, *advisories, exploited=()):
        told = (datetime.now(UTC) - timedelta(days=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
        source = Provenance(name="osv/PyPI", as_of=told, ecosystems=("PyPI",))
        scores = Delivery(
            provenance=Provenance(name=KEV, as_of=told), scores=dict.fromkeys(exploited, "2026-01-02")
        )
        build(str(path), [Delivery(provenance=source, advisories=lambda: iter(advisories)), scores])
        return {"VEDETTE_INTEL": str(path)}

    make.nothing = {"VEDETTE_INTEL": str(path)}
    return make


def scanned(path, environment, **more):
    return run(path, environment=environment, **more)


def test_a_known_weakness_is_found_and_mended(repo, intel):
    there = intel(1, advisory())
    commit(repo, {"requirements.txt": "old-thing==1.0\n"})
    record = scanned(repo, there)
    (item,) = [one for one in record.verdict.judgements if one.tracked.finding.kind == "packages"]
    assert item.tracked.finding.rule == "package-vulnerable"
    assert item.disposition is Disposition.tracked
    assert record.verdict.completeness is Completeness.complete
    commit(repo, {"requirements.txt": "old-thing==2.0\n"})
    later = scanned(repo, there)
    assert not [one for one in later.verdict.judgements if one.tracked.finding.kind == "packages"]


def test_a_malicious_package_stops_whoever_brought_it_in(repo, intel):
    there = intel(1, advisory(id="MAL-2026-1", malicious=True))
    commit(repo, {"requirements.txt": "old-thing==1.0\n"})
    commit(repo, {"other.txt": "x\n"})
    record = scanned(repo, there)
    assert record.verdict.decision is Decision.blocked
    assert "malicious" in record.verdict.judgements[0].reason


def test_what_is_exploited_and_imported_stops_too(repo, intel):
    there = intel(1, advisory("pyyaml"), exploited=("CVE-2026-1",))
    commit(repo, {"requirements.txt": "pyyaml==1.0\n"})
    commit(repo, {"other.txt": "x\n"})
    assert scanned(repo, there).verdict.decision is Decision.passed
    commit(repo, {"app.py": "import yaml\n"})
    assert scanned(repo, there).verdict.decision is Decision.blocked


def test_an_old_database_makes_a_run_partial(repo, intel):
    there = intel(30, advisory())
    commit(repo, {"requirements.txt": "a==1.0\n"})
    record = scanned(repo, there)
    assert record.verdict.completeness is Completeness.partial
    assert any("30 days old" in reason for reason in record.verdict.reasons)


def test_without_a_database_packages_are_left_out_unless_asked_for(repo, intel):
    commit(repo, {"requirements.txt": "a==1.0\n"})
    record = scanned(repo, intel.nothing)
    assert "packages" not in record.run.kinds
    assert record.verdict.completeness is Completeness.complete
    asked = scanned(repo, intel.nothing, command_line={"scan.only": ("packages",)})
    assert asked.verdict.completeness is Completeness.void
    assert any("no database of advisories" in reason for reason in asked.verdict.reasons)


def test_what_the_database_does_not_cover_makes_a_run_partial(repo, intel):
    there = intel(1, advisory())
    lock = '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}}\n'
    commit(repo, {"package-lock.json": lock})
    record = scanned(repo, there)
    assert record.verdict.completeness is Completeness.partial
    assert any("no advisories for npm" in reason for reason in record.verdict.reasons)


def test_a_version_that_nobody_can_order_makes_a_run_partial_in_words(repo, intel):
    there = intel(1, advisory())
    commit(repo, {"requirements.txt": "old-thing==1.0-branch\n"})
    record = scanned(repo, there)
    assert record.verdict.completeness is Completeness.partial
    (gap,) = [one.tracked.finding for one in record.verdict.judgements]
    assert gap.message == (
        "requirements.txt was examined in part only (unordered-version): "
        "line 1: PyPI does not order such a version, so that a known weakness may be in it"
    )


def npm_lock(digest, version="1.0.0"):
    package = {"version": version, "integrity": f"sha512-{digest}"}
    return json.dumps({"lockfileVersion": 3, "packages": {"node_modules/a": package}}, indent=1)


def differing(record):
    found = [one.tracked for one in record.verdict.judgements]
    return [one for one in found if one.finding.rule == "package-hash-differs"]


def test_a_hash_that_a_change_alters_without_the_version_is_told_with_both_places(repo, intel):
    there = intel(1, advisory())
    commit(repo, {"web/package-lock.json": npm_lock("AAAA")})
    assert not differing(scanned(repo, there))
    commit(repo, {"web/package-lock.json": npm_lock("BBBB")})
    (one,) = differing(scanned(repo, there, since="HEAD~1"))
    assert one.introduced
    assert (one.finding.place.path, one.finding.place.start.line) == ("web/package-lock.json", 4)
    assert one.finding.message == (
        "a 1.0.0 is another file here than web/package-lock.json:4 at the base of this change."
    )
    git(repo, "mv", "web", "site")
    commit(repo, {})
    (one,) = differing(scanned(repo, there, since="HEAD~2"))
    assert one.finding.place.path == "site/package-lock.json"


@pytest.mark.parametrize("after", [npm_lock("BBBB", "1.0.1"), npm_lock("AAAA") + "\n", "{}"])
def test_what_a_change_alters_besides_is_no_other_hash(repo, intel, after):
    there = intel(1, advisory())
    commit(repo, {"package-lock.json": npm_lock("AAAA")})
    commit(repo, {"package-lock.json": after})
    assert not differing(scanned(repo, there, since="HEAD~1"))


def test_a_change_that_makes_two_lock_files_agree_is_no_other_hash(repo, intel):
    there = intel(1, advisory())
    commit(repo, {"a/package-lock.json": npm_lock("AAAA"), "b/package-lock.json": npm_lock("BBBB")})
    assert len(differing(scanned(repo, there))) == 1
    commit(repo, {"a/package-lock.json": npm_lock("AAAA") + "\n", "b/package-lock.json": npm_lock("AAAA")})
    assert not differing(scanned(repo, there, since="HEAD~1"))


def _spoilt(path, how):
    data = path.read_bytes()
    if how == "newer":
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA user_version = 99")
        base.close()
    else:
        path.write_bytes({"cut": data[: len(data) // 3], "noise": b"\x07" * 5000, "empty": b""}[how])


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("cut", "is damaged"),
        ("noise", "is damaged"),
        ("empty", "is damaged"),
        ("newer", "by a newer vedette"),
    ],
)
@pytest.mark.parametrize("asked", [{}, {"scan.only": ("packages",)}])
def test_a_database_that_cannot_be_read_is_never_taken_for_none_known(
    repo, intel, tmp_path, how, says, asked
):
    there = intel(1, advisory())
    _spoilt(tmp_path / "intel.db", how)
    commit(repo, {"requirements.txt": "old-thing==1.0\n"})
    record = scanned(repo, there, command_line=asked)
    assert record.verdict.completeness is Completeness.void
    assert any(says in reason for reason in record.verdict.reasons)


def test_half_of_a_lock_file_is_judged_as_far_as_it_goes_and_makes_a_run_partial(repo, intel):
    there = intel(1, advisory())
    lock = 'version = 1\n\n[[package]]\nname = "old-thing"\nversion = "1.0"\n\n[[package]]\nname = "oth'
    commit(repo, {"uv.lock": lock})
    record = scanned(repo, there)
    assert record.verdict.completeness is Completeness.partial
    rules = {one.tracked.finding.rule for one in record.verdict.judgements}
    assert rules == {"package-vulnerable", "coverage-gap"}
