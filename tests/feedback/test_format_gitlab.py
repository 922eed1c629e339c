"""GitLab's reports: what its schemas 15.0.7 demand, and what its code quality widget reads.

The published schemas are in no package that could be a dependency. What they demand of the parts that we
write is restated here from reading them, and nothing else may be written.
"""

import json
import re

import jsonschema_rs
import pytest
from hostile_records import ANY, PLANTED, hostile
from hypothesis import given
from msgspec.structs import replace
from report_world import coverage, finding, full, judgement, partial, record, told, write

from vedette.feedback import gitlab_codequality, gitlab_sast, gitlab_secrets


def named(limit=None, **more):
    return {"type": "string", "minLength": 1, **({"maxLength": limit} if limit else {}), **more}


def whole(required, **more):
    """An object of which nothing may be missing, and nothing be there that is not named."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **more},
        "additionalProperties": False,
    }


TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
PAGE = {"type": "string", "pattern": "^(https?|ftp)://.+"}
TOOL = whole({"id": named(), "name": named(), "version": named(), "vendor": whole({"name": named()})})


def security(kind, place):
    identifier = whole({"type": named(), "name": named(), "value": named()}, url=PAGE)
    message = whole({"level": {"enum": ["info", "warn", "fatal"]}, "value": named()})
    lines = {"file": {"type": "string"}, "start_line": {"type": "number"}, "end_line": {"type": "number"}}
    scan = whole(
        {
            "analyzer": TOOL,
            "scanner": TOOL,
            "type": {"const": kind},
            "start_time": TIME,
            "end_time": TIME,
            "status": {"enum": ["success", "failure"]},
            "messages": {"type": "array", "items": message},
        }
    )
    vulnerability = whole(
        {
            "id": named(),
            "name": {"type": "string", "maxLength": 255},
            "description": {"type": "string", "maxLength": 1048576},
            "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
            "solution": {"type": "string", "maxLength": 7000},
            "identifiers": {"type": "array", "minItems": 1, "items": identifier},
            "links": {"type": "array", "items": whole({"url": PAGE})},
            "location": whole({**lines, **place}, method={"type": "string"}),
        }
    )
    return jsonschema_rs.validator_for(
        whole(
            {
                "version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
                "schema": {"type": "string", "pattern": "^https?://.+"},
                "scan": scan,
                "vulnerabilities": {"type": "array", "items": vulnerability},
            }
        )
    )


SECRETS = security("secret_detection", {"commit": whole({"sha": named()})})
SAST = security("sast", {})
QUALITY = jsonschema_rs.validator_for(
    {
        "type": "array",
        "items": whole(
            {
                "description": named(),
                "check_name": named(),
                "fingerprint": named(64),
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": whole(
                    {"path": named(), "lines": whole({"begin": {"type": "integer", "minimum": 1}})}
                ),
            }
        ),
    }
)
FORMATS = [(gitlab_secrets, SECRETS), (gitlab_sast, SAST), (gitlab_codequality, QUALITY)]


def report(module, judged, **more):
    made = json.loads(told(module, judged, **more))
    dict(FORMATS)[module].validate(made)
    return made


def test_secrets_and_the_rest_go_their_ways():
    code = finding("app.py", 4, kind="code")
    judged = record([*full().verdict.judgements, judgement(code, number=7)])
    secrets, sast = report(gitlab_secrets, judged), report(gitlab_sast, judged)
    assert [item["location"]["file"] for item in secrets["vulnerabilities"]] == [
        "src/shop/pay.py",
        "deploy/prod.env",
    ]
    assert [item["location"]["file"] for item in sast["vulnerabilities"]] == ["app.py"]
    messages = [message["value"] for message in secrets["scan"]["messages"]]
    assert messages[0].startswith("BLOCKED: ")
    assert "1 of other kinds are left out: --format gitlab-sast has them" in messages
    assert "1 accepted by the project are left out" in messages
    assert "1 for auditors are left out: --auditor shows them" in messages


def test_what_gitlab_shows_of_a_finding():
    made = report(gitlab_secrets, full())
    item = made["vulnerabilities"][0]
    assert (item["name"], item["severity"]) == ("Shop API key in the source", "Critical")
    assert item["identifiers"][0] == {"type": "vedette_rule", "name": "shop-api-key", "value": "shop-api-key"}
    assert [one["name"] for one in item["identifiers"][1:]] == ["CWE-798", "CWE-312"]
    assert item["location"]["commit"]["sha"] == "a" * 40
    assert item["solution"].startswith("Revoke")
    assert made["scan"]["start_time"] == "2026-11-22T12:00:00"
    again = report(gitlab_secrets, full())["vulnerabilities"]
    assert [one["id"] for one in again] == [one["id"] for one in made["vulnerabilities"]]
    assert len({one["id"] for one in again}) == len(again)


def test_without_a_commit_there_is_the_name_that_gitlab_uses():
    judged = replace(full(), run=replace(full().run, commit=""))
    assert report(gitlab_secrets, judged)["vulnerabilities"][0]["location"]["commit"]["sha"] == "0000000"


def test_a_void_run_is_a_failure_and_says_why():
    scan = report(gitlab_secrets, record([], coverage(kinds=())))["scan"]
    assert scan["status"] == "failure"
    assert {"level": "fatal", "value": "the secrets detector did not run"} in scan["messages"]
    assert report(gitlab_secrets, record([], partial()))["scan"]["status"] == "success"


def test_code_quality_has_one_issue_for_each_finding_and_one_for_a_gap():
    issues = report(gitlab_codequality, full())
    assert [(issue["severity"], issue["location"]["path"]) for issue in issues] == [
        ("blocker", "src/shop/pay.py"),
        ("major", "deploy/prod.env"),
    ]
    assert report(gitlab_codequality, record([])) == []
    (gap,) = report(gitlab_codequality, record([], coverage(kinds=())))
    assert (gap["check_name"], gap["severity"]) == ("vedette-incomplete", "blocker")
    assert gap["description"].startswith("VOID: ")


def test_the_same_secret_in_two_files_is_two_issues():
    items = [judgement(finding(f"{name}.py"), number=number) for number, name in enumerate("ab", 1)]
    issues = report(gitlab_codequality, record(items))
    assert len({issue["fingerprint"] for issue in issues}) == 2
    moved = judgement(finding("a.py", 99), number=1)
    assert report(gitlab_codequality, record([moved]))[0]["fingerprint"] == issues[0]["fingerprint"]


def test_the_rules_above_can_refuse():
    made = report(gitlab_secrets, full())
    made["vulnerabilities"][0]["location"].pop("commit")
    assert not SECRETS.is_valid(made)
    made = report(gitlab_sast, full())
    made["scan"]["start_time"] += "Z"
    assert not SAST.is_valid(made)


@pytest.mark.parametrize(("module", "validator"), FORMATS, ids=["secrets", "sast", "quality"])
@given(ANY, ANY)
def test_any_text_is_valid_ascii_json(module, validator, first, second):
    raw = hostile(module, first, second)
    assert raw.isascii()
    validator.validate(json.loads(raw))


@pytest.mark.parametrize("text", PLANTED)
def test_descriptions_hold_no_markup(text):
    for module in (gitlab_secrets, gitlab_sast):
        for item in json.loads(hostile(module, text, text))["vulnerabilities"]:
            plain = re.sub(r"&(?:lt|gt|amp|#64|#36|#8203);|\\.", " ", item["description"])
            assert not re.search(r"[<>`@$\[\]]|://|www\.", plain)


@pytest.mark.parametrize("module", [module for module, _ in FORMATS])
def test_without_a_verdict_nothing_is_written(module):
    assert write(module, []) == b""
