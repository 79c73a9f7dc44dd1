"""How the same people changed, from their first wave to their latest."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np
import polars as pl
import statsmodels.api as sm
from scipy.stats import binomtest, rankdata, wilcoxon
from scipy.stats import t as student

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import PairedChange
from lead_metrics.estimates.fitting.design import Array
from lead_metrics.estimates.rates import Z, share_interval
from lead_metrics.estimates.results import Estimate

Kind = Literal["score", "binary", "rate"]
KINDS = ("score", "binary", "rate")
BEFORE_AFTER = {"before": 0.0, "after": 1.0}
FEWEST, FEWEST_OVER_WAVES, EXACT = 3, 10, 13
DAYS_A_YEAR = 365.25


def paired_change(  # noqa: PLR0913 (the interface that others call)
    frame: pl.DataFrame, *, person: str, wave: str, value: str, kind: Kind = "score", time_at_risk: str | None = None
) -> PairedChange:
    """Return how people changed from their first wave with a value to their latest, of those with two or more.

    score: mean change with Student's t, Wilcoxon's signed ranks beside it, and the trend over all waves of everybody.
    binary (0/1): difference of two shares of the same people (Newcombe, 1998, method 10 for pairs), exact McNemar.
    rate: events over `time_at_risk` after, over those before, with each person's own events held together (Poisson by
    generalised estimating equations; Liang and Zeger, 1986). Raises EstimateRefused where fewer than three people have
    two waves, or nobody has an event on a side.
    """
    rows = prepared(frame, (person, wave, value), kind, time_at_risk)
    everybody = rows["person"].n_unique()
    ends = rows.group_by("person", maintain_order=True).agg(
        pl.len(),
        *(pl.col(name).first().alias(f"{name}_first") for name in ("v", "w", "at_risk")),
        *(pl.col(name).last().alias(f"{name}_latest") for name in ("v", "w", "at_risk")),
    )
    pairs = ends.filter(pl.col("len") >= 2)
    if pairs.height < FEWEST:
        raise EstimateRefused(f"too few points: {pairs.height} people have two waves; it takes {FEWEST} at least")
    shared = {"people": pairs.height, "of": everybody, "apart": apart(pairs), "waves": waves(rows, kind)}
    if kind == "score":
        shared["trend"] = trend(rows)
    return {"score": scored, "binary": answered, "rate": counted}[kind](pairs, shared)


def prepared(frame: pl.DataFrame, keys: tuple[str, str, str], kind: str, time_at_risk: str | None) -> pl.DataFrame:
    """Return columns person, w, v, at_risk without nulls, by person and wave."""
    person, wave, value = keys
    if kind not in KINDS:
        raise EstimateRefused(f"there is no kind {kind}; choose one of {', '.join(KINDS)}")
    if (kind == "rate") != (time_at_risk is not None):
        raise EstimateRefused("a rate, and only a rate, needs the time at risk")
    at_risk = pl.Series([1.0] * frame.height) if time_at_risk is None else clock.numbers(frame, time_at_risk)
    rows = pl.DataFrame(
        {
            "person": clock.column(frame, person), "w": waved(clock.column(frame, wave)),
            "v": clock.numbers(frame, value), "at_risk": at_risk,
        }
    ).drop_nulls().filter(pl.col("at_risk") > 0)  # fmt: skip
    if rows.select("person", "w").is_duplicated().any():
        raise EstimateRefused("a person has a wave twice; give one row a person and wave")
    if kind == "binary" and not rows["v"].is_in([0.0, 1.0]).all():
        raise EstimateRefused(f"the column {value} is not yes or no; write 1 and 0")
    if kind == "rate" and (rows["v"] < 0).any():
        raise EstimateRefused(f"the column {value} holds counts below zero")
    return rows.sort("person", "w")


def waved(given: pl.Series) -> pl.Series:
    """Return waves in their order: numbers, days, an ordered category, or the words before and after."""
    if given.dtype == pl.String and set(given.drop_nulls()) <= set(BEFORE_AFTER):
        return given.replace_strict(BEFORE_AFTER, return_dtype=pl.Float64)
    if isinstance(given.dtype, pl.Enum):
        return given.to_physical()
    return clock.read(given.cast(pl.Int8) if given.dtype == pl.Boolean else given)


def apart(pairs: pl.DataFrame) -> float:
    """Return the mean time between the two waves, in days where waves are days."""
    between = pairs["w_latest"] - pairs["w_first"]
    return float((between.dt.total_days() if between.dtype == pl.Duration else between).mean())  # type: ignore[arg-type]


def waves(rows: pl.DataFrame, kind: str) -> tuple[tuple[Any, int, float], ...]:
    """Return each wave's people and mean (or rate), so that drop-out shows; none where waves are days."""
    if rows["w"].dtype.is_temporal():
        return ()
    mean = pl.col("v").sum() / pl.col("at_risk").sum() if kind == "rate" else pl.col("v").mean()
    return tuple(rows.group_by("w").agg(pl.len(), mean.alias("mean")).sort("w").iter_rows())


