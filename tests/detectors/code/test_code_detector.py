"""The code detector: its gate, its canary, and what findings say and are known by."""

import msgspec
import pytest
from code_world import Tree, answers, detector, findings

from vedette import index
from vedette.analysis.program.starts import Start
from vedette.detectors.code import canary as canaries
from vedette.detectors.code.gate import Gate
from vedette.detectors.code.masking import excerpt, masked
from vedette.detectors.code.rulebook import Rulebook
from vedette.languages.catalogue import Catalogue
from vedette.ledger.identity import with_fingerprints
from vedette.model.facts import Text
from vedette.model.rule import Confidence, Persona
from vedette.rulebook import rulebook

SQL = "code-sql-injection"
PROGRAM = """import sqlite3
from flask import request

def find():
    name = request.args.get("name")
    sqlite3.connect("x").execute("SELECT " + name)
"""


@pytest.fixture(scope="module")
def judge():
    return detector()


def only(judge, files, rule=SQL):
    (one,) = [one for one in findings(judge, files) if one.rule == rule]
    return one


def parts():
    """Every source and every sink that canaries are made of, each once with one of the others."""
    book = rulebook({}, ["code"])
    catalogue = msgspec.json.decode(index.catalogue("python"), type=Catalogue)
    for sinks, sources in canaries.choices(catalogue, Rulebook(book.rules, book.definitions)):
        for at in range(max(len(sinks), len(sources))):
            yield sinks[at % len(sinks)], sources[at % len(sources)]


def test_each_source_and_sink_of_canaries_is_found(judge):
    missed = []
    for sink, source in parts():
        path, content = "a.py", canaries.program(source, sink.name, ("f", "g", "x", "y")).decode()
        found = {judge.token(one) for one in findings(judge, {path: content})}
        if canaries.token("g", f"{sink.kind}:{sink.name}") not in found:
            missed.append((source, sink.name))
    assert missed == []


def test_a_canary_is_new_each_time_and_lowered(judge):
    one, other = judge.canary(), judge.canary()
    assert (one.token, one.text.path) != (other.token, other.text.path)
    assert judge.holds(judge.lower(one.text), one)
    assert not judge.holds(judge.lower(other.text), one)


def test_without_rules_the_canary_is_missed():
    blind = detector(rules={}, definitions={})
    canary = blind.canary()
    tree = Tree(blind, {canary.text.path: canary.text.data.decode()})
    assert [one for answer in blind.judge(tree, tree.paths) for one in answer.findings] == []


def test_only_files_of_known_languages_are_looked_at(judge):
    assert judge.applies("a/b.py")
    assert judge.applies("a/B.PY")
    assert not any(map(judge.applies, ("a.rb", "py", "a/.py/b", "a.py.txt", "")))


@pytest.mark.parametrize("words", [b"x = request", b"y" * 100_000 + b"\nrequest.args", "é request".encode()])
def test_the_gate_lets_through_what_has_a_word(words):
    assert Gate({"request": [Start((True, frozenset(), frozenset(), frozenset()), [""])]}).chooses(words)


@pytest.mark.parametrize("words", [b"", b"requests.get", b"my_request", b"request2", b"x" * 100_000])
def test_the_gate_keeps_back_what_has_none(words):
    assert not Gate({"request": [Start((True, frozenset(), frozenset(), frozenset()), [""])]}).chooses(words)


def test_the_gate_asks_for_what_else_must_stand_there():
    gate = Gate(
        {"get": [Start((False, frozenset(), frozenset(["verify"]), frozenset()), ["requests", "httpx"])]}
    )
    assert gate.chooses(b"import requests; requests.get(u, verify=False)")
    assert not gate.chooses(b"import requests; requests.get(u)")
    assert not gate.chooses(b"import sessions; sessions.get(u, verify=False)")


def test_what_the_gate_keeps_back_is_lowered_when_it_is_wanted(judge):
    text = Text(path="a.py", data=b"def plain():\n    return 1\n")
    assert judge.lower(text).packed == b""
    assert judge.lower(text, wanted=True).packed


def test_a_finding_says_what_goes_where(judge):
    one = only(judge, {"a.py": PROGRAM})
    assert one.message == "Data from the query string reaches sqlite3.Connection.execute in find."
    assert one.symbol == "find"
    assert one.excerpt.text == '    sqlite3.connect("x").execute("SELECT " + name)'
    assert one.excerpt.text[slice(*one.excerpt.mark)] == 'sqlite3.connect("x").execute("SELECT " + name)'
    assert one.flow[0].words == "comes from the query string"
    assert (one.flow[-1].line, one.flow[-1].words) == (6, "reaches sqlite3.Connection.execute")
    assert one.persona is Persona.regular
    assert "?" in one.advice


