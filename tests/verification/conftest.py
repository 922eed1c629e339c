import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "network"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    import tls_world

    return tls_world.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def providers(certificate, monkeypatch):
    """A server that plays every provider; the certificate it shows is trusted."""
    from provider_world import Providers

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    world = Providers(certificate[1])
    yield world
    world.server.close()


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
