"""Whole lists of values: what share of attacks is found, and what of hard harmless text is taken for one."""

from pathlib import Path

import pytest
from attack_world import attacks

from vedette.detectors.web.decoding import peel

VALUES = Path(__file__).parent / "values"


def listed(name):
    lines = (VALUES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return [peel("query", b"q", line.encode(), form=False) for line in lines if line]


@pytest.mark.parametrize("name", ["html", "path", "command", "template", "other"])
def test_attacks_are_found(name):
    values = listed(f"attacks-{name}")
    missed = [value.raw for value in values if not attacks(value)]
    assert len(missed) <= len(values) * 0.03, missed


@pytest.mark.parametrize("name", ["benign-classes", "benign"])
def test_harmless_text_is_silent(name):
    values = listed(name)
    flagged = [(value.raw, attacks(value)) for value in values if attacks(value)]
    assert [found for found in flagged if any(attack.sure for attack in found[1])] == []
    assert len(flagged) <= len(values) * 0.01, flagged


def test_the_lists_are_long_enough_to_mean_something():
    names = [path.stem for path in VALUES.glob("*.txt")]
    own = ("html", "path", "command", "template", "other")
    assert sum(len(listed(f"attacks-{name}")) for name in own) >= 500
    assert sum(len(listed(name)) for name in names if name.startswith("benign")) >= 500


@pytest.mark.parametrize("name", ["html", "path", "command", "template"])
def test_disguises_hide_nothing(name):
    for line in (VALUES / f"attacks-{name}.txt").read_text(encoding="utf-8").split("\n")[:60]:
        raw = line.encode()
        if b"%" in raw or not attacks(peel("query", b"file", raw, form=False)):
            continue
        once = b"".join(b"%%%02x" % byte for byte in raw)
        twice = once.replace(b"%", b"%25")
        assert attacks(peel("query", b"file", once)), line
        assert attacks(peel("query", b"file", twice)), line
