"""Runs that hear statements about vulnerabilities: from outside, from the base, and from a hostile change."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from test_licence_runs import bill
from test_package_runs import advisory, intel

from repository_world import commit, run
from vedette.model.errors import UsageError
from vedette.model.verdict import Decision, Disposition
from vedette.model.waiver import Effect
from vedette.policy.waivers import identity

__all__ = ["intel"]

NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
TRUSTING = '[vex]\nfiles = ["vex.json"]\n'
LOCK = {"requirements.txt": "old-thing==1.0\n"}


def vex(product="pkg:pypi/old-thing@1.0", vulnerability="GHSA-2026-x", **more):
    statement = {
        "vulnerability": {"name": vulnerability},
        "products": [{"@id": product}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
    }
    head = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/1"}
    body = {"author": "Acme", "timestamp": NOW, "version": 1}
    return json.dumps({**head, **body, "statements": [statement | more]}, indent=1)


@pytest.fixture
def there(intel):
    return intel(1, advisory(aliases=("CVE-2026-1", "GHSA-2026-x")))


def packages(record):
    return [one for one in record.verdict.judgements if one.tracked.finding.kind == "packages"]


def dispositions(record):
    return [one.disposition for one in packages(record)]


def test_a_file_from_outside_closes_and_is_shown(repo, there, tmp_path):
    commit(repo, LOCK)
    path = tmp_path / "acme.json"
    path.write_text(vex())
    (item,) = packages(run(repo, environment=there, vex=(path,)))
    assert item.disposition is Disposition.accepted
    assert item.reason.startswith("closed by a statement of Acme until ")
    assert "vulnerable_code_not_in_execute_path" in item.reason
    (again,) = packages(run(repo, environment=there))
    assert again.disposition is Disposition.tracked


def test_what_a_change_says_of_itself_closes_nothing(repo, there):
    commit(repo, {"vedette.toml": TRUSTING})
    commit(repo, {**LOCK, "vex.json": vex()})
    record = run(repo, environment=there)
    assert dispositions(record) == [Disposition.tracked]
    assert [one.effect for one in record.waivers] == [Effect.pending]
    assert any(one.tracked.finding.rule == "policy-changed" for one in record.verdict.judgements)
    # Naming it does not help: it is the change's own all the same.
    assert dispositions(run(repo, environment=there, vex=(repo / "vex.json",))) == [Disposition.tracked]


def test_a_change_may_not_name_its_own_file_either(repo, there):
    commit(repo, {"x.txt": "x\n"})
    commit(repo, {**LOCK, "vedette.toml": TRUSTING, "vex.json": vex()})
    assert dispositions(run(repo, environment=there)) == [Disposition.tracked]


def test_a_file_that_lies_beside_the_tree_through_a_link_is_the_trees(repo, there, tmp_path):
    commit(repo, {"x.txt": "x\n"})
    commit(repo, {**LOCK, "vex.json": vex()})
    link = tmp_path / "link.json"
    link.symlink_to(repo / "vex.json")
    assert dispositions(run(repo, environment=there, vex=(link,))) == [Disposition.tracked]


def test_what_is_in_the_base_is_heard_where_its_settings_say_so(repo, there):
    commit(repo, {"vedette.toml": TRUSTING, "vex.json": vex(), **LOCK})
    commit(repo, {"x.txt": "x\n"})
    assert dispositions(run(repo, environment=there)) == [Disposition.accepted]
    commit(repo, {"vedette.toml": ""})
    commit(repo, {"x.txt": "y\n"})
    assert dispositions(run(repo, environment=there)) == [Disposition.tracked]


def test_what_is_malicious_stops_whatever_is_said(repo, intel, tmp_path):
    there = intel(1, advisory(id="MAL-2026-1", aliases=(), malicious=True))
    commit(repo, LOCK)
    path = tmp_path / "acme.json"
    path.write_text(vex(vulnerability="MAL-2026-1"))
    assert run(repo, environment=there, vex=(path,)).verdict.decision is Decision.blocked


def test_analyses_of_a_bill_close_only_when_the_bill_is_given_for_it(tmp_path, there):
    document = json.loads(bill(("old-thing", "1.0")))
    document["metadata"] = {
        "timestamp": NOW,
        "authors": [{"name": "Acme"}],
        "component": {"type": "application", "name": "shop", "bom-ref": "shop"},
    }
    document["components"][0]["bom-ref"] = "a"
    analysis = {"state": "not_affected", "justification": "code_not_reachable", "detail": "never called"}
    document["vulnerabilities"] = [{"id": "CVE-2026-1", "affects": [{"ref": "a"}], "analysis": analysis}]
    path = tmp_path / "delivered.json"
    path.write_text(json.dumps(document))
    assert dispositions(run(path, environment=there)) == [Disposition.tracked]
    (item,) = packages(run(path, environment=there, vex=(path,)))
    assert item.disposition is Disposition.accepted
    assert "code_not_reachable: never called" in item.reason


def test_what_is_no_statement_is_an_error(repo, there, tmp_path):
    commit(repo, LOCK)
    path = tmp_path / "acme.json"
    path.write_text("{}")
    with pytest.raises(UsageError, match="no statements"):
        run(repo, environment=there, vex=(path,))
    with pytest.raises(UsageError, match="cannot be read"):
        run(repo, environment=there, vex=(tmp_path / "gone",))


def test_a_waiver_of_one_weakness_leaves_the_next_of_the_same_package(repo, intel):
    there = intel(1, advisory(), advisory(id="PYSEC-2026-2", aliases=("CVE-2026-2",)))
    commit(repo, LOCK)
    first, second = (one.tracked for one in packages(run(repo, environment=there)))
    waiver = (
        f'[[waiver]]\nfinding = "{first.id}"\nidentity = "{identity(first.finding)}"\n'
        f'rule = "{first.finding.rule}"\npath = "requirements.txt"\nreason = "r"\nby = "a"\n'
        f'until = "{datetime.now(UTC).date() + timedelta(days=9)}"\n'
    )
    commit(repo, {".vedette/waivers.toml": waiver})
    commit(repo, {"x.txt": "x\n"})
    held = {one.tracked.finding.subject: one.disposition for one in packages(run(repo, environment=there))}
    assert held == {
        first.finding.subject: Disposition.accepted,
        second.finding.subject: Disposition.tracked,
    }
