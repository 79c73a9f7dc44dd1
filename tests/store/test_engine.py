"""The database makes and upgrades itself where it is embedded, and says what to do where it is not."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, TextClause, inspect, text
from sqlmodel import SQLModel

from lead_metrics.errors import StoreUnready
from lead_metrics.settings import settings
from lead_metrics.store import engine as engines


def told(engine: Engine) -> dict[str, object]:
    """Return what a database says of its tables: columns, keys, indexes and constraints."""
    seen, names = inspect(engine), list(SQLModel.metadata.tables)
    asks = (seen.get_pk_constraint, seen.get_foreign_keys, seen.get_indexes, seen.get_check_constraints)
    columns = {name: [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)] for name in names}
    rest = {name: [ordered(ask(name)) for ask in asks] for name in names}
    return {"names": sorted(seen.get_table_names()), "columns": columns, "rest": rest}


def ordered(found: object) -> list[str]:
    """Return constraints in an order of their own."""
    return sorted(str(spelled(one)) for one in found) if isinstance(found, list) else [str(found)]


def spelled(found: object) -> object:
    """Return a constraint with the words of its conditions, which say of themselves only where they lie."""
    if isinstance(found, dict):
        return {name: spelled(value) for name, value in found.items()}
    return found.text if isinstance(found, TextClause) else found


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    engines.check(engine)
    migrated = told(engine)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    assert told(engine) == migrated


def test_a_second_upgrade_changes_nothing(engine: Engine) -> None:
    before = engines.revision(engine)
    engines.upgrade(engine)
    assert engines.revision(engine) == before == engines.scripts().get_current_head()


def test_an_embedded_database_is_made_with_its_folder_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "local" / "lead.db"
    made = engines.engine(f"sqlite:///{file}")
    assert engines.revision(made) == engines.scripts().get_current_head()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_engine_is_made_once_for_an_address(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'lead.db'}"
    assert engines.engine(address) is engines.engine(address)


def test_the_settings_name_the_database_where_nobody_else_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path / 'named.db'}"
    monkeypatch.setenv("LEAD_DATABASE_URL", address)
    settings.cache_clear()
    try:
        assert engines.engine() is engines.engine(address)
    finally:
        settings.cache_clear()


def test_an_embedded_database_checks_keys_and_lets_readers_read_while_one_writes(tmp_path: Path) -> None:
    with engines.engine(f"sqlite:///{tmp_path / 'lead.db'}").connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() >= 10_000


def test_an_empty_postgresql_is_not_upgraded_unasked(postgresql: str) -> None:
    with pytest.raises(StoreUnready, match="doctor --upgrade"):
        engines.engine(postgresql)


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnready, match="newer version"):
        engines.engine(engine.url.render_as_string(hide_password=False))
    with pytest.raises(StoreUnready, match="newer version"):
        engines.upgrade(engine)


def test_a_current_database_is_opened_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE remembered (n integer)"))
    opened = engines.engine(engine.url.render_as_string(hide_password=False))
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM remembered")).scalar_one() == 0
    opened.dispose()


def test_a_database_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = engines.connect("sqlite://")
    engines.upgrade(made)
    engines.check(made)
    assert list(tmp_path.iterdir()) == []
    made.dispose()


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnready, match="no database answers") as refusal:
        engines.engine("postgresql+psycopg://ann:a-secret@127.0.0.1:1/lead")
    assert "a-secret" not in str(refusal.value)


def test_all_that_open_a_new_database_at_once_get_in(tmp_path: Path) -> None:
    """SQLite refuses, without waiting, to change the journal's mode while another connection does."""
    at_once = Barrier(8)

    def opened(n: int) -> str:
        made = engines.connect(f"sqlite:///{tmp_path / f'lead_{n}.db'}")
        at_once.wait()
        with made.connect() as connection:
            mode = str(connection.execute(text("PRAGMA journal_mode")).scalar_one())
        made.dispose()
        return mode

    with ThreadPoolExecutor(8) as pool:
        modes = [mode for n in range(200) for mode in pool.map(opened, [n] * 8)]
    assert set(modes) == {"wal"}


def test_processes_that_start_together_make_the_schema_once(url: str) -> None:
    starts = [engines.connect(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(engines.upgrade, starts))
    assert {engines.revision(start) for start in starts} == {engines.scripts().get_current_head()}
    for start in starts:
        start.dispose()


def test_an_upgrade_that_breaks_off_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = engines.connect(url)

    def broken(config: Config, to: str) -> None:
        real(config, to)
        raise RuntimeError("the power went")

    real = command.upgrade
    monkeypatch.setattr(command, "upgrade", broken)
    with pytest.raises(RuntimeError):
        engines.upgrade(made)
    with made.connect() as connection:
        assert connection.dialect.get_table_names(connection) == []
    made.dispose()


def test_a_transaction_that_looks_before_it_writes_lets_nobody_between(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (n integer)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))

    def one_more(_: int) -> None:
        with engines.writing(engine) as connection:
            n = connection.execute(text("SELECT n FROM tally" + lock)).scalar_one()
            connection.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})

    lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_more, range(20)))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT n FROM tally")).scalar_one() == 20
