"""An invented county's raw cells and catalogue, small enough to reckon by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Audience, Catalogue, Code, Indicator, Rule, Text, Unit
from lead_metrics.cells import AREAS, COVERAGE, KEYS, RAW, RELEASED, SERIES, RawCells, ReleasedCells, empty, fitted
from lead_metrics.periods import Grain, Period, add_months, grain_of, period_of
from lead_metrics.privacy.report import REPORT

WORDS = Text(en="words", es="palabras")
YEAR = period_of(date(2024, 1, 1), Grain.YEAR)


def indicator(
    name: str, kind: str, counts: str = "events", unit: str = "count", of: str | None = None, **disclosure: Any
) -> Indicator:
    """An indicator of that kind; it protects participants unless told otherwise."""
    return Indicator.model_validate(
        {
            "id": name,
            "code": "Y1",
            "level": "systemic",
            "name": WORDS,
            "definition": WORDS,
            "why": (),
            "unit": unit,
            "hoped_direction": "fall",
            "measure": {"kind": kind, "of": of},
            "counts": counts,
            "whom": "everybody",
            "takes": WORDS,
            "disclosure": {"protects": "participants"} | disclosure,
            "audience": Audience.PUBLIC,
        }
    )


INDICATORS = (
    indicator("arrests", "count"),
    indicator("booked", "people", counts="people"),
    indicator("active", "stock", counts="people"),
    indicator("diverted", "share", unit="percent"),
    indicator("housed", "stock_share", counts="people", unit="percent"),
    indicator("rate", "rate_per", unit="rate"),
    indicator("wait", "median", unit="days"),
    indicator("score", "mean", unit="points"),
    indicator("jail", "average_daily", protects="none"),
    indicator("vacant", "vacancy", unit="percent", protects="staff"),
    indicator("deaths", "count", zero_discloses=True),
    indicator("contacts", "count", tied_to=("taken", "let_go")),
    indicator("taken", "count"),
    indicator("let_go", "count"),
    indicator("ratio", "ratio", unit="rate", of="rate"),
    indicator("indoors", "stock_share", counts="people", unit="percent", tied_to=("between", "outdoors")),
    indicator("between", "stock_share", counts="people", unit="percent"),
    indicator("outdoors", "stock_share", counts="people", unit="percent"),
)


def catalogue(*more: Indicator, **rule: Any) -> Catalogue:
    """The catalogue of the invented county; `rule` overrides parts of the disclosure rule."""
    unit = {
        name: Unit(id=name, name=WORDS, axis=WORDS, percent=name == "percent")
        for name in ("count", "rate", "days", "points")
    }
    unit["percent"] = Unit(id="percent", name=WORDS, axis=WORDS, percent=True)
    race = {
        "black": Code(en="b", es="b"),
        "white": Code(en="w", es="w"),
        "asian": Code(en="a", es="a", merges_into="other_groups"),
        "multiracial": Code(en="m", es="m", merges_into="other_groups"),
        "pacific_islander": Code(en="p", es="p", merges_into="other_groups"),
        "other_groups": Code(en="o", es="o", only_merged=True),
        "unknown": Code(en="u", es="u"),
    }
    sex = {
        "female": Code(en="f", es="f"),
        "male": Code(en="m", es="m"),
        "nonbinary": Code(en="n", es="n", merges_into="unknown"),
        "unknown": Code(en="u", es="u"),
    }
    given = {
        "threshold": 10, "unreliable_below": 20, "staff_needs_workers": 3, "correction_more_than": 10,
        "enough_shown": 0.8, "give_up_last": ("total", "recent", "site"),
    } | rule  # fmt: skip
    return Catalogue(
        indicators={one.id: one for one in (*INDICATORS, *more)}, units=unit, views={}, logic_model={}, fidelity={},
        roles={}, rule=Rule.model_validate(given), codes={"race": race, "sex": sex}, records={}, recipes={}, sites={},
        words={"en": {}, "es": {}}, claims={}, digest="test",
    )  # fmt: skip


def cell(name: str, numerator: float | None, **given: Any) -> dict[str, Any]:
    """One raw cell: a year's total of the site unless `given` says otherwise; `of` is the denominator."""
    period: Period = given.pop("period", YEAR)
    denominator = given.pop("of", None)
    value = numerator if denominator is None else 100 * (numerator or 0) / denominator if denominator else None
    row = {
        "site": "here", "area": "all", "indicator": name, "grain": period.grain.value, "from": period.start,
        "until": period.until, "dimension": "none", "category": "all", "state": "counted", "value": value,
        "numerator": numerator, "denominator": denominator, "source": "program",
    }  # fmt: skip
    return row | given


