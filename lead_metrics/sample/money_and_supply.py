"""What surrounds a site: residents, money, what there is to be had, and figures that arrive already added up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from lead_metrics.periods import add_months
from lead_metrics.sample.places import shares
from lead_metrics.sample.plan import DAYS_A_YEAR, Plan, shape
from lead_metrics.sample.tides import MONTHS_A_YEAR

GROWTH = 0.008
THOUSAND = 1000
WINTER = (11, 12, 1, 2, 3)


def population(plan: Plan) -> pl.DataFrame:
    """Return residents by year, area and group; white residents are the reference group."""
    rows = [row for year in range(plan.start.year, plan.until.year + 1) for row in _residents(plan, year)]
    schema = {
        "area": pl.String,
        "year": pl.Int64,
        "dimension": pl.String,
        "category": pl.String,
        "people": pl.Int64,
        "reference": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(site=pl.lit(plan.name))


def _residents(plan: Plan, year: int) -> Iterator[tuple[str | None, int, str, str, int, str | None]]:
    whole = plan.residents * (1 + GROWTH * (year - plan.start.year))
    yield None, year, "none", "all", round(whole), None
    for area, part in shares(plan).items():
        yield area, year, "none", "all", round(whole * part), None
    for group, part in plan.site["population"].items():
        yield None, year, "race", group, round(whole * part), "yes" if group == "white" else "no"


def spending(plan: Plan, held: pl.DataFrame) -> pl.DataFrame:
    """Return each fiscal year's spending on custody and on care, which follows the posts."""
    rule = shape()["money"]
    first, last = date(plan.start.year - 1, rule["fiscal_month"], 1), plan.until
    rows = []
    for year in range(first.year, last.year + 1):
        opens, closes = date(year, rule["fiscal_month"], 1), date(year + 1, rule["fiscal_month"], 1)
        if opens >= last:
            continue
        grown = rule["growth"] ** (year - first.year)
        rows.append((plan.name, opens, closes, "custody", plan.residents * rule["custody_a_resident"] * grown, "jail"))
        if closes > plan.began:
            since = max(opens, plan.began)
            posts = _post_years(plan, held, since, closes)
            care = posts * rule["care_a_post_year"] + rule["care_fixed"] * (closes - since).days / DAYS_A_YEAR
            rows.append((plan.name, since, closes, "care", care * grown, "case management"))
    schema = {"site": pl.String, "from": pl.Date, "until": pl.Date, "side": pl.String, "amount": pl.Float64}
    return pl.DataFrame(rows, schema={**schema, "kind": pl.String}, orient="row").with_columns(
        (pl.col("amount") / THOUSAND).round() * THOUSAND
    )


def _post_years(plan: Plan, held: pl.DataFrame, since: date, until: date) -> float:
    """Return years of full-time work in a span, those still to come by the posts of the last day."""
    end = pl.min_horizontal(pl.col("until").fill_null(until), pl.lit(until))
    days = (end - pl.max_horizontal("from", pl.lit(since))).dt.total_days().clip(lower_bound=0)
    staffed = held.filter(pl.col("worker").is_not_null())
    return float(staffed.select((days * pl.col("full_time")).sum()).item() or 0) / DAYS_A_YEAR


def supply(plan: Plan) -> pl.DataFrame:
    """Return open beds, vouchers and the wait for treatment, month by month."""
    chance, rule, size = plan.chance("supply"), shape()["supply"], len(plan.months)
    part = np.linspace(0, 1, size)
    winter = np.array([month.month in WINTER for month in plan.months], dtype=float)
    levels = {}
    for kind in ("beds", "vouchers"):
        mean = rule[kind]["first"] + (rule[kind]["last"] - rule[kind]["first"]) * part
        levels[kind] = chance.poisson(mean * (1 + rule[kind]["winter"] * winter) * plan.residents / 100_000)
    wait = rule["wait_days"]
    levels["treatment_wait"] = chance.gamma(25, (wait["first"] + (wait["last"] - wait["first"]) * part) / 25).round()
    parts = [
        pl.DataFrame({"from": plan.months, "until": [add_months(m, 1) for m in plan.months]}).with_columns(
            pl.Series("amount", values, dtype=pl.Float64), site=pl.lit(plan.name), kind=pl.lit(kind)
        )
        for kind, values in levels.items()
    ]
    return pl.concat(parts).select("site", "from", "until", "kind", "amount")


def counts(plan: Plan) -> pl.DataFrame:
    """Return countywide figures of the years: deaths by overdose, people without shelter, how safe residents feel."""
    chance, rule = plan.chance("counts"), shape()["countywide"]
    years = [m for m in plan.months if m.month == 1 and add_months(m, MONTHS_A_YEAR) <= plan.until]
    rows = []
    for n, year in enumerate(years):
        ends, part = add_months(year, MONTHS_A_YEAR), n / max(len(years) - 1, 1)
        low, high = rule["safe"]
        safe = int(chance.binomial(rule["asked"], (low + (high - low) * part) / 100))
        for indicator in ("overdose_deaths", "unsheltered"):
            number = int(chance.poisson(rule[indicator] * plan.residents / 100_000))
            name = {"unsheltered": "unsheltered_countywide"}.get(indicator, indicator)
            rows.append((plan.name, name, year, ends, number, None, number))
        rows.append((plan.name, "sense_of_safety", year, ends, safe, rule["asked"], safe))
    schema = {"site": pl.String, "indicator": pl.String, "from": pl.Date, "until": pl.Date, "numerator": pl.Int64}
    return pl.DataFrame(rows, schema={**schema, "denominator": pl.Int64, "people": pl.Int64}, orient="row")
