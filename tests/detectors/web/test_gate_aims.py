"""Patterns say which judges look: those asked see what all of them together would see."""

from urllib.parse import quote

import pytest
from judge_world import line, values

from vedette.detectors.web.gate import Gate
from vedette.detectors.web.judging import Judging, Spots
from vedette.languages.logs.recognition import open_format
from vedette.rulebook import rulebook

KINDS = ("command", "html", "ldap", "nosql", "other", "path", "sql", "template", "xpath")


@pytest.fixture(scope="module")
def judge():
    """The gate and the judges of all rules."""
    book = rulebook({}, ["web"])
    return Gate(book.definitions, ("", b"")), Judging(book.rules), open_format("combined")


def sent(raw):
    """A line with a value as a parameter, without its line feed."""
    return line(f"/s?q={raw}").encode().rstrip(b"\n")


@pytest.mark.parametrize("kind", KINDS)
def test_those_asked_see_what_all_see(judge, kind):
    gate, judging, format_ = judge
    lines = [sent(quote(text, safe="")) for text in values(f"attacks-{kind}")]
    data = b"\n".join([*lines, b""])
    narrowed, missed = 0, []
    for one in gate.candidates(data):
        text = data[one.begin : one.end]
        request = format_.request(text)
        ends = tuple(end - one.begin for end in one.ends)
        narrowed += one.aims is not None
        seen = {found.attack.rule for found in judging.judge(request, Spots(text, ends, one.aims))}
        every = {found.attack.rule for found in judging.judge(request, Spots(text, ends))}
        if bool(seen) != bool(every):
            missed.append((text, every - seen, one.aims or ()))
    assert narrowed > 0
    assert [(text, sorted(rules), sorted(aims)) for text, rules, aims in missed] == []


def test_an_encoding_that_nobody_makes_asks_all(judge):
    gate, _, _ = judge
    (one,) = gate.candidates(sent("%61%62") + b"\n")
    assert one.aims is None
    (other,) = gate.candidates(sent("x'+or+'a'='a") + b"\n")
    assert "sql" in other.aims
    assert "xxe" not in other.aims
