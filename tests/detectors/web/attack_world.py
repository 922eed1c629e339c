"""What the tests of attack judges share: examples of rules as values, and all judges at once."""

import tomllib
from importlib import import_module
from pathlib import Path

from vedette.detectors.web.decoding import peel

NAMES = (
    "html",
    "path",
    "command",
    "template",
    "expression",
    "code",
    "ssrf",
    "xxe",
    "deserialization",
    "header",
    "redirect",
    "scanner",
    "exploit",
)
JUDGES = tuple(import_module(f"vedette.detectors.web.attacks.{name}").judge for name in NAMES)
RULES = Path(import_module("vedette.detectors.web").__file__).parent / "rules"


def entries():
    """Every rule of these classes, as its data file has it."""
    return [entry for name in NAMES for entry in tomllib.loads((RULES / f"{name}.toml").read_text())["rule"]]


def value(example):
    """An example as a value; a plus sign in it is one."""
    if isinstance(example, str):
        example = {"text": example}
    where, name = example.get("where", "query"), example.get("name", "")
    return peel(where, name.encode(), example["text"].encode(), form=False)


def attacks(of):
    """What all judges say of a value."""
    return [attack for judge in JUDGES for attack in judge(of)]
