"""Reading the county's files back by the types of the canonical records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.sample.county import SampleDelivery


def typed(name: str, kind: str) -> pl.Expr:
    """Return a column of text by its canonical type; what is no such value becomes nothing."""
    text = pl.col(name)
    if kind == "time":
        return text.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    if kind == "date":
        return text.str.to_date("%Y-%m-%d", strict=False)
    if kind == "number":
        return text.cast(pl.Float64, strict=False)
    return (text == "true").alias(name) if kind == "bool" else text


def record_of(path: Path) -> str:
    """Return the record that a file holds."""
    return path.stem.removesuffix("_late")


def read(path: Path) -> pl.DataFrame:
    """Return a file's rows; what is wrong on purpose becomes nothing."""
    text = pl.read_csv(path, infer_schema=False)
    columns = catalogue().records[record_of(path)].columns
    return text.select(typed(column, columns[column].type) for column in text.columns)


@dataclass(frozen=True)
class County:
    """A written county."""

    folder: Path
    made: list[SampleDelivery]

    def paths(self, name: str, site: str = "millbrook") -> list[Path]:
        """Return the files of a record at a site, in the order of their delivery."""
        return [path for one in self.made if one.site == site for path in one.files if record_of(path) == name]

    def table(self, name: str, site: str = "millbrook") -> pl.DataFrame:
        """Return a record's rows at a site, later deliveries over earlier ones."""
        whole = pl.concat([read(path) for path in self.paths(name, site)])
        key = catalogue().records[name].key
        return whole.unique(key, keep="last", maintain_order=True) if key else whole
