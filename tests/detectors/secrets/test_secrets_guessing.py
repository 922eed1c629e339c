# ruff: noqa: S311 - examples are to be the same in every run
"""Candidates that only a name speaks for: where they may stand, and what the model makes of them."""

import random
import time

import pytest

from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.guessing import _hopeless
from vedette.detectors.secrets.scoring import model, words
from vedette.model.rule import Persona

WAYS = [
    ('connect(host="db", password="«<b62:18>»")', "app/a.py"),
    ('config.setPassword("«<b62:18>»");', "src/A.java"),
    ("<password>«<b62:18>»</password>", "conf/a.xml"),
    ('<add key="ApiKey" value="«<b62:32>»"/>', "web.config"),
    ('<entry key="db.password">«<b62:18>»</entry>', "a.xml"),
    ('body = "{\\"password\\": \\"«<b62:18>»\\"}"', "src/a.go"),
    ("- name: DB_PASSWORD\n  value: «<b62:18>»\n", "k8s/deploy.yaml"),
    ('{"name": "DB_PASSWORD", "value": "«<b62:18>»"}', "task.json"),
    ('variable "db_password" {\n  type = string\n  default = "«<b62:18>»"\n}', "main.tf"),
    ('password = os.environ.get("DB_PASSWORD", "«<b62:18>»")', "a.py"),
    ('let password: &str = "«<b62:18>»";', "a.rs"),
    ('public string Password { get; set; } = "«<b62:18>»";', "A.cs"),
    ('#define API_TOKEN "«<b62:32>»"', "a.h"),
    ('$secret = ConvertTo-SecureString "«<b62:18>»" -AsPlainText', "a.ps1"),
    ("PGPASSWORD=«<b62:18>» psql -h db", "run.sh"),
    ("tool --password «<b62:18>» up", "notes.txt"),
    ("tool --api-key=«<b62:32>» up", "a.py"),
    ("amqp/?user=shop&password=«<b62:18>»&x=1", "a.py"),
    ("SECRET_KEY_BASE: «<hex:128>»", "config/secrets.yml"),
    ("ENV DB_PASSWORD «<b62:18>»", "Dockerfile"),
    ("<key>password</key>\n<string>«<b62:18>»</string>", "a.plist"),
    ("creds = «<b62:48>»\n", "notes.txt"),
    ("<apiToken>\n    «<b62:32>»\n</apiToken>", "a.xml"),
    ('env("api_token", "«<hex:8>-<hex:4>-<hex:4>-<hex:4>-<hex:12>»")', "a.py"),
]


@pytest.mark.parametrize(("template", "path"), WAYS)
def test_ways_to_give_a_value(template, path, look):
    text, value = example(template, random.Random(11))
    (found,) = look(text, path)
    assert found.rule.startswith("secret-generic-")
    assert found.persona is Persona.regular
    assert value not in repr(found)
    assert ": it" in found.message


@pytest.mark.parametrize(
    "text",
    [
        'columns = ["password", "username_1"]',
        'new_token = "newTokenValue"',
        "Password=Password",
        'PASSWORD_HASH = "$2b$10$abcdefghijklmnopqrstuv"',
        'the token is `thing@11`, "not more"',
        'access_key = "A1B2C3D4E5F6G7H8I9J0"',
        'saltedpassword="mT0yy' + 'UUxnlJaC99HXgRTSYlb="',
        'checkPassword("Summer" + name)',
        "<label>password</label>",
        'field("password", "Password (at least " ~ shortest ~ " characters)", "password")',
        '("../etc/passwd", "%2E%2E/xyz/Qw71")',
        '_TOKEN = compile("[A-Za-z0-9_+/=.~%-]{16,}")',
        'nonMatchingToken = "ayip' + 'sow7fowi2r6t"',
        'wrongPassword = "hT7' + 'x0QmPzW"',
        'telegram_api_token = "3368:A2boczvhlyyqudwe0hi18w12kybv6bl6te8"',
        '"token3": "xoxp-1234-1234-1234-4ddbc' + '191d40ee098cbaae6f3523ada2d"',
        'key = "dafa7817-e246-48f3-91a7-e87653d587b8"',
        'api_key = "12345678-1234-1234-1234-123456781234"',
    ],
)
def test_what_only_looks_like_one_is_silent(text, look):
    for path in ("app/a.py", "app/a.properties", "app/a.json"):
        assert look(text, path) == []


def test_a_chosen_password_is_told_from_a_placeholder(look):
    chosen = "Har" + "bor" + "12345"
    (found,) = look(f'password = "{chosen}"', "tests/test_a.py")
    assert found.persona is Persona.regular
    assert look('password = "newPassword"', "tests/test_a.py") == []


def test_common_passwords_in_settings_are_a_weakness_of_their_own(look):
    (found,) = look("POSTGRES_PASSWORD: postgres\n", "compose.yml")
    assert found.rule == "secret-default-password"
    for text, path in (
        ("POSTGRES_PASSWORD: postgres\n", "tests/compose.yml"),
        ("# POSTGRES_PASSWORD: postgres\n", "compose.yml"),
        ("good = [\n  '# POSTGRES_PASSWORD=postgres',\n]\n", "rules.toml"),
    ):
        assert "secret-default-password" not in {one.rule for one in look(text, path)}


def test_an_identifier_as_a_token_is_for_auditors_unless_its_name_is_that_of_a_key(look):
    value = "dafa7817-e246-48f3-" + "91a7-e87653d587b8"
    (found,) = look(f'shopToken = "{value}"', "a.py")
    assert found.persona is Persona.auditor
    assert look(f'api_key = "{value}"', "a.py")[0].persona is Persona.regular
    assert look(f'page = "{value}"', "a.py") == []


def test_common_passwords_in_terraform_are_one_too(look):
    (found,) = look('password = "' + "root" + 'passwd"\n', "main.tf")
    assert found.rule == "secret-default-password"


def test_what_a_place_makes_a_password_is_told_to_auditors_at_least(look):
    (found,) = look('<add key="ClearTextPassword" value="Test' + 'SourcePassword" />', "NuGet.Config")
    assert (found.rule, found.persona) == ("secret-nuget-config-password", Persona.auditor)
    assert look('<add key="ClearTextPassword" value="%SHOP_PASSWORD%" />', "NuGet.Config") == []


def test_each_weight_has_a_use_and_each_reason_a_weight():
    known = model.shipped()
    assert 0 < known.auditor < known.regular < 1
    assert set(known.reasons) <= set(known.weights)
    assert model.likelihood(["base", "name-password", "stock-words-only"]) < known.auditor


def test_likeness_to_words():
    assert words.stock_share(b"newSecretToken") == 1
    assert words.oddness(b"qTPBRtqBGWQj") > words.oddness(b"harborRegistry") + 2
    assert words.oddness(b"1234") is None
    assert words.is_common(b"Admin123")
    assert not words.is_common(b"")


def test_hostile_values_take_no_time():
    began = time.process_time()
    for value in (
        b"a" * 500 + b"1",
        b"aA" * 250 + b"1",
        b"a-" * 250 + b"1",
        b"A" * 500 + b"1",
        b"a.b" * 160 + b"!",
    ):
        _hopeless(value, password=True)
    assert time.process_time() - began < 0.2
