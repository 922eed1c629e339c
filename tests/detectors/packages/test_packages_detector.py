"""Packages judged: which weakness, the way that brought it in, how near the program comes, what mends it."""

from datetime import date

from msgspec.structs import replace

from vedette.analysis.packages.cooldown import NONE, Cooldown
from vedette.analysis.packages.matching import Answer as Truth
from vedette.analysis.packages.matching import judge
from vedette.detectors.interface import Setup
from vedette.detectors.packages.detector import create_program
from vedette.languages.text import decode
from vedette.model.advisory import Advisory, Affected, Event, Matches
from vedette.model.rule import Confidence, Persona, Severity
from vedette.rulebook import rulebook

CVSS = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def advisory(name, fixed="2.0", ecosystem="PyPI", **more):
    events = (Event("introduced", "0"), Event("fixed", fixed))
    values = {
        "id": "PYSEC-1",
        "aliases": ("CVE-2026-1", "GHSA-x"),
        "summary": "It breaks",
        "severity": (CVSS,),
    }
    affected = Affected(ecosystem=ecosystem, name=name, kinds=("ECOSYSTEM",), ranges=(events,))
    return Advisory(affected=(replace(affected, symbols=more.pop("symbols", ())),), **(values | more))


class Known:
    """What is publicly known, in a test."""

    def __init__(self, *advisories):
        self.advisories = advisories

    def matches(self, ecosystem, name, version):
        answers = [(judge(one, ecosystem, name, version), one) for one in self.advisories]
        return Matches(
            affecting=tuple(one for answer, one in answers if answer is Truth.yes),
            undecided=tuple(one for answer, one in answers if answer is Truth.unknown),
        )


class Tree:
    """A `Program` of given files."""

    def __init__(self, judge, files):
        self._judge = judge
        self._texts = {path: decode(path, text.encode()) for path, text in files.items()}
        self.around = sorted(self._texts)
        self.paths = [path for path in self.around if judge.applies(path)]

    def form(self, path):
        return self._judge.lower(self._texts[path], wanted=True).packed or None

    def text(self, path):
        return self._texts.get(path)


def answers(files, *advisories, cooldown=NONE):
    book = rulebook({}, ["packages"])
    detector = create_program(Setup(rules=book.rules, definitions=book.definitions))
    detector.give(Known(*advisories), cooldown)
    tree = Tree(detector, files)
    return list(detector.judge(tree, tree.paths))


def findings(files, *advisories, personas=(Persona.regular,), cooldown=NONE):
    found = [one for answer in answers(files, *advisories, cooldown=cooldown) for one in answer.findings]
    return [one for one in found if one.persona in personas]


def test_a_version_without_a_place_in_the_order_is_a_fault_and_no_finding():
    lock = '{"packages": [{"name": "v/a", "version": "dev-main"}, {"name": "v/b", "version": "dev-main"}]}'
    (answer,) = answers({"composer.lock": lock}, advisory("v/a", ecosystem="Packagist"))
    assert answer.findings == ()
    (fault,) = answer.faults
    assert (fault.path, fault.reason) == ("composer.lock", "unordered-version")
    assert "Packagist does not order such a version" in fault.detail
    assert "dev-main" not in fault.detail


def test_a_known_weakness_stands_at_its_line_with_name_and_fix():
    (found,) = findings({"requirements.txt": "a==1\nOld_Thing==1.5\n"}, advisory("old-thing"))
    assert (found.rule, found.place.path, found.place.start.line) == (
        "package-vulnerable",
        "requirements.txt",
        2,
    )
    assert found.message == "old-thing 1.5 has CVE-2026-1 (mended in 2.0): It breaks."
    assert found.advice.startswith("upgrade old-thing to 2.0 or later")
    assert found.severity is Severity.critical
    assert found.subject == "PyPI:old-thing:CVE-2026-1"
    assert findings({"requirements.txt": "old-thing==2.0\n"}, advisory("old-thing")) == []


LOCK = """{"name": "x", "lockfileVersion": 3, "packages": {
  "": {"name": "x", "dependencies": {"a": "^1.0.0"}, "devDependencies": {"t": "1"}},
  "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "^1.0.0"}},
  "node_modules/b": {"version": "1.0.0", "dependencies": {"c": "^1.0.0"}},
  "node_modules/c": {"version": "1.0.0"},
  "node_modules/t": {"version": "1.0.0", "dev": true}
}}
"""
PACKAGE = '{"name": "x", "dependencies": {"a": "^1.0.0"}, "devDependencies": {"t": "1"}}\n'


def test_the_way_that_brought_it_in_is_told():
    files = {"package.json": PACKAGE, "package-lock.json": LOCK}
    (found,) = findings(files, advisory("c", ecosystem="npm"))
    assert found.place.start.line == 5
    assert found.message == "c 1.0.0 has CVE-2026-1 (mended in 2.0, brought in by a > b): It breaks."


