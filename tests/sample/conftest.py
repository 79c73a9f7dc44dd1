"""One plan and one county that the tests of the sample share."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lead_metrics.sample import justice
from lead_metrics.sample.county import Told, told, write
from lead_metrics.sample.people import others
from lead_metrics.sample.plan import Plan, Size, plans
from tests.sample.reading import County

UNTIL = date(2026, 11, 1)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan of a site that refers six hundred people in six years."""
    return plans(Size(1, 72, 600, 1, UNTIL))[0]


@pytest.fixture(scope="session")
def known(plan: Plan) -> Told:
    """Return what that site's program knows."""
    return told(plan)


@pytest.fixture(scope="session")
def crowd(plan: Plan) -> pl.DataFrame:
    """Return everybody else there."""
    return others(plan)


@pytest.fixture(scope="session")
def arrested(plan: Plan, known: Told, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return every arrest there."""
    return justice.arrests(plan, crowd, known.people)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Return the files of a county of two sites."""
    folder = tmp_path_factory.mktemp("county")
    return County(folder, write(folder, sites=2, participants=600, until=UNTIL))
