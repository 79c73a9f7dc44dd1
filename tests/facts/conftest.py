"""Give every test here the databases to run on."""

from tests.databases import current_postgresql, current_sqlite, engine, postgresql

__all__ = ["current_postgresql", "current_sqlite", "engine", "postgresql"]
