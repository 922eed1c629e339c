"""Each rule about packages flags its bad examples and leaves its good ones alone."""

import pytest
from test_packages_detector import findings

from vedette import index
from vedette.model.rule import Persona

ENTRIES = {id_: entry for id_, entry in index.load()["rules"].items() if entry["kind"] == "packages"}
# What these know stands in advisories: tests of their own give them some.
BY_ADVISORIES = {"package-vulnerable", "package-malicious"}
EXAMPLES = [
    (id_, kind, files)
    for id_, entry in ENTRIES.items()
    for kind in ("bad", "good")
    for files in entry.get(kind, ())
]


def found(files, rule):
    return [one for one in findings(files, personas=tuple(Persona)) if one.rule == rule]


@pytest.mark.parametrize("rule", sorted(set(ENTRIES) - BY_ADVISORIES))
def test_every_rule_has_examples_of_both_kinds(rule):
    assert ENTRIES[rule]["bad"]
    assert ENTRIES[rule]["good"]
    assert ENTRIES[rule]["cwe"]


@pytest.mark.parametrize(("rule", "kind", "files"), EXAMPLES)
def test_examples(rule, kind, files):
    told = found(files, rule)
    assert bool(told) is (kind == "bad"), files
    for one in told:
        assert one.place.path in files
        assert one.advice
        assert one.persona.value == ENTRIES[rule].get("persona", "regular")
        assert one.pressing == ""
