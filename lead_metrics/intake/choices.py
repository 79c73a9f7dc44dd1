"""What managers chose to show by longer periods: kept beside the vault, line by line, and never rewritten."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
from pydantic import BaseModel

from lead_metrics.cells import COARSENED
from lead_metrics.intake.vault import Vault
from lead_metrics.periods import Grain

FILE = "choices.jsonl"


class Choice(BaseModel):
    """A manager's choice: one indicator of a site is shown by periods at least so long; grain None takes it back."""

    site: str
    indicator: str
    grain: Grain | None
    on: date
    why: str = ""


def keep(vault: Vault, choice: Choice) -> None:
    """Add a choice to those that were made."""
    vault.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _file(vault).open("a", encoding="utf-8") as file:
        file.write(choice.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())


def made(vault: Vault) -> list[Choice]:
    """Return every choice that was made, oldest first."""
    path = _file(vault)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Choice.model_validate_json(line) for line in lines]


def in_force(choices: list[Choice]) -> list[Choice]:
    """Return the last choice of each site and indicator, without those that were taken back, in order of name."""
    last = {(one.site, one.indicator): one for one in choices}
    return [last[key] for key in sorted(last) if last[key].grain is not None]


def coarsened(vault: Vault) -> pl.DataFrame:
    """Return the choices in force for the gate (columns cells.COARSENED)."""
    rows = [one.model_dump(include=set(COARSENED)) for one in in_force(made(vault))]
    return pl.DataFrame(rows, schema=COARSENED)


def _file(vault: Vault) -> Path:
    return vault.folder / FILE
