"""The index is what the folders say, and nothing is registered by hand."""

import json

import pytest

from vedette import index


def test_the_stored_index_equals_the_folders():
    assert index.load() == json.loads(json.dumps(index.build()))


def test_each_detector_folder_is_a_kind_with_rules():
    built = index.build()
    for kind in built["kinds"]:
        assert any(rule["kind"] == kind for rule in built["rules"].values()), kind


def test_a_rule_that_exists_twice_is_refused(tmp_path):
    rules = tmp_path / "detectors" / "x" / "rules"
    rules.mkdir(parents=True)
    (rules / "a.toml").write_text('[[rule]]\nid = "same"\n')
    (rules / "b.toml").write_text('[[rule]]\nid = "same"\n')
    with pytest.raises(ValueError, match="same exists already"):
        index.build(tmp_path)


def test_a_rules_file_that_is_not_toml_is_refused_with_its_name(tmp_path):
    rules = tmp_path / "policy" / "rules"
    rules.mkdir(parents=True)
    (rules / "a.toml").write_text("[[rule")
    with pytest.raises(ValueError, match=r"a\.toml"):
        index.build(tmp_path)
