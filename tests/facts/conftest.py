"""Give every test here the databases to run on."""

from tests.databases import engine, postgresql, url

__all__ = ["engine", "postgresql", "url"]
