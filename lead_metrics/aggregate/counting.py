"""From the vault's deposit to raw cells: every indicator at every site, in every grain that it allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from lead_metrics.aggregate.coverage import Covered, covering, feeding
from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures import change, durations, events, money, stocks, workforce
from lead_metrics.aggregate.measures.disparity import beside_reference
from lead_metrics.aggregate.reported import counts_of, reported
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, COVERAGE, NONE, RAW, RawCells, State, empty, fitted
from lead_metrics.intake.deposit import Deposit
from lead_metrics.periods import Grain, period_of, start_of

MEASURES: dict[str, Callable[[Work], pl.DataFrame]] = {
    **events.MEASURES,
    **durations.MEASURES,
    **stocks.MEASURES,
    **workforce.MEASURES,
    **money.MEASURES,
    **change.MEASURES,
}
DERIVED = ("ratio", "difference")
BESIDE = {
    "per_person_time": "participation",
    "latest_share": "participation",
    "load": "participation",
    "inequality": "participation",
    "cost": "participation",
}
"""The further record without which a measure counts nothing."""


def count(deposit: Deposit, catalogue: Catalogue, as_of: date) -> RawCells:
    """Return the raw cells of every indicator at every site, final periods alone.

    An indicator without any source at a site is one cell of the latest whole year that says so.
    """
    cells: list[pl.DataFrame] = []
    spans: list[dict[str, object]] = []
    ordered = sorted(catalogue.indicators.values(), key=lambda i: i.measure.kind in DERIVED)
    for site in deposit.sites:
        made: dict[str, pl.DataFrame] = {}
        for indicator in ordered:
            work = Work(indicator, site, deposit, catalogue, {}, as_of)
            made[indicator.id], span = one(work, as_of, made)
            spans += span
        cells += made.values()
    whole = pl.concat(cells) if cells else empty(RAW)
    return RawCells(whole, pl.DataFrame(spans, schema=COVERAGE), deposit.areas)


def one(work: Work, as_of: date, made: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """Return the cells (cells.RAW) and the coverage of one indicator at one site."""
    if work.indicator.measure.kind in DERIVED:
        of = made.get(work.indicator.measure.of or "", empty(RAW))
        frame = beside_reference(work, of)
        return (_shaped(frame, work, _sources(of)) if frame.height else _absent(work, as_of)), []
    counts = counts_of(work)
    if counts is not None:
        return _from_counts(work, counts, as_of)
    return _from_records(work, as_of)


def _sources(cells: pl.DataFrame) -> str:
    return ",".join(sorted({s for s in cells["source"].to_list() if s}))


def _from_counts(work: Work, counts: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    covered = covering(work.indicator, "counts", work.site, set(counts["source"]), work.deposit)
    frame = reported(work.indicator, counts)
    if covered is not None:
        frame = frame.filter(pl.col("until") <= covered.final_until(as_of)) if not covered.once else frame
    frame = frame.with_columns(already_public=_address(work))
    return _shaped(frame, work, _sources(counts)), _span(work, covered, as_of)


def _address(work: Work) -> pl.Expr:
    """Return where a figure is published already: as its row says, else as its source is known to."""
    public = {
        name: recipe.address or recipe.publisher or name
        for name, recipe in work.catalogue.recipes.items()
        if recipe.already_public
    }
    known = pl.col("source").replace_strict(public, default=None, return_dtype=pl.String)
    return pl.coalesce("already_public", known)


def _from_records(work: Work, as_of: date) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    measure = work.indicator.measure
    kind = "cost" if measure.kind == "rate_per" and measure.per == "active" else measure.kind
    rows = work.records(measure.records or "")
    beside = ("participation" if measure.bands else BESIDE.get(kind)) or (
        "population" if measure.per == "population" else measure.per_records
    )
    if rows is None or kind not in MEASURES or (beside is not None and work.records(beside) is None):
        return _absent(work, as_of), []
    rows = feeding(work.indicator, _with_meeting(rows, work))
    if rows.is_empty():
        return _absent(work, as_of), []
    covered = covering(work.indicator, measure.records or "", work.site, set(rows["source"]), work.deposit)
    if covered is None:
        return _absent(work, as_of), []
    periods = {grain: covered.periods(grain, as_of) for grain in work.indicator.grains if grain is not Grain.REPORTED}
    whole = Work(
        work.indicator,
        work.site,
        work.deposit,
        work.catalogue,
        {g: p for g, p in periods.items() if p},
        covered.until,
        _dated(rows, work),
    )
    if not whole.periods:
        return _absent(work, as_of), _span(work, covered, as_of)
    frame = MEASURES[kind](whole)
    cells = _shaped(frame, work, covered.sources) if frame.height else empty(RAW)
    return pl.concat([cells, _missing(work, covered, as_of)]), _span(work, covered, as_of)


def _with_meeting(rows: pl.DataFrame, work: Work) -> pl.DataFrame:
    """Return attendance with the day of its meeting, which alone dates it."""
    meetings = work.records("meetings") if work.indicator.measure.records == "attendance" else None
    if meetings is None:
        return rows
    held = meetings.filter(pl.col("body") == "pcg").select("meeting", "day")
    return rows.join(held, on="meeting")


def _dated(rows: pl.DataFrame, work: Work) -> pl.DataFrame:
    """Return the rows by the day that the indicator counts them at, where that is not the record's own."""
    measure = work.indicator.measure
    own = work.catalogue.records[measure.records or ""].dated
    if measure.on is None or measure.on in (own, "day") or measure.on not in rows.columns:
        return rows
    return rows.with_columns(day=pl.col(measure.on).cast(pl.Date)).filter(pl.col("day").is_not_null())


