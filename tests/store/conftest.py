"""Give every test here the databases to run on."""

from tests.databases import current_postgresql, current_sqlite, engine, postgresql, url
from tests.store.people import cheap_hashes

__all__ = ["cheap_hashes", "current_postgresql", "current_sqlite", "engine", "postgresql", "url"]
