"""A hostile world for each test."""

import pytest
from hostile_world import Hostile


@pytest.fixture
def world(tmp_path):
    return Hostile(tmp_path)
