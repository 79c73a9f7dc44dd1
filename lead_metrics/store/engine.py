"""The database and its schema: made and upgraded by itself where it is the embedded SQLite."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import sqlmodel  # noqa: F401  (the migrations' column types)
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from alembic import command
from lead_metrics.errors import StoreUnready
from lead_metrics.settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=NORMAL")


def engine(url: str | None = None) -> Engine:
    """Return the engine of a database, its schema current; raises StoreUnready with what to do."""
    return _engine(url or settings().database_url)


@cache
def _engine(url: str) -> Engine:
    made = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else create_engine(url, pool_pre_ping=True)
    try:
        _ready(made)
    except SQLAlchemyError:
        place = make_url(url).render_as_string(hide_password=True)
        raise StoreUnready(f"the database at {place} does not answer; check LEAD_DATABASE_URL and that it runs") from None
    return made


def _sqlite(url: str) -> Engine:
    name = make_url(url).database
    if name and name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url)
    event.listen(made, "connect", _pragmas)
    return made


def _pragmas(connection: Connection, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _ready(made: Engine) -> None:
    known = {script.revision for script in scripts().walk_revisions()}
    current, head = revision(made), scripts().get_current_head()
    if current is not None and current not in known:
        raise StoreUnready("the database was made by a newer version of this software; upgrade the software first")
    if current == head:
        return
    if made.dialect.name != "sqlite":
        raise StoreUnready("the database's schema is behind; run: python -m lead_metrics doctor --upgrade")
    upgrade(made)


def revision(made: Engine) -> str | None:
    """Return the revision that the database is at, None where it is empty."""
    with made.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def scripts() -> ScriptDirectory:
    """Return the migrations that come with this software."""
    return ScriptDirectory(str(MIGRATIONS))


def upgrade(made: Engine) -> None:
    """Bring the schema up to this software's, in one transaction."""
    _run(made, lambda config: command.upgrade(config, "head"))


def check(made: Engine) -> None:
    """Raise where the tables of the code differ from those of the migrations."""
    _run(made, command.check)


def _run(made: Engine, do: Callable[[Config], object]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with made.begin() as connection:
        config.attributes["connection"] = connection
        do(config)
