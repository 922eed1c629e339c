"""Bills of material for tests: the official schemas, and documents that use them fully."""

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import strategies as st

REFS = ["a", "pkg:pypi/b@1", "c d", "NONE"]
words = st.text("abcXYZ äß<>&\"'\\/\u202e", max_size=12)
names = st.text("abcXYZ-._", min_size=1, max_size=12)
urls = st.sampled_from(["https://example.org/x", "mailto:a@example.org", "urn:x:y"])
licences = st.one_of(
    st.lists(
        st.one_of(
            st.fixed_dictionaries(
                {
                    "license": st.fixed_dictionaries(
                        {"id": st.sampled_from(["MIT", "Apache-2.0"])},
                        optional={"url": urls, "acknowledgement": st.sampled_from(["declared", "concluded"])},
                    )
                }
            ),
            st.fixed_dictionaries(
                {
                    "license": st.fixed_dictionaries(
                        {"name": words},
                        optional={"text": st.just({"content": "x"}), "bom-ref": st.just("licence-ref")},
                    )
                }
            ),
        ),
        max_size=3,
    ),
    st.lists(
        st.fixed_dictionaries(
            {"expression": st.sampled_from(["MIT", "MIT OR ISC", "LicenseRef-x AND MIT"])},
            optional={"acknowledgement": st.just("declared")},
        ),
        min_size=1,
        max_size=1,
    ),
)
hashes = st.lists(
    st.sampled_from([("MD5", 32), ("SHA-1", 40), ("SHA-256", 64), ("SHA-512", 128)]).map(
        lambda pair: {"alg": pair[0], "content": "ab" * (pair[1] // 2)}
    ),
    max_size=2,
)
references = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["website", "vcs", "other"]), "url": urls},
        optional={"comment": words, "hashes": hashes},
    ),
    max_size=2,
)
properties = st.lists(st.fixed_dictionaries({"name": words, "value": words}), max_size=2)
plain_component = {
    "type": st.sampled_from(["library", "application", "file", "cryptographic-asset"]),
    "name": words,
}
optional = {
    "version": words,
    "group": words,
    "description": words,
    "scope": st.sampled_from(["required", "optional", "excluded"]),
    "purl": st.sampled_from(["pkg:pypi/a@1", "pkg:npm/%40s/b@2", ""]),
    "cpe": st.just("cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"),
    "copyright": words,
    "publisher": words,
    "mime-type": st.just("text/plain"),
    "supplier": st.fixed_dictionaries({}, optional={"name": words, "url": st.lists(urls, max_size=1)}),
    "hashes": hashes,
    "licenses": licences,
    "externalReferences": references,
    "properties": properties,
    "tags": st.lists(words, max_size=2, unique=True),
    "modified": st.booleans(),
    "evidence": st.just({"occurrences": [{"location": "x.py", "line": 3}]}),
}
components = st.recursive(
    st.fixed_dictionaries(plain_component, optional=optional),
    lambda inner: st.fixed_dictionaries(
        plain_component,
        optional=optional | {"components": st.lists(inner, max_size=2, unique_by=repr)},
    ),
    max_leaves=4,
)
dependencies = st.lists(
    st.fixed_dictionaries(
        {"ref": st.sampled_from(REFS)},
        optional={
            "dependsOn": st.lists(st.sampled_from(REFS), min_size=1, max_size=3, unique=True),
            "provides": st.lists(st.sampled_from(REFS), min_size=1, max_size=2, unique=True),
        },
    ),
    max_size=3,
    unique_by=lambda one: one["ref"],
)
vulnerabilities = st.lists(
    st.fixed_dictionaries(
        {"id": names},
        optional={
            "analysis": st.just({"state": "not_affected", "justification": "code_not_reachable"}),
            "affects": st.just([{"ref": "a", "versions": [{"version": "1", "status": "affected"}]}]),
            "ratings": st.just([{"score": 9.8, "severity": "critical"}]),
        },
    ),
    max_size=2,
    unique_by=repr,
)


@st.composite
def cyclonedx_documents(draw):
    """A valid CycloneDX 1.6 document that uses much of what the format has."""
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": draw(st.integers(1, 99)),
        "metadata": {
            "timestamp": "2026-01-02T03:04:05Z",
            "component": draw(components),
            "tools": {"components": [{"type": "application", "name": draw(words)}]},
            "properties": draw(properties),
        },
        "components": draw(st.lists(components, max_size=4, unique_by=repr)),
        "dependencies": draw(dependencies),
        "vulnerabilities": draw(vulnerabilities),
        "properties": draw(properties),
    }
    for ref, one in zip(REFS, made["components"], strict=False):
        one["bom-ref"] = ref
    return made


