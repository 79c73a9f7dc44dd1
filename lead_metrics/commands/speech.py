"""What every command shares: where it works, how it speaks, how it reads a day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.vault import Vault
from lead_metrics.pipeline import River
from lead_metrics.settings import settings
from lead_metrics.store.engine import engine


def say(line: str) -> None:
    """Write a line for a person."""
    sys.stdout.write(line + "\n")


def river() -> River:
    """Return where this process works, as its settings say."""
    return River(Vault(settings().vault), engine(), catalogue())


def day(text: str | None, name: str) -> date | None:
    """Return a day written 2026-03-31, None where none is given; raises RequestRefused."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestRefused(f"{name} is no day; write it such as 2026-03-31") from None


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something takes a while, on a terminal alone."""
    shown = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        bar.add_task(what)
        yield
