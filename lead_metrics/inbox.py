"""The inbox: files that pages left for the writing side, and folders by site and source that it watches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

STILL = 5.0
"""Seconds without a change after which a file counts as whole: a copy over a network takes its time."""

TAKEN, REFUSED = "taken", "refused"


@dataclass(frozen=True)
class Found:
    """A whole file in the folder `inbox/site/source`."""

    file: Path
    site: str
    source: str


def waiting(folder: Path) -> list[Found]:
    """Return the whole files of the watched folders, by name."""
    files = sorted(file for file in folder.glob("*/*/*") if file.is_file() and not file.name.startswith("."))
    still = time.time() - STILL
    return [Found(file, file.parent.parent.name, file.parent.name) for file in files if file.stat().st_mtime < still]


def aside(found: Found, *, taken: bool) -> Path:
    """Move a file to the folder `taken` or `refused` beside it, and return where it is."""
    folder = found.file.parent / (TAKEN if taken else REFUSED)
    folder.mkdir(mode=0o700, exist_ok=True)
    return found.file.replace(folder / found.file.name)
