# ruff: noqa: S311 - examples are to be the same in every run
"""The exam: every rule flags its bad examples and only they, and gives nothing away."""

import random
import re
import socket
import time

import pytest

from vedette import index
from vedette.detectors.secrets.examples import ALPHABETS, MADE, example
from vedette.detectors.secrets.heads import heads
from vedette.detectors.secrets.linear import NotLinearError, prove
from vedette.detectors.secrets.rulebook import definitions

ENTRIES = {rule: entry for rule, entry in index.build()["rules"].items() if entry["kind"] == "secrets"}
DEFINITIONS = definitions(ENTRIES)
SEEDS = range(6)
SIZE = 1 << 14


def place(rule, folder="app/"):
    """Where the rule's examples stand: files by name, or settings."""
    files = DEFINITIONS[rule].files
    return folder + (files[0] if files else "settings.env")


each_rule = pytest.mark.parametrize("rule", sorted(ENTRIES))


def test_there_are_rules_enough_and_each_has_its_proof():
    assert len(ENTRIES) >= 60
    for rule, entry in ENTRIES.items():
        assert rule.startswith("secret-")
        assert DEFINITIONS[rule].bad, rule
        assert DEFINITIONS[rule].good, rule
        assert set(entry["cwe"]) <= {798, 259, 321, 522, 312}, rule


@each_rule
def test_bad_is_flagged_by_this_rule_alone_and_never_shown(rule, look):
    for template in DEFINITIONS[rule].bad:
        for seed in SEEDS:
            text, value = example(template, random.Random(seed))
            found = look(text, place(rule))
            assert [one.rule for one in found] == [rule], text
            shown = repr(found[0])
            assert value not in shown
            hidden = value[DEFINITIONS[rule].shown :]
            lines = [part for part in re.split(r"\\n|\n", hidden) if "PRIVATE KEY" not in part]
            for part in lines:
                assert len(part) < 8 or part not in shown
            assert found[0].excerpt.text[slice(*found[0].excerpt.mark)] == found[0].evidence


@each_rule
def test_good_is_silent(rule, look):
    for good in DEFINITIONS[rule].good:
        for path in ("app/settings.env", "app/main.py", "README.md", place(rule)):
            assert look(good, path) == [], good


@each_rule
def test_identity_is_stable_when_lines_move(rule, look):
    text, _ = example(DEFINITIONS[rule].bad[0], random.Random(7))
    (here,) = look(text, place(rule))
    (there,) = look("# moved\n" * 40 + text + "\n", place(rule, "other/"))
    assert (here.subject, here.symbol, here.family) == (there.subject, there.symbol, there.family)
    assert there.place.start.line == here.place.start.line + 40
    other, _ = example(DEFINITIONS[rule].bad[0], random.Random(8))
    assert look(other, place(rule))[0].subject != here.subject


@each_rule
def test_every_occurrence_is_reported(rule, look):
    texts = [example(DEFINITIONS[rule].bad[0], random.Random(seed))[0] for seed in (1, 2, 3)]
    assert [one.rule for one in look("\n\n".join(texts) + "\n", place(rule))] == [rule] * 3


@each_rule
def test_pattern_is_proven_and_its_heads_are_findable(rule):
    expression = DEFINITIONS[rule].expression
    prove(expression)
    for head in () if DEFINITIONS[rule].files else heads(expression):
        assert len(head.literal()[1]) >= 2, head.expression


@each_rule
def test_hostile_text_takes_bounded_time(rule, look):
    text = example(DEFINITIONS[rule].bad[0], random.Random(1))[0].encode()
    if DEFINITIONS[rule].files:
        start = literal = b"a\n"
    else:
        head = heads(DEFINITIONS[rule].expression)[0]
        start = bytes(max(unit) for unit in head.units)
        literal = head.literal()[1]
    for part in (start, b"-" + literal, b" " + literal + b"=", text[: len(text) // 2], text[:-1], text):
        data = part * (SIZE // len(part))
        began = time.process_time()
        look(data, place(rule))
        assert time.process_time() - began < 0.5, part


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(?:a{1,50}b?){1,50}c", "x.{0,30000}y", "x[a-z]{1,200}[a-z]{1,200}[a-z]{1,200}!", "a*a*b"],
)
def test_dear_patterns_are_refused(pattern):
    with pytest.raises(NotLinearError):
        prove(pattern)


def test_no_socket_is_opened(look, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    assert look(example(ENTRIES["secret-github-pat"]["bad"][0], random.Random(1))[0])


def test_data_files_hold_no_value(look):
    for definition in DEFINITIONS.values():
        for template in definition.bad:
            assert look(template) == [], template
            for alphabet in re.findall(r"<(\w+):", template):
                assert alphabet in {*ALPHABETS, *MADE}


@each_rule
def test_advice_says_where_to_look_afterwards(rule):
    fix = ENTRIES[rule]["fix"]
    told = r"\b(?:look|audit|review|watch|check|find out|logs?)\b|activ|nothing needs|rotate what|read cloud"
    assert re.search(told, fix, re.IGNORECASE), fix
