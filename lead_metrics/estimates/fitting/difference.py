"""Did treated places change more than others? Difference in differences, with placebos where few are treated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, islice
from typing import Any, Literal

import numpy as np
import polars as pl
import statsmodels.api as sm
from scipy.stats import t as student

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import Difference
from lead_metrics.estimates.fitting.design import check_varies

Errors = Literal["model", "hc", "cluster", "placebo"]
ERRORS = ("model", "hc", "cluster", "placebo")
ENOUGH_TREATED, FEWEST_PLACEBOS, MOST_PLACEBOS = 5, 3, 500


def difference_in_differences(  # noqa: PLR0913 (the interface that others call)
    frame: pl.DataFrame, *, outcome: str, unit: str, time: str, treated: Any, after: Any, errors: Errors = "hc"
) -> Difference:
    """Return how much more the treated units' mean changed than the others', by least squares on their interaction.

    treated: a column of yes and no (a unit that is ever treated is treated), or a unit's name or several. after: a
    column of yes and no, or the first time that counts as after. errors: of the model, robust to unequal variances
    (HC1), clustered by unit (refused under five treated ones), or placebo: each comparison unit taken for a treated
    one (Arkhangelsky et al., 2021). Raises EstimateRefused where a side or a period is empty or nothing varies.
    """
    if errors not in ERRORS:
        raise EstimateRefused(f"there are no errors {errors}; choose one of {', '.join(ERRORS)}")
    rows = prepared(frame, outcome, (unit, time), treated, after)
    check_varies(rows["y"].to_list())
    estimate = contrast(rows, "treated")
    placebos = placebos_of(rows) if errors == "placebo" else {}
    error, reached = spread(rows, errors, placebos)
    units = rows.select("unit", "treated").unique()
    return Difference(
        estimate, estimate - reached * error, estimate + reached * error, error, errors, int(units["treated"].sum()),
        units.height - int(units["treated"].sum()), rows.height, placebos, frame.height - rows.height,
    )  # fmt: skip


def prepared(frame: pl.DataFrame, outcome: str, keys: tuple[str, str], treated: Any, after: Any) -> pl.DataFrame:
    """Return columns unit, time, y, treated, after; rows without an outcome are left out."""
    unit, time = keys
    times = clock.read(clock.column(frame, time))
    rows = pl.DataFrame(
        {"unit": clock.column(frame, unit).cast(pl.String), "time": times, "y": clock.numbers(frame, outcome)}
    )
    rows = rows.with_columns(treated=_treated(frame, rows, treated), after=_after(frame, times, after))
    rows = rows.with_columns(pl.col("treated").any().over("unit")).drop_nulls()
    sides = rows.group_by("treated", "after").len()
    if sides.height < 4:
        raise EstimateRefused("a comparison needs treated and other units, each with figures before and after")
    return rows.sort("unit", "time")


def _treated(frame: pl.DataFrame, rows: pl.DataFrame, treated: Any) -> pl.Series:
    if isinstance(treated, str) and treated in frame.columns:
        return clock.numbers(frame, treated).fill_null(0) > 0
    wanted = [
        str(one) for one in ([treated] if isinstance(treated, str) or not isinstance(treated, Iterable) else treated)
    ]
    unknown = sorted(set(wanted) - set(rows["unit"]))
    if unknown:
        raise EstimateRefused(f"there is no unit {', '.join(unknown)} in the frame")
    return rows["unit"].is_in(wanted)


def _after(frame: pl.DataFrame, times: pl.Series, after: Any) -> pl.Series:
    if isinstance(after, str) and after in frame.columns:
        return clock.numbers(frame, after).fill_null(0) > 0
    later: pl.Series = times >= clock.like(times, after)
    return later


def contrast(rows: pl.DataFrame, treated: str) -> float:
    """Return the difference of the two changes of means."""
    means = {(t, a): y for t, a, y in rows.group_by(treated, "after").agg(pl.col("y").mean()).iter_rows()}
    return float(means[True, True] - means[True, False] - means[False, True] + means[False, False])


def spread(rows: pl.DataFrame, errors: Errors, placebos: Mapping[str, float]) -> tuple[float, float]:
    """Return the standard error and how many of them the interval reaches."""
    if errors == "placebo":
        values = np.array(list(placebos.values()))
        return float(values.std()), float(student.ppf(0.975, len(values) - 1))
    treated, after = (rows[name].cast(pl.Float64).to_numpy() for name in ("treated", "after"))
    terms = np.column_stack([np.ones(rows.height), treated, after, treated * after])
    plain = sm.OLS(rows["y"].to_numpy(), terms)
    if errors == "model":
        made = plain.fit()
    elif errors == "hc":
        made = plain.fit(cov_type="HC1", use_t=True)
    else:
        check_clusters(rows)
        groups = rows["unit"].rank("dense").cast(pl.Int64).to_numpy()
        made = plain.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    low, high = made.conf_int()[3]
    return float(made.bse[3]), float((high - low) / 2 / made.bse[3]) if made.bse[3] > 0 else 0.0


def check_clusters(rows: pl.DataFrame) -> None:
    """Raise EstimateRefused where too few units are treated for errors clustered by unit."""
    treated = rows.filter("treated")["unit"].n_unique()
    if treated < ENOUGH_TREATED:
        raise EstimateRefused(
            f"errors clustered by unit mean nothing with {treated} treated; it takes {ENOUGH_TREATED}: use placebo"
        )


def placebos_of(rows: pl.DataFrame) -> dict[str, float]:
    """Return the same difference for as many comparison units at a time as are treated, the treated left out."""
    others = rows.filter(~pl.col("treated"))
    names = sorted(others["unit"].unique())
    many = rows.filter("treated")["unit"].n_unique()
    if len(names) < many + FEWEST_PLACEBOS:
        raise EstimateRefused(
            f"placebos need {many + FEWEST_PLACEBOS} comparison units at least; there are {len(names)}"
        )
    found = {}
    for group in islice(combinations(names, many), MOST_PLACEBOS):
        pretended = others.with_columns(pretended=pl.col("unit").is_in(group))
        found[" and ".join(group)] = contrast(pretended, "pretended")
    return found
