"""The waivers file: what is read from it, and that writing changes nothing else in it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.model.waiver import Waiver
from vedette.settings.waivers import FILE, MOST_WAIVERS, is_fit, read_waivers, with_approval, with_waiver

ONE = Waiver(
    finding="VD-1",
    identity="w1-0",
    rule="secret-x",
    path="a/b.py",
    reason="for a test",
    until="2027-06-01",
    by="jane",
)


def same(one, other):
    return replace(one, line=0) == replace(other, line=0)


def test_a_new_file_begins_with_what_it_is():
    data = with_waiver(None, ONE)
    assert data.startswith(b"# Findings that somebody answers for")
    (found,) = read_waivers(data)
    assert same(found, ONE)
    assert data.decode().split("\n")[found.line - 1] == "[[waiver]]"


@pytest.mark.parametrize(
    "before",
    [b"", b"\n", b"# ours", b"# ours\r\n", b"\xef\xbb\xbf# ours\n", b"waiver = []\n"],
)
def test_what_stood_there_stays(before):
    if before.startswith(b"waiver"):
        with pytest.raises(UsageError, match=r"cannot|not valid"):
            with_waiver(before, ONE)
        return
    data = with_waiver(before, ONE)
    assert data.startswith(before)
    assert same(read_waivers(data)[0], ONE)
    again = with_waiver(data, replace(ONE, finding="VD-2"))
    assert again.startswith(data)
    assert [one.finding for one in read_waivers(again)] == ["VD-1", "VD-2"]


words = st.text(min_size=1, max_size=200).filter(is_fit)
paths = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)


@given(words, words, paths, words)
@example('"""', "\\", "a\nb\x00\x1b[31m", "'")
@example("]]", "#", "\U000e0001\u202e", "=")
def test_any_text_comes_back_as_it_was(reason, by, path, second):
    wanted = replace(ONE, reason=reason, by=by, path=path)
    data = with_waiver(with_waiver(None, ONE), wanted)
    assert same(read_waivers(data)[1], wanted)
    approved = with_approval(data, 1, second)
    found = read_waivers(approved)
    assert same(found[0], ONE)
    assert same(found[1], replace(wanted, approved_by=second))
    third = with_approval(approved, 1, "x")
    assert same(read_waivers(third)[1], replace(wanted, approved_by="x"))
    assert len(third.splitlines()) == len(approved.splitlines())


def test_an_approval_adds_one_line_and_keeps_line_ends():
    data = with_waiver(b"# ours\r\n", ONE)
    approved = with_approval(data, 0, "joe")
    assert approved == data.replace(b'by = "jane"\r\n', b'by = "jane"\r\napproved_by = "joe"\r\n')


def test_an_entry_that_no_program_can_change_is_left_to_people():
    data = b'[[waiver]]\nidentity="w1-0"\nrule="r"\nreason="x"\nuntil=2027-06-01\nby = """\\\njane"""\n'
    assert read_waivers(data)[0].by == "jane"
    with pytest.raises(UsageError, match="cannot be changed by a program"):
        with_approval(data, 0, "joe")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "it lacks identity and rule and reason and until and by"),
        ('reason = ""', "its reason is empty"),
        ('reason = "a\\u001b[31m"', "unprintable"),
        ("reason = 5", "its reason is no text"),
        ("until = 2027-06-01T10:00:00", "no date"),
        ('until = "soon"', "no date"),
        ("places = 0", "places is no number"),
        ("places = true", "places is no number"),
        ('reson = "x"', 'did you mean "reason"?'),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_and_the_others_are_read(entry, fault):
    data = f"[[waiver]]\n{entry}\n".encode() + with_waiver(b"", ONE)
    wrong, right = read_waivers(data)
    assert fault in wrong.fault
    assert right.fault == ""
    assert right.line > wrong.line


@pytest.mark.parametrize(
    "data",
    [
        b"[[waiver",
        b"[waiver]\n",
        b"waiver = [1]\n",
        b"waivers = []\n",
        b"\xff",
        b"[[waiver]]\n" * (MOST_WAIVERS + 1),
        b"#" * (1 << 20) + b"\n",
        b"a" + b".a" * 5000 + b"=1\n",
    ],
    ids=range(8),
)
def test_what_is_no_waivers_file_is_refused(data):
    with pytest.raises(UsageError, match=FILE.replace(".", r"\.")):
        read_waivers(data)


@given(st.binary(max_size=300))
def test_junk_is_refused_or_read(data):
    try:
        found = read_waivers(b"[[waiver]]\n" + data)
    except UsageError:
        return
    assert all(one.fault or one.identity for one in found)
