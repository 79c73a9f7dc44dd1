"""The environment as one frozen value; keys that only the writing side may hold live in intake."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lead_metrics.errors import SettingsRefused

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32


class Settings(BaseSettings):
    """What the environment says, checked; names are the environment's, without `LEAD_`."""

    model_config = SettingsConfigDict(env_prefix="LEAD_", env_file=".env", frozen=True, extra="ignore")

    database_url: str = f"sqlite:///{ROOT / 'data' / 'local' / 'lead.db'}"
    vault: Path = ROOT / "data" / "local" / "vault"
    keys: Path = ROOT / "data" / "local" / "keys"
    inbox: Path = ROOT / "data" / "local" / "inbox"
    catalogue: Path | None = None
    engine: Literal["polars", "spark"] = "polars"
    secret_key: str | None = None
    hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    worker: Literal["auto", "on", "off"] = "auto"
    gallery: Literal["on", "off"] = "off"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("secret_key")
    @classmethod
    def long_enough(cls, key: str | None) -> str | None:
        """Refuse a key that could be guessed."""
        if key is not None and len(key.encode()) < SHORTEST_KEY:
            raise ValueError(f"is shorter than {SHORTEST_KEY} bytes")
        return key

    @field_validator("hosts", mode="before")
    @classmethod
    def apart(cls, hosts: str | frozenset[str]) -> frozenset[str]:
        """Read the names under which the dashboard is served, written with commas between them."""
        names = hosts.split(",") if isinstance(hosts, str) else hosts
        return frozenset(name.strip().lower() for name in names if name.strip())


@cache
def settings() -> Settings:
    """Return the settings, read once; raises SettingsRefused naming the variable, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "LEAD_" + str(first["loc"][0]).upper()
        raise SettingsRefused(
            f"{name} {first['msg'].removeprefix('Value error, ')}; set it anew, see docs/settings.md"
        ) from None
