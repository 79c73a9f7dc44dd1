"""Whatever the county, a reader with whole-number programs cannot narrow a withheld count of one to ten."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lead_metrics.cells import ReleasedCells
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from tests.privacy.county import catalogue, cell, month, raw, summed
from tests.privacy.reader import Reader, narrowed

RACES = ["black", "hispanic", "white", "unknown"]
SEXES = ["female", "male"]
AREAS = ["north", "south", "west"]
SIZES = st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 12), st.integers(11, 60))
COUNTY = catalogue(enough_shown=0.8)


@st.composite
def parts(draw: st.DrawFn, total: int, names: list[str], at_most: bool = False) -> dict[str, int]:
    """Split a total over the names, or less than it."""
    found, left = {}, total
    for name in names[:-1]:
        found[name] = draw(st.one_of(st.integers(0, min(left, 12)), st.integers(0, left)))
        left -= found[name]
    found[names[-1]] = draw(st.integers(0, left)) if at_most else left
    return found


@st.composite
def counties(draw: st.DrawFn, number: int) -> tuple[list[dict[str, Any]], dict[tuple[str, str], list[str]], list[date]]:
    """Raw cells of one indicator by month, some breakdowns and areas; all coarser grains are summed."""
    races = RACES[: draw(st.integers(2, 4))]
    groups: dict[tuple[str, str], list[str]] = {("race", "dimension"): races}
    if draw(st.booleans()):
        groups[("sex", "dimension")] = SEXES
    if draw(st.booleans()):
        groups[("places", "area")] = AREAS[: draw(st.integers(1, 3))]
    rows = []
    for n in range(number):
        total = sum(draw(SIZES) for _ in range(draw(st.integers(1, 3))))
        rows.append(cell("arrests", total, period=month(n + 1)))
        for (name, what), members in groups.items():
            split = draw(parts(total, members, what == "area"))
            for member, size in split.items():
                place = {"area": member} if what == "area" else {"dimension": name, "category": member}
                rows.append(cell("arrests", size, period=month(n + 1), **place))
    grains = [Grain.QUARTER] if number % 3 == 0 else []
    return summed(rows, *grains), groups, [month(n + 1).start for n in range(number)]


def _read(
    releases: list[ReleasedCells],
    rows: list[dict[str, Any]],
    groups: dict[tuple[str, str], list[str]],
    months: list[date],
) -> list[str]:
    truth = raw(rows).frame
    areas = truth.filter(pl.col("area") != "all", grain="month")["numerator"].sum()
    exact = areas == truth.filter(area="all", dimension="none", grain="month")["numerator"].sum()
    reader = Reader(releases, months, groups, exact)
    return list(narrowed(reader, releases[-1], truth))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([1, 3]).flatmap(counties))
def test_no_reader_narrows_a_release(county: tuple[list[dict[str, Any]], Any, list[date]]) -> None:
    rows, groups, months = county
    given_raw = raw(rows, dict.fromkeys(AREAS, "all"))
    judged = release(given_raw, COUNTY)
    assert _read([judged.cells], rows, groups, months) == []
    assert attack(judged.cells, judged.report, given_raw.areas, COUNTY) == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(counties(6))
def test_no_reader_narrows_two_releases_together(county: tuple[list[dict[str, Any]], Any, list[date]]) -> None:
    rows, groups, months = county
    places = dict.fromkeys(AREAS, "all")
    before = release(raw(rows, places), COUNTY, as_of=date(2024, 4, 1))
    after = release(raw(rows, places), COUNTY, [before.cells])
    assert _read([before.cells, after.cells], rows, groups, months) == []


def test_the_reader_finds_what_a_careless_release_gives_away() -> None:
    rows = [cell("arrests", 40, period=month(1))]
    for category, size in {"black": 5, "white": 35}.items():
        rows.append(cell("arrests", size, period=month(1), dimension="race", category=category))
    judged = release(raw(rows), COUNTY).cells
    hidden = (pl.col("category") == "black") & (pl.col("dimension") == "race")
    truth = raw(rows).frame
    joined = judged.frame.drop("value").join(
        truth.select("dimension", "category", "value"), on=["dimension", "category"]
    )
    careless = joined.with_columns(
        pl.when(hidden).then(pl.lit("withheld")).otherwise(pl.lit("shown")).alias("status"),
        pl.when(~hidden).then("value").alias("value"),
    ).select(judged.frame.columns)
    groups = {("race", "dimension"): ["black", "white"]}
    assert len(_read([ReleasedCells(careless, judged.series)], rows, groups, [month(1).start])) == 1