def _span(work: Work, covered: Covered | None, as_of: date) -> list[dict[str, object]]:
    if covered is None:
        return []
    return [
        {
            "site": work.site,
            "indicator": work.indicator.id,
            "source": covered.sources,
            "from": covered.first,
            "final_until": covered.final_until(as_of),
            "arriving_until": covered.final_until(as_of) if covered.once else start_of(as_of, Grain.MONTH),
        }
    ]


def _shaped(frame: pl.DataFrame, work: Work, sources: str) -> pl.DataFrame:
    named = frame.rename({"start": "from"}).with_columns(
        pl.lit(work.site).alias("site"),
        pl.lit(work.indicator.id).alias("indicator"),
        pl.lit(str(State.COUNTED)).alias("state"),
        pl.lit(sources).alias("source"),
    )
    return fitted(named, RAW)


def _bare(work: Work, state: State, source: str | None, periods: list[tuple[date, date, Grain]]) -> pl.DataFrame:
    rows = [{"from": first, "until": until, "grain": str(grain)} for first, until, grain in periods]
    frame = pl.DataFrame(rows, schema={"from": pl.Date, "until": pl.Date, "grain": pl.String}).with_columns(
        site=pl.lit(work.site),
        indicator=pl.lit(work.indicator.id),
        area=pl.lit(ALL),
        dimension=pl.lit(NONE),
        category=pl.lit(ALL),
        state=pl.lit(str(state)),
        source=pl.lit(source, pl.String),
    )
    return fitted(frame, RAW)


def _absent(work: Work, as_of: date) -> pl.DataFrame:
    year = period_of(as_of.replace(year=as_of.year - 1), Grain.YEAR)
    return _bare(work, State.NOT_COLLECTED, None, [(year.start, year.until, year.grain)])


def _missing(work: Work, covered: Covered, as_of: date) -> pl.DataFrame:
    due = [p for grain in work.indicator.grains if grain is not Grain.REPORTED for p in covered.missing(grain, as_of)]
    return _bare(work, State.MISSING, covered.sources, [(p.start, p.until, p.grain) for p in due])
