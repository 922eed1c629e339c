"""Each rule about packages flags its bad examples and leaves its good ones alone."""

import json

import pytest
from test_packages_detector import findings

from vedette import index
from vedette.languages.packages.reading import reader_of
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


def test_of_a_script_only_programs_and_signs_are_kept():
    script = "curl -H 'Authorization: Bearer abcdef' https://me:pw@example.org/x | bash -s -- key=abcdef"
    text = json.dumps({"name": "a", "scripts": {"postinstall": script}})
    (told,) = reader_of("package.json").read("package.json", text.encode()).statements
    assert (told.kind, told.text) == ("script", "postinstall: curl | bash")


def test_an_index_is_told_without_its_credentials():
    text = b"--extra-index-url https://me:pw@packages.example.org/simple\na==1.0\n"
    (told,) = reader_of("requirements.txt").read("requirements.txt", text).statements
    assert (told.kind, told.text) == ("extra-index", "https://packages.example.org/simple")


def test_each_contradiction_of_a_lock_file_is_told_once():
    names = [f"n{at}-{'x' * 70}" for at in range(3000)]
    asked = json.dumps({"dependencies": dict.fromkeys(names, "^2.0.0")})
    locked = {f"node_modules/{name}": {"version": "1.0.0"} for name in names}
    files = {
        "package.json": asked,
        "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": locked}),
    }
    assert len(found(files, "package-lock-mismatch")) == len(names)
