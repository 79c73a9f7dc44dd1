"""Equations of the gate in words, for tests to read: `race exact: arrests = arrests black + arrests white`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import empty
from lead_metrics.privacy.elsewhere import UNCOVERED
from lead_metrics.privacy.merging import GROUPS
from lead_metrics.privacy.primary import judge
from lead_metrics.privacy.quantities import quantities
from lead_metrics.privacy.rules import with_rules
from lead_metrics.privacy.terms import DENIED, FEW, SHAPES, Ties
from lead_metrics.privacy.twins import TWINS
from tests.privacy.county import raw

ABOVE = {"site": pl.String, "area": pl.String, "above": pl.String}


def unknowns(rows: Sequence[dict[str, Any]], rules: Catalogue) -> pl.DataFrame:
    """Return the quantities of these cells, numbered; cells are numbered by their place in `rows`."""
    cells = with_rules(raw(rows).frame.with_row_index("cell"), rules).with_columns(
        sheltered=pl.lit(False), members=pl.lit(1.0)
    )
    return quantities(cells).with_row_index("unknown").with_columns(pl.col("unknown").cast(pl.Int64))


def figures(rows: Sequence[dict[str, Any]], rules: Catalogue) -> pl.DataFrame:
    """Return these cells judged by the primary rule alone."""
    return judge(with_rules(raw(rows).frame, rules), rules.rule.unreliable_below)


def nothing_known(rules: Catalogue, areas: dict[str, str] | None = None, **given: pl.DataFrame) -> Ties:
    """Return what may tie figures where only the places above others are known, and whatever is given."""
    above = pl.DataFrame([("here", *pair) for pair in (areas or {}).items()], schema=ABOVE, orient="row")
    frames = {
        "shapes": empty(SHAPES), "same": empty(TWINS), "denied": empty(DENIED), "merged": empty(GROUPS),
        "few": empty(FEW), "uncovered": empty(UNCOVERED),
    }  # fmt: skip
    return Ties(above=above, catalogue=rules, **(frames | given))


def equations(terms: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    """Return each equation as `label bound: parent = child + child`, sorted."""
    names = {row["unknown"]: named(row) for row in rows.iter_rows(named=True)}
    grouped: dict[tuple[Any, ...], list[str]] = {}
    for row in terms.iter_rows(named=True):
        start = [f"{row['label']} {row['bound']}: {names[row['parent']]}"]
        grouped.setdefault((row["parent"], row["label"], row["equation"]), start).append(names[row["child"]])
    return sorted(f"{start} = {' + '.join(parts)}" for start, *parts in grouped.values())


def named(row: dict[str, Any]) -> str:
    """Return what a row is called: all that is not the year's numerator of the whole site."""
    usual = {"quantity": "numerator", "area": "all", "category": "all"}
    said = [row["indicator"], *(row[name] for name, value in usual.items() if row[name] != value)]
    return " ".join(said if row["grain"] == "year" else [*said, f"{row['grain']} {row['from']:%m}"])
