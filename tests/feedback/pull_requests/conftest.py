import sys
from pathlib import Path

import pytest
from forge_world import GitHub, GitLab

sys.path.append(str(Path(__file__).resolve().parents[1]))


@pytest.fixture(params=[GitHub, GitLab], ids=["github", "gitlab"])
def forge(request):
    """Each of the two forges in turn."""
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def github():
    made = GitHub()
    yield made
    made.close()


@pytest.fixture
def gitlab():
    made = GitLab()
    yield made
    made.close()
