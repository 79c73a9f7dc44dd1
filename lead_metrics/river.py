"""Where the writing side works: its vault, its database, its words and rules; one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Engine

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.typed import with_meetings, with_reviews
from lead_metrics.intake.vault import Vault
from lead_metrics.settings import settings
from lead_metrics.store import attendance, reviews, site_settings
from lead_metrics.store.engine import engine

DELIVER = "python -m lead_metrics deliver FILE --source … --site …"
SITES = TypeAdapter(dict[str, Site])

Tell = Callable[[str], None]
"""Hears what the writing side is doing, a few words a step."""


def silent(_step: str) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class River:
    """A vault, a database, the words and rules between them, and who hears how far it is."""

    vault: Vault
    engine: Engine
    catalogue: Catalogue
    tell: Tell = silent

    @classmethod
    def here(cls, tell: Tell = silent) -> River:
        """Return where the settings say; a site is known from the catalogue, else from what was registered.

        What an administrator wrote about it stands over both.
        """
        vault = Vault(settings().vault)
        words = _with_sites(catalogue(), registered(vault))
        return cls(vault, engine(), words.model_copy(update={"sites": site_settings.over(engine(), words.sites)}), tell)

    def deposit(self) -> Deposit:
        """Return what the vault holds, with reviews and meetings of ours; raises RequestRefused where it is empty."""
        held = self.vault.deposit(self.catalogue)
        if not held.records:
            raise RequestRefused(f"the vault holds no delivery; run: {DELIVER}")
        reviewed = with_reviews(held, reviews.entered(self.engine), self.catalogue)
        return with_meetings(reviewed, *attendance.entered(self.engine), self.catalogue)

    def register(self, sites: Mapping[str, Site]) -> River:
        """Keep the settings of sites that no catalogue names beside the vault, and return a river that knows them."""
        kept = {**registered(self.vault), **sites}
        file = _file(self.vault)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_bytes(SITES.dump_json(kept, indent=1))
        return replace(self, catalogue=_with_sites(self.catalogue, kept))

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Let one process at a time do this with the vault; raises RequestRefused where another is at it."""
        self.vault.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.vault.folder / f"{what}.lock").open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RequestRefused(f"another process is at it already ({what}); wait until it has ended") from None
            yield


def registered(vault: Vault) -> dict[str, Site]:
    """Return the sites that were registered beside a vault, by id."""
    file = _file(vault)
    return SITES.validate_json(file.read_bytes()) if file.exists() else {}


def _file(vault: Vault) -> Path:
    return vault.folder / "sites.json"


def _with_sites(words: Catalogue, sites: Mapping[str, Site]) -> Catalogue:
    return words.model_copy(update={"sites": {**sites, **words.sites}})
