"""What a person who keeps this running should look at, each with what to do."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from lead_metrics.errors import LeadError
from lead_metrics.intake.key import key_file
from lead_metrics.intake.vault import Vault
from lead_metrics.settings import ROOT, settings
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import releases

ENOUGH_DISK = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is fine, and what is there or what to do."""

    what: str
    fine: bool
    said: str


def examine() -> list[Finding]:
    """Return every finding, secrets left out."""
    looks = (_settings, _database, _published, _vault, _key, _disk, _address)
    return [_safely(look.__name__.strip("_"), look) for look in looks]


def _safely(what: str, look: object) -> Finding:
    try:
        return look()  # type: ignore[operator, no-any-return]
    except LeadError as error:
        return Finding(what, False, str(error))


def _settings() -> Finding:
    hidden = {"secret_key"}
    shown = {k: v for k, v in settings().model_dump().items() if k not in hidden and k != "database_url"}
    return Finding("settings", True, ", ".join(f"{name} {value}" for name, value in shown.items() if value))


def _database() -> Finding:
    place = make_url(settings().database_url).render_as_string(hide_password=True)
    engine()
    return Finding("database", True, f"{place} answers, schema current")


def _published() -> Finding:
    shown = [r for r in releases(engine()) if r.status == "published"]
    if not shown:
        return Finding("release", False, "nothing is published; run: python -m lead_metrics release --publish")
    return Finding("release", True, f"release {shown[-1].number} as of {shown[-1].as_of}")


def _vault() -> Finding:
    held = Vault(settings().vault).deliveries()
    return Finding("vault", bool(held), f"{len(held)} deliveries" if held else "no delivery yet; see docs/deliveries.md")


def _key() -> Finding:
    path = key_file()
    if not path.exists():
        return Finding("pseudonym key", True, "none is kept here; the writing side reads LEAD_PSEUDONYM_KEY")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("pseudonym key", False, f"others can read {path}; run: chmod 600 {path}")
    return Finding("pseudonym key", True, f"{path}, for its owner alone; in earnest keep it apart from the vault")


def _disk() -> Finding:
    place = next(p for p in (settings().vault, *settings().vault.parents) if p.exists())
    free = shutil.disk_usage(place).free
    return Finding("disk", free > ENOUGH_DISK, f"{free // 1024**2} MB free at {place}")


def _address() -> Finding:
    config = Path(ROOT / ".streamlit" / "config.toml")
    local = config.exists() and 'address = "127.0.0.1"' in config.read_text(encoding="utf-8")
    said = "this machine alone" if local else "other machines may reach the dashboard: put TLS in front of it"
    return Finding("serving", local, said)
