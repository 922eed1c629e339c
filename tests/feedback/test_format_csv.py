"""The table, read back by the csv module; no cell of it is a formula."""

import csv as reader
import io

import pytest
from hostile_records import ANY, PLANTED, hostile, world
from hypothesis import given
from report_world import full, partial, record, told, write

from vedette.feedback import csv


def rows(raw):
    text = raw.decode("utf-8")
    return list(reader.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_verdict_comes_first_and_every_finding_has_a_row():
    found = rows(told(csv, full()))
    assert [row["what"] for row in found] == ["verdict", "finding", "finding", "finding", "finding"]
    assert found[0]["disposition"] == "BLOCKED"
    first = found[1]
    assert (first["path"], first["line"], first["disposition"]) == ("src/shop/pay.py", "12", "emergency")
    assert (first["severity"], first["introduced"], first["due"]) == ("critical", "yes", "2026-11-29")
    assert {row["persona"] for row in found[1:]} == {"regular", "auditor"}


def test_what_could_not_be_examined_has_a_row():
    found = rows(told(csv, record([], partial())))
    assert [row["what"] for row in found] == ["verdict", "skipped"]
    assert found[0]["disposition"] == "PASSED, PARTIAL"
    assert found[1]["path"] == "data/big.json"


def is_formula(cell):
    return cell.lstrip()[:1] in {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"} or "\t" in cell


def check(raw, first, second):
    found = rows(raw)
    judged = world(first, second)[0]
    findings = len(judged.verdict.judgements) + len(judged.mended)
    assert len(found) == 1 + findings + 2
    assert all(set(row) == set(csv.COLUMNS) for row in found)
    assert all(not is_formula(cell) for row in found for cell in row.values())
    # A line of the file is a row: whatever splits lines finds as many.
    assert len(raw.decode().splitlines()) == len(found) + 1


@given(ANY, ANY)
def test_any_text_stays_in_its_cell(first, second):
    check(hostile(csv, first, second), first, second)


@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_becomes_a_formula(text):
    check(hostile(csv, text, text), text, text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("=1", "'=1"), (" @x", "' @x"), ("a=1", "a=1"), ("-", "'-"), ("", ""), ("\t=1", "\\t=1")],
)
def test_only_what_would_be_computed_is_marked(text, shown):
    assert csv.cell(text) == shown


def test_without_a_verdict_nothing_is_written():
    assert write(csv, []) == b""
