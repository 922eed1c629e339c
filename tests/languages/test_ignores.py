"""Markers in comments: which count, in which language, and what hostile text cannot do."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.languages.comments import _STYLES, comment_signs, comment_style
from vedette.languages.ignores import MOST_MARKERS, read_markers
from vedette.model.facts import Position, Text
from vedette.model.finding import Place
from vedette.model.marker import Marker

# In two parts, so that this file has no marker itself.
IGNORE = "vedette" + ": ignore"
GOOD = IGNORE + '[secret-x] reason="for a test"'


def place(line, start=1, end=2, path="a.py"):
    return Place(path, Position(line, start), Position(line, end))


def markers(text, path="a.py", *places):
    return read_markers(Text(path=path, data=text.encode()), places)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", f"# {GOOD}"),
        ("a.js", f"// {GOOD}"),
        ("a.java", f"/* {GOOD} */"),
        ("a.c", f"/** {GOOD} */"),
        ("a.css", f"/* {GOOD} */"),
        ("a.sql", f"-- {GOOD}"),
        ("a.lua", f"-- {GOOD}"),
        ("a.ini", f"; {GOOD}"),
        ("a.ini", f"# {GOOD}"),
        ("a.clj", f";; {GOOD}"),
        ("a.tex", f"% {GOOD}"),
        ("a.html", f"<!-- {GOOD} -->"),
        ("a.md", f"<!-- {GOOD} -->"),
        ("a.bat", f"REM {GOOD}"),
        ("a.cmd", f"@rem {GOOD}"),
        ("a.vb", f"' {GOOD}"),
        ("a.j2", f"{{# {GOOD} #}}"),
        ("a.php", f"# {GOOD}"),
        ("main.tf", f"// {GOOD}"),
        ("Dockerfile.prod", f"# {GOOD}"),
        (".env.local", f"# {GOOD}"),
        ("Makefile", f"# {GOOD}"),
        ("a.hs", f"{{- {GOOD} -}}"),
        ("a.unheard-of", f"# {GOOD}"),
        ("a.py", f"\t#{GOOD}"),
        ("a.py", f"## {IGNORE.replace(' ', '')}[secret-x]  reason='for a test'"),
    ],
)
def test_a_comment_alone_covers_the_next_line_and_one_at_the_end_its_own(path, line):
    assert markers(f"x = 1\n{line}\ny = 2\n", path) == (
        Marker(2, 3, rules=("secret-x",), reason="for a test"),
    )
    assert [(m.line, m.covers) for m in markers(f"x = 1\ny = 2 {line}\n", path)] == [(2, 2)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.json", f"// {GOOD}"),
        ("a.json", f"# {GOOD}"),
        ("a.csv", f"# {GOOD}"),
        ("a.md", f"# {GOOD}"),
        ("a.py", GOOD),
        ("a.py", f"// {GOOD}"),
        ("a.py", f"# see {GOOD}"),
        ("a.py", "# vedette" + ": ignored things"),
        ("a.py", "# vedette" + ": a note"),
        ("a.bat", f"PREM {GOOD}"),
    ],
)
def test_no_marker(path, line):
    assert markers(f"{line}\nx = 1\n", path) == ()


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        ("", "names no rule"),
        (" for now", "names no rule"),
        ("[]", "names no rule"),
        ("[ , ]", "names no rule"),
        ("[*] reason='x'", "no wildcards"),
        ("[a b] reason='x'", "is no rule id"),
        ("[" + ",".join(f"a{n}" for n in range(21)) + "] reason='x'", "is no rule id"),
        ("[a]", "gives no reason"),
        ("[a] reason=''", "gives no reason"),
        ("[a] reason='   '", "gives no reason"),
        ("[a] reason=later", "without quotes"),
        ("[a] reason='x' until=soon", "no date"),
        ("[a] reason='x' until=2027-02-30", "no date"),
        ("[a] reason='x' until=2027-06-01T00", "no date"),
        ("[a] reason='x' untill=2027-06-01", "word that is not known"),
        ("[a] reason='x', until=2027-06-01", "cannot be read"),
        ("[a] reason='x' until='2027-06-01", "cannot be read"),
        ("[a] reason='x' until = 2027-06-01", "cannot be read"),
        ("[a] until=2027-06-01", "gives no reason"),
        ("[a] reason='x' reason='y'", "twice"),
        ("[a] reason='never closed", "cannot be read"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_it_has_no_effect(rest, fault):
    (marker,) = markers(f"x = 1  # {IGNORE}{rest}\n")
    assert fault in marker.fault
    assert marker.reason == ""


def test_several_rules_any_order_and_words_after_it():
    (marker,) = markers(f'x = 1  # {IGNORE}[a, b/C1,a] until=2027-06-01 reason="it\'s (x)" # noqa\n')
    assert marker == Marker(1, 1, rules=("a", "b/C1"), reason="it's (x)", until="2027-06-01")


def test_markers_above_one_another_cover_the_same_line():
    text = f"# {GOOD}\n# {IGNORE}[b] reason='r'\nx = 1\n# {GOOD}\n\nx = 2\n"
    assert [(m.line, m.covers) for m in markers(text)] == [(1, 3), (2, 3), (4, 5)]


def test_code_after_a_comment_that_ends_is_on_the_same_line():
    assert markers(f"/* {GOOD} */ x = 1\n", "a.c")[0].covers == 1
    assert markers(f"<!-- {GOOD} --><b>\n", "a.html")[0].covers == 1


def test_a_reason_in_which_something_was_found_is_not_repeated():
    line = f'x = 1  # {IGNORE}[a] reason="hunter2hunter2"\n'
    at = line.index("hunter2") + 1
    (marker,) = markers(line, "a.py", place(1, at, at + 14))
    assert (marker.reason, marker.fault) == ("", "holds what was found in it")
    assert markers(line, "a.py", place(1, 1, 2))[0].fault == ""


@pytest.mark.parametrize(
    ("comment", "tool"),
    [
        ("# nosec", "nosec"),
        ("# nosec B105 - a test", "nosec"),
        ("# nosemgrep: some.rule", "nosemgrep"),
        ("# gitleaks:allow", "gitleaks:allow"),
        ("# trufflehog:ignore", "trufflehog:ignore"),
        ("# pragma: allowlist secret", "pragma: allowlist secret"),
        ("# checkov:skip=CKV_AWS_1:why", "checkov:skip"),
        ("# kics-scan ignore-line", "kics-scan ignore"),
        ("# tfsec:ignore:aws-x", "tfsec:ignore"),
        ("# trivy:ignore:AVD-1", "trivy:ignore"),
        ("# NOSONAR", "NOSONAR"),
        ("# codeql[py/x]", "codeql"),
        ("# noqa: S105", "noqa: S"),
        ("# noqa: E501, S106", "noqa: S"),
        ("# type: ignore # nosec", "nosec"),
    ],
)
def test_foreign_markers_are_seen_on_the_lines_of_findings_only(comment, tool):
    text = f"a = 1 {comment}\nb = 2\n"
    assert markers(text, "a.py", place(1)) == (Marker(1, 1, tool=tool),)
    assert markers(text, "a.py", place(2)) == ()
    assert markers(text) == ()
    assert markers(text, "a.json", place(1)) == ()


@pytest.mark.parametrize(
    "line",
    ['a = "nosec"', "a = 1 # noqa", "a = 1 # noqa: E501", "nosec = 1", 'a = f("#") + "nosec"', "# nosecret"],
)
def test_what_only_looks_foreign(line):
    assert markers(f"{line}\n", "a.py", place(1)) == ()


PIECES = [
    IGNORE,
    "vedette:",
    "[",
    "]",
    "a",
    ",",
    " reason=",
    '"',
    "'",
    " until=",
    "2027-06-01",
    "#",
    "//",
    "/*",
    "*/",
]
PIECES += [
    "<!--",
    "-->",
    "\n",
    "\r\n",
    " ",
    "\t",
    "é",
    "\u202e",
    "\0",
    "\ud800",
    "REM ",
    "--",
    "nosec",
    ";",
    "{#",
]
PATHS = [f"x.{suffix}" for suffix in ("py", "js", "sql", "bat", "html", "json", "txt", "hs", "ini")]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(PATHS), st.binary(max_size=20))
def test_hostile_text_gives_markers_that_are_sound(pieces, path, junk):
    data = "".join(pieces).encode("utf-8", "surrogatepass") + junk
    lines = data.count(b"\n") + 1
    places = [place(number, 1, 3) for number in range(1, min(lines, 5) + 1)]
    found = read_markers(Text(path=path, data=data), places)
    for marker in found:
        assert 1 <= marker.line <= lines
        assert marker.line <= marker.covers <= lines + 1
        assert marker.tool or marker.fault or (marker.rules and marker.reason)
        assert marker.reason.isprintable()
        assert len(marker.reason) <= 300
        assert comment_signs(path)
    assert found == read_markers(Text(path=path, data=data), places)


@given(
    st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), min_size=1, max_size=5, unique=True),
    st.text(
        st.characters(codec="utf-8", exclude_characters='"\n\r', exclude_categories=["C", "Z"]), min_size=1
    ),
    st.sampled_from(["a.py", "a.js", "a.sql", "a.html", "a.ini", "a.vb"]),
)
def test_what_is_well_formed_is_read_as_it_stands(rules, reason, path):
    sign = comment_signs(path)[0].decode()
    line = f'{sign} {IGNORE}[{", ".join(rules)}] reason="{reason[:200]}" until=2027-06-01'
    (marker,) = markers(f"x\n{line}\n", path)
    assert marker == Marker(2, 3, rules=tuple(rules), reason=reason[:200], until="2027-06-01")


@pytest.mark.parametrize(
    "text",
    [
        f"# {GOOD}\n" * 20_000,
        f"# {GOOD} " * 20_000,
        "vedette:" * 200_000,
        f"# {IGNORE}[" + "a," * 500_000,
        f"# {IGNORE}[a]" + " reason=" * 200_000,
        f"# {IGNORE}[a] " + "\t " * 400_000,
        "x # nosec " * 100_000,
        "# noqa: " + "A1," * 300_000,
    ],
    ids=range(8),
)
def test_time_and_number_are_bounded(text):
    began = time.process_time()
    found = markers(text, "a.py", *(place(number) for number in range(1, 500)))
    assert time.process_time() - began < 2
    assert len(found) <= MOST_MARKERS + 500 * 12


def test_every_suffix_has_a_style():
    for path in ("a.py", "b/c.JSON", "Dockerfile", "x", "a.b.c.d", ".env", ""):
        assert comment_style(path) in _STYLES
