"""Bills of material, written: as the official schemas have them, and nothing is lost on the way."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bom_world import (
    check_cyclonedx,
    check_spdx,
    counted,
    cyclonedx_documents,
    spdx_documents,
)
from vedette.feedback.bom import cyclonedx, openvex, spdx
from vedette.feedback.bom.difference import as_json, difference
from vedette.feedback.bom.shared import moment
from vedette.languages.sbom import cyclonedx_json, spdx_json
from vedette.languages.sbom import openvex as openvex_reader
from vedette.model.bom import Bom, Component, Hash, Licence, Reference, Relation
from vedette.model.errors import UsageError
from vedette.model.vex import Justification, Product, Statement, Status, Vex

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
relaxed = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
hostile = st.text(st.characters(), max_size=20)
# What the builder of bills hands over: ids are of the list, expressions are valid, times are ours.
licences = st.one_of(
    st.sampled_from(["MIT", "GPL-2.0-only"]).map(lambda name: Licence(id=name, by="declared")),
    st.sampled_from(["MIT OR ISC", "LicenseRef-x AND MIT"]).map(lambda text: Licence(expression=text)),
    hostile.filter(str.strip).map(lambda text: Licence(name=text)),
)
made_components = st.builds(
    Component,
    name=hostile.filter(bool),
    ref=st.sampled_from(["", "a", "b", "a b", "SPDXRef-DOCUMENT"]),
    type=st.sampled_from(["library", "container", "application", ""]),
    group=hostile,
    version=hostile,
    purl=st.sampled_from(["", "pkg:pypi/a@1", "pkg:pypi/a b@1"]),
    scope=st.sampled_from(["", "required", "optional", "excluded"]),
    licences=st.lists(licences, max_size=3).map(tuple),
    hashes=st.lists(
        st.builds(Hash, st.sampled_from(["SHA-256", "SHA-1", "odd"]), st.sampled_from(["ab" * 32, "zz", ""])),
        max_size=2,
        unique=True,
    ).map(tuple),
    supplier=hostile,
    references=st.lists(
        st.builds(Reference, st.sampled_from(["website", "distribution", "odd one"]), hostile), max_size=3
    ).map(tuple),
)
made = st.builds(
    lambda components, targets: Bom(
        name="shop",
        created="2026-01-02T03:04:05Z",
        subject=Component(name="shop", ref="shop", type="application", version="1"),
        components=tuple({one.ref or str(at): one for at, one in enumerate(components)}.values()),
        relations=tuple(Relation(source="shop", kind="DEPENDS_ON", target=ref) for ref in targets),
    ),
    st.lists(made_components, max_size=4),
    st.lists(st.sampled_from(["a", "b", "ghost", "", None]), max_size=3, unique=True),
)


def alike(bom):
    """A bill without the lines, which differ from file to file."""
    leaves = counted(json.loads(json.dumps(msgspec.to_builtins(bom))))
    return {key: number for key, number in leaves.items() if "'line')" not in key}


@given(cyclonedx_documents())
@relaxed
def test_nothing_of_cyclonedx_is_lost(document):
    first = cyclonedx_json.read(json.dumps(document).encode())
    assert first.faults == ()
    data = cyclonedx.write(first)
    written = check_cyclonedx(data)
    assert counted(written, {"$schema"}) == counted(document, {"$schema"})
    assert alike(cyclonedx_json.read(data)) == alike(first)


@given(spdx_documents())
@relaxed
def test_nothing_of_spdx_is_lost(document):
    first = spdx_json.read(json.dumps(document).encode())
    assert first.faults == ()
    data = spdx.write(first)
    assert counted(json.loads(data)) == counted(document)
    assert alike(spdx_json.read(data)) == alike(first)


@given(made)
@relaxed
def test_what_is_made_of_hostile_names_is_valid_cyclonedx(bom):
    written = check_cyclonedx(cyclonedx.write(bom))
    named = [one for one in bom.components if one.ref]
    assert len(named) <= len(written["components"]) <= len(bom.components)


def test_two_components_that_nothing_tells_apart_are_written_once():
    alone = Component(name="a", version="1")
    bom = Bom(name="shop", components=(alone, alone, Component(name="b")))
    assert [one["name"] for one in check_cyclonedx(cyclonedx.write(bom))["components"]] == ["a", "b"]


def test_who_made_something_is_told_in_one_line(tmp_path):
    who = Component(name="a", ref="a", supplier="Acme\nPerson: Eve")
    bom = Bom(name="shop", created="2026-01-02T03:04:05Z", authors=("Person: Ann\n",), components=(who,))
    written = check_spdx(spdx.write(bom), tmp_path / "x.spdx.json")
    assert "Organization: Acme Person: Eve" in [one.get("supplier") for one in written["packages"]]
    assert written["creationInfo"]["creators"][0] == "Person: Ann"


def test_what_is_made_is_valid_spdx(tmp_path):
    @given(made)
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    def check(bom):
        written = check_spdx(spdx.write(bom), tmp_path / "x.spdx.json")
        assert len(written["packages"]) == len(bom.components) + 1
        names = [one["SPDXID"] for one in written["packages"]]
        assert len(set(names)) == len(names)

    check()


@given(cyclonedx_documents())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_other_format_has_no_room_for_is_named(document):
    bom = cyclonedx_json.read(json.dumps(document).encode())
    again = spdx_json.read(spdx.write(bom))
    assert again.faults == ()
    lost = spdx.lost(bom)
    assert ("properties of the document" in lost) == ("properties" in bom.rest)
    assert cyclonedx.lost(bom) == ()


def example(**fields):
    return Bom(
        name="shop",
        created="2026-01-02T03:04:05Z",
        subject=Component(name="shop", ref="shop", type="application"),
        components=(
            Component(
                name="requests",
                ref="r",
                version="2",
                purl="pkg:pypi/requests@2",
                licences=(Licence(id="Apache-2.0", by="declared"),),
                scope="excluded",
            ),
        ),
        relations=(Relation(source="shop", kind="DEPENDS_ON", target="r"),),
        **fields,
    )


def test_the_same_bill_gives_the_same_bytes_and_another_another_name():
    for write, key in ((cyclonedx.write, "serialNumber"), (spdx.write, "documentNamespace")):
        assert write(example()) == write(example())
        other = msgspec.structs.replace(example(), created="2026-01-02T03:04:06Z")
        assert json.loads(write(example()))[key] != json.loads(write(other))[key]


def test_scopes_reach_spdx_as_relations():
    told = {
        (one["spdxElementId"], one["relationshipType"], one["relatedSpdxElement"])
        for one in json.loads(spdx.write(example()))["relationships"]
    }
    assert told == {
        ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-shop"),
        ("SPDXRef-shop", "DEPENDS_ON", "SPDXRef-requests-2"),
        ("SPDXRef-requests-2", "DEV_DEPENDENCY_OF", "SPDXRef-shop"),
    }


def test_a_licence_without_an_id_gets_a_reference_with_its_words():
    bom = Bom(components=(Component(name="x", licences=(Licence(name="Ours, all rights"),)),))
    written = json.loads(spdx.write(bom))
    (entry,) = written["hasExtractedLicensingInfos"]
    assert entry["extractedText"] == "Ours, all rights"
    assert written["packages"][0]["licenseDeclared"] == entry["licenseId"]


def test_the_time_of_the_source_counts():
    assert moment({}, NOW) == "2026-01-02T03:04:05Z"
    assert moment({"SOURCE_DATE_EPOCH": "0"}, NOW) == "1970-01-01T00:00:00Z"
    for wrong in ("yesterday", "-1", "9" * 30, "253402300800"):
        with pytest.raises(UsageError):
            moment({"SOURCE_DATE_EPOCH": wrong}, NOW)


def test_what_differs():
    old = Bom(
        components=(
            Component(name="a", purl="pkg:pypi/a@1", version="1", licences=(Licence(id="MIT"),)),
            Component(name="gone", version="1"),
            Component(name="same", group="g", version="1"),
        )
    )
    new = Bom(
        components=(
            Component(name="a", purl="pkg:pypi/a@2?x=y", version="2", licences=(Licence(id="BUSL-1.1"),)),
            Component(name="come", version="1", licences=(Licence(name="odd"),)),
            Component(name="same", group="g", version="1"),
        )
    )
    assert json.loads(as_json(difference(old, new))) == {
        "added": [{"name": "come", "versions": ["1"], "licences": ["odd"]}],
        "removed": [{"name": "gone", "versions": ["1"], "licences": []}],
        "changed": [{"name": "pkg:pypi/a", "before": ["1"], "after": ["2"]}],
        "relicensed": [{"name": "pkg:pypi/a", "before": ["MIT"], "after": ["BUSL-1.1"]}],
    }


texts = st.text("abc äß<&", max_size=10)
products = st.builds(
    Product,
    id=st.just("pkg:generic/shop"),
    purls=st.just(("pkg:generic/shop",)),
    parts=st.lists(
        st.builds(Product, id=st.just("pkg:pypi/a@1"), purls=st.just(("pkg:pypi/a@1", "pkg:pypi/b@1"))),
        max_size=2,
    ).map(tuple),
    hashes=st.sampled_from([(), ("sha-256:abab",)]),
    identifiers=st.sampled_from([(), (("cpe23", "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"),)]),
)
documents = st.builds(
    Vex,
    context=st.just("https://openvex.dev/ns/v0.2.0"),
    id=st.just("https://example.org/vex"),
    author=st.just("a"),
    role=texts,
    timestamp=st.just("2026-01-02T03:04:05Z"),
    statements=st.lists(
        st.builds(
            Statement,
            vulnerability=st.just("CVE-2026-1"),
            aliases=st.lists(st.just("GHSA-x"), max_size=1).map(tuple),
            products=st.lists(products, min_size=1, max_size=2).map(tuple),
            status=st.sampled_from(Status),
            justification=st.sampled_from([None, *Justification]),
            impact=st.just("why"),
            action=st.just("what"),
            notes=texts,
            version=st.integers(0, 3),
        ),
        max_size=3,
    ).map(tuple),
)


@given(documents)
def test_nothing_of_openvex_is_lost(vex):
    again = openvex_reader.read(openvex.write(vex))
    assert again.faults == ()
    plain = tuple(msgspec.structs.replace(one, line=0) for one in again.statements)
    assert msgspec.structs.replace(again, statements=plain) == vex


def test_a_statement_always_says_why():
    vex = Vex(
        statements=(
            Statement(vulnerability="CVE-1", products=(Product(id="x"),), status=Status.not_affected),
            Statement(vulnerability="CVE-2", products=(Product(id="x"),), status=Status.affected),
        )
    )
    one, two = json.loads(openvex.write(vex))["statements"]
    assert one["impact_statement"]
    assert two["action_statement"]