def test_what_only_development_needs_is_one_step_less():
    files = {"package.json": PACKAGE, "package-lock.json": LOCK}
    (found,) = findings(files, advisory("t", ecosystem="npm"))
    assert found.severity is Severity.high


def test_how_near_the_program_comes():
    lock = {"requirements.txt": "pyyaml==1.0\n"}
    weak = advisory("pyyaml", symbols=(("", ("yaml.load",)),))
    (unmentioned,) = findings(lock, weak)
    (imported,) = findings(lock | {"app.py": "import yaml\n"}, weak)
    (used,) = findings(lock | {"app.py": "import yaml\n\nx = yaml.load(y)\n"}, weak)
    assert "does not import it" in unmentioned.advice
    assert "it is imported at app.py:1" in imported.advice
    assert "the part that is wrong is used at app.py:3 (load)" in used.advice
    assert [one.severity for one in (unmentioned, imported, used)] == [
        Severity.high,
        Severity.critical,
        Severity.critical,
    ]
    assert unmentioned.confidence is Confidence.medium


GO = 'package main\n\nimport (\n\t"example.org/m/sub"\n)\n\nfunc main() {\n\t%s\n}\n'


def test_go_tells_a_call_from_an_import():
    mod = {"go.mod": "module x\n\ngo 1.22\n\nrequire example.org/m v1.0.0\n"}
    weak = advisory(
        "example.org/m", "2.0.0", "Go", symbols=(("example.org/m/sub", ("Parse", "Reader.Next")),)
    )
    for body, words in [
        ("sub.Parse()", "used at main.go:8 (Parse)"),
        ("x := sub.New(); x.Next()", "used at main.go:8 (Reader.Next)"),
        ('sub.Other() // sub.Parse()\n\tprint("sub.Parse()")', "it is imported at main.go:4"),
    ]:
        (found,) = findings(mod | {"main.go": GO % body}, weak)
        assert words in found.advice, body


def test_what_is_exploited_and_reached_or_malicious_is_pressing():
    lock = {"requirements.txt": "pyyaml==1.0\n", "app.py": "import yaml\n"}
    (exploited,) = findings(lock, advisory("pyyaml", exploited="2026-01-02"))
    assert exploited.pressing.startswith("it is exploited in the wild")
    (far,) = findings({"requirements.txt": "pyyaml==1.0\n"}, advisory("pyyaml", exploited="2026-01-02"))
    assert far.pressing == ""
    (bad,) = findings(lock, advisory("pyyaml", id="MAL-2026-1", malicious=True))
    assert (bad.rule, bad.pressing) == ("package-malicious", "it is malicious")


def test_a_mend_that_is_too_young_is_not_advised_unless_somebody_attacks():
    lock, week = {"requirements.txt": "pyyaml==1.0\n"}, Cooldown(7, date(2026, 11, 23))
    young = {"published": "2026-11-21T08:00:00Z"}
    (told,) = findings(lock, advisory("pyyaml", **young), cooldown=week)
    assert told.advice.startswith(
        "mended in 2.0, known for 2 days and younger than the cool-down of 7 days: wait"
    )
    assert told.pressing == ""
    for more, cooldown in [
        ({"published": "2026-11-16T08:00:00Z"}, week),
        ({}, week),
        (young, NONE),
        (young | {"exploited": "2026-11-22"}, week),
    ]:
        (old,) = findings(lock, advisory("pyyaml", **more), cooldown=cooldown)
        assert old.advice.startswith("upgrade pyyaml to 2.0 or later"), more


def test_what_an_older_advisory_names_as_well_is_not_young():
    lock, week = {"requirements.txt": "pyyaml==1.0\n"}, Cooldown(7, date(2026, 11, 23))
    young = advisory("pyyaml", published="2026-11-21T08:00:00Z")
    old = advisory("pyyaml", id="PYSEC-2", aliases=("CVE-2026-2",), published="2026-01-01T08:00:00Z")
    assert all(one.advice.startswith("upgrade") for one in findings(lock, young, old, cooldown=week))


def test_what_no_file_settles_and_what_does_not_fit_is_for_auditors():
    files = {"requirements.txt": "a>=1\nb\n"}
    (found,) = findings(files, personas=(Persona.auditor,))
    assert found.message == "No file settles the version of a, b."
    other = {"package.json": PACKAGE.replace('"a"', '"zz"'), "package-lock.json": LOCK}
    assert [one.message for one in findings(other, personas=(Persona.auditor,))] == [
        "The lock file does not have zz."
    ]
    assert findings(files) == []


def test_a_withdrawn_advisory_is_none():
    gone = advisory("a", withdrawn="2026-01-01T00:00:00Z")
    assert findings({"requirements.txt": "a==1\n"}, gone) == []


def test_what_is_only_listed_is_no_dependency():
    weak = advisory("example.org/m", "2.0.0", "Go")
    listed = {"go.sum": "example.org/m v1.0.0 h1:AAAA=\n"}
    assert findings(listed, weak, personas=tuple(Persona)) == []
