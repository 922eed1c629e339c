# ruff: noqa: S311 - examples are to be the same in every run
"""The two matchers agree, and the cache of the first is never trusted."""

import os
import random
import re
import stat
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detectors.secrets import rulebook
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.heads import heads
from vedette.detectors.secrets.match_plain import PlainMatcher
from vedette.detectors.secrets.matching import matcher
from vedette.detectors.secrets.rulebook import Definitions, definitions
from vedette.model.facts import Text

PATTERNS = {"a": "abc[0-9]{2,4}x?", "b": "(?i:pass(?:word|wd))=", "c": "[0-9]{3,5}:AA[a-z]{4}"}
FAR = {**PATTERNS, "d": "(?:s?ft|ht)p://(?P<user>[^ @]{0,20}):[^ @]{2,20}@(?#far)(?P<host>[a-z]{1,9})"}


@pytest.fixture
def fast():
    try:
        import hyperscan  # noqa: F401 - its presence is the question
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("hyperscan is not installed for this platform")


@pytest.fixture(scope="module")
def quick_far():
    return matcher(FAR, "")


@pytest.fixture
def corpus(entries):
    rules = definitions(entries).values()
    texts = [example(template, random.Random(3))[0] for one in rules for template in one.bad]
    texts += [good for one in rules for good in one.good]
    return texts


@pytest.mark.usefixtures("fast")
def test_matchers_agree_on_every_example(entries, corpus):
    patterns = {rule: one.expression for rule, one in definitions(entries).items() if not one.files}
    plain = PlainMatcher(patterns)
    quick = matcher(patterns, "")
    for text in [*corpus, "\n".join(corpus)]:
        assert quick.candidates(text.encode()) == plain.candidates(text.encode())


@pytest.mark.usefixtures("fast")
@given(
    st.lists(
        st.sampled_from(
            b"abc 12 3 PASS Word wd = :AA qrst \n \xff s ftp:// http:// : @ @h".split(b" "),
        )
    )
)
def test_matchers_agree_on_junk(quick_far, parts):
    data = b"".join(parts)
    assert quick_far.candidates(data) == PlainMatcher(FAR).candidates(data)


@pytest.mark.usefixtures("fast")
def test_what_is_looked_for_in_one_piece_is_found_where_it_begins():
    found = matcher(FAR, "").candidates(b"see http://host/ and sftp://u:pw@h, http://x:yz @")
    assert found == [(21, "d")]
    with pytest.raises(ValueError, match="more than"):
        matcher({"e": "a[^b]{500}c(?#far)d"}, "")


