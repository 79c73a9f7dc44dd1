"""A verdict on released figures beside the same model written out in statsmodels."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import NONE
from lead_metrics.estimates.fitting.before_after import before_after
from lead_metrics.estimates.runs import around, runs
from lead_metrics.store.stored import stored
from tests.sampled import Sampled


def check_same_as_statsmodels(made: Sampled, area: str, began: date, span: tuple[date, date]) -> float:
    """Compare the verdict on a site's bookings with quasi-Poisson regression; return the change that both find."""
    known = catalogue()
    rules = known.estimating
    assert rules is not None
    released = stored(made.engine, 1).frame.filter(
        pl.col("indicator") == "bookings_all", pl.col("area") == area, pl.col("dimension") == NONE,
        pl.col("from").is_between(*span, closed="left"),
    )  # fmt: skip
    run = around(runs(released, known.indicators["bookings_all"]), began)
    assert run is not None
    found = before_after(run, began, [], rules.model_copy(update={"errors": "model"}))
    # A county may have left out a month: then the stretch around the day begins after it.
    months = run.frame
    days = (months["until"] - months["from"]).dt.total_days().to_numpy()
    at, step = np.arange(1, months.height + 1), (months["from"] >= began).cast(pl.Float64).to_numpy()
    waves = [wave(2 * np.pi * n * at / 12) for n in (1, 2) for wave in (np.sin, np.cos)]
    terms = np.column_stack([np.ones(months.height), at, step, *waves])
    model = sm.GLM(months["value"].to_numpy(), terms, family=sm.families.Poisson(), offset=np.log(days))
    direct = model.fit(scale="X2")
    low, high = direct.conf_int()[2]
    assert found.effect is not None
    told = [found.effect.estimate, found.effect.low, found.effect.high]
    assert told == pytest.approx(np.expm1([direct.params[2], low, high]).tolist(), rel=1e-4)
    assert found.dispersion == pytest.approx(direct.scale, abs=1e-3)
    assert [one.observed for one in found.lines] == months["value"].to_list()
    assert [one.fitted for one in found.lines] == pytest.approx(np.asarray(direct.mu).tolist(), rel=1e-4)
    return float(np.expm1(direct.params[2]))
