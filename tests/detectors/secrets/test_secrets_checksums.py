"""Checksums: published vectors hold, and one changed letter does not."""

import random

import pytest

from vedette.detectors.secrets.checksums import holds, phrase
from vedette.detectors.secrets.examples import example

KINDS = {"wif": "base58", "xprv": "base58", "edsk": "base58", "stellar": "crc16", "nkey": "crc16"}


def test_words_are_those_of_the_published_vectors():
    assert phrase(bytes(16)).split() == ["abandon"] * 11 + ["about"]
    assert phrase(b"\xff" * 32).split() == ["zoo"] * 23 + ["vote"]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("made", sorted(KINDS))
def test_one_changed_letter_is_told(made, seed):
    chance = random.Random(seed)  # noqa: S311 - the same in every run
    value = example(f"«<{made}:32>»", chance)[1]
    assert holds(KINDS[made], value.encode())
    at = chance.randrange(1, len(value))
    other = "B" if value[at] == "A" else "A"
    assert not holds(KINDS[made], (value[:at] + other + value[at + 1 :]).encode())


def test_a_phrase_of_other_length_or_words_is_told():
    right = phrase(bytes(range(16)))
    assert holds("words", right.encode())
    assert not holds("words", right.rpartition(" ")[0].encode())
    assert not holds("words", right.replace(right.split()[3], "nonsense").encode())


@pytest.mark.parametrize("kind", ["base58", "crc16", "words", "crc62"])
@pytest.mark.parametrize("value", [b"", b"0", b"\xff" * 40, b"1" * 52, b"=" * 8, b"_"])
def test_hostile_values_do_not_hold_and_do_not_raise(kind, value):
    assert holds(kind, value) is False


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="luhn"):
        holds("luhn", b"1")


def test_wallets_of_test_chains_are_silent(look):
    phrase_of_hardhat = " ".join(["test"] * 11 + ["junk"])
    key = "ac0974bec39a17e36ba4a6b4d238ff94" + "4bacb478cbed5efcae784d7bf4f2ff80"
    assert look(f'MNEMONIC="{phrase_of_hardhat}"') == []
    assert look(f"DEPLOYER_PRIVATE_KEY=0x{key}") == []
    assert look(f"DEPLOYER_PRIVATE_KEY=0x{key[::-1]}") != []