SPLIT = """const app = require('express')();
app.get('/', (req, res) => {
  const { first, last: [family] } = req.query;
  res.send('<p>' + first + family);
});
"""


def test_a_way_names_no_variable_that_nobody_wrote(judge):
    pytest.importorskip("tree_sitter_javascript", reason="the extra `code` is not installed")
    one = only(judge, {"a.js": SPLIT}, "code-cross-site-scripting")
    assert [step.words for step in one.flow if "$" in step.words] == []
    assert "given to first" in [step.words for step in one.flow]


def test_what_a_template_writes_is_told_in_words(judge):
    pytest.importorskip("tree_sitter_javascript", reason="the extra `code` is not installed")
    page = """from flask import render_template, request

def hello():
    return render_template("hello.html", name=request.args["name"])
"""
    one = only(judge, {"a.py": page, "hello.html": "<p>{{ name|safe }}</p>"}, "code-cross-site-scripting")
    expected = "Data from the query string reaches the page without being escaped in the template."
    assert one.message == expected
    assert [step.words for step in one.flow][1:] == [
        "handed to the template",
        "reaches the page without being escaped",
    ]


def test_identity_stays_when_lines_and_files_move(judge):
    (before,) = with_fingerprints([only(judge, {"a.py": PROGRAM})])
    moved = f"import os\n\n\n{PROGRAM.replace('    name', '    limit = 3' + chr(10) + '    name', 1)}"
    (after,) = with_fingerprints([only(judge, {"deep/b.py": moved})])
    assert before.place != after.place
    assert before.fingerprint == after.fingerprint


def test_columns_count_code_points(judge):
    one = only(judge, {"a.py": PROGRAM.replace("    sqlite3", '    "éü€"; sqlite3')})
    assert one.place.start.column == 12
    assert one.excerpt.text[slice(*one.excerpt.mark)].startswith("sqlite3")


def test_in_tests_one_is_less_sure(judge):
    there = only(judge, {"tests/test_a.py": PROGRAM})
    here = only(judge, {"a.py": PROGRAM})
    assert here.confidence.rank - there.confidence.rank == 1
    assert there.persona is Persona.regular


def test_what_is_wrong_as_such_is_for_auditors_in_a_test(judge):
    hashed = "import hashlib\nx = hashlib.md5(b'').hexdigest()\n"
    assert only(judge, {"a.py": hashed}, "code-weak-hash").persona is Persona.regular
    there = only(judge, {"tests/test_a.py": hashed}, "code-weak-hash")
    assert there.persona is Persona.auditor
    assert there.confidence is not Confidence.high


def test_sources_that_are_audited_are_for_auditors(judge):
    program = "import os, sqlite3\nsqlite3.connect('x').execute('SELECT ' + os.environ['A'])\n"
    assert only(judge, {"a.py": program}).persona is Persona.auditor


def test_what_an_answer_rests_on(judge):
    files = {"a.py": "from b import f\nfrom gone import g\n" + PROGRAM, "b.py": "def f():\n    return 1\n"}
    (answer,) = [one for one in answers(judge, files) if one.start == "a.py"]
    assert {"a.py", "b.py"} >= answer.used
    assert "a.py" in answer.used
    assert "a.py gone 0" in answer.missing
    assert judge.leads(["a.py", "gone.py"], answer.missing) == {"a.py gone 0"}
    assert judge.leads(["a.py", "other.py"], answer.missing) == frozenset()


def test_a_text_that_is_no_program_has_a_fault(judge):
    form = judge.lower(Text(path="a.py", data=b"from flask import request\nrequest.args\ndef (:\n" * 20))
    assert form.faults
    assert all(fault.path == "a.py" and fault.reason for fault in form.faults)


SECRET = "k8" + "Jq2" * 5 + "zP0x"


@pytest.mark.parametrize(
    "line",
    [
        f'connect(password="{"hunter" + "two"}")',
        f"api_key = '{SECRET}'",
        f"x = '{SECRET}'",
        f'headers["X-Secret"] = "{SECRET}"',
        f"    {SECRET}",
    ],
)
def test_literals_that_may_be_secrets_are_not_shown(line):
    shown = masked(line)
    assert "hunter" + "two" not in shown
    assert SECRET not in shown
    assert "…" in shown


@pytest.mark.parametrize("line", ['cursor.execute("SELECT name FROM item")', "name = request.args['name']"])
def test_other_lines_are_shown_as_they_are(line):
    assert masked(line) == line


def test_marks_follow_what_is_masked_and_cut():
    line = f"log('{SECRET}'); run(value)" + " " * 300 + "# end"
    text = Text(path="a.py", data=line.encode())
    start = line.index("run(")
    shown = excerpt(text, 1, (start, start + len("run(value)")))
    assert shown.text[slice(*shown.mark)] == "run(value)"
    assert len(shown.text) < 170
