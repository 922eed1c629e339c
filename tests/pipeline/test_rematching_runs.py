"""What runs, matched anew: as if all of it was matched afresh, whatever came before, whoever else writes."""

import os
import threading
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository_world import commit, run
from vedette.analysis.packages.matching import affects
from vedette.ledger.place import default_path
from vedette.ledger.store import open_ledger
from vedette.model.advisory import Advisory, Affected, Event
from vedette.model.deployment import Deployment
from vedette.model.finding import State
from vedette.model.inventory import Part
from vedette.model.package import Scope
from vedette.pipeline.rematching import rematch
from vedette.policy.interface import Policy
from vedette.sources.advisories.building import build
from vedette.sources.advisories.interface import KEV, Delivery, Provenance
from vedette.sources.advisories.store import open_store

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHOP = """[project]
id = "shop"
[[service]]
name = "web"
paths = ["web/**"]
[[service]]
name = "office"
paths = ["office/**"]
"""


def advisory(number, name, fixed, *, malicious=False, withdrawn=""):
    events = (Event("introduced", "0"), Event("fixed", fixed))
    affected = Affected(ecosystem="PyPI", name=name, kinds=("ECOSYSTEM",), ranges=(events,))
    id_ = f"{'MAL' if malicious else 'PYSEC'}-2026-{number}"
    return Advisory(
        id=id_,
        affected=(affected,),
        malicious=malicious,
        withdrawn=withdrawn,
        modified="2026-11-20T10:00:00Z",
    )


def database(path, advisories):
    told = "2026-11-22T00:00:00Z"
    source = Provenance(name="osv/PyPI", as_of=told, ecosystems=("PyPI",))
    scores = Delivery(provenance=Provenance(name=KEV, as_of=told), scores={"CVE-2026-9999": "2026-01-01"})
    # A source that gives nothing is refused.
    several = (*advisories, advisory(9999, "nothing-at-all", "1"))
    build(str(path), [Delivery(provenance=source, advisories=lambda: iter(several)), scores])


def matched(ledger, path):
    with open_store(str(path)) as store:
        return rematch(ledger, store, Policy(), lambda _: [], NOW).done


def open_ones(ledger):
    found = [
        one for one in ledger.findings(None) if one.state is State.open and one.finding.kind == "deployed"
    ]
    assert len({one.finding.subject for one in found}) == len(found)
    return {one.finding.subject for one in found}


def afresh(ledger, advisories):
    """By the specification alone: every advisory held against every package that runs."""
    return {
        f"{one.deployment.environment}/{one.deployment.service} PyPI:{part.name} {each.id}"
        for one in ledger.running()[0]
        for part in one.parts
        for each in advisories
        if affects(each, "PyPI", part.name, part.version)
        and (each.malicious or part.scope in {Scope.runtime, Scope.optional})
    }


NAMES = ("alpha", "beta")
PARTS = st.lists(
    st.builds(
        lambda name, version, scope: Part("PyPI", name, version, scope=scope),
        st.sampled_from(NAMES),
        st.sampled_from(("1.0", "1.5", "2.0")),
        st.sampled_from(tuple(Scope)),
    ),
    max_size=4,
)
ADVISORIES = st.lists(
    st.builds(
        advisory,
        st.integers(1, 3),
        st.sampled_from(NAMES),
        st.sampled_from(("1.2", "1.6", "3")),
        malicious=st.booleans(),
        withdrawn=st.sampled_from(("", "2026-11-21T00:00:00Z")),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)
STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from(("web", "api")), PARTS), st.tuples(st.just(""), ADVISORIES)),
    min_size=2,
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_matching_anew_is_matching_afresh(steps):
    with TemporaryDirectory() as folder:
        path, known = f"{folder}/intel.db", []
        database(path, known)
        ledger = open_ledger(None)
        for turn, (service, given_) in enumerate(steps):
            if service:
                at = f"2026-11-20T10:00:{turn:02}Z"
                ledger.deployed(
                    Deployment(project="shop", service=service, environment="prod", version=str(turn), at=at),
                    given_,
                )
            else:
                known = given_
                database(path, known)
            matched(ledger, path)
            assert open_ones(ledger) == afresh(ledger, known)
            count = ledger.head().count
            again = matched(ledger, path)
            assert (again.raised, again.closed, ledger.head().count) == ((), (), count)
        assert ledger.verify() == []
        ledger.close()


