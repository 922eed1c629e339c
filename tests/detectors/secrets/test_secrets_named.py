"""Rules made of names and a format: what they match, what they leave, and what is refused."""

import random
from re import _parser

import msgspec
import pytest

from vedette import index
from vedette.detectors.interface import Setup
from vedette.detectors.secrets import named
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.doubts import entropy
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.linear import prove
from vedette.detectors.secrets.rulebook import definitions
from vedette.languages.text import decode
from vedette.model.rule import Rule

RULE = {
    "id": "secret-shop",
    "kind": "secrets",
    "title": "Shop key",
    "why": "w",
    "fix": "f",
    "severity": "high",
    "confidence": "high",
    "principle": "authentication",
    "cwe": [798],
    "names": ["acme-shop", "acme"],
    "of": ["key", "access-token"],
    "value": "hex:32|b62:20-24|uuid|sk.<b36:30>",
}


@pytest.fixture
def shop():
    rule = msgspec.convert({key: RULE[key] for key in RULE.keys() & set(Rule.__struct_fields__)}, Rule)
    detector = create(
        Setup(rules={"secret-shop": rule}, definitions={"secret-shop": RULE}, identity_key=b"k")
    )

    def inspect(template, path="app/main.py", seed=1):
        text, value = example(template, random.Random(seed))  # noqa: S311 - the same in every run
        found = list(detector.inspect(decode(path, text.encode())))
        assert all(value not in repr(one) for one in found)
        return found

    return inspect


def test_examples_come_from_names_and_value_in_every_layout(shop):
    (one,) = definitions({"secret-shop": RULE}).values()
    assert len(one.bad) >= 12
    for template in one.bad:
        assert len(shop(template)) == 1, template


@pytest.mark.parametrize(
    "template",
    [
        "ACME_KEY = b'«<hex:32>»'",
        "ACME_SHOP_API_KEY=«<b62:22>»",
        'String acmeShopKey = "«<hex:32>»";',
        'acme_key: str = "«<hex:32>»"',
        "const key = process.env.ACME_KEY || '«<hex:32>»'",
        "ACME_KEY=${ACME_KEY:-«<hex:32>»}",
        "ENV ACME_ACCESS_TOKEN «<b62:20>»",
        "run --acme-key «<hex:32>» now",
        "<key>AcmeKey</key>\n  <string>«<hex:32>»</string>",
        '{"name": "ACME_KEY", "value": "«<hex:32>»"}',
        "The Acme API key is: «<hex:32>».",
        "X-Acme-Key: Token «<hex:32>»",
        r'"{\"acme_key\": \"«<hex:32>»\"}"',
        "acme:\n  region: eu\nacme:\n  api_key: «<hex:32>»",
        "[acme]\nkey = «<hex:32>»",
        "acme_key = «<hex:8>-<hex:4>-<hex:4>-<hex:4>-<hex:12>»",
        "Acme.configure('acme-key', '«sk.<b36:30>»')",
    ],
)
def test_ways_in_which_a_name_is_given_its_value(shop, template):
    assert len(shop(template)) == 1, template


@pytest.mark.parametrize(
    "template",
    [
        "acme_trace_id_key = <hex:32>",
        "acme_key_hash: <hex:32>",
        "acmeic_key = <hex:32>",
        "acme_colour = <hex:32>",
        "acme_key = <hex:33>",
        "acme_key = <hex:32>-<hex:4>",
        "acme_key = <hex:32>.js",
        "acme_key = 00000000000000000000000000000000",
        "acme_key = Test<b62:16>Test",
        "acme_key = ${<hex:32>}",
        "myacmeshopx = '<hex:32>'",
    ],
)
def test_what_is_no_credential_is_left(shop, template):
    assert shop(template) == []


def test_pattern_of_many_names_is_cheap():
    names = tuple(f"provider{letter}-{letter}name" for letter in "abcdefgh")
    prove(named.pattern(names, ("key", "client-secret", "token"), "hex:32|b64u:20-90|uuid|00<b62:40>"))


@pytest.mark.parametrize(
    "change",
    [
        {"names": ["abc"]},
        {"names": ["a-b-c-d"]},
        {"names": ["Acme"]},
        {"value": "hex"},
        {"value": "nothing:32"},
        {"value": "prefix-only"},
        {"value": ""},
        {"names": []},
        {"pattern": "x"},
    ],
)
def test_what_cannot_be_looked_for_is_refused(change):
    with pytest.raises(msgspec.ValidationError, match="secret-shop"):
        definitions({"secret-shop": {**RULE, **change}})


def test_entropy_asked_for_is_less_than_random_values_have():
    for value in ("hex:20", "hex:32", "b62:16", "b62:40", "digit:20", "b64u:43", "B36:27"):
        (spelled,) = named.formats(value)
        below = sum(
            entropy(example(f"«{spelled}»", random.Random(seed))[1].encode())  # noqa: S311 - the same in every run
            < named.least_entropy(value)
            for seed in range(500)
        )
        assert below <= 2, value


def test_the_place_of_a_value_is_looked_at_however_far_it_may_be_from_its_name():
    between = [_parser.parse(part).getwidth()[1] for part in (named._REST, named._INNER, named._GIVEN)]
    names = [name for one in index.load()["rules"].values() for name in one.get("names", ())]
    longest = max(len(name) for name in names)
    assert longest + max(between[:2]) + between[2] <= named._REACH


@pytest.mark.parametrize("times", [0, 30, 300])
def test_a_value_is_seen_however_often_its_rule_was_tried_in_vain(shop, times):
    assert len(shop("acme is a shop.\n" * times + "ACME_KEY = '«<hex:32>»'")) == 1


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (b"acme_key = " + b"0a" * 16, True),
        (b"acme_key = '" + b"0a" * 16 + b"'", True),
        (b"acme_key = " + b"0a" * 17, False),
        (b"acme_key = x" + b"0a" * 16, False),
        (b"acme_key = " + b"0a" * 15, False),
    ],
)
def test_only_a_whole_value_may_follow(text, may):
    assert named.may_follow(text, 0, "hex:32") is may
