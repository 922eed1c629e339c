"""What rules say is true of the language at hand: no finding in one names what only another one has."""

import re

import pytest
from case_world import marks, programs, read

from vedette import index
from vedette.detectors.code.rulebook import definition

# Words that nobody has use for who writes the other language.
FOREIGN = {
    "javascript": re.compile(
        r"\b(?:Python|subprocess|hashlib|hmac\.(?:new|compare)|secrets\.\w|pickle|safe_load|SafeLoader|shlex|tempfile|"
        r"usedforsecurity|literal_eval|ast\.\w|pathlib|PyYAML|defusedxml|lxml|ElementTree|Flask|Django|Jinja2?|"
        r"markupsafe|werkzeug|paramiko|os\.(?:path|environ|urandom)|html\.escape|format_html|is_relative_to|"
        r"extractall|self\.\w|def \w|= ?(?:True|False)\b|pip\b)"
    ),
    "python": re.compile(
        r"\b(?:JavaScript|[Nn]ode(?:\.js| )|npm|crypto\.(?:random|timing)\w+|execFile|child_process|"
        r"JSON\.parse|rejectUnauthorized|require\(|Object\.|DOMPurify|Buffer\.|const \w)|=>|==="
    ),
}
# Rule ids that findings of a language have, by the marks of its cases.
REPORTED: dict[str, set[str]] = {}
for language, _, paths, root in programs():
    REPORTED.setdefault(language, set()).update(rule for _, _, rule in marks(read(paths, root))[0])
EACH = [(language, rule) for language, rules in sorted(REPORTED.items()) for rule in sorted(rules)]


def test_both_languages_have_findings():
    assert sorted(REPORTED) == ["javascript", "python"]
    assert all(len(rules) > 60 for rules in REPORTED.values())


@pytest.mark.parametrize(("language", "rule"), EACH)
def test_a_rule_speaks_of_the_language_at_hand(language, rule):
    entry = index.load()["rules"][rule]
    told = [entry[part] for part in ("title", "why", "fix")]
    told += [one.text for one in definition(entry).advice if one.language == language]
    assert [(word[0], text) for text in told for word in FOREIGN[language].finditer(text)] == []


@pytest.mark.parametrize(("language", "rule"), EACH)
def test_a_rule_says_how_it_is_done_in_the_language_at_hand(language, rule):
    one = definition(index.load()["rules"][rule])
    if any(form.language == language for form in one.advice) or not one.advice:
        return
    assert {form.language for form in one.advice} == {language}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("javascript", "use hashlib.sha256"),
        ("javascript", "hmac.compare_digest(a, b)"),
        ("python", "crypto.randomInt(9)"),
    ],
)
def test_words_of_the_other_language_are_known(language, text):
    assert FOREIGN[language].search(text)
