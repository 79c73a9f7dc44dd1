"""Invented counties of any number: the raw cells of 40 indicators, counted from invented events, so all adds up."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from lead_metrics.catalogue.load import catalogue as product
from lead_metrics.catalogue.model import Audience, Catalogue, Indicator, Text
from lead_metrics.cells import ALL, AREAS, COVERAGE, NONE, RAW, RawCells, State, empty, fitted
from lead_metrics.periods import LADDER, MONTHS_IN, Grain, add_months

FIRST = date(2015, 1, 1)
BUSIEST, QUIETEST = 1500.0, 0.3
EVENTS_A_PERSON = 2.5
FLAGGED = (0.03, 0.6)

AREA = [f"area_{n}" for n in range(8)]
RACES = ["black", "white", "hispanic", "asian", "american_indian", "multiracial", "pacific_islander", "unknown"]
GROUPS = {"race": RACES, "sex": ["female", "male", "nonbinary"], "door": [f"door_{n}" for n in range(5)]}
SLICES = {"area": AREA, **GROUPS}
"""With the total, 25 slices of every figure."""

KINDS = ["count"] * 18 + ["people"] * 8 + ["share"] * 10 + ["rate_per"] * 4
"""What the 40 indicators are."""

WORDS = Text(en="words", es="palabras")


def catalogue() -> Catalogue:
    """Return the product's catalogue with 40 invented indicators in place of its own."""
    indicators = [_indicator(n, kind) for n, kind in enumerate(KINDS)]
    return product().model_copy(update={"indicators": {one.id: one for one in indicators}})


def counties(sites: int, months: int, seed: int = 1) -> RawCells:
    """Return raw cells of that many sites and months, from FIRST on, at all four grains."""
    frames = [county(f"site_{n:03}", months, np.random.default_rng([seed, n])) for n in range(sites)]
    places = [(f"site_{n:03}", area, ALL, area) for n in range(sites) for area in AREA]
    areas = pl.DataFrame(places, schema=AREAS, orient="row")
    return RawCells(pl.concat(frames), empty(COVERAGE), areas)


def county(site: str, months: int, rng: np.random.Generator) -> pl.DataFrame:
    """Return one site's raw cells (columns RAW)."""
    size = rng.lognormal(-0.5, 0.8)
    frames = []
    for number, kind in enumerate(KINDS):
        mean = size * QUIETEST * (BUSIEST / QUIETEST) ** rng.random()
        events = _events(mean, months, rng)
        counted = pl.concat([_counted(events, grain, months) for grain in LADDER])
        frames.append(_figures(counted, kind).with_columns(indicator=pl.lit(_name(number)), site=pl.lit(site)))
    return fitted(pl.concat(frames), RAW)


def _name(number: int) -> str:
    return f"figure_{number:02}"


def _indicator(number: int, kind: str) -> Indicator:
    unit = {"share": "percent", "rate_per": "rate"}.get(kind, "count")
    return Indicator.model_validate(
        {
            "id": _name(number), "code": "Y1", "level": "systemic", "name": WORDS, "definition": WORDS, "why": (),
            "unit": unit, "hoped_direction": "fall", "measure": {"kind": kind}, "whom": "everybody", "takes": WORDS,
            "counts": "people" if kind == "people" else "events", "disclosure": {"protects": "participants"},
            "audience": Audience.PUBLIC,
        }
    )  # fmt: skip


def _events(mean: float, months: int, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row an event: its month (counted from FIRST), its person, the person's groups, and a flag."""
    monthly = rng.poisson(mean * (1 + 0.2 * np.sin(np.arange(months) / 6)))
    number, people = int(monthly.sum()), max(3, int(mean * months / (EVENTS_A_PERSON * 6)))
    person = rng.integers(0, people, number)
    groups = {name: _drawn(values, people, rng)[person] for name, values in SLICES.items()}
    flag = rng.random(number) < rng.uniform(*FLAGGED)
    columns = {"month": np.repeat(np.arange(months), monthly), "person": person, "flag": flag}
    return pl.DataFrame(columns | groups).with_columns(
        pl.col(name).replace_strict(dict(enumerate(values)), return_dtype=pl.String) for name, values in SLICES.items()
    )


def _drawn(values: list[str], people: int, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return which value each person has; the later a value stands, the rarer it is."""
    share = rng.dirichlet(3.0 / np.arange(1, len(values) + 1))
    return rng.choice(len(values), people, p=share)


def _counted(events: pl.DataFrame, grain: Grain, months: int) -> pl.DataFrame:
    """Return the counts of every slice in every whole period of that grain, zeros too."""
    step = MONTHS_IN[grain]
    placed = events.with_columns(pl.col("month") // step * step)
    every = pl.DataFrame({"month": np.arange(0, months - step + 1, step)})
    whole = {"area": pl.lit(ALL), "dimension": pl.lit(NONE), "category": pl.lit(ALL)}
    found = [_sized(placed, every, "month").with_columns(**whole)]
    for name, values in SLICES.items():
        grid = every.join(pl.DataFrame({name: values}), how="cross")
        sized = _sized(placed, grid, "month", name).rename({name: "category"})
        if name == "area":
            sized = sized.with_columns(area="category", dimension=pl.lit(NONE), category=pl.lit(ALL))
        else:
            sized = sized.with_columns(area=pl.lit(ALL), dimension=pl.lit(name))
        found.append(sized)
    starts = {month: add_months(FIRST, month) for month in every["month"]}
    ends = {month: add_months(FIRST, month + step) for month in starts}
    return pl.concat(found, how="diagonal").with_columns(
        pl.col("month").replace_strict(starts, return_dtype=pl.Date).alias("from"),
        pl.col("month").replace_strict(ends, return_dtype=pl.Date).alias("until"),
        grain=pl.lit(grain.value),
    )


def _sized(events: pl.DataFrame, grid: pl.DataFrame, *by: str) -> pl.DataFrame:
    sizes = events.group_by(by).agg(
        pl.len().cast(pl.Int64).alias("all"),
        pl.col("flag").sum().cast(pl.Int64).alias("flagged"),
        pl.col("person").n_unique().cast(pl.Int64).alias("people_all"),
        pl.col("person").filter("flag").n_unique().cast(pl.Int64).alias("people_flagged"),
    )
    return grid.join(sizes, on=list(by), how="left", maintain_order="left").fill_null(0)


def _figures(counted: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the value, its parts and the people behind them, as the counting gives them for that kind."""
    number, days = pl.col("all").cast(pl.Float64), (pl.col("until") - pl.col("from")).dt.total_days().cast(pl.Float64)
    none, people = pl.lit(None, pl.Float64), pl.col("people_all").cast(pl.Float64)
    flagged = pl.col("flagged").cast(pl.Float64)
    value, numerator, denominator = {
        "count": (number, number, none),
        "people": (people, people, none),
        "share": (pl.when(number > 0).then(100 * flagged / number), flagged, number),
        "rate_per": (number / days, number, days),
    }[kind]
    share = kind == "share"
    return counted.select(
        "area", "grain", "from", "until", "dimension", "category",
        state=pl.lit(State.COUNTED.value), value=value, numerator=numerator, denominator=denominator,
        people=pl.col("people_flagged" if share else "people_all"),
        people_of=pl.col("people_all") if share else pl.lit(None, pl.Int64), source=pl.lit("invented"),
    )  # fmt: skip
