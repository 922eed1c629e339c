"""Checkpoints: printed, read back, signed, and what is said of a wrong one."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger_world import finding, place_of, scanned, seen
from msgspec.structs import replace

from vedette.ledger import checkpoint as checkpoints
from vedette.ledger.interface import Ledger
from vedette.ledger.place import Place, Server
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError
from vedette.model.verdict import Checkpoint

signing = pytest.mark.skipif(not checkpoints.can_sign(), reason="cryptography is not installed")


@pytest.fixture
def _no_cryptography(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)


def test_the_line_is_read_back(ledger: Ledger) -> None:
    _, checkpoint = scanned(ledger, 1, [finding()], seen("a.py"))
    assert checkpoint.count == 1
    assert checkpoints.parse(f"  {checkpoint.text()}\n") == checkpoint
    plain = replace(checkpoint, key="", signature="")
    assert checkpoints.parse(plain.text()) == plain


@pytest.mark.parametrize(
    "text", ["", "1", "1:ab", "x:" + "0" * 64, "1:" + "0" * 64 + ":", "-1:" + "0" * 64, "1:" + "G" * 64]
)
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checkpoints.parse(text)
    assert caught.value.help


@signing
def test_a_signature_is_of_this_count_head_and_key(ledger: Ledger, place: Place) -> None:
    _, checkpoint = scanned(ledger, 1, [finding()], seen("a.py"))
    scanned(ledger, 2, [], seen("a.py"))
    assert ledger.verify(checkpoint) == []
    assert ledger.verify(replace(checkpoint, count=2))
    turned = checkpoint.signature[:-1] + ("0" if checkpoint.signature[-1] != "0" else "1")
    (fault,) = ledger.verify(replace(checkpoint, signature=turned))
    assert "signature is wrong" in fault.what
    other = open_ledger(None)
    other.close()
    faults = ledger.verify(checkpoints.sign(replace(checkpoint, key="", signature=""), b"k" * 32))
    if isinstance(place, Server):
        assert faults == [], "many machines write to a server, each with a key of its own"
    else:
        assert "not this ledger's" in faults[0].what


@signing
def test_the_key_is_kept(tmp_path: Path) -> None:
    keys = set()
    for number in (1, 2):
        ledger = open_ledger(place_of(tmp_path))
        keys.add(scanned(ledger, number, [], seen("a.py"))[1].key)
        ledger.close()
    assert len(keys) == 1
    assert keys != {""}


def test_a_checkpoint_from_elsewhere_does_not_fit(ledger: Ledger) -> None:
    scanned(ledger, 1, [finding()], seen("a.py"))
    assert ledger.verify(Checkpoint(count=1, head="0" * 64))
    (fault,) = ledger.verify(Checkpoint(count=3, head="0" * 64))
    assert "2 entries more" in fault.what


@pytest.mark.usefixtures("_no_cryptography")
def test_without_cryptography_checkpoints_are_unsigned(ledger: Ledger) -> None:
    _, checkpoint = scanned(ledger, 1, [finding()], seen("a.py"))
    assert (checkpoint.key, checkpoint.signature) == ("", "")
    assert ledger.verify(checkpoint) == []
    signed = replace(checkpoint, key="0" * 64, signature="0" * 128)
    (fault,) = ledger.verify(signed)
    assert "vedette[attest]" in fault.what


def test_in_memory_nothing_is_signed() -> None:
    ledger = open_ledger(None)
    assert scanned(ledger, 1, [], seen("a.py"))[1].key == ""
    ledger.close()
