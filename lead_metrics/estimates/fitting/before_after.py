"""A released series before and after LEAD began: the finding, and the same question asked in other ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp
from typing import Any

import polars as pl
from scipy.stats import t as student

from lead_metrics.catalogue.model import Estimating
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.answers import InterruptedSeries
from lead_metrics.estimates.fitting.interrupted import interrupted_series
from lead_metrics.estimates.payloads import BeforeAfter, Check, Ends, Line
from lead_metrics.estimates.runs import Run
from lead_metrics.periods import add_months

POWER = 0.8
EVENT, EPIDEMIC = "event_{n}", "epidemic_{n}"


@dataclass(frozen=True)
class Asked:
    """One way of asking: the months, when something began, what else changed, and by which family."""

    frame: pl.DataFrame
    start: date
    shape: str
    rules: Estimating
    events: tuple[date, ...] = ()
    left_out: tuple[date, ...] = ()
    family: str = ""

    def answer(self) -> InterruptedSeries:
        """Return the interrupted series; raises EstimateRefused where it cannot be told."""
        columns = {EVENT.format(n=n): pl.col("from") >= day for n, day in enumerate(self.events)}
        # A month with a level of its own says nothing about the others: left out, without a gap in time.
        columns |= {EPIDEMIC.format(n=n): pl.col("from") == day for n, day in enumerate(self.left_out)}
        frame = self.frame.with_columns(condition.cast(pl.Float64).alias(name) for name, condition in columns.items())
        counts = self.shape in ("counts", "rates")
        family: Any = self.family or ("quasipoisson" if counts else "gaussian")
        outcome = "log" if family == "gaussian" and self.shape != "points" else "n"
        return interrupted_series(
            frame, outcome=outcome, time="from", start=self.start, covariates=list(columns), family=family,
            exposure="exposure" if counts and outcome == "n" else None, season=self.rules.season,
            harmonics=self.rules.harmonics, errors=self.rules.errors,
        )  # fmt: skip

    def effect(self) -> Ends:
        """Return the change: a ratio less one, or percentage points."""
        return effect(self.answer(), self.shape)


def effect(found: InterruptedSeries, shape: str) -> Ends:
    """Return a change as a ratio less one, or as percentage points."""
    if shape == "points":
        return Ends.of(found)
    if found.ratio is not None:
        return Ends.of(found.ratio, less=1.0)
    assert found.step is not None
    low, middle, high = (exp(one) - 1 for one in (found.step.low, found.step, found.step.high))
    return Ends(**{k: float(f"{v:.6g}") for k, v in (("estimate", middle), ("low", low), ("high", high))})


def before_after(run: Run | None, began: date, events: Sequence[tuple[date, str]], rules: Estimating) -> BeforeAfter:
    """Return what changed in a run of months when LEAD began; too early where the rules give no verdict."""
    first = add_months(began, 1) if began.day > 1 else began
    if run is None:
        return too_early(began, "not_whole", 0, 0)
    sides = [run.frame.filter(condition).height for condition in (pl.col("from") < first, pl.col("from") >= first)]
    why = reason(run, sides, rules)
    if why:
        return too_early(began, why, *sides)
    apart, together = separable(run.frame["from"].to_list(), first, events, rules)
    asked = Asked(months(run), first, run.shape, rules, tuple(day for day, _ in apart))
    try:
        found = asked.answer()
    except EstimateRefused:
        return too_early(began, "unsettled", *sides)
    return told(asked, found, began, (tuple(name for _, name in apart), tuple(together)))


def too_early(began: date, why: Any, before: int = 0, after: int = 0) -> BeforeAfter:
    """Return that it is too early to say, and why."""
    return BeforeAfter(began=began, answer="too_early", scale="percent", before=before, after=after, why=why)


def months(run: Run) -> pl.DataFrame:
    """Return columns from, n, exposure and log: what the models read."""
    frame = (
        run.exposed if run.shape in ("counts", "rates") else run.frame.select("from", n="value", exposure=pl.lit(1.0))
    )
    floor = pl.col("n").clip(0.5) if run.shape in ("counts", "rates") else pl.col("n")
    return frame.with_columns(log=(floor / pl.col("exposure")).log())


def reason(run: Run, sides: Sequence[int], rules: Estimating) -> str | None:
    """Return why there is no verdict, None where there is one."""
    if run.grain != "month":
        return "coarse"
    if sum(sides) < rules.fewest_months:
        return "few_months"
    if sides[0] < rules.fewest_before or sides[1] < rules.fewest_after:
        return "few_sides"
    counts = run.shape in ("counts", "rates")
    mean = float((run.exposed["n"] if counts else run.frame["value"]).mean())  # type: ignore[arg-type]
    if (counts and mean < rules.least_mean) or (run.shape == "values" and (run.frame["value"] <= 0).any()):
        return "small"
    return None


def separable(
    times: Sequence[date], first: date, events: Sequence[tuple[date, str]], rules: Estimating
) -> tuple[list[tuple[date, str]], list[str]]:
    """Return the events that may be further interruptions, and those too near to the start to be told apart from it."""
    kept: list[tuple[date, str]] = []
    together = []
    for day, name in sorted(events):
        place = sum(1 for one in times if one < day)
        if not rules.events_apart <= place <= len(times) - rules.events_apart:
            continue
        if distance(day, first) < rules.events_apart:
            together.append(name)
        elif all(distance(day, other) >= rules.events_apart for other, _ in kept) and len(kept) < rules.most_events:
            kept.append((day, name))
    return kept, together


def distance(a: date, b: date) -> int:
    """Return how many months lie between two days."""
    return abs((a.year - b.year) * 12 + a.month - b.month)


def told(
    asked: Asked, found: InterruptedSeries, began: date, names: tuple[tuple[str, ...], tuple[str, ...]]
) -> BeforeAfter:
    """Return the finding with its lines and, where it is clear, with how it stands when asked in other ways."""
    ends = effect(found, asked.shape)
    checks = tuple(checked(asked, ends)) if ends.direction != "no_clear_change" else ()
    alarms, placebos = placebo(asked)
    return BeforeAfter(
        began=began, answer=ends.direction, scale="points" if asked.shape == "points" else "percent",
        before=found.before, after=found.after, effect=ends, seeable=seeable(found, asked.shape), gap=gap(found, asked),
        lines=tuple(lines(found, asked)), holds=word(checks, alarms, placebos) if checks else None, checks=checks,
        placebos=placebos, alarms=alarms, events=names[0], together=names[1], family=found.family, errors=found.errors,
        dispersion=round(found.dispersion, 3), autocorrelation=round(found.autocorrelation, 3),
    )  # fmt: skip


def seeable(found: InterruptedSeries, shape: str) -> float:
    """Return the size of change that would have been seen four times in five: a share of one, or points."""
    reach = (student.ppf(0.975, found.freedom) + student.ppf(POWER, found.freedom)) * found.error
    return float(f"{reach if shape == 'points' else 1 - exp(-reach):.4g}")


def scaled(asked: Asked, found: InterruptedSeries) -> Callable[[float, int], float]:
    """Return what brings a number of the model onto the scale that a reader sees: events, rates, points or values."""
    logs = found.ratio is None and asked.shape != "points"
    exposure = asked.frame["exposure"].to_list()

    def shown(value: float, n: int) -> float:
        rate = exp(value) * (exposure[n] if asked.shape == "counts" else 1.0) if logs else value
        return float(f"{rate / exposure[n] if asked.shape == 'rates' and not logs else rate:.6g}")

    return shown


def lines(found: InterruptedSeries, asked: Asked) -> Iterator[Line]:
    """Yield each month with its fitted and expected figure."""
    shown = scaled(asked, found)
    parts = ("observed", "fitted", "counterfactual", "counterfactual_low", "counterfactual_high")
    for n, start in enumerate(found.times):
        observed, fitted, expected, low, high = (shown(getattr(found, part)[n], n) for part in parts)
        yield Line(start=start, observed=observed, fitted=fitted, expected=expected, low=low, high=high)


def gap(found: InterruptedSeries, asked: Asked) -> float:
    """Return the mean of fitted less expected after the start, a month."""
    after = list(lines(found, asked))[found.before :]
    return float(f"{sum(one.fitted - one.expected for one in after) / len(after):.4g}")


def checked(asked: Asked, main: Ends) -> Iterator[Check]:
    """Yield the same question asked in other ways; one that cannot be asked is left out."""
    for what, other in variants(asked):
        try:
            ends = other.effect()
        except EstimateRefused:
            continue
        yield Check(what=what, effect=ends, same=ends.direction == main.direction)


def variants(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """Yield the other ways: the start moved, an epidemic's months left out, another family, without the events."""
    rules = asked.rules
    yield "start_earlier", replace(asked, start=add_months(asked.start, -rules.shift_months))
    yield "start_later", replace(asked, start=add_months(asked.start, rules.shift_months))
    span = [add_months(rules.epidemic_began, n) for n in range(rules.epidemic_months)]
    left_out = tuple(day for day in span if (asked.frame["from"] == day).any())
    if left_out and len(left_out) < asked.frame.height / 3:
        yield "without_epidemic", replace(asked, left_out=left_out)
    if asked.shape in ("counts", "rates"):
        yield "other_family", replace(asked, family="gaussian")
    if asked.events:
        yield "without_events", replace(asked, events=())


def placebo(asked: Asked) -> tuple[int, int]:
    """Return at how many dates before the start something was seen though nothing began, and how many were tried."""
    rules, alarms, tried = asked.rules, 0, 0
    before = asked.frame.filter(pl.col("from") < asked.start)
    times = before["from"].to_list()
    events = tuple(day for day in asked.events if day < asked.start)
    for n in range(rules.fewest_before, len(times) - rules.fewest_before + 1, rules.placebo_every):
        try:
            ends = replace(asked, frame=before, start=times[n], events=events).effect()
        except EstimateRefused:
            continue
        tried += 1
        alarms += ends.direction != "no_clear_change"
    return alarms, tried


def word(checks: Sequence[Check], alarms: int, placebos: int) -> Any:
    """Return what the checks say together: holds, depends (on those that say otherwise) or does_not_hold.

    One alarm in ten dates at which nothing began is what chance allows; more means that the series moves by itself.
    """
    wrong = sum(not one.same for one in checks) + (alarms > max(1, placebos / 10))
    if not wrong:
        return "holds"
    return "does_not_hold" if wrong > (len(checks) + 1) / 2 else "depends"
