"""A site's next six months as rows of the staff view: arrivals by door, expected loads, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, OUTLOOK, empty, fitted
from lead_metrics.forecast.history import History, history
from lead_metrics.forecast.loads import LoadTrial, expected_load, tried_loads
from lead_metrics.forecast.series import LEAST, Values, expected
from lead_metrics.forecast.spread import Band
from lead_metrics.forecast.stays import stays
from lead_metrics.forecast.trial import AHEAD, Trial, share, shared_out, tried
from lead_metrics.intake.deposit import Deposit
from lead_metrics.periods import add_months

STALE = 6
"""With so many months missing before today, nothing is expected."""

Row = dict[str, object]


@dataclass(frozen=True)
class Basis:
    """What an outlook rests on: the past, its trials, and the months from its end to the last one asked for."""

    past: History
    day: date
    missing: int
    arrivals: Values
    trial: Trial
    loads: LoadTrial

    def month(self, step: int) -> date:
        """Return the first day of the month so many steps ahead."""
        return add_months(self.past.months[-1], self.missing + step)


def expect(deposit: Deposit, catalogue: Catalogue, day: date) -> pl.DataFrame:
    """Return what each site's staff may expect of the six months after a day (cells.OUTLOOK).

    A site with too short a past, or one whose last months have not arrived, has no rows: too early to say.
    """
    any_indicator = next(iter(catalogue.indicators.values()))
    parts = [empty(OUTLOOK)]
    for site in sorted(deposit.sites):
        found = basis(Work(any_indicator, site, deposit, catalogue, {}, day), day)
        if found is not None:
            rows = pl.DataFrame(list(rows_of(found)), infer_schema_length=None)
            parts.append(fitted(rows.with_columns(site=pl.lit(site), day=pl.lit(day)), OUTLOOK))
    return pl.concat(parts)


def basis(work: Work, day: date) -> Basis | None:
    """Return what a site's outlook rests on, None where it is too early to say."""
    past = history(work, day)
    if past is None or len(past.months) < LEAST:
        return None
    trial = tried(past.arrivals)
    first = add_months(day, 0 if day.day == 1 else 1)
    last = past.months[-1]
    missing = (first.year - last.year) * 12 + first.month - last.month - 1
    if trial is None or missing > STALE:
        return None
    ahead = expected(past.arrivals, missing + AHEAD)
    return Basis(past, day, missing, ahead, trial, tried_loads(past, trial))


def rows_of(found: Basis) -> Iterator[Row]:
    """Return the rows of an outlook, without site and day."""
    yield from _arrivals(found)
    yield from _loads(found)
    yield from _tried(found)


def _arrivals(found: Basis) -> Iterator[Row]:
    past = found.past
    parts = [(ALL, 1.0, found.trial)]
    for door, counts in past.doors.items():
        parts.append((door, share(counts, past.arrivals), shared_out(found.trial, past.arrivals, counts)))
    for door, part, trial in parts:
        for step in range(1, AHEAD + 1):
            mean = float(found.arrivals[found.missing + step - 1]) * part
            yield _row(found, "arrivals", step, mean, trial.band(mean)) | {"door": door}


def _loads(found: Basis) -> Iterator[Row]:
    known = len(found.past.months)
    loads = expected_load(found.past, known, found.arrivals)
    rested = expected_load(found.past, known, np.concatenate([found.arrivals[: found.missing], np.zeros(AHEAD)]))
    shares = stays(found.past, known, AHEAD)
    for step in range(1, AHEAD + 1):
        ahead = found.missing + step
        value = float(loads[ahead - 1])
        yield _row(found, "load", step, value, found.loads.band(value, ahead))
        yield _row(found, "stays", step, float(rested[ahead - 1]))
        yield _row(found, "kept", step, float(shares.kept[step - 1]))
    yield _row(found, "leaving", 0, 1 - float(shares.active[1]))


def _tried(found: Basis) -> Iterator[Row]:
    trial, loads = found.trial, found.loads
    values = {
        "error_model": trial.error(trial.told),
        "error_naive": trial.error(trial.naive),
        "error_seasonal": trial.error(trial.seasonal),
        "tried": float(len(trial.origins)),
        "load_error": loads.error,
        **dict(zip(("covered_80", "covered_95"), trial.rolled.coverage(), strict=True)),
        **dict(zip(("load_covered_80", "load_covered_95"), loads.rolled.coverage(), strict=True)),
    }
    for name, value in values.items():
        if not np.isnan(value):
            yield _row(found, name, 0, value)


def _row(found: Basis, measure: str, step: int, value: float, band: Band | None = None) -> Row:
    ends = asdict(band) if band else dict.fromkeys(Band.__dataclass_fields__)
    at = found.month(step) if step else found.day
    return {"measure": measure, "door": ALL, "step": step, "at": at, "value": value, **ends}
