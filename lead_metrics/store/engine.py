"""The database and its schema: made and upgraded by itself where it is the embedded SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SQLite
from sqlite3 import OperationalError as SQLiteError
from time import monotonic, sleep

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from lead_metrics.errors import StoreUnready
from lead_metrics.settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL")
PATIENCE, PAUSE = 30.0, 0.01
UPGRADE_LOCK = 7_305_211
"""Any number that the processes of this software share, for PostgreSQL's advisory lock."""


def engine(url: str | None = None) -> Engine:
    """Return the engine of a database, its schema current; raises StoreUnready with what to do."""
    return _engine(url or settings().database_url)


@cache
def _engine(url: str) -> Engine:
    made = connect(url)
    try:
        _ready(made)
    except (SQLAlchemyError, StoreUnready) as error:
        made.dispose()
        if isinstance(error, StoreUnready):
            raise
        place = make_url(url).render_as_string(hide_password=True)
        raise StoreUnready(f"no database answers at {place}; check LEAD_DATABASE_URL and that it runs") from None
    event.listen(made, "handle_error", _away)
    return made


def connect(url: str) -> Engine:
    """Return an engine without a look at the schema; an embedded database is made, for its owner's eyes alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        file = Path(parsed.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    made = create_engine(url)
    event.listen(made, "connect", _pragmas)
    return made


def _away(failed: ExceptionContext) -> None:
    """Raise StoreUnready where the database does not answer, now that it once did: pages know what to do then."""
    if not failed.is_pre_ping and isinstance(failed.sqlalchemy_exception, OperationalError | InterfaceError):
        raise StoreUnready("the database does not answer; check that it runs") from failed.original_exception


def _pragmas(connection: SQLite, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection, monotonic() + PATIENCE)


def _write_ahead(connection: SQLite, until: float) -> None:
    # Where several open a new database at once, SQLite refuses this one change without waiting.
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except SQLiteError:
            if monotonic() > until:
                raise
            sleep(PAUSE)
        else:
            return


@contextmanager
def writing(made: Engine) -> Iterator[Connection]:
    """Open a transaction that may look before it writes: on SQLite it takes the write lock at once."""
    with made.begin() as connection:
        # Left to itself, SQLite would begin at the first write: what was read before could have changed by then.
        if made.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _ready(made: Engine) -> None:
    if revision(made) == scripts().get_current_head():
        return
    _not_newer(made)
    if made.dialect.name != "sqlite":
        raise StoreUnready("the database's schema is behind; back up and run: python -m lead_metrics doctor --upgrade")
    upgrade(made)


def _not_newer(made: Engine) -> None:
    current = revision(made)
    if current is not None and current not in {script.revision for script in scripts().walk_revisions()}:
        raise StoreUnready("the database was made by a newer version of this software; upgrade the software first")


def revision(made: Engine) -> str | None:
    """Return the revision that the database is at, None where it is empty."""
    with made.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def scripts() -> ScriptDirectory:
    """Return the migrations that come with this software."""
    return ScriptDirectory(str(MIGRATIONS))


def upgrade(made: Engine) -> None:
    """Bring the schema up to this software's: one process at a time, in one transaction.

    Raises StoreUnready where the database is newer than this software.
    """
    _not_newer(made)
    _run(made, lambda config: command.upgrade(config, "head"))


def check(made: Engine) -> None:
    """Raise alembic's AutogenerateDiffsDetected where the tables of the code differ from those of the database."""
    _run(made, command.check)


def _run(made: Engine, do: Callable[[Config], object]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(made) as connection:
        if made.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        config.attributes["connection"] = connection
        do(config)