def test_without_hyperscan_findings_are_the_same(make_setup, corpus, detector, monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.delitem(sys.modules, "vedette.detectors.secrets.match_hyperscan", raising=False)
    slow = create(make_setup())
    assert isinstance(slow._matcher, PlainMatcher)
    for text in corpus:
        same = Text(path=".env", data=text.encode())
        assert list(slow.inspect(same)) == list(detector.inspect(same))


@pytest.mark.usefixtures("fast")
def test_cache_is_private_and_used(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    first = matcher(PATTERNS, str(cache)).candidates(b"abc12 password=")
    (stored,) = cache.iterdir()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    from vedette.detectors.secrets import match_hyperscan

    monkeypatch.setattr(match_hyperscan, "_compile", None)
    assert matcher(PATTERNS, str(cache)).candidates(b"abc12 password=") == first != []


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("damage", ["empty", "cut", "flip", "other"])
def test_bad_cache_is_rebuilt_silently(damage, tmp_path):
    expected = matcher(PATTERNS, str(tmp_path)).candidates(b"abc123 12345:AAqrst")
    (stored,) = tmp_path.iterdir()
    sound = stored.read_bytes()
    flipped = bytearray(sound)
    flipped[len(flipped) // 2] ^= 1
    stored.write_bytes({"empty": b"", "cut": sound[:-9], "flip": bytes(flipped), "other": b"x" * 500}[damage])
    assert matcher(PATTERNS, str(tmp_path)).candidates(b"abc123 12345:AAqrst") == expected != []
    assert stored.read_bytes() == sound
    assert [path.name for path in tmp_path.iterdir()] == [stored.name]


@pytest.mark.usefixtures("fast")
def test_other_rules_have_another_cache(tmp_path):
    matcher(PATTERNS, str(tmp_path))
    matcher({"a": PATTERNS["a"]}, str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.usefixtures("fast")
def test_a_cache_by_origin_is_used_without_its_patterns_and_by_no_other_origin(tmp_path):
    matcher({"a": PATTERNS["a"]}, str(tmp_path), origin=b"one")
    kept = matcher({"a": "neverneverever"}, str(tmp_path), origin=b"one")
    other = matcher({"a": "neverneverever"}, str(tmp_path), origin=b"two")
    assert kept.candidates(b"abc12") == [(0, "a")]
    assert other.candidates(b"abc12") == []


def test_whatever_makes_openings_changes_their_origin(monkeypatch, tmp_path):
    entries = {"a": {"id": "a", "pattern": "abc[0-9]{8}"}}
    origins = {Definitions(entries).origin}
    origins.add(Definitions({"a": {**entries["a"], "pattern": "abd[0-9]{8}"}}).origin)
    monkeypatch.setattr(rulebook, "__version__", "0.0.0")
    origins.add(Definitions(entries).origin)
    monkeypatch.setattr(rulebook.named, "__file__", __file__)
    origins.add(Definitions(entries).origin)
    assert len(origins) == 4
    monkeypatch.setattr(rulebook.named, "__file__", str(tmp_path / "gone.py"))
    assert Definitions(entries).origin == b""


@pytest.mark.usefixtures("fast")
def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert matcher(PATTERNS, str(blocked)).candidates(b"abc12") == [(0, "a")]


def test_heads_are_what_patterns_begin_with():
    assert [head.literal()[1] for head in heads("ab(?:cd|xe)f{2}g*")] == [b"abcdff", b"abxeff"]
    assert {head.width for head in heads("[0-9]{8,10}:AA")} == {11, 12, 13}
    assert heads("(?i:pw)=")[0].literal() == (0, b"pw=", True)


@pytest.mark.parametrize(
    ("pattern", "there", "not_there"),
    [
        (
            r"tok(?:[0-9_]|dev){0,5}(?#near):?=[a-z]+",
            ["1=", "_d", "de", ":=", "=x"],
            ["ab", ":x", "=1", "do"],
        ),
        (r"(?:tok|key)(?:s?x?){0,9}(?#near)(?:==|!)a", ["==", "sx", "ss", "!a", "x="], ["=a", "!!", "xa"]),
        (r"tok(?i:abc){0,9}(?#near)\s{0,4}(?:is)+z", ["AB", " \t", "is", " i"], ["AC", "i ", "iz"]),
    ],
)
def test_a_head_may_tell_what_comes_next(pattern, there, not_there):
    tests = [re.compile(head.expression.encode()) for head in heads(pattern)]
    for texts, expected in ((there, True), (not_there, False)):
        for text in texts:
            assert any(test.fullmatch(b"tok" + text.encode()) for test in tests) is expected, text


@pytest.mark.parametrize(
    "pattern", ["tok[a-z]{0,9}(?#near)[0-9]?", "tok(?:ab?){0,9}(?#near)", "tok.{0,9}(?#near)."]
)
def test_where_nothing_must_come_next_nothing_is_told(pattern):
    assert [head.expression for head in heads(pattern)] == [head.expression for head in heads("tok")]


@settings(max_examples=300)
@given(random=st.randoms(use_true_random=False))
def test_every_match_begins_with_a_head(random):
    """Of patterns that are put together by chance, which tell what comes next."""
    parts = ["a", "[ab]", "b?", "a{0,4}", "(?:ab|c){1,5}", "(?:a|bc)?", "c{2}", r"(?=[abc])"]
    before, *after = (random.choice(parts) for _ in range(3))
    pattern = f"x{before}(?:ab|b){{0,5}}(?#near){''.join(after)}c"
    tests = [re.compile(head.expression.encode()) for head in heads(pattern)]
    text = "x" + "".join(random.choice("abc") for _ in range(12))
    if re.compile(pattern).match(text):
        assert any(test.match(text.encode()) for test in tests), (pattern, text)
