"""Bills of material, read: what stands in them, what is wrong with them, and no end of bad bytes."""

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vedette.languages.sbom import cyclonedx_json, cyclonedx_xml, openvex, spdx_json, spdx_tagvalue
from vedette.languages.sbom.packages import manifest_of
from vedette.languages.sbom.reading import format_of, read
from vedette.model.bom import Hash, Licence, Reference, Relation
from vedette.model.package import Scope

CYCLONEDX = """{
  "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 3,
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {"timestamp": "2026-01-02T03:04:05Z",
    "component": {"type": "application", "name": "shop", "version": "2", "bom-ref": "shop"}},
  "components": [
    {"type": "library", "name": "requests", "version": "2.31.0", "bom-ref": "r",
     "purl": "pkg:pypi/requests@2.31.0", "licenses": [{"license": {"id": "Apache-2.0"}}],
     "hashes": [{"alg": "SHA-256", "content": "abab"}], "supplier": {"name": "PSF"},
     "externalReferences": [{"type": "website", "url": "https://example.org"}]},
    {"type": "library", "name": "pytest", "version": "8", "bom-ref": "p", "scope": "excluded",
     "purl": "pkg:pypi/PyTest@8", "licenses": [{"expression": "MIT OR ISC"}],
     "components": [{"type": "file", "name": "inner"}]},
    {"type": "library", "name": "own", "version": "1"}
  ],
  "dependencies": [{"ref": "shop", "dependsOn": ["r"]}, {"ref": "r", "dependsOn": ["p"]}, {"ref": "p"}],
  "vulnerabilities": [{"id": "CVE-2026-1", "analysis": {"state": "false_positive"},
    "affects": [{"ref": "r"}]}]
}"""
XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="3"
     serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
  <metadata><timestamp>2026-01-02T03:04:05Z</timestamp>
    <component type="application" bom-ref="shop"><name>shop</name><version>2</version></component></metadata>
  <components>
    <component type="library" bom-ref="r"><supplier><name>PSF</name></supplier>
      <name>requests</name><version>2.31.0</version>
      <hashes><hash alg="SHA-256">abab</hash></hashes>
      <licenses><license><id>Apache-2.0</id></license></licenses>
      <purl>pkg:pypi/requests@2.31.0</purl>
      <externalReferences><reference type="website"><url>https://example.org</url></reference>
      </externalReferences></component>
    <component type="library" bom-ref="p"><name>pytest</name><version>8</version><scope>excluded</scope>
      <licenses><expression>MIT OR ISC</expression></licenses><purl>pkg:pypi/PyTest@8</purl>
      <components><component type="file"><name>inner</name></component></components></component>
    <component type="library"><name>own</name><version>1</version></component>
  </components>
  <dependencies><dependency ref="shop"><dependency ref="r"/></dependency>
    <dependency ref="r"><dependency ref="p"/></dependency><dependency ref="p"/></dependencies>
  <vulnerabilities><vulnerability><id>CVE-2026-1</id><analysis><state>false_positive</state></analysis>
    <affects><target><ref>r</ref></target></affects></vulnerability></vulnerabilities>
</bom>"""
TAGS = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: shop
DocumentNamespace: https://example.org/ns
Creator: Tool: x-1
Created: 2026-01-02T03:04:05Z
# one package
PackageName: requests
SPDXID: SPDXRef-R
PackageVersion: 2.31.0
PackageDownloadLocation: NOASSERTION
PackageLicenseDeclared: Apache-2.0
PackageChecksum: SHA256: abab
PackageDescription: <text>two
lines</text>
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/requests@2.31.0
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-R
Relationship: SPDXRef-R DEPENDS_ON NONE
"""
VEX = """{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a",
 "timestamp": "2026-01-02T03:04:05Z", "version": 1, "statements": [
 {"vulnerability": {"name": "CVE-2026-1", "aliases": ["GHSA-x"]}, "status": "not_affected",
  "products": [{"@id": "pkg:pypi/requests@2.31.0"}], "justification": "component_not_present"},
 {"vulnerability": "CVE-2026-1", "status": "fixed", "timestamp": "2026-02-01T00:00:00Z",
  "products": [{"@id": "shop", "subcomponents": [{"@id": "pkg:pypi/requests"}]}]},
 {"vulnerability": "CVE-2026-2", "status": "sure", "products": ["pkg:pypi/x"]},
 {"vulnerability": "CVE-2026-3", "status": "affected"}]}"""
