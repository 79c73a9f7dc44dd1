"""A released series beside what had no LEAD: other charges in the same place, or other places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from lead_metrics.catalogue.model import Estimating
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.fitting.difference import difference_in_differences
from lead_metrics.estimates.fitting.interrupted import interrupted_series
from lead_metrics.estimates.payloads import Comparison, Ends

FEWEST_PLACES = 6


def charges(
    own: pl.DataFrame, whole: pl.DataFrame, began: date, names: tuple[str, ...], rules: Estimating
) -> Comparison:
    """Return how much more a count changed than the rest of a whole that holds it (columns from, n; the same months).

    The share of the two is interrupted rather than either count (a comparative series on the logit scale): whatever
    moves both, such as an epidemic, falls out, and the ratio of odds is the ratio of their ratios. Raises
    EstimateRefused where either is about too little, or the two cannot be told apart.
    """
    both = own.join(whole.rename({"n": "whole"}), on="from").with_columns(other=pl.col("whole") - pl.col("n"))
    check_enough(both, began, rules)
    found = interrupted_series(
        both, outcome="n", time="from", start=began, exposure="whole", family="binomial", season=rules.season,
        harmonics=rules.harmonics, errors=rules.errors,
    )  # fmt: skip
    assert found.ratio is not None
    effect = Ends.of(found.ratio, less=1.0)
    lines = tuple((day, float(n), float(other)) for day, n, other in both.select("from", "n", "other").iter_rows())
    return Comparison(
        began=began, beside="charges", names=names, answer=effect.direction, effect=effect,
        own=changed(both, "n", began, rules), other=changed(both, "other", began, rules), lines=lines,
    )  # fmt: skip


def check_enough(both: pl.DataFrame, began: date, rules: Estimating) -> None:
    """Raise EstimateRefused where simulation allows no verdict (docs/statistics.md)."""
    after = both.filter(pl.col("from") >= began).height
    if both.height < rules.fewest_months or after < rules.fewest_after or both.height - after < rules.fewest_before:
        raise EstimateRefused("too few months with figures of both")
    if (both["other"] <= 0).any() or any(both[side].mean() < rules.least_beside for side in ("n", "other")):  # type: ignore[operator]
        raise EstimateRefused("too few a month on one side")


def changed(frame: pl.DataFrame, name: str, began: date, rules: Estimating) -> Ends:
    """Return the change of one side alone, as a ratio less one."""
    alone = interrupted_series(
        frame, outcome=name, time="from", start=began, family="quasipoisson", season=rules.season,
        harmonics=rules.harmonics, errors=rules.errors,
    )  # fmt: skip
    assert alone.ratio is not None
    return Ends.of(alone.ratio, less=1.0)


def places(series: Mapping[str, pl.DataFrame], treated: str, began: date, rules: Estimating) -> Comparison:
    """Return how much more a place changed than places without LEAD, on logs (columns from, n by place).

    The interval comes from the other places, each taken for the one with LEAD: one treated place has no errors of its
    own. Raises EstimateRefused where there are too few places with the same months.
    """
    whole = {name: frame for name, frame in series.items() if frame.height and (frame["n"] > 0).all()}
    own = whole.get(treated)
    alike = {name: frame for name, frame in whole.items() if own is not None and frame["from"].equals(own["from"])}
    if own is None or len(alike) < FEWEST_PLACES or own.height < rules.fewest_months:
        raise EstimateRefused("too few places with the same months")
    long = pl.concat([frame.with_columns(place=pl.lit(name), log=pl.col("n").log()) for name, frame in alike.items()])
    found = difference_in_differences(
        long, outcome="log", unit="place", time="from", treated=treated, after=began, errors="placebo"
    )
    grown = Ends(**{k: float(np.expm1(getattr(found, k))) for k in ("estimate", "low", "high")})
    sides = [
        change(long.filter(pl.col("place") == treated), began),
        change(long.filter(pl.col("place") != treated), began),
    ]
    return Comparison(
        began=began, beside="places", names=tuple(name for name in alike if name != treated), answer=grown.direction,
        effect=grown, own=sides[0], other=sides[1], placebos=tuple(float(np.expm1(v)) for v in found.placebos.values()),
    )  # fmt: skip


def change(frame: pl.DataFrame, began: date) -> Ends:
    """Return the change of the mean log, as a ratio less one, without an interval."""
    after, before = (
        frame.filter(condition)["log"].mean() for condition in (pl.col("from") >= began, pl.col("from") < began)
    )
    return Ends(estimate=float(np.expm1(float(after) - float(before))))  # type: ignore[arg-type]