def month(number: int, year: int = 2024) -> Period:
    """A month of the invented county's year."""
    return period_of(date(year, number, 1), Grain.MONTH)


def span(start: date, until: date) -> Period:
    """Any span of days."""
    return Period(start, until, grain_of(start, until))


def by(name: str, dimension: str, sizes: Mapping[str, float], **given: Any) -> list[dict[str, Any]]:
    """A breakdown's cells."""
    return [cell(name, size, dimension=dimension, category=category, **given) for category, size in sizes.items()]


def summed(rows: Iterable[dict[str, Any]], *grains: Grain) -> list[dict[str, Any]]:
    """The rows, and their sums at these coarser grains."""
    rows = list(rows)
    found = list(rows)
    for grain in grains:
        groups: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            period = period_of(row["from"], grain)
            key = (row["area"], row["indicator"], row["dimension"], row["category"], period)
            new = row | {"grain": grain.value, "from": period.start, "until": period.until}
            old = groups.get(key)
            for name in ("value", "numerator", "people"):
                if old is not None and new.get(name) is not None:
                    new[name] = old[name] + new[name]
            groups[key] = new
        found.extend(groups.values())
    return found


def raw(rows: Sequence[dict[str, Any]], areas: dict[str, str] | None = None) -> RawCells:
    """Raw cells of these rows; `areas` maps a place to its parent."""
    frame = pl.DataFrame(rows, infer_schema_length=None) if rows else empty(RAW)
    places = [{"site": "here", "area": area, "parent": parent, "name": area} for area, parent in (areas or {}).items()]
    return RawCells(
        fitted(frame, RAW), empty(COVERAGE), fitted(pl.DataFrame(places), AREAS) if places else empty(AREAS)
    )


def told(cells: ReleasedCells, **where: Any) -> dict[Any, Any]:
    """What the release says of the cells that match: category → value where shown, else its status."""
    key = where.pop("key", "category")
    frame = cells.frame.filter(**where) if where else cells.frame
    return {
        row[key]: row["value"] if row["status"] == "shown" else row["status"] for row in frame.iter_rows(named=True)
    }


def reasons(report: pl.DataFrame) -> set[tuple[str, str]]:
    """The pairs of category and reason in a report."""
    return set(report.select("category", "reason").iter_rows())


def months_of(year: int, sizes: Sequence[float], name: str = "arrests", **given: Any) -> list[dict[str, Any]]:
    """A year's monthly totals."""
    return [cell(name, size, period=month(n + 1, year), **given) for n, size in enumerate(sizes)]


def later(period: Period, months: int) -> Period:
    """The same span, some months later."""
    return span(add_months(period.start, months), add_months(period.until, months))


def hidden(name: str, **place: Any) -> dict[str, Any]:
    """A figure of which a stored release has a mark alone."""
    return cell(name, None, value=None, **place)


def stored(*rows: dict[str, Any], status: str | None = None) -> ReleasedCells:
    """A release as the store holds it; a figure without a value is withheld, or has the status told."""
    names = (*KEYS, "value", "numerator", "denominator")
    told = [
        {name: row[name] for name in names} | {"status": "shown" if row["value"] is not None else status or "withheld"}
        for row in rows
    ]
    return ReleasedCells(fitted(pl.DataFrame(told, infer_schema_length=None), RELEASED), empty(SERIES))


def because(reason: str, note: str | None, *rows: dict[str, Any]) -> pl.DataFrame:
    """What the gate's report says of some figures."""
    said = [{name: row[name] for name in KEYS} | {"reason": reason, "note": note} for row in rows]
    return fitted(pl.DataFrame(said), REPORT)
