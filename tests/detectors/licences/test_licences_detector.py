"""Licences judged: where a tree tells them, what the policy says, and what nobody knows."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detectors.interface import Setup
from vedette.detectors.licences.detector import create_program
from vedette.languages.text import decode
from vedette.model.licence import Ships
from vedette.model.rule import Confidence, Persona
from vedette.model.service import Service
from vedette.policy.interface import Policy
from vedette.policy.licences import KnownLicence, LicencePolicy
from vedette.rulebook import rulebook
from vedette.work import licences

ISC = "SPDX-License-Identifier: ISC\n"
DENYING = LicencePolicy(deny=("network-copyleft",))


class Tree:
    """A `Program` of given files."""

    def __init__(self, detector, files):
        self._detector = detector
        self._texts = {path: decode(path, text.encode()) for path, text in files.items()}
        self.around = sorted(self._texts)
        self.paths = [path for path in self.around if detector.applies(path)]

    def form(self, path):
        return self._detector.lower(self._texts[path], wanted=True).packed or None

    def text(self, path):
        return self._texts.get(path)


def findings(files, *entries, services=(), bills=(), known=()):
    book = rulebook({}, ["licences"])
    detector = create_program(Setup(rules=book.rules, definitions=book.definitions, bills=frozenset(bills)))
    licences.give(Policy(licences=entries, services=services, known_licences=known), {"licences": detector})
    tree = Tree(detector, files)
    return [one for answer in detector.judge(tree, tree.paths) for one in answer.findings]


def npm_lock(**packages):
    inside = {f"node_modules/{name}": {"version": "1.0.0", **more} for name, more in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": inside}, indent=1)


def told(found):
    return [(one.rule, one.place.path, one.symbol) for one in found]


def by_hand(licence, **more):
    return KnownLicence(package="a", licence=licence, reason="asked its author.", by="Ada", **more)


def test_what_is_said_by_hand_counts_as_known_and_is_shown_as_such():
    files = {"package-lock.json": npm_lock(a={})}
    assert told(findings(files, DENYING)) == [("package-licence-unknown", "package-lock.json", "")]
    assert findings(files, DENYING, known=(by_hand("MIT"),)) == []
    (found,) = findings(files, DENYING, known=(by_hand("MIT"), by_hand("AGPL-3.0-only")))
    assert found.rule == "package-licence-denied"
    assert found.message.endswith(" The licence is said by hand: Ada: asked its author.")
    wrong = {"package-lock.json": npm_lock(a={"license": "AGPL-3.0-only"})}
    assert findings(wrong, DENYING, known=(by_hand("MIT"),)) == []


@pytest.mark.parametrize("more", [{"ecosystem": "PyPI"}, {"versions": ">=2"}, {"versions": "<1.0.0"}])
def test_what_is_said_by_hand_of_other_packages_says_nothing(more):
    files = {"package-lock.json": npm_lock(a={})}
    (found,) = findings(files, DENYING, known=(by_hand("MIT", **more),))
    assert found.rule == "package-licence-unknown"
    assert findings(files, DENYING, known=(by_hand("MIT", versions=">=1,<2", ecosystem="npm"),)) == []


def test_a_denied_licence_stands_at_its_package_with_what_it_asks_for():
    lock = npm_lock(a={"license": "MIT"}, b={"license": "AGPL-3.0"})
    (found,) = findings({"package-lock.json": lock}, DENYING)
    assert (found.rule, found.symbol) == ("package-licence-denied", "b")
    assert "node_modules/b" in lock.splitlines()[found.place.start.line - 1]
    assert found.message == ("b 1.0.0 may not be used: AGPL-3.0-only is network-copyleft, which is denied.")
    assert found.advice == (
        "AGPL-3.0-only: whoever uses the service over a network may have the source of all of it"
    )
    assert found.confidence is Confidence.high


def test_what_only_tests_need_is_handed_to_nobody():
    assert findings({"package-lock.json": npm_lock(b={"license": "AGPL-3.0", "dev": True})}, DENYING) == []


def test_unknown_is_one_finding_of_a_file_and_no_pass():
    lock = npm_lock(**{f"p{number}": {} for number in range(300)}, b={"license": "MIT"})
    (found,) = findings({"package-lock.json": lock}, DENYING)
    assert found.rule == "package-licence-unknown"
    assert found.persona is Persona.regular
    assert found.message.startswith("Of 300 of 301 packages nobody knows the licence: p0, ")
    assert found.message.endswith(" and 295 more.")


def test_unknown_that_the_policy_denies_is_told_of_each_package():
    lock = npm_lock(p={}, q={"license": "SEE LICENSE IN X"})
    found = findings({"package-lock.json": lock}, LicencePolicy(deny=("unknown",)))
    assert [(one.rule, one.symbol) for one in found] == [
        ("package-licence-denied", "p"),
        ("package-licence-denied", "q"),
    ]


def test_without_a_policy_it_is_a_guess_and_unknown_is_for_auditors():
    found = findings({"package-lock.json": npm_lock(a={}, b={"license": "AGPL-3.0"})})
    assert {one.rule: (one.confidence, one.persona) for one in found} == {
        "package-licence-denied": (Confidence.medium, Persona.regular),
        "package-licence-unknown": (Confidence.high, Persona.auditor),
    }


def test_how_a_service_ships_decides():
    files = {
        "desktop/package-lock.json": npm_lock(a={"license": "GPL-3.0-only"}),
        "web/package-lock.json": npm_lock(a={"license": "GPL-3.0-only"}),
    }
    services = (Service(name="desktop", paths=("desktop/",)), Service(name="web", paths=("web/",)))
    entries = (LicencePolicy(), LicencePolicy(services=("desktop",), ships=Ships.binary))
    (found,) = findings(files, *entries, services=services)
    assert found.place.path == "desktop/package-lock.json"
    assert "may not be used in desktop:" in found.message


def test_what_is_installed_says_what_the_lock_file_does_not():
    files = {
        "package-lock.json": npm_lock(a={}),
        "node_modules/a/package.json": '{"name": "a", "version": "1.0.0", "license": "AGPL-3.0-only"}',
    }
    (found,) = findings(files, DENYING)
    # Told once, where the project settles it.
    assert told([found]) == [("package-licence-denied", "package-lock.json", "a")]


def test_another_version_that_is_installed_says_nothing():
    files = {
        "package-lock.json": npm_lock(a={}),
        "node_modules/a/package.json": '{"name": "a", "version": "2.0.0", "license": "MIT"}',
    }
    found = findings(files, DENYING)
    assert [(one.rule, one.place.path) for one in found] == [("package-licence-unknown", "package-lock.json")]


def test_a_licence_file_beside_a_vendored_module_is_the_modules():
    modules = "# example.org/m v1.0.0\n## explicit\nexample.org/m\n"
    files = {"vendor/modules.txt": modules, "vendor/example.org/m/LICENSE": ISC}
    assert findings(files, LicencePolicy(allow=("permissive",))) == []
    (found,) = findings(files, LicencePolicy(deny=("ISC",)))
    assert told([found]) == [("package-licence-denied", "vendor/modules.txt", "example.org/m")]


def test_a_folder_of_others_that_no_manifest_names_is_told_at_its_licence_file():
    files = {"third_party/m/LICENSE": ISC, "LICENSE": ISC, "src/m/LICENSE": ISC}
    (found,) = findings(files, LicencePolicy(deny=("ISC",)))
    assert told([found]) == [("package-licence-denied", "third_party/m/LICENSE", "third_party/m")]


def test_files_named_for_a_licence_each_are_for_the_user_to_choose():
    files = {
        "third_party/m/LICENSE-ISC": ISC,
        "third_party/m/LICENSE-APACHE": "SPDX-License-Identifier: Apache-2.0\n",
    }
    assert findings(files, LicencePolicy(deny=("ISC",))) == []
    assert len(findings(files, LicencePolicy(deny=("ISC", "Apache-2.0")))) == 1


def test_a_bill_is_read_only_when_it_was_named():
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {
                "type": "library",
                "name": "a",
                "version": "1",
                "purl": "pkg:pypi/a@1",
                "licenses": [{"license": {"id": "AGPL-3.0-only"}}],
            }
        ],
    }
    files = {"odd.json": json.dumps(bill, indent=1)}
    assert findings(files, DENYING) == []
    (found,) = findings(files, DENYING, bills=["odd.json"])
    assert (found.place.path, found.place.start.line) == ("odd.json", 7)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5))
def test_any_text_for_a_licence_is_judged(said):
    packages = {
        f"node_modules/p{at}": {"version": "1", "license": text} for at, text in enumerate(said.values())
    }
    lock = json.dumps({"lockfileVersion": 3, "packages": packages})
    found = findings({"package-lock.json": lock}, LicencePolicy(allow=("MIT",)))
    assert len(found) <= len(packages)


@pytest.mark.parametrize("entries", [(), (DENYING,), (LicencePolicy(allow=("AGPL-3.0-only",)),)])
def test_the_canary_is_found_whatever_the_policy(entries):
    detector = create_program(Setup(rules={}, definitions={}))
    canary = detector.canary()
    licences.give(Policy(licences=entries), {"licences": detector})
    tree = Tree(detector, {canary.text.path: canary.text.data.decode()})
    tokens = [detector.token(one) for answer in detector.judge(tree, tree.paths) for one in answer.findings]
    assert canary.token in tokens


def test_the_canary_is_missed_without_a_policy():
    detector = create_program(Setup(rules={}, definitions={}))
    canary = detector.canary()
    tree = Tree(detector, {canary.text.path: canary.text.data.decode()})
    assert [one for answer in detector.judge(tree, tree.paths) for one in answer.findings] == []


def test_images_and_actions_are_no_packages_of_the_product():
    workflow = "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"
    files = {"Dockerfile": "FROM python:3.12\n", ".github/workflows/ci.yml": workflow}
    assert findings(files, LicencePolicy(deny=("unknown",))) == []


def test_what_of_an_image_cannot_be_read_is_no_gap_of_licences():
    detector = create_program(Setup(rules={}, definitions={}))
    text = decode("Dockerfile", b"FROM ${nobody}\nFROM python:3.12\n")
    assert detector.lower(text).faults == ()
    cut = decode("package-lock.json", b'{"lockfileVersion": 3, "packages": {"node_modules/a": {')
    assert detector.lower(cut).faults