def moved(change: Array) -> dict[str, Any]:
    """Return how many rose, fell and stayed."""
    return {"rose": int((change > 0).sum()), "fell": int((change < 0).sum()), "same": int((change == 0).sum())}


def scored(pairs: pl.DataFrame, shared: dict[str, Any]) -> PairedChange:
    """Return the mean change of scores."""
    change = (pairs["v_latest"] - pairs["v_first"]).to_numpy()
    mean, error = float(change.mean()), float(change.std(ddof=1)) / len(change) ** 0.5
    half = float(student.ppf(0.975, len(change) - 1)) * error
    p = signed_ranks(change)
    first, latest = (float(pairs[name].mean()) for name in ("v_first", "v_latest"))  # type: ignore[arg-type]
    return PairedChange(
        mean, mean - half, mean + half, "score", first=first, latest=latest, p=p, median=middle(change),
        **moved(change), **shared,
    )  # fmt: skip


def signed_ranks(change: Array) -> float:
    """Return the two-sided p of Wilcoxon's (1945) signed ranks; exact up to 13 changes, whatever their ties.

    SciPy tries every sign of few tied changes in turn, which takes seconds; their ranks, doubled, are whole numbers
    whose sums are counted at once.
    """
    moving = change[change != 0]
    if not moving.size:
        return 1.0
    if moving.size > EXACT or (moving.size == change.size and np.unique(np.abs(moving)).size == moving.size):
        return float(wilcoxon(change).pvalue)
    ranks = np.rint(2 * rankdata(np.abs(moving))).astype(int)
    ways = np.ones(1)
    for rank in ranks:
        ways = np.convolve(ways, [1.0, *[0.0] * (rank - 1), 1.0])
    up = int(ranks[moving > 0].sum())
    return float(min(1.0, 2 * min(ways[: up + 1].sum(), ways[up:].sum()) / 2.0**moving.size))


def trend(rows: pl.DataFrame) -> Estimate | None:
    """Return the change of scores over all waves of everybody, a wave or, where waves are days, a year.

    Generalised estimating equations, alike within a person, with errors for few of them (Mancl and DeRouen, 2001): they
    keep those who were seen once. None where there are fewer than ten people or the waves do not vary.
    """
    days = rows["w"].dtype.is_temporal()
    at = rows["w"].cast(pl.Date).to_physical().to_numpy() / DAYS_A_YEAR if days else rows["w"].to_numpy()
    if rows["person"].n_unique() < FEWEST_OVER_WAVES or np.ptp(at) == 0 or np.ptp(rows["v"].to_numpy()) == 0:
        return None
    terms = np.column_stack([np.ones(rows.height), at - at.mean()])
    groups = rows["person"].rank("dense").cast(pl.Int64).to_numpy()
    model = sm.GEE(rows["v"].to_numpy(), terms, groups=groups, cov_struct=sm.cov_struct.Exchangeable())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = model.fit(cov_type="bias_reduced")
    low, high = made.conf_int()[1]
    whole = np.isfinite([made.params[1], low, high]).all()
    return Estimate(float(made.params[1]), float(low), float(high)) if whole else None


