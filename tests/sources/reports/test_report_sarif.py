"""Other tools' SARIF: every result becomes a finding or a skip with its reason, and junk is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.coverage import SkipClass
from vedette.model.errors import UsageError
from vedette.model.facts import Position
from vedette.model.rule import Confidence, Principle, Severity
from vedette.sources.reports import sarif_file
from vedette.sources.reports.sarif import read

DATA = Path(__file__).with_name("data")


def at(uri="src/app.py", line=3, **more):
    region = {"startLine": line, "startColumn": 5, "endColumn": 9, **more.pop("region", {})}
    return [{"physicalLocation": {"artifactLocation": {"uri": uri, **more}, "region": region}}]


def result(**more):
    return {"ruleId": "R1", "message": {"text": "something is wrong"}, "locations": at(), **more}


def log(*results, rules=(), name="Tool", **run):
    driver = {"name": name, "semanticVersion": "1.2.3", "rules": list(rules)}
    document = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results), **run}]}
    return json.dumps(document).encode()


def only(data, **more):
    report = read(data, **more)
    assert report.skips == ()
    (finding,) = report.findings
    return finding


def reason(data, **more):
    report = read(data, **more)
    assert report.findings == ()
    (skip,) = report.skips
    return skip.cls, skip.reason


def test_bandit_as_it_is():
    report = read((DATA / "bandit.sarif").read_bytes())
    assert report.tools == (("Bandit", "1.9.4"),)
    assert [(f.rule, f.place.start, f.severity, f.confidence) for f in report.findings] == [
        ("bandit/B404", Position(1, 1), Severity.low, Confidence.high),
        ("bandit/B602", Position(6, 5), Severity.high, Confidence.high),
        ("bandit/B324", Position(7, 12), Severity.high, Confidence.high),
        ("bandit/B101", Position(11, 5), Severity.low, Confidence.high),
        ("bandit/B608", Position(12, 20), Severity.medium, Confidence.medium),
    ]
    assert {f.place.path for f in report.findings} == {"src/app.py"}
    assert {f.kind for f in report.findings} == {"import:bandit"}
    assert len({f.subject for f in report.findings}) == 5
    rule = report.rules["bandit/B602"]
    assert rule.cwe == (78,)
    assert rule.title == "subprocess popen with shell equals true"
    assert rule.fix.startswith("Follow what Bandit advises for B602: https://bandit.")


def test_semgrep():
    rule = {
        "id": "python.lang.eval",
        "name": "python.lang.eval",
        "shortDescription": {"text": "Semgrep Finding: python.lang.eval"},
        "fullDescription": {"text": "Input reaches eval."},
        "help": {"text": "Parse the input instead.", "markdown": "*Parse* it"},
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "precision": "very-high",
            "tags": ["CWE-95: Eval Injection", "HIGH CONFIDENCE", "security"],
        },
    }
    item = result(
        ruleId="python.lang.eval",
        fingerprints={"matchBasedId/v1": "requires login"},
        locations=at(uriBaseId="%SRCROOT%", region={"snippet": {"text": "eval(x)"}}),
        properties={},
    )
    data = log(item, rules=[rule], name="Semgrep OSS")
    finding = only(data)
    assert (finding.rule, finding.kind) == ("semgrep-oss/python.lang.eval", "import:semgrep-oss")
    assert (finding.severity, finding.confidence) == (Severity.high, Confidence.high)
    assert finding.foreign == {}
    assert finding.subject.startswith("message:")
    advice = read(data).rules[finding.rule]
    assert (advice.why, advice.fix, advice.cwe) == ("Input reaches eval.", "Parse the input instead.", (95,))


def test_codeql():
    rule = {
        "id": "py/sql-injection",
        "shortDescription": {"text": "SQL query built from user-controlled sources"},
        "properties": {
            "tags": ["security", "external/cwe/cwe-089"],
            "precision": "high",
            "security-severity": "8.8",
        },
    }
    item = result(
        ruleId="py/sql-injection",
        rule={"id": "py/sql-injection", "index": 0, "toolComponent": {"index": 0}},
        message={"text": "This query depends on a [user-provided value](1)."},
        locations=at(uri="app/db.py", uriBaseId="%SRCROOT%", index=0),
        partialFingerprints={
            "primaryLocationLineHash": "39fa2ee980eb94b0:1",
            "primaryLocationStartColumnFingerprint": "4",
        },
    )
    data = json.loads(log(item, name="CodeQL"))
    data["runs"][0]["tool"]["extensions"] = [{"name": "codeql/python-queries", "rules": [rule]}]
    data["runs"][0]["originalUriBaseIds"] = {"%SRCROOT%": {"uri": "file:///home/ci/build/shop/"}}
    finding = only(json.dumps(data).encode())
    assert finding.message == "This query depends on a user-provided value."
    assert finding.severity is Severity.high
    assert finding.place.path == "app/db.py"
    assert finding.subject == "primaryLocationLineHash:39fa2ee980eb94b0:1"
    assert finding.foreign["primaryLocationStartColumnFingerprint"] == "4"


def test_trivy():
    rule = {
        "id": "CVE-2026-0001",
        "name": "LanguageSpecificPackageVulnerability",
        "shortDescription": {"text": "lib: remote code execution"},
        "fullDescription": {"text": "A crafted request runs code."},
        "defaultConfiguration": {"level": "error"},
        "help": {"text": "Upgrade lib to 2.0.0"},
        "properties": {
            "precision": "very-high",
            "security-severity": "9.8",
            "tags": ["vulnerability", "CRITICAL"],
        },
    }
    item = result(
        ruleId="CVE-2026-0001",
        ruleIndex=0,
        level="error",
        locations=at("package-lock.json", 1, uriBaseId="ROOTPATH"),
    )
    finding = only(
        log(item, rules=[rule], name="Trivy", originalUriBaseIds={"ROOTPATH": {"uri": "file:///"}})
    )
    assert (finding.rule, finding.severity) == ("trivy/CVE-2026-0001", Severity.critical)
    assert finding.place.path == "package-lock.json"


def test_a_draft_of_2_0():
    data = {
        "version": "2.0.0-csd.2.beta.2018-10-10",
        "runs": [
            {
                "tool": {"name": "Old Tool", "version": "1"},
                "resources": {"rules": {"R1": {"id": "R1", "shortDescription": {"text": "An old rule."}}}},
                "results": [
                    {
                        "ruleId": "R1",
                        "level": "error",
                        "message": {"text": "x"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "fileLocation": {"uri": "a.c"},
                                    "region": {"startLine": 2},
                                },
                                "fullyQualifiedLogicalName": "main",
                            }
                        ],
                    }
                ],
            }
        ],
    }
    finding = only(json.dumps(data).encode())
    assert (finding.rule, finding.place.path, finding.symbol) == ("old-tool/R1", "a.c", "main")
    assert read(json.dumps(data).encode()).rules["old-tool/R1"].title == "An old rule"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_byte_order_marks(encoding):
    text = log(result()).decode()
    data = ("\ufeff" + text).encode(encoding) if encoding == "utf-16-le" else text.encode(encoding)
    assert only(data).rule == "tool/R1"


def test_half_surrogates_and_bytes_that_are_not_utf8_are_read():
    assert (
        only(log(result(message={"text": "x \udce9 \U0001f600 \\ud800"}))).message
        == "x \ufffd \U0001f600 \\ud800"
    )
    assert only(log(result()).replace(b"wrong", b"wr\xff\xfeng")).message.startswith("something is wr")


@pytest.mark.parametrize(
    ("score", "level", "severity"),
    [
        ("9.0", None, Severity.critical),
        (7.0, "note", Severity.high),
        ("6.9", "error", Severity.medium),
        ("3.9", None, Severity.low),
        ("nan", "error", Severity.high),
        ("11", "note", Severity.low),
        (True, "note", Severity.low),
        (["9"], "warning", Severity.medium),
        (None, "error", Severity.high),
        (None, None, Severity.medium),
        (None, "none", Severity.low),
        (None, "dreadful", Severity.medium),
    ],
)
def test_severity(score, level, severity):
    item = result(**({"level": level} if level else {}))
    rule = {"id": "R1", "properties": {"security-severity": score}}
    assert only(log(item, rules=[rule])).severity is severity
    assert only(log({**item, "properties": {"security-severity": score}})).severity is severity


@pytest.mark.parametrize(
    ("change", "cls", "why"),
    [
        ({"kind": "pass"}, SkipClass.not_applicable, "passed"),
        ({"kind": "notApplicable"}, SkipClass.not_applicable, "not-applicable"),
        ({"baselineState": "absent"}, SkipClass.not_applicable, "absent"),
        ({"suppressions": [{"kind": "inSource"}]}, SkipClass.declared, "suppressed"),
        ({"suppressions": [{"status": "accepted"}], "locations": []}, SkipClass.declared, "suppressed"),
        ({"suppressionStates": ["suppressedInSource"]}, SkipClass.declared, "suppressed"),
        ({"locations": []}, SkipClass.failed, "no-location"),
        ({"locations": None}, SkipClass.failed, "no-location"),
        ({"locations": at("../../etc/passwd")}, SkipClass.failed, "outside-root"),
        ({"locations": at("%2e%2e/x")}, SkipClass.failed, "outside-root"),
        ({"locations": at("a/..\\..\\x")}, SkipClass.failed, "outside-root"),
        ({"locations": at("/etc/passwd")}, SkipClass.failed, "outside-root"),
        ({"locations": at("https://example.org/x")}, SkipClass.failed, "not-a-file"),
        ({"locations": at("a%00b")}, SkipClass.failed, "bad-path"),
        ({"locations": at("x" * 5000)}, SkipClass.failed, "bad-path"),
        ({"locations": at(".")}, SkipClass.failed, "no-location"),
    ],
)
def test_what_is_no_finding_is_counted_with_its_reason(change, cls, why):
    assert reason(log(result(**change))) == (cls, why)
    assert read(log(result(**change), result())).asked == 2


@pytest.mark.parametrize("status", ["underReview", "rejected"])
def test_a_suppression_that_nobody_granted_hides_nothing(status):
    assert only(log(result(suppressions=[{"status": status}, {"status": "accepted"}])))


def test_failures_of_the_tool_travel_with_its_results():
    note = {"level": "error", "message": {"text": "can't parse"}, "locations": at("src/odd.py")}
    fine = {"level": "warning", "message": {"text": "slow"}}
    invocation = {"executionSuccessful": False, "toolExecutionNotifications": [note, fine]}
    report = read(log(result(), invocations=[invocation]))
    assert report.asked == 3 == len(report.findings) + len(report.skips)
    assert [(skip.path, skip.reason, skip.cls) for skip in report.skips] == [
        ("runs[0].invocations[0]", "tool-failed", SkipClass.failed),
        ("src/odd.py", "tool-error", SkipClass.failed),
    ]


def test_messages_by_id_with_arguments():
    rule = {"id": "R1", "messageStrings": {"default": {"text": "{0} calls {1}, {{not}} {7} [here](2)"}}}
    item = result(message={"id": "default", "arguments": ["f", "g"]})
    assert only(log(item, rules=[rule])).message == "f calls g, {not} {7} here"


def test_rules_by_index_and_by_the_part_before_the_slash():
    rules = [{"id": "A", "name": "first"}, {"id": "B", "defaultConfiguration": {"level": "error"}}]
    by_index = {**result(ruleIndex=1), "ruleId": None}
    assert only(log(by_index, rules=rules)).severity is Severity.high
    assert only(log(result(ruleId="B/1"), rules=rules)).severity is Severity.high
    assert only(log({**result(ruleIndex=99), "ruleId": None}, rules=rules)).rule == "tool/unnamed"


def test_weaknesses_from_taxa_and_relationships():
    rule = {
        "id": "R1",
        "relationships": [{"target": {"id": "CWE-327", "toolComponent": {"name": "CWE"}}}],
        "properties": {"tags": ["cwe:79", 5, "cwe"]},
    }
    advice = read(log(result(), rules=[rule])).rules["tool/R1"]
    assert advice.cwe == (79, 327)
    assert advice.principle is Principle.encryption


def test_identity_counts_neither_lines_nor_numbers():
    def subject(text, line, code="x = 1", key=b"key"):
        return only(
            log(result(message={"text": text}, locations=at(line=line, region={"snippet": {"text": code}}))),
            identity_key=key,
        ).subject

    assert subject("bad at line 3", 3) == subject("bad at line 40", 40)
    assert subject("bad", 3, "x  =  1\n") == subject("bad", 3)
    assert subject("bad", 3, "y = 1") != subject("bad", 3)
    assert subject("bad", 3, "y = 1", b"other") != subject("bad", 3, "y = 1")
    # Without a key no hash of the snippet is kept: a weak password could be guessed from it.
    assert subject("bad", 3, "y = 1", b"") == subject("bad", 3, "x = 1", b"")


def test_secrets_that_the_tool_found_are_not_kept():
    password = "hunter" + "2"
    token = "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0" * 2
    item = result(
        ruleId="B105",
        message={"text": f"Possible hardcoded password: '{password}' {token} db://me:{password}x@host"},
        locations=at(region={"snippet": {"text": f"p = '{password}'"}}),
    )
    rule = {
        "id": "B105",
        "properties": {"tags": ["external/cwe/cwe-259"]},
        "help": {"text": f"as in {token}"},
    }
    report = read(log(item, rules=[rule]))
    kept = repr(report)
    assert password not in kept
    assert token not in kept
    assert report.findings[0].message.startswith("Possible hardcoded password: [redacted]")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"[]", "not SARIF"),
        (b"{}", "missing required field `version`"),
        (b'{"version":"1.0.0","runs":[]}', "SARIF '1.0.0'"),
        (b'{"version":"2.1.0"}', "`runs`"),
        (b'{"version":"2.1.0","runs":[{"results":[{"level":5}]}]}', "$.runs[0].results[0].level"),
        (b'{"version":"2.1.0","runs":[{"results":{}}]}', "$.runs[0].results"),
        (b'{"version":"2.1.0","runs":[{"x":' + b"[" * 100_000, "nested too deeply"),
        (b'{"version":"2.1.0","runs":[', "not JSON"),
    ],
)
def test_what_is_not_sarif_is_refused_and_says_where(data, says):
    with pytest.raises(UsageError) as caught:
        read(data)
    assert says in caught.value.message
    assert caught.value.help


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_VALUES", "MOST_COMMAS", "MOST_RESULTS", "MOST_RUNS"])
def test_what_is_too_large_is_refused(monkeypatch, limit):
    data = log(result(), result())
    assert len(read(data).findings) == 2
    monkeypatch.setattr(sarif_file, limit, 0)
    with pytest.raises(UsageError, match="more than 0"):
        read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "ruleId",
    "ruleIndex",
    "rule",
    "level",
    "kind",
    "message",
    "locations",
    "fingerprints",
    "properties",
    "taxa",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3), st.sampled_from(["result", "run", "rule"]))
def test_junk_in_fields_is_read_or_refused(junk, where):
    item = result(**junk) if where == "result" else result()
    rules = [{"id": "R1", **junk}] if where == "rule" else []
    data = log(item, rules=rules, **(junk if where == "run" else {}))
    try:
        report = read(data)
    except UsageError:
        return
    assert report.asked == len(report.findings) + len(report.skips)


@given(st.text(st.characters(exclude_categories=()), max_size=40), st.text(max_size=10))
def test_junk_in_places_is_a_path_below_the_root_or_a_skip(uri, base):
    bases = {"B": {"uri": base, "uriBaseId": "B"}}
    report = read(log(result(locations=at(uri, uriBaseId="B")), originalUriBaseIds=bases), root="/src/shop")
    assert report.asked == len(report.findings) + len(report.skips)
    for finding in report.findings:
        assert finding.place.path
        assert not finding.place.path.startswith("/")
        assert not {"", ".", ".."} & set(finding.place.path.split("/"))


@given(st.binary(max_size=200))
def test_junk_is_refused(data):
    with pytest.raises(UsageError):
        read(data)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False), st.integers() | st.none())
def test_odd_numbers_are_places_all_the_same(line, column):
    region = {"startLine": line, "startColumn": column, "endLine": column, "endColumn": line}
    try:
        place = only(log(result(locations=at(region=region)))).place
    except UsageError:
        return
    assert 1 <= place.start.line <= 2**31
    assert place.start <= place.end


def test_a_report_without_a_run_is_no_report():
    with pytest.raises(UsageError, match="no run"):
        read(b'{"version":"2.1.0","runs":[]}')


@pytest.mark.parametrize("results", ["", ',"results":null'])
def test_a_run_without_results_is_a_gap(results):
    report = read(f'{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"x"}}}}{results}}}]}}'.encode())
    assert report.asked == 1
    assert [(skip.cls, skip.reason) for skip in report.skips] == [(SkipClass.failed, "no-results")]
