"""Tokens in forms: proof that a form was drawn by us, for this very browser."""

from __future__ import annotations

import hmac
import os
from functools import cache
from pathlib import Path
from secrets import token_hex

from lead_metrics.errors import SettingsRefused
from lead_metrics.settings import SHORTEST_KEY, settings

KEY_FILE = "secret_key"


@cache
def secret_key() -> bytes:
    """Return the key of the settings, else the one kept beside the embedded database, made on the first run."""
    return (settings().secret_key or _kept(settings().keys / KEY_FILE)).encode()


def form_token(bearer: str) -> str:
    """Return the token of a form drawn for the browser or session that holds this cookie."""
    return hmac.digest(secret_key(), b"form " + bearer.encode(), "sha256").hex()


def genuine(token: str, bearer: str | None) -> bool:
    """Return whether the token was made for this bearer, in a time that tells nothing."""
    return bearer is not None and hmac.compare_digest(token.encode(), form_token(bearer).encode())


def _kept(file: Path) -> str:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Made unreadable to others from the start; whoever comes second reads what the first has written.
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as fresh:
            fresh.write(token_hex(SHORTEST_KEY))
    except FileExistsError:
        pass
    key = file.read_text(encoding="utf-8").strip()
    if len(key.encode()) < SHORTEST_KEY:
        raise SettingsRefused(f"{file} holds a key shorter than {SHORTEST_KEY} bytes; remove it, and a new one is made")
    return key
