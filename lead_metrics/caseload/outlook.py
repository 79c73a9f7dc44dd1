"""The next six months weighed against the standard: open seats, staff that would do, when the program is full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

import polars as pl

from lead_metrics.caseload.state import Standard, State
from lead_metrics.cells import ALL

QUARTER = 4
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Expected:
    """A value with its 80 and 95 % intervals, None where there are none."""

    value: float
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None


@dataclass(frozen=True)
class Month:
    """One month ahead: referrals by door (`all` in all of them), the load at its end, and what that asks of staff.

    stays: how many of today's people are active at the month's end. kept: which share of the referrals made so many
    months before is. seats: open seats under the average with the workers of today, 0 where the load is above it.
    """

    at: date
    arrivals: dict[str, Expected]
    load: Expected
    stays: float
    kept: float


@dataclass(frozen=True)
class Tried:
    """How the forecast did on the past: mean absolute errors of a month's referrals, and what its intervals held."""

    origins: int
    error: float
    naive: float
    seasonal: float
    covered_80: float | None
    covered_95: float | None


@dataclass(frozen=True)
class Outlook:
    """The months ahead, in order, and how well they are known.

    leaving: which share of active people is not active any more a month later.
    """

    months: tuple[Month, ...]
    leaving: float
    tried: Tried


def outlook_of(rows: pl.DataFrame) -> Outlook | None:
    """Return a site's outlook (cells.OUTLOOK), None where it is too early to say."""
    if rows.is_empty():
        return None
    found = {(row["measure"], row["door"], row["step"]): row for row in rows.to_dicts()}
    doors = sorted(set(rows.filter(pl.col("measure") == "arrivals")["door"]))
    steps = sorted(set(rows.filter(pl.col("measure") == "load")["step"]))
    months = [
        Month(
            found["load", ALL, step]["at"],
            {door: _expected(found["arrivals", door, step]) for door in doors},
            _expected(found["load", ALL, step]),
            found["stays", ALL, step]["value"],
            found["kept", ALL, step]["value"],
        )
        for step in steps
    ]
    told = {measure: row["value"] for (measure, _, step), row in found.items() if not step}
    errors = (told["error_model"], told["error_naive"], told["error_seasonal"])
    tried = Tried(int(told["tried"]), *errors, told.get("covered_80"), told.get("covered_95"))
    return Outlook(tuple(months), told["leaving"], tried)


def _expected(row: dict[str, float | None]) -> Expected:
    value = row["value"]
    assert value is not None
    return Expected(value, row["low_80"], row["high_80"], row["low_95"], row["high_95"])


def taking(outlook: Outlook, people: float) -> list[float]:
    """Return the load expected at each month's end if so many referrals a month are taken from now on."""
    kept = [month.kept for month in outlook.months]
    return [
        month.stays + people * sum(kept[step - earlier] for earlier in range(step + 1))
        for step, month in enumerate(outlook.months)
    ]


def staff_for(load: float, standard: Standard) -> tuple[float, float]:
    """Return the full-time shares for a load on average and at most, in quarters of a full week, rounded up."""
    average, most = (ceil(load / each * QUARTER - 1e-9) / QUARTER for each in (standard.average, standard.most))
    return average, most


def seats_at(load: float, state: State) -> float:
    """Return how many seats under the average are open with those present now, negative where people are too many."""
    return state.full_time * state.standard.average - load


def full_from(loads: list[float], state: State) -> int | None:
    """Return the place of the first month at whose end no seat is open, None where each has one."""
    return next((step for step, load in enumerate(loads) if seats_at(load, state) < 1), None)


def next_opening(outlook: Outlook, state: State) -> float | None:
    """Return after how many days the next seat is expected, 0 where one is open, None where nobody is about to leave.

    So many people must first leave a worker as are above the average, and one more; the soonest worker counts.
    """
    if sum(worker.seats(state.standard) for worker in state.workers):
        return 0.0
    waits = [
        (worker.load - floor(worker.aim(state.standard) + 1e-9) + 1) / (worker.load * outlook.leaving) * DAYS_A_MONTH
        for worker in state.workers
        if worker.present and worker.load and outlook.leaving > 0 and worker.aim(state.standard) >= 1
    ]
    return min(waits, default=None)
