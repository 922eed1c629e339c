"""What the tests of the pipeline share: places of their own, an empty repository."""

import pytest

from repository_world import machine, new_repository


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)


@pytest.fixture
def repo(tmp_path):
    return new_repository(tmp_path / "repo")
