"""The states that a page may find its database in, each made once: a copy of a sample with less in it, or nothing."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import delete, func, select, update

from lead_metrics.cells import Status
from lead_metrics.periods import Grain
from lead_metrics.store import tables
from lead_metrics.store.tables import table
from tests.sampled import Sampled, place

FIGURE, SERIES, ESTIMATE = (table(one) for one in (tables.Figure, tables.Series, tables.EstimateRow))
STATES = ("county", "small_county", "seattle", "empty", "one_month", "all_withheld")
SAMPLES = ("county", "small_county", "one_month", "all_withheld")
"""The states whose release is made of sample data."""

PARTS = ("value", "low", "high", "numerator", "denominator")


def copied(made: Sampled, folder: Path) -> Sampled:
    """Return a place with a copy of a sample's database and nothing else."""
    for file in made.folder.glob("lead.db*"):
        copy(file, folder)
    return place(folder)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return a place whose database holds nothing yet."""
    return place(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def one_month(small_county: Sampled, tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return the small county of which nothing but the newest month was ever released."""
    made = copied(small_county, tmp_path_factory.mktemp("one_month"))
    months = FIGURE.c.grain == Grain.MONTH
    with made.engine.begin() as connection:
        newest = connection.scalar(select(func.max(FIGURE.c.start)).where(months))
        connection.execute(delete(FIGURE).where(~months | (FIGURE.c.start < newest)))
        connection.execute(delete(SERIES).where(SERIES.c.grain != Grain.MONTH))
        connection.execute(update(SERIES).values(start=newest))
        connection.execute(delete(ESTIMATE))
    return made


@pytest.fixture(scope="session")
def all_withheld(small_county: Sampled, tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return the small county with every figure withheld, and so without an estimate."""
    made = copied(small_county, tmp_path_factory.mktemp("all_withheld"))
    with made.engine.begin() as connection:
        nothing = dict.fromkeys(PARTS) | {"status": Status.WITHHELD, "unreliable": False}
        connection.execute(update(FIGURE).values(nothing))
        connection.execute(delete(ESTIMATE))
    return made
