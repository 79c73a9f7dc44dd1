"""The inbox: files that pages left for the writing side, and folders by site and source that it watches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

STILL = 5.0
"""Seconds without a change after which a file counts as whole: a copy over a network takes its time."""

TAKEN, REFUSED = "taken", "refused"

KEPT = timedelta(days=30)
"""How long a file stays that was put aside: it holds what its sender wrote, names perhaps among it."""


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


def old(folder: Path, moment: float | None = None) -> list[Path]:
    """Return the files that were put aside long enough before a moment (seconds since 1970; now unless given)."""
    until = (time.time() if moment is None else moment) - KEPT.total_seconds()
    files = [file for kind in (TAKEN, REFUSED) for file in folder.glob(f"*/*/{kind}/*") if file.is_file()]
    # When it was put aside, which the sender's own date does not tell.
    return sorted(file for file in files if file.stat().st_ctime < until)


def forget(folder: Path, moment: float | None = None) -> int:
    """Remove those files; return how many."""
    files = old(folder, moment)
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
