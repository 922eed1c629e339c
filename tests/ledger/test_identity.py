"""Identity: the same weakness keeps its fingerprint, two weaknesses never share one."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from ledger_world import finding
from msgspec.structs import replace

from vedette.ledger.identity import fingerprint, mint, with_fingerprints
from vedette.model.finding import Finding


def test_the_form_and_the_value_of_version_1_are_settled() -> None:
    known = fingerprint(finding(rule="r", kind="secrets", symbol="s", subject="v"), 0)
    assert known == "v1-a1edbaf0fef9f23dea75cd5b7fdc4ee8", "changing identity needs a new version"


def test_neither_path_nor_line_nor_words_enter() -> None:
    one = finding("a.py", 1, message="one", evidence="e")
    assert fingerprint(one, 0) == fingerprint(finding("b/c.py", 99, message="two"), 0)


def test_family_stands_for_the_rule() -> None:
    assert fingerprint(finding(rule="old", family="f"), 0) == fingerprint(finding(rule="new", family="f"), 0)
    assert fingerprint(finding(rule="f"), 0) == fingerprint(finding(rule="new", family="f"), 0)
    assert fingerprint(finding(rule="one"), 0) != fingerprint(finding(rule="two"), 0)


@given(st.lists(st.text(st.characters(), max_size=4), min_size=3, max_size=3), st.integers(0, 20))
def test_parts_do_not_run_together(parts: list[str], ordinal: int) -> None:
    rule, symbol, subject = parts
    one = fingerprint(finding(rule=rule, symbol=symbol, subject=subject), ordinal)
    assert re.fullmatch("v1-[0-9a-f]{32}", one)
    shifted = finding(rule=rule, symbol=symbol + subject, subject="")
    assert (fingerprint(shifted, ordinal) == one) == (subject == "")


def test_those_alike_are_numbered_in_order_of_place_not_of_input() -> None:
    first, second, third = finding(line=1), finding(line=5), finding(line=9)
    shuffled = with_fingerprints([third, first, second])
    assert [item.fingerprint for item in shuffled] == [fingerprint(first, at) for at in (2, 0, 1)]
    assert [item.place.start.line for item in shuffled] == [9, 1, 5]


def test_each_path_is_numbered_by_itself() -> None:
    assert len({item.fingerprint for item in with_fingerprints([finding("a.py"), finding("b.py")])}) == 1


def test_history_does_not_renumber_the_tree() -> None:
    now = finding(line=5)
    before = finding(line=1, revision="c0ffee")
    assert with_fingerprints([before, now])[1] == with_fingerprints([now])[0]


def test_a_fingerprint_that_is_there_is_kept() -> None:
    kept = replace(finding(), fingerprint="v1-kept")
    assert [item.fingerprint for item in with_fingerprints([kept, finding(line=2)])] == [
        "v1-kept",
        fingerprint(finding(), 1),
    ]


@given(st.permutations([finding(line=n % 5, subject=str(n % 3)) for n in range(8)]))
def test_the_order_of_input_does_not_matter(findings: list[Finding]) -> None:
    def key(item: Finding) -> tuple[object, ...]:
        return item.place, item.subject, item.fingerprint

    straight = with_fingerprints([finding(line=n % 5, subject=str(n % 3)) for n in range(8)])
    assert sorted(map(key, with_fingerprints(findings))) == sorted(map(key, straight))
    assert with_fingerprints(straight) == straight


def test_an_id_is_short_derived_and_never_taken_twice() -> None:
    one = with_fingerprints([finding()])[0]
    first = mint("shop", one, ())
    assert re.fullmatch("VD-[0-9A-HJKMNP-TV-Z]{8}", first)
    assert mint("shop", one, ()) == first
    assert mint("shop", one, {first}) != first
    assert mint("other", one, ()) != first
