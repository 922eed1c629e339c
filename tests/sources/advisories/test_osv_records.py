"""Records of OSV, honest and hostile."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intel_world import record
from vedette.model.advisory import Event
from vedette.sources.advisories import osv
from vedette.sources.advisories.interface import RecordError
from vedette.sources.advisories.schema import pack, unpack_advisory

WHOLE = record(
    aliases=["GHSA-xxxx-xxxx-xxxx", "CVE-2026-1", "CVE-2026-1"],
    summary="A  flaw\nof two lines",
    details="More of it.",
    severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    references=[
        {"type": "WEB", "url": "https://example.org/w"},
        {"type": "FIX", "url": "https://example.org/f"},
    ],
    database_specific={"cwe_ids": ["CWE-79", "CWE-x"], "url": "https://example.org"},
)
WHOLE["affected"][0] |= {
    "versions": ["1.0.0", "1.1.0"],
    "ecosystem_specific": {
        "imports": [{"path": "example.org/shop/cart", "symbols": ["Add", "Cart.Pay"]}, {"path": "p"}]
    },
}
WHOLE["affected"][0]["ranges"] += [{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}]


def read(document):
    return osv.read_json(json.dumps(document).encode())


def test_a_record_is_read():
    one = read(WHOLE)
    assert (one.id, one.aliases) == ("GO-2026-1", ("CVE-2026-1", "GHSA-xxxx-xxxx-xxxx"))
    assert one.summary == "A flaw of two lines"
    assert one.cwe == (79,)
    assert one.severity == ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",)
    assert one.references == ("https://example.org/f", "https://example.org/w")
    assert not one.malicious
    assert not one.withdrawn
    (affected,) = one.affected
    assert affected.ranges == ((Event("introduced", "0"), Event("fixed", "1.2.0")),)
    assert affected.kinds == ("SEMVER",)
    assert affected.versions == ("1.0.0", "1.1.0")
    assert affected.symbols == (("example.org/shop/cart", ("Add", "Cart.Pay")), ("p", ()))


def test_yaml_says_the_same_and_versions_stay_texts():
    text = """
id: PYSEC-2026-1
modified: 2026-11-20T10:00:00Z
withdrawn: null
affected:
- package: {ecosystem: PyPI, name: My_Shop}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: 0}, {fixed: 1.10}]
  versions: [1.1, 1.9]
"""
    one = osv.read_yaml(text.encode())
    assert one.affected[0].name == "my-shop"
    assert one.affected[0].ranges == ((Event("introduced", "0"), Event("fixed", "1.10")),)
    assert one.affected[0].versions == ("1.1", "1.9")
    assert one.modified == "2026-11-20T10:00:00Z"
    assert one.withdrawn == ""


@pytest.mark.parametrize("name", ["MAL-2026-1", "PYSEC-2026-1"])
def test_malicious_packages_are_known_by_their_id(name):
    assert read(record(name)).malicious == name.startswith("MAL-")


def test_withdrawn_is_kept():
    assert read(record(withdrawn="2026-11-20T10:00:00+02:00")).withdrawn == "2026-11-20T08:00:00Z"
    assert read(record(withdrawn="never")).withdrawn == ""


def test_the_suffix_of_an_ecosystem_stands_apart():
    affected = read(record(ecosystem="Alpine:v3.18")).affected[0]
    assert (affected.ecosystem, affected.suffix) == ("Alpine", "v3.18")


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b"{",
        b"{}",
        b'{"id": "a b"}',
        b'{"id": "X-1", "affected": {}}',
        b'{"id": "X-1", "affected": [{"package": {"name": "x"}}]}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"id": "X-1", "aliases": [' + b"1," * 300 + b"1]}",
        json.dumps(
            record()
            | {"affected": [{"package": {"ecosystem": "Go", "name": "x"}, "ranges": [{"type": "?"}]}]}
        ).encode(),
    ],
)
def test_what_is_no_record_is_refused(wrong):
    with pytest.raises(RecordError):
        osv.read_json(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        b"[" * 200_000,
        b"- " * 100_000,
        b"a: &x [1]\nb: *x",
        b"{" * 50_000,
        b"? " * 50_000,
        b'a: "' + b"x" * 99,
    ],
)
def test_hostile_yaml_is_refused(wrong):
    with pytest.raises(RecordError):
        osv.read_yaml(wrong)


def test_one_event_without_a_version_refuses_the_record():
    wrong = record()
    wrong["affected"][0]["ranges"][0]["events"].append({"fixed": 3})
    with pytest.raises(RecordError):
        read(wrong)


def test_what_is_written_reads_as_it_was():
    one = read(WHOLE)
    assert osv.read_json(osv.written(one)) == one


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just("\ud800"), st.just("0")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["type", "events", "fixed", "introduced", "url", "path", "name"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.sampled_from(["package", "ranges", "versions", "ecosystem_specific"]),
    JSON,
)
def test_whatever_stands_in_a_record_it_is_read_or_refused(field, inner, value):
    for document in (WHOLE | {field: value}, WHOLE | {"affected": [WHOLE["affected"][0] | {inner: value}]}):
        try:
            one = osv.read_json(json.dumps(document).encode())
        except RecordError:
            continue
        # Whatever is read can be stored, handed on and read again.
        assert unpack_advisory(pack(one)) == one
        again = osv.read_json(osv.written(one))
        assert (again.id, again.affected) == (one.id, one.affected)
