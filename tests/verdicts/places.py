"""Sites of invented figures and records, as estimates look at them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import AREAS, RELEASED, SERIES, ReleasedCells, empty, fitted
from lead_metrics.intake.deposit import COVERS, Deposit
from lead_metrics.periods import add_months
from lead_metrics.store.draft import EVENTS
from lead_metrics.verdicts.place import Place

BEGAN, FIRST, AS_OF = date(2022, 1, 1), date(2020, 1, 1), date(2026, 1, 15)
SITE = Site(id="alder", name="Alder", lead_began=BEGAN)


def figures(name: str, values: Any, **fields: Any) -> list[dict[str, Any]]:
    """Return released figures by month; None is a withheld one."""
    rows = []
    for n, value in enumerate(values):
        start = add_months(FIRST, n)
        status = {"status": "withheld"} if value is None else {"status": "shown", "value": float(value)}
        rows.append({"site": "alder", "area": "all", "indicator": name, "grain": "month", "from": start,
                     "until": add_months(start, 1), "dimension": "none", "category": "all", "unreliable": False,
                     "numerator": status.get("value"), **status, **fields})  # fmt: skip
    return rows


def counts(mean: float, ratio: float, seed: int = 0, size: int = 72) -> list[int]:
    """Return Poisson counts that are `ratio` times as high from the start of LEAD on."""
    chance = np.random.default_rng(seed)
    return [int(chance.poisson(mean * (ratio if add_months(FIRST, n) >= BEGAN else 1))) for n in range(size)]


def place(rows: list[dict[str, Any]], records: dict[str, pl.DataFrame] | None = None, **more: Any) -> Place:
    """Return a site with these figures and records."""
    frame = fitted(pl.DataFrame(rows, infer_schema_length=None), RELEASED) if rows else empty(RELEASED)
    held = records or {}
    covers = [("alder", name, "jail", FIRST, date(2026, 1, 1), "monthly", 0) for name in held]
    deposit = Deposit(held, empty(AREAS), pl.DataFrame(covers, schema=COVERS, orient="row"), {"alder": SITE})
    rules = catalogue().estimating
    assert rules is not None
    fields: dict[str, Any] = {"site": SITE, "events": empty(EVENTS), "rules": rules, "as_of": AS_OF,
                              "catalogue": catalogue()} | more  # fmt: skip
    return Place(cells=ReleasedCells(frame, empty(SERIES)), deposit=deposit, **fields)


def people(count: int, before: float = 3.0, after: float = 1.0, seed: int = 0) -> dict[str, pl.DataFrame]:
    """Return everybody's referral, and bookings that are so many a year before and after it."""
    chance = np.random.default_rng(seed)
    referrals, bookings = [], []
    for n in range(count):
        on = date(2023, 1, 1) + timedelta(days=int(chance.integers(0, 300)))
        referrals.append({"person": f"p{n}", "site": "alder", "day": on})
        for rate, sign in ((before, -1), (after, 1)):
            days = chance.integers(1, 395, chance.poisson(rate * 395 / 365))
            bookings += [{"person": f"p{n}", "site": "alder", "day": on + timedelta(days=int(sign * d))} for d in days]
    booked = pl.DataFrame(bookings).with_columns(
        released=(pl.col("day").cast(pl.Datetime("us")) + pl.duration(days=2)).dt.replace_time_zone("UTC")
    )
    return {"referrals": pl.DataFrame(referrals), "bookings": booked}
