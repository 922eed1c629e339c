"""The detector as a run would make it: every rule on, a key, no cache."""

import msgspec
import pytest

from vedette import index
from vedette.detectors.interface import Setup
from vedette.detectors.secrets.detector import create
from vedette.model.rule import Rule

KEY = b"k" * 32


@pytest.fixture(scope="session")
def entries():
    return {rule: entry for rule, entry in index.build()["rules"].items() if entry["kind"] == "secrets"}


@pytest.fixture(scope="session")
def make_setup(entries):
    """Makes a Setup of the rules named (all by default), with any further fields."""

    def make(only=None, **more):
        chosen = {rule: entry for rule, entry in entries.items() if only is None or rule in only}
        fields = set(Rule.__struct_fields__)
        rules = {
            rule: msgspec.convert({key: entry[key] for key in entry.keys() & fields}, Rule)
            for rule, entry in chosen.items()
        }
        return Setup(rules=rules, definitions=chosen, **{"identity_key": KEY, **more})

    return make


@pytest.fixture(scope="session")
def detector(make_setup):
    return create(make_setup())


@pytest.fixture(scope="session")
def look(detector):
    """Findings in a text."""

    def inspect(data, path="app/settings.env"):
        from vedette.languages.text import decode

        return list(detector.inspect(decode(path, data if isinstance(data, bytes) else data.encode())))

    return inspect
