"""Which passwords mean none, and which could."""

import time

import pytest

from vedette.detectors.secrets import doubts
from vedette.detectors.secrets.doubts import is_dummy_password


@pytest.mark.parametrize(
    "value",
    [
        "password",
        "password1",
        "pass:word",
        "customPass",
        "my-secret",
        "Secret123",
        "userPassword",
        "changeme2024",
    ],
)
def test_stock_words_with_counts_and_modifiers_are_no_password(value):
    assert is_dummy_password(value.encode())


@pytest.mark.parametrize(
    "value", ["x7Kp2mQz", "correct-horse", "passion4fruit", "secret20241231", "p1x2z3y4", "my"]
)
def test_other_values_may_be_one(value):
    assert not is_dummy_password(value.encode())


def test_repeated_pieces_are_found_in_linear_time():
    assert doubts.is_stand_in(b"aB3-x9q.X9Q_x9q")
    assert not doubts.is_stand_in(b"kq7-x9q.x9Q_x9qz")
    assert not doubts.is_stand_in(b"x9q.x9q_zz7")
    began = time.process_time()
    doubts.is_stand_in(b"/" + b"k3" * 200_000)
    assert time.process_time() - began < 1.0
