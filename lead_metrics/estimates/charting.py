"""The control chart of a released series, as it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from lead_metrics.estimates.control import FEWEST, control_chart
from lead_metrics.estimates.payloads import Chart, ChartPoint, Special
from lead_metrics.estimates.runs import Run


def chart(run: Run, rebase: Sequence[date], firm: int) -> Chart:
    """Return the natural limits of a run, computed anew from each day that leaves `firm` points on both sides."""
    frame, scale = charted(run)
    starts = kept(frame["from"].to_list(), rebase, firm)
    found = control_chart(frame, value="n", time="from", denominator=frame.columns[2] if scale else None, rebase=starts)
    by = scale or 1.0
    lines = zip(found.times, found.values, found.centre, found.lower, found.upper, strict=True)
    points = tuple(
        ChartPoint(start=t, value=figure(v, by), centre=line(c, by), lower=line(a, by), upper=line(b, by))
        for t, v, c, a, b in lines
    )
    special = tuple(
        Special(start=one.time, value=figure(one.value, by), rule=one.rule.name.lower(), side=one.side)  # type: ignore[arg-type]
        for one in found.special
    )
    verdict = found.verdict.name.lower()
    return Chart(grain=run.grain, verdict=verdict, points=points, special=special, starts=found.starts)


def charted(run: Run) -> tuple[pl.DataFrame, float | None]:
    """Return columns from, n and maybe a denominator, and what value over denominator is multiplied by."""
    if run.shape == "points" and run.frame["denominator"].null_count() == 0 and (run.frame["denominator"] > 0).all():
        return run.frame.select("from", n="numerator", of="denominator"), 100.0
    if run.shape == "rates":
        return run.exposed, 1.0
    return run.frame.select("from", n="value"), None


def kept(times: Sequence[date], rebase: Sequence[date], firm: int) -> list[date]:
    """Return the days from which limits may be computed anew: so many points from one another and from both ends."""
    found: list[date] = []
    last = 0
    for day in sorted(rebase):
        place = sum(1 for one in times if one < day)
        if place - last >= firm and len(times) - place >= max(firm, FEWEST):
            found.append(day)
            last = place
    return found


def figure(value: float, by: float) -> float:
    """Return a value in the indicator's unit."""
    return float(f"{value * by:.6g}")


def line(value: float | None, by: float) -> float | None:
    """Return a limit in the indicator's unit, None where there is none."""
    return None if value is None else figure(value, by)
