"""CODEOWNERS files: what is read, what does not count, and files that mean harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.languages.codeowners import choice, github, gitlab
from vedette.languages.codeowners.interface import first_word
from vedette.model.owners import Dialect


def problems(data, dialect):
    return [(one.line, one.what) for one in choice.read(data, "CODEOWNERS", dialect).problems]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"!a @x", "GitHub knows no `!`: give a later line without owners"),
        (b"\\#a @x", "GitHub knows no pattern that starts with an escaped `#`"),
        (b"[ab].c @x", "GitHub knows no `[ ]` in a pattern"),
        (b"/ @x", "the pattern matches nothing"),
        (b"a//b @x", "the pattern matches nothing"),
        (b"* user", "user is no @user, @org/team or address"),
        (b"* @a @@b", "@@b is no @user, @org/team or address"),
        (b"a\0b @x", "no path has a zero byte"),
        (b"a" * 1001 + b" @x", "the pattern has more than 1,000 characters"),
    ],
)
def test_a_line_that_github_skips_is_told(line, what):
    read = github.read(b"# first\n\n" + line + b"\nb @y\n", "CODEOWNERS")
    assert [(one.line, one.what) for one in read.problems] == [(3, f"{what}; the line does not count")]
    assert [claim.line for claim in read.claims] == [4]


def test_what_gitlab_ignores_is_told():
    text = b"[A][0] name @x\n[B\na\nc [d\n"
    assert problems(text, Dialect.gitlab) == [
        (1, "[0] is no number of approvals, and counts as 1"),
        (1, "name is no owner, and is left out"),
        (2, "the heading cannot be parsed, so GitLab takes it for an entry"),
        (4, "[d is no owner, and is left out"),
        (4, "c has no owner, so it needs nobody's approval"),
    ]


def test_an_owner_in_a_comment_counts_with_gitlab_and_not_with_github():
    line = b"a @x # and @y\n"
    assert gitlab.read(line, "").claims[0].owners == ("@x", "@y")
    assert github.read(line, "").claims[0].owners == ("@x",)


def test_a_mark_and_other_line_ends_do_no_harm():
    for data in (b"\xef\xbb\xbfa @x\r\nb @y\r\n", "a @x\nb @y\n".encode("utf-16")):
        assert [(one.glob, one.owners) for one in github.read(data, "").claims] == [
            ("**/a/**", ("@x",)),
            ("**/b/**", ("@y",)),
        ]


def test_a_name_that_is_no_utf8_is_that_of_the_path():
    assert github.read(b"/\xff @x\n", "").claims[0].glob == "\udcff/**"


def test_a_file_that_is_too_large_does_not_count():
    for dialect in Dialect:
        read = choice.read(b"a @x\n" * 700_000, "CODEOWNERS", dialect)
        assert (read.claims, read.problems[0].line) == ((), 0)


@pytest.mark.parametrize(
    "data",
    [
        b"\\ " * 1_400_000,
        b"\\" * 2_900_000,
        b"a @" + b"x/" * 1_400_000,
        b"[" * 2_900_000,
        b"^[a]" * 700_000,
        b"* " + b"@x " * 900_000,
        b"[x\n" * 900_000,
        b"a @x@\n" * 480_000,
        b"\0" * 2_900_000,
    ],
    ids=["blanks", "backslashes", "owner", "brackets", "headings", "owners", "entries", "wrong", "zeros"],
)
@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_hostile_file_is_read_in_bounded_time(data, dialect):
    began = time.process_time()
    read = choice.read(data, "CODEOWNERS", dialect)
    assert gitlab.has_sections(data) in (True, False)
    assert time.process_time() - began < 12
    assert len(read.problems) <= 101


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(list(Dialect)))
def test_any_bytes_are_read(data, dialect):
    read = choice.read(data, "CODEOWNERS", dialect)
    assert all(claim.section < len(read.sections) for claim in read.claims)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("a b", ("a", "b")), ("a\\ b c", ("a\\ b", "c")), ("a\\\\ b", ("a\\\\", "b")), ("a", ("a", ""))],
)
def test_the_first_word_ends_at_a_blank_that_is_not_escaped(line, expected):
    assert first_word(line) == expected


@pytest.mark.parametrize(
    ("identity", "environment", "expected"),
    [
        ("github.com/o/r", {"GITLAB_CI": "true"}, Dialect.github),
        ("gitlab.example.org/o/r", {}, Dialect.gitlab),
        ("git@gitlab.com:o/r", {}, Dialect.gitlab),
        ("corp.ghe.com/o/r", {}, Dialect.github),
        ("path:/home/gitlab.com/r", {}, None),
        ("example.org/gitlab/r", {"GITHUB_ACTIONS": "true"}, Dialect.github),
        ("", {"GITLAB_CI": "true"}, Dialect.gitlab),
    ],
)
def test_the_platform_is_that_of_the_remote_then_of_the_job(identity, environment, expected):
    assert choice.platform_of(identity, environment) is expected


@pytest.mark.parametrize(
    ("there", "platform", "expected"),
    [
        ((".github", "", "docs", ".gitlab"), None, (".github", "github")),
        (("", "docs", ".gitlab"), None, ("", "github")),
        (("docs", ".gitlab"), None, ("docs", "github")),
        ((".gitlab",), None, (".gitlab", "gitlab")),
        ((".github", "", "docs", ".gitlab"), Dialect.gitlab, ("", "gitlab")),
        ((".github", "docs"), Dialect.gitlab, ("docs", "gitlab")),
        ((".github",), Dialect.gitlab, (".github", "github")),
        ((), None, None),
    ],
)
def test_the_first_file_counts(there, platform, expected):
    files = {f"{folder}/CODEOWNERS".lstrip("/"): b"a @x\n" for folder in there}
    found = choice.find(files.get, platform)
    where = found and (found.path.removesuffix("CODEOWNERS").rstrip("/"), found.dialect.value)
    assert where == expected


def test_a_file_with_sections_is_gitlabs_where_nothing_else_tells():
    assert choice.find({"CODEOWNERS": b"[A]\na @x\n"}.get, None).dialect is Dialect.gitlab
    assert choice.find({"CODEOWNERS": b"[A]\na @x\n"}.get, None, Dialect.github).dialect is Dialect.github
