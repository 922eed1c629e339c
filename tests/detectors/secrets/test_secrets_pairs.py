# ruff: noqa: S311 - examples are to be the same in every run
"""Both halves of a credential are one finding, if they stand near each other."""

import random
import time

import pytest

from vedette import index
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.linear import prove
from vedette.detectors.secrets.named import formats
from vedette.detectors.secrets.pairs import REACH, Half, mates
from vedette.detectors.secrets.rulebook import definitions

DEFINITIONS = definitions(
    {rule: entry for rule, entry in index.build()["rules"].items() if entry["kind"] == "secrets"}
)
PAIRS = [(rule, half) for rule, one in DEFINITIONS.items() for half in one.pair]
NAMES = [f"{rule}-{half.half}" for rule, half in PAIRS]
each_pair = pytest.mark.parametrize(("rule", "half"), PAIRS, ids=NAMES)


def other(half, chance):
    """A text with the other half in it, and its value."""
    if half.rule:
        return example(DEFINITIONS[half.rule].bad[0], chance)
    template = formats(half.value)[0].replace("-247>", ">").replace("-21>", ">").replace("-20>", ">")
    template = template.replace("-17>", ">").replace("-26>", ">")
    text, value = example(f"«{template}»", chance)
    return f'{half.names[0].replace("-", "_") if half.names else "shop_id"} = "{text}"', value


def test_pairs_are_of_rules_that_there_are():
    assert len(PAIRS) >= 20
    for rule, half in PAIRS:
        assert bool(half.rule) != bool(half.value), rule
        assert not half.rule or half.rule in DEFINITIONS, rule
        assert not half.rule or half.rule != rule
        assert half.rule or prove(half.expression)


@each_pair
def test_both_halves_are_one_finding_that_names_both(rule, half, look):
    for seed in range(4):
        chance = random.Random(seed)
        text, value = example(DEFINITIONS[rule].bad[0], chance)
        beside, second = other(half, chance)
        for whole in (f"{text}\n{beside}\n", f"{beside}\n{text}\n"):
            (found,) = look(whole)
            assert found.rule == rule
            assert f"with its {half.half}" in found.message
            assert value not in repr(found)
            assert second not in repr(found)


@each_pair
def test_halves_far_apart_are_none(rule, half, look):
    chance = random.Random(1)
    text, _ = example(DEFINITIONS[rule].bad[0], chance)
    beside, _ = other(half, chance)
    found = look(f"{text}\n{'x = 1' + chr(10) * 9}{'y = 2' + chr(10)}{'# so on' * REACH}\n{beside}\n")
    assert rule in {one.rule for one in found}
    assert not any("with its" in one.message for one in found)
    assert not half.rule or half.rule in {one.rule for one in found}


def test_each_half_belongs_to_the_nearest_and_to_one_only():
    halves = {"secret": (Half(half="id", rule="id"),)}
    seen = [("id", 0, 5, True), ("secret", 20, 30, True), ("id", 32, 37, True), ("secret", 60, 70, True)]
    found = mates(b"", seen, lambda rule: halves.get(rule, ()))
    assert {index: mate.index for index, mate in found.items()} == {1: 2, 3: 0}
    doubted = [(*one[:3], False) for one in seen]
    assert mates(b"", doubted, lambda rule: halves.get(rule, ())) == {}


def test_many_halves_take_no_time():
    halves = {"secret": (Half(half="id", rule="id"), Half(half="sid", value="AC<hex:32>"))}
    data = b"AC" * 40_000
    seen = [(("id", "secret")[at % 2], at, at + 1, True) for at in range(20_000)]
    began = time.process_time()
    mates(data, seen, lambda rule: halves.get(rule, ()))
    assert time.process_time() - began < 3
