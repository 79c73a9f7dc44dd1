"""The environment as one frozen value; keys that only the writing side may hold live in intake."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
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
    idle_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    trail_days: Annotated[int, Field(ge=90)] = 730
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_name: str = ""
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

    @field_validator("oidc_issuer")
    @classmethod
    def over_tls(cls, issuer: str | None) -> str | None:
        """Refuse a provider that somebody on the way could stand in for; on this machine there is no way between."""
        if issuer and not issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("does not begin with https://")
        return issuer.rstrip("/") if issuer else None

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Refuse half a provider."""
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("needs LEAD_OIDC_CLIENT_ID and LEAD_OIDC_CLIENT_SECRET beside it")
        return self

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
        name = "LEAD_" + str(first["loc"][0] if first["loc"] else "OIDC_ISSUER").upper()
        raise SettingsRefused(
            f"{name} {first['msg'].removeprefix('Value error, ')}; set it anew, see docs/settings.md"
        ) from None