def middle(change: Array) -> Estimate:
    """Return the median change with the interval of order statistics (binomial, 95 % or more)."""
    ordered, n = np.sort(change), len(change)
    cut = max(int(np.floor((n - Z * n**0.5) / 2)), 0)
    return Estimate(float(np.median(change)), float(ordered[cut]), float(ordered[n - 1 - cut]))


def answered(pairs: pl.DataFrame, shared: dict[str, Any]) -> PairedChange:
    """Return the difference of two shares of the same people."""
    before, after = pairs["v_first"].to_numpy(), pairs["v_latest"].to_numpy()
    change, n = after - before, len(before)
    gained, lost = int((change > 0).sum()), int((change < 0).sum())
    p = float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
    a, b = share_interval(float(after.sum()), n), share_interval(float(before.sum()), n)
    low, high = paired_ends(a, b, alike(before, after))
    return PairedChange(
        float(a) - float(b), low, high, "binary", first=float(b), latest=float(a), p=p, median=None, **moved(change),
        **shared,
    )  # fmt: skip


def alike(before: Array, after: Array) -> float:
    """Return the correlation of two yes-or-no answers, zero where one never varies, nearer to zero in few people."""
    both, neither = float((before * after).sum()), float(((1 - before) * (1 - after)).sum())
    gained, lost = float((after > before).sum()), float((after < before).sum())
    spread = (both + gained) * (both + lost) * (neither + gained) * (neither + lost)
    agreed = both * neither - gained * lost
    if agreed > 0:
        agreed = max(agreed - len(before) / 2, 0.0)
    return agreed / spread**0.5 if spread > 0 else 0.0


def paired_ends(a: Estimate, b: Estimate, phi: float) -> tuple[float, float]:
    """Return the ends of a − b for two shares of the same people (Newcombe, 1998, method 10)."""
    down, up = a.estimate - a.low, a.high - a.estimate
    below, above = b.estimate - b.low, b.high - b.estimate
    gap = a.estimate - b.estimate
    fall = down**2 - 2 * phi * down * above + above**2
    rise = up**2 - 2 * phi * up * below + below**2
    return gap - max(fall, 0.0) ** 0.5, gap + max(rise, 0.0) ** 0.5


def counted(pairs: pl.DataFrame, shared: dict[str, Any]) -> PairedChange:
    """Return the rate after over the rate before."""
    sides = [
        pairs.select("person", v=f"v_{name}", at_risk=f"at_risk_{name}").with_columns(after=pl.lit(float(n)))
        for n, name in enumerate(("first", "latest"))
    ]
    if any(side["v"].sum() == 0 for side in sides):
        raise EstimateRefused("nobody has an event on one side: the ratio has no finite size")
    long = pl.concat(sides).sort("person", "after")
    terms = np.column_stack([np.ones(long.height), long["after"].to_numpy()])
    groups = long["person"].rank("dense").cast(pl.Int64).to_numpy()
    made = sm.GEE(
        long["v"].to_numpy(), terms, groups=groups, offset=np.log(long["at_risk"].to_numpy()),
        family=sm.families.Poisson(), cov_struct=sm.cov_struct.Independence(),
    ).fit()  # fmt: skip
    ratio, (low, high) = np.exp(made.params[1]), np.exp(made.conf_int()[1])
    first, latest = (float(side["v"].sum()) / float(side["at_risk"].sum()) for side in sides)
    return PairedChange(
        float(ratio), float(low), float(high), "rate", first=first, latest=latest, rose=None, fell=None, same=None,
        p=None, median=None, **shared,
    )  # fmt: skip