spdx_ids = ["SPDXRef-A", "SPDXRef-B", "SPDXRef-C.1"]
spdx_packages = st.fixed_dictionaries(
    {"name": names, "downloadLocation": st.sampled_from(["NOASSERTION", "NONE", "https://example.org/a"])},
    optional={
        "versionInfo": words,
        "supplier": st.sampled_from(["Organization: X", "Person: Y (y@example.org)", "NOASSERTION"]),
        "originator": st.just("Person: Z"),
        "homepage": st.just("https://example.org"),
        "description": words,
        "summary": words,
        "comment": words,
        "copyrightText": st.sampled_from(["NONE", "NOASSERTION", "Copyright someone"]),
        "licenseDeclared": st.sampled_from(["MIT", "NOASSERTION", "NONE", "MIT OR ISC", "LicenseRef-1"]),
        "licenseConcluded": st.sampled_from(["MIT", "NOASSERTION", "Apache-2.0 AND MIT"]),
        "filesAnalyzed": st.sampled_from([False]),
        "primaryPackagePurpose": st.sampled_from(["LIBRARY", "SOURCE", "OPERATING_SYSTEM"]),
        "checksums": st.just([{"algorithm": "SHA256", "checksumValue": "ab" * 32}]),
        "annotations": st.just(
            [
                {
                    "annotationDate": "2026-01-02T03:04:05Z",
                    "annotationType": "OTHER",
                    "annotator": "Person: Q",
                    "comment": "c",
                }
            ]
        ),
        "externalRefs": st.lists(
            st.sampled_from(
                [
                    ("PACKAGE-MANAGER", "purl", "pkg:pypi/a@1"),
                    ("PACKAGE-MANAGER", "npm", "a@1"),
                    ("SECURITY", "cpe23Type", "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"),
                    ("OTHER", "custom", "x/y"),
                ]
            ).map(
                lambda each: dict(
                    zip(("referenceCategory", "referenceType", "referenceLocator"), each, strict=True)
                )
            ),
            max_size=3,
        ),
    },
)


@st.composite
def spdx_documents(draw):
    """A valid SPDX 2.3 document that uses much of what the format has."""
    packages = draw(st.lists(spdx_packages, max_size=3))
    for name, one in zip(spdx_ids, packages, strict=False):
        one["SPDXID"] = name
    known = ["SPDXRef-DOCUMENT", *(one["SPDXID"] for one in packages)]
    relations = st.fixed_dictionaries(
        {
            "spdxElementId": st.sampled_from(known),
            "relationshipType": st.sampled_from(["DEPENDS_ON", "DESCRIBES", "CONTAINS", "DEV_DEPENDENCY_OF"]),
            "relatedSpdxElement": st.sampled_from([*known, "NONE", "NOASSERTION"]),
        },
        optional={"comment": names},
    )
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": draw(names),
        "documentNamespace": "https://example.org/ns",
        "creationInfo": {
            "created": "2026-01-02T03:04:05Z",
            "creators": ["Tool: x-1", "Person: y"],
            "licenseListVersion": "3.20",
        },
        "packages": packages,
        "relationships": draw(st.lists(relations, max_size=4)),
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": draw(names)}],
    }


def leaves(value, path=()):
    """Every plain value with the keys that lead to it; the order in lists is left aside."""
    if isinstance(value, dict):
        if not value:
            yield path, "{}"
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        if not value:
            yield path, "[]"
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def counted(value, ignored=()):
    """How often each leaf is there, without those below the keys that are ignored."""
    return Counter(repr(one) for one in leaves(value) if one[0][0] not in ignored)


@cache
def cyclonedx_schema(version):
    """A validator of the official schema that cyclonedx-python-lib carries unchanged."""
    try:
        import jsonschema_rs
        from cyclonedx import schema
    except ImportError as error:  # pragma: no cover - depends on the environment
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"the official schema is not here: {error}")
    folder = Path(schema.__file__).parent / "_res"

    def load(name):
        return json.loads((folder / name).read_text(encoding="utf-8"))

    others = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
    others += ("cryptography-defs.SNAPSHOT.schema.json",)
    registry = jsonschema_rs.Registry(
        [(f"http://cyclonedx.org/schema/{name}", load(name)) for name in others]
    )
    document = load(f"bom-{version}.SNAPSHOT.schema.json")
    return jsonschema_rs.validator_for(document, registry=registry, validate_formats=True)


def check_cyclonedx(data):
    """The document is what the official schema of its version says."""
    document = json.loads(data)
    errors = [
        (error.message[:200], error.instance_path)
        for error in cyclonedx_schema(document["specVersion"]).iter_errors(document)
    ]
    assert errors == []
    return document


def check_spdx(data, path):
    """The document is what SPDX's own library reads and finds nothing wrong with."""
    try:
        from spdx_tools.spdx.parser.json import json_parser
        from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
    except ImportError as error:  # pragma: no cover - depends on the environment
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"spdx-tools is not here: {error}")
    path.write_bytes(data)
    document = json_parser.parse_from_file(str(path))
    assert [one.validation_message for one in validate_full_spdx_document(document)] == []
    return json.loads(data)
