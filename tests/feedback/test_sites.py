"""Every format that points into files points at each place of a finding."""

import csv as reader
import io
import json

from msgspec.structs import replace
from report_world import finding, judgement, record, told

from vedette.feedback import csv, github, gitlab_codequality, gitlab_secrets, sarif
from vedette.feedback.sites import sites
from vedette.model.rule import Persona

PLACES = [("src/shop/pay.py", 12), ("deploy/a.env", 3), ("deploy/a.env", 9), ("tests/b.py", 1)]


def several():
    first = judgement(finding())
    also = (
        finding("deploy/a.env", 3),
        finding("deploy/a.env", 9),
        finding("tests/b.py", 1, persona=Persona.auditor),
    )
    return replace(first, tracked=replace(first.tracked, also=also))


def test_a_site_for_each_place_with_a_name_of_its_own():
    found = list(sites([several()], auditor=True))
    places = [one.judgement.tracked.finding.place for one in found]
    assert [(place.path, place.start.line) for place in places] == PLACES
    assert len({one.name for one in found}) == len(PLACES)
    assert found[0].name == several().tracked.id
    assert len(list(sites([several()], auditor=False))) == len(PLACES) - 1


def test_sarif_has_a_result_for_each_place():
    results = json.loads(told(sarif, record([several()])))["runs"][0]["results"]
    where = [one["locations"][0]["physicalLocation"] for one in results]
    assert [(one["artifactLocation"]["uri"], one["region"]["startLine"]) for one in where] == PLACES
    assert len({one["fingerprints"]["vedetteFinding/v1"] for one in results}) == len(PLACES)
    assert {one["properties"]["findingId"] for one in results} == {several().tracked.id}


def test_the_table_has_a_row_for_each_place():
    text = told(csv, record([several()])).decode()
    rows = [row for row in reader.DictReader(io.StringIO(text, newline="")) if row["what"] == "finding"]
    assert [(row["path"], int(row["line"])) for row in rows] == PLACES


def test_gitlab_and_github_mark_each_place_that_everybody_sees():
    seen = PLACES[:-1]
    quality = json.loads(told(gitlab_codequality, record([several()])))
    assert [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in quality] == seen
    assert len({one["fingerprint"] for one in quality}) == len(seen)
    secrets = json.loads(told(gitlab_secrets, record([several()])))["vulnerabilities"]
    assert [(one["location"]["file"], one["location"]["start_line"]) for one in secrets] == seen
    assert len({one["id"] for one in secrets}) == len(seen)
    annotations = told(github, record([several()])).decode().splitlines()
    assert [line.count("file=") for line in annotations if "file=" in line] == [1] * len(seen)
