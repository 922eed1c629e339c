"""Words of other tools: readable, and without secrets."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.sources.reports.redaction import REDACTED, one_line, redacted

PLAIN = [
    "Use of weak MD5 hash for security. Consider usedforsecurity=False",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher is imported in src/shop/payments/views_v2.py",
    "subprocess call with shell=True identified, security issue.",
    "CVE-2026-12345 in requests-oauthlib-extension 1.10.0",
    "https://docs.example.org/en/1.9.4/plugins/b602_subprocess_popen_with_shell_equals_true.html",
    "AbstractSingletonProxyFactoryBeanConfiguration",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay(text):
    assert redacted(text) == text


ALPHABETS = {
    "hexadecimal": ("0123456789abcdef", 32),
    "letters and digits": (string.ascii_letters + string.digits, 24),
    "base64": (string.ascii_letters + string.digits + "+/", 40),
}


@pytest.mark.parametrize("name", ALPHABETS)
def test_random_tokens_go(name):
    alphabet, length = ALPHABETS[name]
    drawn = random.Random(7)  # noqa: S311 - the same tokens in each run
    missed = 0
    for _ in range(300):
        token = "".join(drawn.choice(alphabet) for _ in range(length))
        missed += token in redacted(f"found {token} here")
    assert missed <= 12


def test_passwords_in_addresses_go():
    text = redacted("uses postgres://shop:" + "pa" + "ss@db/shop now")
    assert text == f"uses postgres://shop:{REDACTED}@db/shop now"


def test_what_a_rule_about_secrets_quotes_goes():
    text = "Possible password: 'abc' or \"def\" or key=ghi-jkl"
    assert redacted(text, secret=True) == f"Possible password: {REDACTED} or {REDACTED} or key={REDACTED}"
    assert redacted(text) == text


@given(st.text(st.characters(exclude_categories=()), max_size=300), st.integers(10, 100))
def test_one_line_is_one_bounded_line(text, most):
    line = one_line(text, most)
    assert len(line) <= most
    assert line.isprintable()
    redacted(line, secret=True).encode("utf-8")