READERS = [cyclonedx_json.read, cyclonedx_xml.read, spdx_json.read, spdx_tagvalue.read, openvex.read, read]


@pytest.mark.parametrize("text", [CYCLONEDX, XML], ids=["json", "xml"])
def test_what_a_cyclonedx_bill_says(text):
    bom = read(text.encode())
    assert bom.faults == ()
    assert (bom.name, bom.version, bom.created) == ("shop", 3, "2026-01-02T03:04:05Z")
    one, two, own = bom.components
    assert (one.name, one.version, one.purl, one.supplier) == (
        "requests",
        "2.31.0",
        "pkg:pypi/requests@2.31.0",
        "PSF",
    )
    assert one.licences == (Licence(id="Apache-2.0"),)
    assert one.hashes == (Hash("SHA-256", "abab"),)
    assert one.references == (Reference("website", "https://example.org"),)
    assert two.licences == (Licence(expression="MIT OR ISC"),)
    assert [part.name for part in two.parts] == ["inner"]
    assert own.ref == ""
    assert bom.relations == (
        Relation(source="shop", kind="DEPENDS_ON", target="r"),
        Relation(source="r", kind="DEPENDS_ON", target="p"),
        Relation(source="p", kind="DEPENDS_ON", target=""),
    )
    assert [(flaw.id, flaw.state, flaw.affects) for flaw in bom.flaws] == [
        ("CVE-2026-1", "not_affected", ("r",))
    ]


def test_components_know_their_lines():
    for text, needle in ((CYCLONEDX, '"name": "pytest"'), (XML, "<name>pytest<")):
        line = next(number for number, one in enumerate(text.split("\n"), 1) if needle in one)
        assert read(text.encode()).components[1].line == line


def test_a_bill_as_packages():
    manifest = manifest_of(read(CYCLONEDX.encode()), "bom.json")
    assert [(one.ecosystem, one.name, one.version, one.direct, one.scope) for one in manifest.packages] == [
        ("PyPI", "requests", "2.31.0", True, Scope.runtime),
        ("PyPI", "pytest", "8", False, Scope.development),
    ]
    assert manifest.packages[0].needs == ("pytest@8",)
    assert manifest.packages[1].licence == "MIT OR ISC"
    # What no ecosystem is known of is told, and not dropped.
    assert [gap.reason for gap in manifest.gaps] == ["has the component 'own' of no ecosystem known here"]
    assert (manifest.name, manifest.version, manifest.lock) == ("shop", "2", True)


def test_what_tags_and_values_say():
    bom = read(TAGS.encode())
    assert bom.faults == ()
    assert bom.subject.name == "requests"
    assert bom.subject.description == "two\nlines"
    assert bom.subject.licences == (Licence(id="Apache-2.0", by="declared"),)
    assert bom.subject.hashes == (Hash("SHA-256", "abab"),)
    assert bom.subject.purl == "pkg:pypi/requests@2.31.0"
    assert bom.relations[1].target == ""
    assert bom.authors == ("Tool: x-1",)


