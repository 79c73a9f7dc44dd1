"""What is unsafe about how this is served and kept, each with what to do about it."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url

from lead_metrics.settings import ROOT, settings
from lead_metrics.store import accounts
from lead_metrics.store.engine import engine
from lead_metrics.store.visits import only_samples

HERE = ("127.0.0.1", "localhost", "::1")
SERVED: dict[tuple[str, str], tuple[object, str]] = {
    ("server", "enableXsrfProtection"): (True, "uploads could be forged"),
    ("server", "enableCORS"): (True, "other sites could ask in a visitor's name"),
    ("server", "enableAgentApi"): (False, "programs could drive the pages"),
    ("server", "scriptHealthCheckEnabled"): (False, "anybody could start runs"),
    ("client", "showErrorDetails"): ("none", "an error would show lines of the source"),
    ("client", "allowedOrigins"): ([], "pages of other hosts could send messages to ours"),
    ("browser", "gatherUsageStats"): (False, "visits would be told to others"),
}
"""Keys of Streamlit's settings, what each must be, and what happens otherwise."""

LARGEST_UPLOAD = 50
NOT_LOCAL = "other machines reach the dashboard: put a proxy with TLS before it, see deploy/README.md"
Said = tuple[bool, str]


def serving() -> Iterator[Said]:
    """Yield whether each setting of the server is safe, and what to do."""
    file = ROOT / ".streamlit" / "config.toml"
    if not file.exists():
        yield False, f"{file} is missing; without it the dashboard would be open to every network"
        return
    config = tomllib.loads(file.read_text(encoding="utf-8"))
    local = config.get("server", {}).get("address") in HERE
    yield local, "this machine alone" if local else NOT_LOCAL
    yield from unsafe(config)


def unsafe(config: dict[str, Any]) -> Iterator[Said]:
    """Yield each key of Streamlit's settings that is not what it must be."""
    for (section, key), (wanted, otherwise) in SERVED.items():
        if config.get(section, {}).get(key) != wanted:
            yield False, f"{section}.{key} is not {str(wanted).lower()}: {otherwise}; set it in .streamlit/config.toml"
    if config.get("server", {}).get("maxUploadSize", 200) > LARGEST_UPLOAD:
        yield False, f"server.maxUploadSize is more than {LARGEST_UPLOAD} MB: uploads could fill memory; lower it"


def database() -> Iterator[Said]:
    """Yield whether the way to the database is safe."""
    url = make_url(settings().database_url)
    if url.get_backend_name() == "sqlite":
        if url.database:
            yield from private(Path(url.database))
        return
    here = url.host in (None, "", *HERE) or str(url.host).startswith("/")
    mode = str(url.query.get("sslmode", ""))
    if not here and mode not in ("verify-full", "verify-ca"):
        yield False, "the database is on another machine: add ?sslmode=verify-full to LEAD_DATABASE_URL"
    if not here and not url.password:
        yield False, "the database on another machine asks for no password; give its account one"


def keeping() -> Iterator[Said]:
    """Yield whether what must stay private can be read by others here."""
    for place in (Path(".env"), settings().vault, settings().inbox):
        yield from private(place)
    if settings().catalogue is not None:
        yield from unwritable(settings().catalogue)
    # Only a machine like this one knows users by number; elsewhere there is no such question.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield False, "this runs as root; run it as a user of its own"


def private(place: Path) -> Iterator[Said]:
    """Yield a finding where others can read a file or folder."""
    if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077:
        yield False, f"others can read {place}; run: chmod go= {place}"


def unwritable(folder: Path | None) -> Iterator[Said]:
    """Yield a finding where others could write the words and rules."""
    if folder is not None and folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o022:
        yield False, f"others can write {folder}, and with it what the pages say; run: chmod go-w {folder}"


def people() -> Iterator[Said]:
    """Yield whether somebody keeps the accounts, and whether anybody may look around where others reach."""
    known = accounts.known(engine())
    if not any(one.role == "admin" and not one.disabled for one in known):
        yield (
            False,
            "nobody keeps the accounts; run: python -m lead_metrics account invite NAME --role admin --site '*'",
        )
    if only_samples(engine()) and settings().hosts:
        yield False, "it is served under a name while it holds sample data alone, and anybody may look around in it"


def provider() -> Iterator[Said]:
    """Yield whether the provider of identities is asked over TLS."""
    issuer = settings().oidc_issuer
    if issuer and urlsplit(issuer).scheme != "https":
        yield False, "LEAD_OIDC_ISSUER is asked without TLS; use its https:// address"
