"""Every rule of these classes is proven by its own examples, and every judge gives rules that exist."""

import pytest
from attack_world import JUDGES, NAMES, attacks, entries, value

from vedette.detectors.web.gate import Gate

ENTRIES = entries()
IDS = {entry["id"] for entry in ENTRIES}


def named(kind):
    return [
        pytest.param(entry["id"], example, id=f"{entry['id']}-{number}")
        for entry in ENTRIES
        for number, example in enumerate(entry[kind])
    ]


@pytest.mark.parametrize(("rule", "example"), named("bad"))
def test_bad_examples_are_found_by_their_rule(rule, example):
    found = attacks(value(example))
    assert rule in {attack.rule for attack in found}
    assert {attack.rule for attack in found} <= IDS
    assert all(attack.shown and attack.reason for attack in found)


@pytest.mark.parametrize(("rule", "example"), named("good"))
def test_good_examples_are_silent(rule, example):
    assert attacks(value(example)) == [], rule


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_each_rule_says_what_to_do_and_has_examples_enough(entry):
    assert len(entry["bad"]) >= 15
    assert len(entry["good"]) >= 15
    assert entry["why"].endswith(".")
    assert entry["fix"].endswith(".")
    assert entry["gate"]
    assert entry["references"]


def test_each_file_of_rules_has_its_judge():
    assert len(JUDGES) == len(NAMES) == 13


def written(example):
    """A bad example as a client sends it, in a line of a log."""
    text = example if isinstance(example, str) else example["text"]
    data = text.encode()
    plain = (
        b"%-_.~/:;=?@!$'()*,+[]{}|`^" + bytes(range(48, 58)) + bytes(range(65, 91)) + bytes(range(97, 123))
    )
    agent = not isinstance(example, str) and example.get("where") == "agent"
    if agent:
        return b'1.2.3.4 - - [x] "GET / HTTP/1.1" 200 1 "-" "' + data + b'"'
    quoted = b"".join(bytes((byte,)) if byte in plain else b"%%%02X" % byte for byte in data)
    name = b"q" if isinstance(example, str) else example.get("name", "q").encode()
    if not isinstance(example, str) and example.get("where") in ("path", "target"):
        return b'1.2.3.4 - - [x] "GET ' + quoted + b' HTTP/1.1" 200 1 "-" "-"'
    return b'1.2.3.4 - - [x] "GET /a?' + name + b"=" + quoted + b' HTTP/1.1" 200 1 "-" "-"'


def test_the_gate_lets_every_bad_example_through():
    gate = Gate({entry["id"]: entry for entry in ENTRIES}, ("", b""))
    examples = [(entry["id"], example) for entry in ENTRIES for example in entry["bad"]]
    missed = [(rule, example) for rule, example in examples if not gate.lines(written(example) + b"\n")]
    assert missed == []


def test_the_gate_stops_ordinary_lines():
    gate = Gate({entry["id"]: entry for entry in ENTRIES}, ("", b""))
    lines = b"\n".join(
        b'1.2.3.4 - bob [01/Jan/2024:00:00:00 +0000] "GET /products/%d?page=%d&q=red+shoes HTTP/1.1" 200 512'
        b' "https://shop.example/list?page=2" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"'
        % (number, number)
        for number in range(200)
    )
    assert len(gate.lines(lines + b"\n")) == 0
