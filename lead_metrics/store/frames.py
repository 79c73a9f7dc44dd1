"""Core queries to Polars frames and back, without an object a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, insert
from sqlmodel import SQLModel

from lead_metrics.store.tables import table

BATCH = 20_000


def read(connection: Connection, query: Select[Any], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return the query's rows as a frame of this schema; its columns come in the same order as the schema's."""
    rows = connection.execute(query).all()
    # By columns: Polars takes whole lists several times faster than row after row.
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(schema)
    named = zip(schema.items(), columns, strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype) for (name, dtype), values in named])


def write(connection: Connection, model: type[SQLModel], frame: pl.DataFrame) -> None:
    """Insert the frame's rows into a model's table; columns that the table does not know are refused."""
    for batch in frame.iter_slices(BATCH):
        connection.execute(insert(table(model)), batch.to_dicts())