def test_deployments_and_updates_at_once_lose_nothing(tmp_path):
    place, path = tmp_path / "ledger.db", tmp_path / "intel.db"
    known = [advisory(1, "alpha", "1.6")]
    database(path, known)
    open_ledger(place).close()
    wrong = []

    def deploy(service):
        ledger = open_ledger(place)
        for turn in range(8):
            part = Part("PyPI", "alpha", "1.0" if turn % 2 else "2.0")
            at = f"2026-11-20T10:00:{turn:02}Z"
            ledger.deployed(
                Deployment(project="shop", service=service, environment="prod", version=str(turn), at=at),
                [part],
            )
        ledger.close()

    def update():
        ledger = open_ledger(place)
        for _ in range(6):
            matched(ledger, path)
        ledger.close()

    def guarded(work, *given_):
        try:
            work(*given_)
        except Exception as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    jobs = [(deploy, "web"), (deploy, "api"), (update,), (update,)]
    threads = [threading.Thread(target=guarded, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    ledger = open_ledger(place)
    matched(ledger, path)
    assert (
        open_ones(ledger)
        == afresh(ledger, known)
        == {f"prod/{name} PyPI:alpha PYSEC-2026-1" for name in ("web", "api")}
    )
    assert ledger.verify() == []
    ledger.close()


@pytest.fixture
def shop(repo, tmp_path, monkeypatch):
    path = tmp_path / "intel.db"
    monkeypatch.setenv("VEDETTE_INTEL", str(path))
    database(path, [])
    files = {
        "vedette.toml": SHOP,
        "web/requirements.txt": "alpha==1.0\n",
        "office/requirements.txt": "beta==2.0\n",
        "requirements.txt": "gamma==3.0\n",
        "tests/requirements.txt": "delta==4.0\n",
    }
    commit(repo, files)
    return repo


def scanned(repo):
    return run(repo, environment={"VEDETTE_INTEL": os.environ["VEDETTE_INTEL"]})


def packages(repo, service):
    head = (repo / ".git/refs/heads/main").read_text().strip()
    ledger = open_ledger(default_path())
    try:
        one = ledger.deployed(
            Deployment(project="shop", service=service, environment="prod", version="1", commit=head)
        )
        return (
            {part.name for part in ledger.parts([one.packages]).get(one.packages, ())}
            if one.packages
            else None
        )
    finally:
        ledger.close()


def test_each_service_has_its_own_packages_and_those_of_nobody(shop):
    record = scanned(shop)
    assert [one.service for one in record.packages] == ["", "web", "office"]
    assert packages(shop, "web") == {"alpha", "gamma"}
    assert packages(shop, "office") == {"beta", "gamma"}
    assert packages(shop, "else") == {"alpha", "beta", "gamma"}
    again = scanned(shop)
    assert again.packages == (), (again.packages[0].basis, record.packages[0].basis)


def test_a_commit_that_changes_no_package_has_those_of_the_one_before(shop, monkeypatch):
    scanned(shop)
    commit(shop, {"notes.txt": "nothing"})
    monkeypatch.setattr("vedette.work.parts.take", None)
    scanned(shop)
    assert packages(shop, "web") == {"alpha", "gamma"}


def test_what_could_not_be_read_in_whole_has_no_packages(shop):
    commit(shop, {"office/package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/a": {"ver'})
    scanned(shop)
    assert packages(shop, "web") is None
    assert packages(shop, "office") is None


def test_what_is_not_committed_is_no_commits(shop):
    (shop / "web/requirements.txt").write_text("alpha==2.0\n")
    again = scanned(shop)
    assert again.packages == ()
    assert packages(shop, "web") is None
