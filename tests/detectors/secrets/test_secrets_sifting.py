# ruff: noqa: S311 - examples are to be the same in every run
"""Sifting: a text that is sifted out holds nothing, and what is kept of the others changes nothing."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.detectors.secrets import detector as module
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.rulebook import definitions
from vedette.model.facts import Text

PATHS = ["a.txt", "b/settings.py", ".env", "c.yml", ".ssh/id_rsa", "d/.pgpass", "e.html"]


def fresh(text):
    return Text(path=text.path, data=text.data)


def test_every_example_is_found_as_it_is_without_sifting(detector, entries):
    chance = random.Random(8)
    rules = definitions(entries).values()
    texts = [
        Text(path=path, data=example(template, chance)[0].encode())
        for one in rules
        for template in one.bad[:1]
        for path in chance.sample(PATHS, 2)
    ]
    texts += [Text(path="a.txt", data=good.encode()) for one in rules for good in one.good[:1]]
    alone = [list(detector.inspect(fresh(text))) for text in texts]
    left = detector.sift(texts)
    assert [list(detector.inspect(text)) for text in texts] == alone
    assert not any(found and not is_left for found, is_left in zip(alone, left, strict=True))
    assert 0 < sum(left) < len(texts)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.integers(0, 10**6), st.binary(max_size=60)), max_size=6))
def test_what_is_sifted_out_holds_nothing(detector, entries, parts):
    rules = list(definitions(entries).values())
    texts = []
    for path, seed, junk in parts:
        chance = random.Random(seed)
        text = example(chance.choice(chance.choice(rules).bad), chance)[0].encode()
        cut = chance.randrange(len(text) + 1)
        texts.append(Text(path=path, data=junk + text[:cut] + junk + text[cut:]))
    alone = [list(detector.inspect(fresh(text))) for text in texts]
    left = detector.sift(texts)
    assert all(is_left for found, is_left in zip(alone, left, strict=True) if found)
    assert [list(detector.inspect(text)) for text in texts] == alone


def test_a_long_text_is_always_left_and_nothing_of_it_is_kept(detector):
    text = Text(path="a.txt", data=b"x\n" * module._MOST_SIFTED)
    assert detector.sift([text]) == [True]
    assert not detector._sifted


def test_what_was_kept_is_of_that_very_text(detector, entries):
    chance = random.Random(9)
    bad = next(one for one in definitions(entries).values() if one.id == "secret-github-pat").bad[0]
    text = Text(path="a.txt", data=example(bad, chance)[0].encode())
    assert detector.sift([text, Text(path="b.txt", data=b"nothing")]) == [True, False]
    other = Text(path="a.txt", data=example(bad, chance)[0].encode())
    assert [one.rule for one in detector.inspect(other)] == ["secret-github-pat"]
