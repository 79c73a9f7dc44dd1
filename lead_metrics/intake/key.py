"""The pseudonym key: held by the writing side alone, made on the first run where there is none."""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from tempfile import mkstemp

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
    key, name = (given.encode(), "LEAD_PSEUDONYM_KEY") if given is not None else (_embedded(), key_file().name)
    if len(key) < SHORTEST_KEY:
        raise SettingsRefused(f"{name} is shorter than {SHORTEST_KEY} bytes; make a longer one, see docs/settings.md")
    return key


def fingerprint(key: bytes) -> str:
    """Return what tells one key from another, and nothing of the key."""
    return hmac.digest(key, b"which key", "sha256").hex()[:12]


def _embedded() -> bytes:
    path = key_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, aside = mkstemp(prefix=".pseudonym-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(token_hex(32).encode())
        # Linked whole and only where there is none, so that two processes on a first run end with one key.
        with suppress(FileExistsError):
            os.link(aside, path)
        os.unlink(aside)
    return path.read_bytes().strip()
