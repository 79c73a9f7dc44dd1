"""Small frames of released figures and their words, for tests of whatever reads them."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Audience, Disclosure, Indicator, Measure, Text, Unit
from lead_metrics.cells import Status
from lead_metrics.estimates.sentences import Teller
from lead_metrics.periods import MONTHS_IN, Grain, add_months

FIGURE = {"status": Status.SHOWN, "value": None, "low": None, "high": None, "unreliable": False, "source": "jail"}


def text(words: str) -> Text:
    """Return the same words in both languages."""
    return Text(en=words, es=words)


def indicator(kind: str = "count", unit: str = "number", **fields: object) -> Indicator:
    """Return an indicator with everything that it must have."""
    return Indicator.model_validate(
        {
            "id": "bookings",
            "code": "Y5",
            "level": "systemic",
            "name": text("Bookings"),
            "definition": text("Bookings."),
            "why": (),
            "unit": unit,
            "hoped_direction": "fall",
            "measure": Measure(kind=kind),
            "counts": "events",
            "whom": "everybody",
            "disclosure": Disclosure(protects="public"),
            "audience": Audience.PUBLIC,
            "takes": text("It takes bookings."),
        }
        | fields
    )


UNITS = {
    "number": Unit(id="number", name=text("number"), axis=text("Number")),
    "percent": Unit(
        id="percent", name=text("percent"), axis=text("Percent"), after=text("%"), percent=True, decimals=1
    ),
    "days": Unit(id="days", name=text("days"), axis=text("Days"), after=text("days"), decimals=1),
}


def words(key: str, **fields: object) -> str:
    """Return the key and its fields, so that a test sees what was said."""
    return f"{key} " + " ".join(f"{name}={value}" for name, value in sorted(fields.items()))


def teller(kind: str = "count", unit: str = "number", **fields: object) -> Teller:
    """Return a teller in English whose words are their keys."""
    return Teller(indicator(kind, unit, **fields), UNITS[unit], "en", words)


def series(values: list[float | None], start: date = date(2024, 1, 1), grain: Grain = Grain.MONTH) -> pl.DataFrame:
    """Return the totals of one series, one figure a period; None is a withheld one."""
    rows = []
    for n, value in enumerate(values):
        first = add_months(start, n * MONTHS_IN[grain])
        shown = {"value": value} if value is not None else {"status": Status.WITHHELD}
        rows.append(FIGURE | {"from": first, "until": add_months(first, MONTHS_IN[grain]), "grain": str(grain)} | shown)
    schema = {
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "from": pl.Date,
        "until": pl.Date,
        "status": pl.String,
        "unreliable": pl.Boolean,
        "grain": pl.String,
        "source": pl.String,
    }
    return pl.DataFrame(
        [{name: str(v) if name == "status" else v for name, v in row.items()} for row in rows], schema=schema
    )
