"""The county's tables as files that a real one would deliver: plain CSV, some rows late, a few wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from json import dumps
from pathlib import Path

import numpy as np
import polars as pl

from lead_metrics.catalogue.model import Site
from lead_metrics.periods import add_months
from lead_metrics.sample.plan import Plan, shape

SPOILED = "needs"
"""The table that brings rows which a check refuses."""


@dataclass(frozen=True)
class SampleDelivery:
    """Files to be delivered together, and the days they cover; `errors` of their rows are wrong on purpose."""

    source: str
    site: str
    files: list[Path]
    covers_from: date
    covers_until: date
    errors: int = 0


def whole(plan: Plan, folder: Path, source: str, tables: Mapping[str, pl.DataFrame], first: date) -> SampleDelivery:
    """Write a source's tables as one delivery that covers everything from a day on."""
    wrong = _mistakes(tables[SPOILED]) if SPOILED in tables else []
    files = [_csv(frame, folder / source / f"{name}.csv") for name, frame in tables.items()]
    if wrong:
        path = next(file for file in files if file.stem == SPOILED)
        path.write_bytes(path.read_bytes() + pl.concat(wrong).write_csv(include_header=False).encode())
    return SampleDelivery(source, plan.name, files, first, plan.until, len(wrong))


def in_two(plan: Plan, folder: Path, source: str, dated: tuple[str, str], frame: pl.DataFrame) -> list[SampleDelivery]:
    """Write a table as two deliveries: what was known some months ago, and what came, or came to light, since.

    dated: the table's name and the column that dates it. The later file repeats the ids of what it corrects.
    """
    name, at = dated
    cut = max(add_months(plan.until, -shape()["late"]["months"]), plan.start)
    known, later = _known(plan, frame, at, cut)
    if cut == plan.start:
        return [
            SampleDelivery(source, plan.name, [_csv(frame, folder / source / f"{name}.csv")], plan.start, plan.until)
        ]
    first, second = _csv(known, folder / source / f"{name}.csv"), _csv(later, folder / source / f"{name}_late.csv")
    return [
        SampleDelivery(source, plan.name, [first], plan.start, cut),
        SampleDelivery(source, plan.name, [second], cut, plan.until),
    ]


def _known(plan: Plan, frame: pl.DataFrame, at: str, cut: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what the first delivery knew, and what the second one brings."""
    chance, rule = plan.chance(f"late {frame.columns[0]}"), shape()["late"]
    luck = chance.random(frame.height)
    on = frame[at].dt.date().to_numpy().astype("datetime64[D]")
    recent = on >= np.datetime64(add_months(cut, -rule["months"]))
    late = (on >= np.datetime64(cut)) | (recent & (luck < rule["share"]))
    mended = recent & ~late & (luck > 1 - rule["corrected"])
    before = frame.filter(pl.Series(~late, dtype=pl.Boolean))
    wrong = pl.Series(mended, dtype=pl.Boolean).filter(pl.Series(~late, dtype=pl.Boolean))
    # At first a race was left blank and a charge misread; whoever was in jail had not been released yet.
    early = before.with_columns(
        race=pl.when(wrong).then(pl.lit("unknown")).otherwise("race"),
        charge=pl.when(wrong).then(pl.col("charge").shift(1)).otherwise("charge"),
    )
    if "released" in frame.columns:
        early = early.with_columns(released=pl.when(pl.col("released") < cut).then("released"))
    changed = frame.join(early, on=frame.columns, how="anti", nulls_equal=True, maintain_order="left")
    return early, changed


def _mistakes(table: pl.DataFrame) -> list[pl.DataFrame]:
    """Return rows that a check must refuse, each a good one with one wrong value; none of an empty table."""
    text = table.head(1).cast(pl.String)
    return [text.with_columns(pl.lit(one["value"] or None, pl.String).alias(one["column"])) for one in
            shape()["mistakes"] if text.height]  # fmt: skip


def _csv(frame: pl.DataFrame, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S")
    return path


def settings_file(site: Site, folder: Path) -> Path:
    """Write a site's settings as the catalogue reads them: one TOML file, named after the site."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{site.id}.toml"
    lines = [f"{key} = {_toml(value)}\n" for key, value in site.model_dump(exclude={"id"}).items() if value is not None]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }" if value else "{}"
    return value.isoformat() if isinstance(value, date) else dumps(value)
