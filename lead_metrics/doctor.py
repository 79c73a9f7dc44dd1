"""What a person who keeps this running should look at, each with what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import make_url

from lead_metrics import inbox, safety
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import LeadError
from lead_metrics.intake.retention import overdue
from lead_metrics.intake.vault import Delivery, Vault
from lead_metrics.river import River
from lead_metrics.settings import settings
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import releases

ENOUGH_DISK = 2 * 1024**3
CADENCE = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
"""Days after which a source owes its next delivery; one that comes once owes none."""

SECRET = {"secret_key", "database_url", "oidc_client_secret"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is fine, and what is there or what to do."""

    what: str
    fine: bool
    said: str


def examine() -> list[Finding]:
    """Return every finding, secrets left out."""
    return [found for name, look in LOOKS.items() for found in _safely(name, look)]


def _safely(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except LeadError as error:
        return [Finding(name, False, str(error))]


def _settings() -> Iterator[Finding]:
    for name, value in settings().model_dump(exclude=SECRET).items():
        if value is not None and value != frozenset():
            yield Finding(f"LEAD_{name.upper()}", True, str(value))
    yield Finding("LEAD_SECRET_KEY", True, "set" if settings().secret_key else "kept in LEAD_KEYS")


def _catalogue() -> Iterator[Finding]:
    words = catalogue()
    yield Finding("catalogue", True, f"{len(words.indicators)} indicators, version {words.digest[:12]}")


def _database() -> Iterator[Finding]:
    place = make_url(settings().database_url).render_as_string(hide_password=True)
    engine()
    yield Finding("database", True, f"{place} answers, its schema is current")


def _published() -> Iterator[Finding]:
    shown = [r for r in releases(engine()) if r.status == "published"]
    if not shown:
        yield Finding("release", False, "nothing is published; run: python -m lead_metrics release --publish")
        return
    last = shown[-1]
    yield Finding("release", True, f"release {last.number} as of {last.as_of}{', sample data' if last.sample else ''}")


def _vault() -> Iterator[Finding]:
    held = [one for one in Vault(settings().vault).deliveries() if not one.withdrawn]
    if not held:
        yield Finding("vault", False, "no delivery yet; run: python -m lead_metrics deliver FILE --source … --site …")
    for (site, source), parts in _by_source(held).items():
        yield _lag(f"{source} of {site}", source, parts)


def _by_source(held: list[Delivery]) -> dict[tuple[str, str], list[Delivery]]:
    found: dict[tuple[str, str], list[Delivery]] = {}
    for one in held:
        found.setdefault((one.site, one.source), []).append(one)
    return dict(sorted(found.items()))


def _lag(what: str, source: str, parts: list[Delivery]) -> Finding:
    until = max((one.covers_until for one in parts if one.covers_until), default=None)
    recipe = catalogue().recipes[source]
    if until is None or recipe.cadence not in CADENCE:
        return Finding(what, True, f"{len(parts)} deliveries" + (f", to {until}" if until else ""))
    due = until + timedelta(days=CADENCE[recipe.cadence] + recipe.lag_days)
    if due < date.today():
        return Finding(what, False, f"reaches to {until} and was due by {due}; ask who sends it")
    return Finding(what, True, f"reaches to {until}, the next is due by {due}")


def _retention() -> Iterator[Finding]:
    here, then = River.here(), "; run: python -m lead_metrics purge"
    for one in overdue(here.vault, here.catalogue, date.today()):
        said = f"{one.site} keeps {one.records} records of people not met since {one.before}"
        yield Finding("retention", False, said + then)
    if files := len(inbox.old(settings().inbox)):
        yield Finding("retention", False, f"{files} files that were read or refused still lie in the inbox{then}")


def _keys() -> Iterator[Finding]:
    folder = settings().keys
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (folder, *files) if files else ():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("keys", False, f"others can read {path}; run: chmod go= {path}")
    kept = f"{folder}; in earnest keep the pseudonym key apart from the vault, see docs/settings.md"
    yield Finding(
        "keys", True, kept if files else "none is kept here; made on the first run unless the environment does"
    )


def _disk() -> Iterator[Finding]:
    place = next(p for p in (settings().vault, *settings().vault.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free
    yield Finding("disk", free > ENOUGH_DISK, f"{free // 1024**2:,} MB free at {place}")


def _clock() -> Iterator[Finding]:
    # A clock that has not reached the last release or delivery would date figures wrongly.
    last = max((r.created_at for r in releases(engine())), default=datetime.fromtimestamp(0, UTC))
    ahead = last > datetime.now(UTC) + timedelta(minutes=5)
    said = f"the last release was made at {last}, which lies ahead; set the clock"
    yield Finding("clock", not ahead, said if ahead else f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def _serving() -> Iterator[Finding]:
    yield from (Finding("serving", fine, said) for fine, said in safety.serving())


def _safety() -> Iterator[Finding]:
    looks = (safety.database, safety.keeping, safety.people, safety.provider)
    found = [Finding("safety", fine, said) for look in looks for fine, said in look()]
    yield from found or [Finding("safety", True, "nothing unsafe was found")]


LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "settings": _settings, "catalogue": _catalogue, "database": _database, "release": _published, "vault": _vault,
    "retention": _retention, "keys": _keys, "disk": _disk, "clock": _clock, "serving": _serving,
    "safety": _safety,
}  # fmt: skip