def test_what_is_wrong_is_told():
    bom = read(
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "odd": 1, "components": [{"type": "banana",'
        b' "name": "a", "wild": 2}, {"type": "library"}, 7,'
        b' {"type": "library", "name": 9, "purl": "pkg:x/y"}]}'
    )
    reasons = [fault.reason for fault in bom.faults]
    assert any("'odd'" in reason for reason in reasons)
    assert any("'wild'" in reason for reason in reasons)
    assert any("'banana'" in reason for reason in reasons)
    assert any("neither name nor purl" in reason for reason in reasons)
    assert any("no mapping" in reason for reason in reasons)
    assert [one.name for one in bom.components] == ["a", "pkg:x/y"]


@pytest.mark.parametrize("text", [CYCLONEDX, XML], ids=["json", "xml"])
def test_a_bill_cut_in_half_gives_what_stands_before_the_cut(text):
    bom = read(text[: text.index("pytest") + 40].encode())
    assert bom.components[0].name == "requests"
    assert any("cut off or broken" in fault.reason for fault in bom.faults)


def test_entities_are_refused():
    text = XML.replace('<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>')
    assert any("declares an entity" in fault.reason for fault in read(text.encode()).faults)


def test_other_versions_are_told():
    bom = read(CYCLONEDX.replace('"1.5"', '"9.1"').encode())
    assert "no CycloneDX 1.4 to 1.7 (9.1)" in bom.faults[0].reason
    assert len(bom.components) == 3


def test_formats_are_told_by_how_they_begin():
    assert [format_of(text.encode()) for text in (CYCLONEDX, XML, TAGS, VEX, "", "[]", "hello")] == [
        "cyclonedx-json",
        "cyclonedx-xml",
        "spdx-tag-value",
        "",
        "",
        "",
        "",
    ]
    assert read(b"hello") is None


def test_statements():
    vex = openvex.read(VEX.encode())
    assert [str(one.status) for one in vex.statements] == ["not_affected", "fixed"]
    assert [reason for _, reason in vex.faults] == [
        "a statement has no status that the format knows: it was left out",
        "a statement has no product that the format knows: it was left out",
    ]
    latest = vex.standing(frozenset({"cve-2026-1"}), "pkg:pypi/requests@2.31.0")
    assert latest is vex.statements[1]
    assert vex.standing(frozenset({"GHSA-x"}), "pkg:pypi/requests@2.31.0") is vex.statements[0]
    assert vex.standing(frozenset({"GHSA-x"}), "pkg:pypi/requests@2.32.0") is None
    assert vex.standing(frozenset({"CVE-2026-1"}), "pkg:pypi/requests-mock@1") is None
    assert vex.standing(frozenset({"CVE-2026-2"}), "pkg:pypi/x@1") is None


@pytest.mark.parametrize("reader", READERS)
@given(data=st.binary(max_size=300))
@example(data=b"")
@example(data=b"\xff\xfe{")
@example(data=b'{"components": ' * 500)
@example(data=b"<bom>" * 500)
def test_anything_is_read(reader, data):
    reader(data)


SEEDS = [text.encode() for text in (CYCLONEDX, XML, TAGS, VEX)]


@given(st.sampled_from(SEEDS), st.data())
def test_what_was_altered_is_read(seed, data):
    at = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(at, min(len(seed), at + 60)))
    broken = seed[:at] + data.draw(st.binary(max_size=20)) + seed[end:]
    for reader in READERS:
        reader(broken)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner)),
    max_leaves=5,
)


@given(st.sampled_from([CYCLONEDX, VEX]), st.data())
def test_values_of_the_wrong_kind_are_read(text, data):
    root = json.loads(text)
    holder = root
    for _ in range(data.draw(st.integers(0, 4))):
        inner = list(holder.values()) if isinstance(holder, dict) else holder
        inner = [one for one in inner if isinstance(one, dict | list) and one]
        if not inner:
            break
        holder = data.draw(st.sampled_from(inner))
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    holder[data.draw(st.sampled_from(keys))] = data.draw(values)
    broken = json.dumps(root).encode()
    for reader in (cyclonedx_json.read, spdx_json.read, openvex.read):
        reader(broken)


def test_a_large_bill_takes_time_in_proportion():
    def seconds(count):
        parts = [
            {"type": "library", "name": f"n{at}", "purl": f"pkg:pypi/n{at}@1", "bom-ref": str(at)}
            for at in range(count)
        ]
        data = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}).encode()
        start = time.process_time()
        assert len(read(data).components) == count
        return time.process_time() - start

    seconds(100)
    # Eight times as much; what is quadratic takes sixty-four times as long. The least of some is no accident.
    least = {count: min(seconds(count) for _ in range(3)) for count in (1000, 8000)}
    assert least[8000] < 32 * max(least[1000], 0.01)


@pytest.mark.parametrize("field", ["affects", "references"])
@pytest.mark.parametrize("value", ["true", "7", '"r"', '{"ref": "r"}'])
def test_a_weakness_whose_lists_are_none_is_read(field, value):
    flaw = f'{{"id": "X-1", "{field}": {value}}}'
    bill = f'{{"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [{flaw}]}}'
    found = read(bill.encode())
    assert found is not None
    assert [one.id for one in found.flaws] == ["X-1"]
