"""Each site by itself: sites share no sums, so several are worked at at once, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Made = TypeVar("Made")

WORTH_IT = 10_000
"""So many figures take longer to judge than a process takes to start."""


def each(work: Callable[[*Given], Made], sites: Sequence[tuple[*Given]], figures: int) -> list[Made]:
    """Return what the work makes of each site, in their order; figures: how many there are at all sites together.

    What goes wrong at a site is raised here, as if it had been worked at alone.
    """
    at_once = min(cores(), len(sites)) if figures >= WORTH_IT else 1
    if at_once < 2:
        return [work(*site) for site in sites]
    # A process that is forked inherits locks that threads of its parent hold; polars has threads.
    with ProcessPoolExecutor(at_once, mp_context=get_context("spawn")) as processes:
        waiting = [processes.submit(work, *site) for site in sites]
        return [one.result() for one in waiting]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
