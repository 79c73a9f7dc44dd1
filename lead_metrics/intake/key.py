"""The pseudonym key: held by the writing side alone, made on the first run where there is none."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from pydantic_settings import BaseSettings, SettingsConfigDict

from lead_metrics.errors import SettingsRefused
from lead_metrics.settings import SHORTEST_KEY, settings


class WritingSettings(BaseSettings):
    """What only the writing side may read from the environment."""

    model_config = SettingsConfigDict(env_prefix="LEAD_", env_file=".env", frozen=True, extra="ignore")

    pseudonym_key: str | None = None


def key_file() -> Path:
    """Return where the embedded default keeps its key."""
    return settings().keys / "pseudonym.key"


def pseudonym_key() -> bytes:
    """Return the key of LEAD_PSEUDONYM_KEY, else the embedded one; raises SettingsRefused where it is too short."""
    given = WritingSettings().pseudonym_key
    key = given.encode() if given is not None else _embedded()
    if len(key) < SHORTEST_KEY:
        raise SettingsRefused(
            f"LEAD_PSEUDONYM_KEY is shorter than {SHORTEST_KEY} bytes; make a longer one, see docs/settings.md"
        )
    return key


def _embedded() -> bytes:
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Created only if absent, so that two processes on a first run end with one key.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "wb") as file:
        key = token_hex(32).encode()
        file.write(key)
    return key
