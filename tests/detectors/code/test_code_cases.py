"""Every case is judged as its marks say, and stays so under other names and at another place."""

import msgspec
import pytest
from case_world import marks, plain, programs, read, renamed
from code_world import detector, findings

from vedette import index
from vedette.languages.catalogue import Catalogue

# What the engine does not do yet; a case leaves this list when it does.
UNPROVEN: set[str] = set()

PROGRAMS = list(programs())
each_program = pytest.mark.parametrize(
    ("language", "name", "paths", "root"),
    PROGRAMS,
    ids=[f"{language}/{name}" for language, name, _, _ in PROGRAMS],
)


@pytest.fixture(scope="module")
def judge():
    return detector()


def found_in(judge, files, rules):
    return {
        (one.place.path, one.place.start.line, one.rule)
        for one in findings(judge, files)
        if one.rule in rules
    }


def test_there_are_cases():
    told = [language for language, *_ in PROGRAMS]
    assert told.count("python") > 50
    assert told.count("javascript") > 40


@each_program
def test_a_case_is_judged_as_it_is_marked(judge, language, name, paths, root, request):
    if f"{language}/{name}" in UNPROVEN:
        request.applymarker(pytest.mark.xfail(reason="not done yet", strict=False))
    files = read(paths, root)
    expected, fine = marks(files)
    rules = {rule for _, _, rule in expected | fine}
    assert rules, "a case without a mark proves nothing"
    found = found_in(judge, files, rules)
    assert sorted(expected - found) == [], "not found"
    assert sorted(found - expected) == [], "found, and not expected"


def flows(language):
    """Rules on the way of data alone; the sinks of some are known by the names of variables too."""
    catalogue = msgspec.json.decode(index.catalogue(language), type=Catalogue)
    by_name = {
        sink.kind
        for sink in catalogue.sinks
        if any(one.named or one.inside or one.file for one in sink.where)
    }
    by_name |= {check.weakness for check in catalogue.checks}
    for name, entry in index.load()["rules"].items():
        if entry["kind"] == "code" and entry.get("sources") and entry["weakness"] not in by_name:
            yield name


FLOWS = {language: set(flows(language)) for language in index.load()["languages"]}


@each_program
def test_findings_of_flows_stay_when_names_and_places_change(judge, language, name, paths, root):
    files = read(paths, root)
    rules = FLOWS[language] & {rule for _, _, rule in marks(files)[0]}
    if not rules:
        pytest.skip("a check may ask for names")
    # Both without comments and laid out alike, so that lines can be compared.
    before = found_in(judge, {path: plain(path, text) for path, text in files.items()}, rules)
    after = found_in(
        judge,
        {f"deep/er/{path}": renamed(path, text, f"{name}{path}") for path, text in files.items()},
        rules,
    )
    assert {(f"deep/er/{path}", line, rule) for path, line, rule in before} == after
    assert before
