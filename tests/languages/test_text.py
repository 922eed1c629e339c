"""How bytes become a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.languages.text import decode

WORDS = "naïve = 'grüße'\nsecond line\n" * 3


@pytest.mark.parametrize(
    ("codec", "mark", "encoding"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_unicode_becomes_utf8(codec, mark, encoding):
    text = decode("a.txt", mark + WORDS.encode(codec))
    assert text.data == WORDS.encode()
    assert (text.path, text.encoding) == ("a.txt", encoding)


def test_bytes_that_are_not_utf8_are_kept():
    raw = WORDS.encode("latin-1")
    text = decode("a.txt", raw)
    assert (text.data, text.encoding) == (raw, "latin-1")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x7fELF\x02\x01\x01" + b"x" * 50,
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04abc",
        b"\x1f\x8b\x08",
        b"%PDF-1.7\n",
        b"\xca\xfe\xba\xbe\x00\x00",
        b"some\0\0\0\0\0\0\0more" * 3,
        b"\0\0\0\0\0\0\0\0",
        b"\0",
        bytes(range(256)) * 4,
    ],
)
def test_binary_is_no_text(raw):
    assert decode("a", raw) is None


def test_empty_is_a_text():
    assert decode("a", b"").data == b""


def test_odd_length_utf16_is_read():
    assert decode("a", "key = 1\n".encode("utf-16-le") + b"\x41").data.startswith(b"key = 1\n")


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(raw):
    text = decode("a", raw)
    assert text is None or isinstance(text.data, bytes)


@given(st.text(max_size=200).filter(lambda words: "\0" not in words and not words.startswith("\ufeff")))
def test_utf8_comes_back_as_it_was(words):
    text = decode("a", words.encode())
    assert text is None or text.data == words.encode()


def test_a_stray_zero_byte_hides_no_text():
    body = b"password = 1\n" * 50
    for data in (b"\0" + body, body + b"\0" + body, b"\0" + "größer\n".encode() * 60):
        text = decode("a.py", data)
        assert text is not None
        assert text.data == data


def test_many_strays_are_no_text():
    assert decode("a", b"text\0\0\0\0\0" * 50) is None
    assert decode("a", b"\0\x01\xff\xfe" + b"words and words " * 50) is None
    assert decode("a", bytes(range(256)) * 4) is None


def test_a_few_zero_bytes_hide_no_short_text():
    body = b"TOKEN=abcdefghijklmnopqrst\n"
    for data in (body + b"\0\0", b"\0\x01\0" + body, body + b"\0" * 16, "größe=1 ".encode() + body + b"\0\0"):
        text = decode(".env", data)
        assert text is not None
        assert text.data == data


def test_short_binaries_stay_binary():
    assert decode("a", body := b"\0\0\0\x02abc\0\0\x01") is None, body
    assert decode("a", b"text" + b"\0" * 17) is None
    assert decode("a", b"\0\0" + bytes(range(0x80, 0xC0)) + b"some words") is None
