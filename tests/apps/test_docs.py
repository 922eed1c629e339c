"""The reference pages say what the program does."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def docs():
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_fresh(docs):
    assert docs.stale(docs.FOLDER, docs.pages()) == [], "run `python scripts/docs.py`"


def test_a_stale_a_missing_and_a_foreign_page_are_named(docs, tmp_path):
    found = docs.pages()
    for name, text in found.items():
        (tmp_path / name).write_text(text)
    assert docs.stale(tmp_path, found) == []
    (tmp_path / "cli.md").write_text("old")
    (tmp_path / "rules.md").unlink()
    (tmp_path / "other.md").write_text("x")
    assert docs.stale(tmp_path, found) == ["cli.md", "other.md", "rules.md"]


def test_every_verb_option_and_rule_has_its_place(docs):
    from vedette import index

    found = docs.pages()
    for verb in index.load()["verbs"]:
        assert f"### `vedette {verb}`" in found["cli.md"]
    for rule in index.load()["rules"]:
        assert f"\n### {rule}\n" in found["rules.md"]
    for format_ in index.load()["formats"]:
        assert f"\n## {format_}\n" in found["formats.md"]
