import pytest
from loopback_world import Server


@pytest.fixture
def serve():
    """`serve(*script)` starts a server; all are stopped in the end."""
    started = []

    def start(*script, **more):
        started.append(Server(*script, **more))
        return started[-1]

    yield start
    for server in started:
        server.close()
