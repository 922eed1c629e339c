"""Runs that judge licences, and runs over a bill of material in place of a tree."""

import json

import pytest
from test_package_runs import advisory, intel

from repository_world import commit, run
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError
from vedette.model.verdict import Decision, Disposition
from vedette.pipeline import Request, scan

__all__ = ["intel"]

POLICY = '[[licences]]\ndeny = ["network-copyleft"]\n'


def lock(**licences):
    packages = {
        f"node_modules/{name}": {"version": "1.0.0", "license": said} for name, said in licences.items()
    }
    return json.dumps({"lockfileVersion": 3, "packages": packages}, indent=1)


def of_kind(record, kind):
    return [one for one in record.verdict.judgements if one.tracked.finding.kind == kind]


def test_without_a_policy_nobody_hears_of_licences(repo, intel):
    commit(repo, {"package-lock.json": lock(a="AGPL-3.0-only", b="")})
    record = run(repo, environment=intel.nothing)
    assert "licences" not in record.run.kinds
    assert record.verdict.judgements == ()
    asked = run(repo, environment=intel.nothing, command_line={"scan.only": ("licences",)})
    assert asked.verdict.completeness is Completeness.complete
    # A guess stops nobody.
    assert [one.disposition for one in of_kind(asked, "licences")] == [Disposition.tracked] * 2


def test_only_what_the_change_brings_in_stops_the_line(repo, intel):
    commit(repo, {"vedette.toml": POLICY, "package-lock.json": lock(a="MIT")})
    commit(repo, {"package-lock.json": lock(a="MIT", old="AGPL-3.0-only")})
    record = run(repo, environment=intel.nothing)
    assert record.verdict.decision is Decision.blocked
    assert "a licence that may not be used" in record.verdict.judgements[0].reason
    commit(repo, {"other.txt": "x\n"})
    assert run(repo, environment=intel.nothing).verdict.decision is Decision.passed
    commit(repo, {"package-lock.json": lock(a="MIT", new="AGPL-3.0-only", old="AGPL-3.0-only")})
    record = run(repo, environment=intel.nothing)
    assert [one.tracked.finding.symbol for one in record.verdict.emergencies] == ["new"]


def test_a_policy_may_have_what_it_denies_tracked_alone(repo, intel):
    commit(repo, {"vedette.toml": POLICY + "stop = false\n", "package-lock.json": lock(a="MIT")})
    commit(repo, {"package-lock.json": lock(a="AGPL-3.0-only")})
    record = run(repo, environment=intel.nothing)
    assert record.verdict.decision is Decision.passed
    assert [one.disposition for one in of_kind(record, "licences")] == [Disposition.tracked]


BY_HAND = """
[[known_licence]]
package = "a"
licence = "{}"
reason = "its author told us"
by = "Ada"
"""


def test_what_is_said_by_hand_is_read_from_the_base_and_told_in_a_note(repo, intel):
    commit(repo, {"vedette.toml": POLICY, "package-lock.json": lock(b="MIT")})
    commit(repo, {"vedette.toml": POLICY + BY_HAND.format("MIT"), "package-lock.json": lock(a="", b="MIT")})
    assert len(of_kind(run(repo, environment=intel.nothing), "licences")) == 1
    commit(repo, {"other.txt": "x\n"})
    started, *_, last = scan(Request(path=repo, environment=intel.nothing))
    assert of_kind(last.record, "licences") == []
    assert "1 licence is said by hand (vedette.toml:4)" in started.notes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BY_HAND.format("as free as the wind"), "is no SPDX expression"),
        (BY_HAND.format("MIT") + 'versions = "<<1"\n', "is no range of versions"),
        (BY_HAND.format("MIT").replace("Ada", " "), "needs a package, a reason and who says so"),
    ],
)
def test_what_is_said_by_hand_and_says_nothing_is_refused(repo, intel, text, says):
    commit(repo, {"vedette.toml": POLICY + text, "package-lock.json": lock(a="")})
    with pytest.raises(UsageError, match=says):
        run(repo, environment=intel.nothing)


def test_a_change_may_not_loosen_the_policy_that_it_is_judged_by(repo, intel):
    commit(repo, {"vedette.toml": POLICY, "package-lock.json": lock(a="MIT")})
    commit(repo, {"vedette.toml": "", "package-lock.json": lock(a="AGPL-3.0-only")})
    assert run(repo, environment=intel.nothing).verdict.decision is Decision.blocked


def bill(*packages):
    components = [
        {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in packages
    ]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}, indent=1)


def test_a_bill_is_judged_in_place_of_a_tree(tmp_path, intel):
    there = intel(1, advisory())
    path = tmp_path / "delivered.json"
    path.write_text(bill(("clean", "1.0"), ("old-thing", "1.0")))
    (item,) = run(path, environment=there).verdict.judgements
    assert item.tracked.finding.rule == "package-vulnerable"
    line = item.tracked.finding.place.start.line
    assert "old-thing" in path.read_text().splitlines()[line - 1]
    assert "old-thing" in item.tracked.finding.excerpt.text


def test_a_bill_in_a_tree_is_not_judged_beside_the_lock_file(repo, intel):
    there = intel(1, advisory())
    commit(repo, {"requirements.txt": "old-thing==1.0\n", "bom.json": bill(("old-thing", "1.0"))})
    (item,) = of_kind(run(repo, environment=there), "packages")
    assert item.tracked.finding.place.path == "requirements.txt"
    (named,) = of_kind(run(repo / "bom.json", environment=there), "packages")
    assert named.tracked.finding.place.path == "bom.json"
    # And the other way round, with what the first two runs kept.
    (again,) = of_kind(run(repo, environment=there), "packages")
    assert again.tracked.finding.place.path == "requirements.txt"


def test_sources_around_a_bill_say_nothing_of_what_it_uses(repo, intel):
    there = intel(1, advisory("pyyaml"), exploited=("CVE-2026-1",))
    commit(repo, {"app.py": "import yaml\n", "bom.json": bill(("pyyaml", "1.0"))})
    (item,) = of_kind(run(repo / "bom.json", environment=there), "packages")
    assert item.disposition is Disposition.tracked
    assert item.tracked.finding.flow == ()


def test_a_bill_without_advisories_is_no_clean_bill(tmp_path, intel):
    path = tmp_path / "delivered.json"
    path.write_text(bill(("clean", "1.0")))
    assert run(path, environment=intel.nothing).verdict.completeness is Completeness.void


def test_a_bill_cut_in_half_is_judged_in_part(tmp_path, intel):
    there = intel(1, advisory())
    path = tmp_path / "delivered.json"
    text = bill(("old-thing", "1.0"), ("clean", "1.0"))
    path.write_text(text[: text.index('"clean"')])
    record = run(path, environment=there)
    assert record.verdict.completeness is Completeness.partial
    assert of_kind(record, "packages")
