"""What every command shares: how it speaks, reads a day, and shows that something takes a while."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from lead_metrics.errors import RequestRefused

WIDTH = 160
"""How wide a table is written where nobody's terminal says."""


def say(line: str) -> None:
    """Write a line for a person."""
    sys.stdout.write(line + "\n")


def tell(heads: Sequence[str], rows: Sequence[Sequence[str]], otherwise: str) -> None:
    """Write rows under their heads, or a line that says why there is none."""
    if not rows:
        say(otherwise)
        return
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def day(text: str | None, name: str) -> date | None:
    """Return a day written 2026-03-31, None where none is given; raises RequestRefused."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestRefused(f"{name} is no day; write it such as 2026-03-31") from None


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show that something takes a while, on a terminal alone; what is yielded says which step it is at."""
    shown = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(what)
        yield lambda step: bar.update(task, description=f"{what}: {step}")
