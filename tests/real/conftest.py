"""The public data that these tests read, beside the project; without it they say so and are left out."""

from __future__ import annotations

import io
from collections.abc import Callable

import polars as pl

from tests.public import public, released
from tests.sampled import Sampled

Figures = Callable[..., pl.DataFrame]


def figures(made: Sampled, indicator: str, *more: str) -> pl.DataFrame:
    """Return what the command line says of an indicator."""
    done = made.run("figures", "--indicator", indicator, *more)
    assert done.returncode == 0, done.stderr
    return pl.read_csv(io.StringIO(done.stdout), try_parse_dates=True, infer_schema_length=None)


__all__ = ["figures", "public", "released"]
