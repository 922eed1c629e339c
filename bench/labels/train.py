# ruff: noqa: S311 - examples are to be the same in every run
"""Trains the weights by which the secrets detector tells guessed candidates apart.

    python bench/labels/train.py TREES [--write]

TREES holds a work tree `OWNER+NAME` for each repository of ../labels.toml. Examples are the judged
candidates of the tuning half, as far as a pattern of the detector reaches them, and made ones: values of
machines, of people and of those who mean none, in the usual languages. The other half is never read. All of
them take the detector's own way, so that a feature means here what it means there. Logistic regression by
gradient descent with a penalty on large weights. Prints how the examples are told apart, those of people
apart from made ones, and what each feature weighs; with `--write` the weights go into the package, and the
features of the judged candidates, never their values, into features.csv.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from score import labels

from vedette import index
from vedette.detectors.interface import FileDetector, Setup
from vedette.detectors.secrets import guessing
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.scoring import model
from vedette.detectors.secrets.scoring.features import Guess, Near, features
from vedette.languages.text import decode
from vedette.model.rule import Rule

SEED = 20261122
_EACH = 260
_ROUNDS = 400
_RATE = 3.0
_PENALTY = 0.002
_OF_PEOPLE = 4.0
_FEATURES = Path(__file__).with_name("features.csv")
_WEIGHTS = Path(model.__file__).with_name("weights.toml")

_WORDS = (
    "harbor",
    "forge",
    "summer",
    "winter",
    "river",
    "garden",
    "silver",
    "marble",
    "falcon",
    "copper",
    "meadow",
    "orange",
    "tiger",
    "bridge",
    "castle",
    "thunder",
    "coffee",
    "window",
    "orbit",
    "planet",
    "bamboo",
    "cherry",
    "violet",
    "rocket",
    "hammer",
    "anchor",
    "basket",
    "candle",
    "desert",
    "engine",
    "forest",
    "glacier",
    "invoice",
    "customer",
    "payment",
    "report",
    "widget",
    "layout",
    "session",
    "provider",
    "service",
    "manager",
    "handler",
    "factory",
    "builder",
    "parser",
    "request",
    "response",
    "header",
    "cluster",
    "storage",
    "account",
    "billing",
    "profile",
    "message",
    "channel",
    "monitor",
    "gateway",
    "device",
    "sensor",
)
_STOCK = (
    "password",
    "secret",
    "token",
    "key",
    "user",
    "admin",
    "test",
    "my",
    "new",
    "old",
    "your",
    "example",
    "sample",
    "fake",
    "dummy",
    "value",
    "client",
    "access",
    "api",
    "auth",
    "some",
    "invalid",
    "wrong",
    "default",
    "change",
    "me",
    "insert",
    "here",
    "db",
    "foo",
    "bar",
    "app",
    "name",
    "string",
    "service",
    "login",
    "private",
)
_TECHNICAL = (
    "HS256",
    "RS256",
    "ES384",
    "sha256",
    "sha512",
    "md5",
    "oauth2",
    "AES-256-GCM",
    "utf-8",
    "base64",
    "x509",
    "v1.2.3",
    "1.10.0-rc1",
    "2024-01-01",
    "http2",
    "pkcs12",
    "pkcs8",
    "rsa-2048",
    "ed25519",
    "i18n.label1",
    "en_US.UTF-8",
    "text/plain",
    "ipv4",
    "s3",
    "ec2",
    "key1",
    "token2",
    "user1",
    "client-1",
    "field_3",
    "node12",
    "P1Y2M10D",
    "PT15M",
    "3600s",
    "128mb",
    "auth0",
    "id_token2",
    "line-42",
    "col7",
    "step3",
    "q1",
    "h264",
    "a11y",
    "k8s-secret-1",
    "tls1.2",
    "sha1-hash",
    "rfc6749",
)
_PASSWORDS = (
    "password",
    "db_password",
    "adminPassword",
    "PASSWORD",
    "smtp.password",
    "passwd",
    "user_pwd",
    "passphrase",
)
_KEYS = (
    "api_key",
    "secret",
    "client_secret",
    "AUTH_TOKEN",
    "accessToken",
    "secretKey",
    "app.secret-key",
    "SECRET_KEY",
)
_LAYOUTS = (
    ('{name} = "{value}"', "{place}/app.py"),
    ('String {name} = "{value}";', "{place}/App.java"),
    ('{{ user: "shop", {name}: "{value}" }}', "{place}/app.js"),
    ('  "{name}": "{value}",', "{place}/app.json"),
    ("{name}: {value}", "{place}/app.yml"),
    ("{name}={value}", "{place}/app.properties"),
    ("username: shop\n{name}: '{value}'", "{place}/app.yaml"),
    ("<{name}>{value}</{name}>", "{place}/app.xml"),
    ('<add key="{name}" value="{value}"/>', "{place}/app.config"),
    ("'{name}' => '{value}',", "{place}/app.php"),
    ('props.put("{name}", "{value}");', "{place}/App.kt"),
    ('config.{name}("{value}")', "{place}/app.rb"),
    ("# {name}: {value}", "{place}/app.yml"),
    ('assert {name} == "{value}"', "{place}/app.py"),
)
_PLACES = ("src", "src", "config", "tests", "docs")


class Example(NamedTuple):
    """One candidate with what it is."""

    features: tuple[str, ...]
    true: bool
    weight: float
    origin: str


def main() -> int:
    """Train, and say how well the examples are told apart."""
    parser = argparse.ArgumentParser(description="Train the weights of guessed candidates.")
    parser.add_argument("trees", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the weights and features.csv")
    options = parser.parse_args()
    detector = _detector()
    judged = list(_judged(options.trees, detector))
    made = list(_made(detector))
    weights = _trained(judged + made)
    shipped = model.shipped()
    for origin in ("judged", *sorted({one.origin for one in made})):
        _tell(origin, [one for one in judged + made if one.origin == origin], weights, shipped)
    for feature, weight in sorted(weights.items(), key=lambda pair: pair[1]):
        count = sum(feature in one.features for one in judged)
        print(f"{weight:+.2f} {feature} ({count} judged)")
    if options.write:
        _write(judged, weights)
    return 0


class _Recorder:
    """Stands in for the model while candidates are collected."""

    def __init__(self) -> None:
        self.seen: list[tuple[list[str], guessing.Judged]] = []

    def __call__(self, guess: Guess, near: Near, judged: guessing.Judged) -> None:
        self.seen.append((features(guess, near), judged))


def _detector() -> FileDetector:
    entries = {rule: one for rule, one in index.build()["rules"].items() if one["kind"] == "secrets"}
    fields = set(Rule.__struct_fields__)
    rules = {
        rule: msgspec.convert({key: one[key] for key in one.keys() & fields}, Rule)
        for rule, one in entries.items()
    }
    return create(Setup(rules=rules, definitions=entries, identity_key=b"k" * 32))


def _guesses(detector: FileDetector, path: str, data: bytes) -> list[tuple[list[str], guessing.Judged]]:
    """The features of every candidate that the model is asked about in a text."""
    text = decode(path, data)
    recorder, own = _Recorder(), guessing.weighed
    guessing.weighed = recorder
    try:
        list(detector.inspect(text) if text else ())
    finally:
        guessing.weighed = own
    return recorder.seen


def _judged(trees: Path, detector: FileDetector) -> Iterator[Example]:
    """Candidates of the tuning half: of each line the first that the model is asked about."""
    files: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)
    for row in labels("tuning"):
        files[row.repository, row.path][row.line] = row.label != "false"
    for (repository, path), lines in sorted(files.items()):
        data = (trees / repository / path).read_bytes()
        for seen, judged in _guesses(detector, path, data):
            true = lines.pop(data.count(b"\n", 0, judged.start) + 1, None)
            if true is not None:
                yield Example(tuple(seen), true, _OF_PEOPLE, "judged")


def _made(detector: FileDetector) -> Iterator[Example]:
    chance = random.Random(SEED)
    for origin, (make, names, true) in _MAKERS.items():
        for _ in range(_EACH):
            layout, place = chance.choice(_LAYOUTS)
            path = place.format(place=chance.choice(_PLACES))
            text = layout.format(name=chance.choice(names), value=make(chance))
            for seen, _judged_one in _guesses(detector, path, text.encode())[:1]:
                yield Example(tuple(seen), true, 1.0, origin)


def _machine(chance: random.Random) -> str:
    letters = chance.choice(
        (string.ascii_letters + string.digits,) * 3
        + (
            string.ascii_letters + string.digits + "-_",
            string.ascii_lowercase + string.digits,
            "0123456789abcdef",
        )
    )
    low = 20 if len(letters) == 16 else 10  # noqa: PLR2004 - hex
    return "".join(chance.choice(letters) for _ in range(chance.randint(low, 48)))


def _chosen(chance: random.Random) -> str:
    word, other = chance.choice(_WORDS), chance.choice(_WORDS)
    count = str(chance.randint(1, 99999))
    sign = chance.choice("!@#$%&*?_-.")
    made = chance.choice((
        word.capitalize() + count, word + count, word.capitalize() + count + sign, word + sign + count,
        word.capitalize() + sign + other + count, word.capitalize() + other.capitalize() + count,
        re.sub("[aeio]", lambda one: {"a": "4", "e": "3", "i": "1", "o": "0"}[one[0]], word) + sign,
        "P@ssw0rd" + chance.choice(("", "!", "1", "123")), "Pa$$w0rd" + count[:2], word[:4] + count[:2] +
        other[:4],
        "Aa" + str(chance.randint(100000, 9999999)), "".join(chance.choice(string.ascii_lowercase) for _ in
        range(6)) + count,
    ))  # fmt: skip
    return made if len(made) > 5 else made + count  # noqa: PLR2004 - shorter ones are seldom taken


def _joined(words: list[str], chance: random.Random) -> str:
    style = chance.choice(("-", "_", "camel", "Camel", "", "."))
    if style.lower() == "camel":
        made = "".join(word.capitalize() for word in words)
        return made if style == "Camel" else made[0].lower() + made[1:]
    return style.join(words)


def _placeholder(chance: random.Random) -> str:
    made = _joined([chance.choice(_STOCK) for _ in range(chance.randint(1, 4))], chance)
    return made + chance.choice(("", "", "", "1", "2", "123", "1234", "!"))


def _identifier(chance: random.Random) -> str:
    made = _joined([chance.choice(_WORDS) for _ in range(chance.randint(1, 4))], chance)
    return made + chance.choice(("", "", "", "1", "2", "_3", "-key", ".key", "Token"))


def _plain_word(chance: random.Random) -> str:
    return chance.choice((str.capitalize, str.lower))(
        chance.choice(_WORDS) + chance.choice(("", "a", "en", "wort", "o"))
    )


def _prose(chance: random.Random) -> str:
    return " ".join(chance.choice((*_WORDS, *_STOCK)) for _ in range(chance.randint(2, 7))).capitalize()


def _digest(chance: random.Random) -> str:
    return "".join(chance.choice("0123456789abcdef") for _ in range(chance.choice((32, 40, 64))))


def _technical(chance: random.Random) -> str:
    return chance.choice(_TECHNICAL)


# What they make, under which names, and whether that is a credential.
_MAKERS = {
    "machine's password": (_machine, _PASSWORDS, True),
    "machine's key": (_machine, _KEYS, True),
    "person's password": (_chosen, _PASSWORDS, True),
    "person's word as key": (_chosen, _KEYS, False),
    "placeholder as password": (_placeholder, _PASSWORDS, False),
    "placeholder as key": (_placeholder, _KEYS, False),
    "identifier as password": (_identifier, _PASSWORDS, False),
    "identifier as key": (_identifier, _KEYS, False),
    "word as password": (_plain_word, _PASSWORDS, False),
    "prose": (_prose, _PASSWORDS + _KEYS, False),
    "digest as password": (_digest, _PASSWORDS, False),
    "technical name": (_technical, _PASSWORDS + _KEYS, False),
}


def _trained(examples: list[Example]) -> dict[str, float]:
    weights = dict.fromkeys(sorted({feature for one in examples for feature in one.features}), 0.0)
    total = sum(one.weight for one in examples)
    for turn in range(_ROUNDS):
        slope = dict.fromkeys(weights, 0.0)
        for one in examples:
            error = one.weight * (_likely(one.features, weights) - one.true)
            for feature in one.features:
                slope[feature] += error
        rate = _RATE / (1 + turn / 100)
        for feature in weights:
            weights[feature] -= rate * (slope[feature] / total + _PENALTY * weights[feature])
    return {feature: round(weight, 2) for feature, weight in weights.items()}


def _likely(known: tuple[str, ...], weights: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-sum(weights[feature] for feature in known)))


def _tell(origin: str, examples: list[Example], weights: dict[str, float], shipped: model.Weights) -> None:
    scores = [(_likely(one.features, weights), one.true) for one in examples]
    parts = []
    for true in (True, False):
        of = [score for score, is_true in scores if is_true is true]
        if of:
            regular = sum(score >= shipped.regular for score in of)
            auditor = sum(shipped.auditor <= score < shipped.regular for score in of)
            parts.append(
                f"{'credentials' if true else 'others'} {len(of)}: {regular} regular, {auditor} auditor"
            )
    print(f"{origin}: {'; '.join(parts)}")


def _write(judged: list[Example], weights: dict[str, float]) -> None:
    before, _, rest = _WEIGHTS.read_text(encoding="utf-8").partition("[weights]\n")
    after = rest.partition("[reasons]\n")[2]
    lines = "".join(f"{feature} = {weight}\n" for feature, weight in sorted(weights.items()) if weight)
    _WEIGHTS.write_text(f"{before}[weights]\n{lines}\n[reasons]\n{after}", encoding="utf-8")
    with _FEATURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("true", "features"))
        writer.writerows(sorted((int(one.true), " ".join(one.features)) for one in judged))


if __name__ == "__main__":
    raise SystemExit(main())
