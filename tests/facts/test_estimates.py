"""Each viewer reads the estimates of what they may see, and no other."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.errors import NotAllowed
from lead_metrics.facts.estimates import ESTIMATES, estimates_for
from lead_metrics.store import write
from lead_metrics.store.draft import ESTIMATES as MADE
from lead_metrics.store.stored import estimates_of
from tests.facts.viewers import ANYBODY, ROLES, may_see, viewer
from tests.store.drafts import INDICATORS, SITES, draft, figure


def saved(engine: Engine, *, publish: bool = True) -> int:
    """Save a draft with an estimate of each indicator at each site."""
    rows = [(site, "all", name, kind, "{}") for site in SITES for name in INDICATORS for kind in ("chart", "paired")]
    estimates = pl.DataFrame(rows, schema=MADE, orient="row")
    number = write.save(engine, draft([figure()], estimates=estimates))
    if publish:
        write.publish(engine, number)
    return number


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_the_estimates_of_the_indicators_it_may_see(role: str, engine: Engine):
    saved(engine)
    who = viewer(role, "north")
    frame = estimates_for(who, engine)
    assert dict(frame.schema) == {name: dtype() for name, dtype in ESTIMATES.items()}
    for site in SITES:
        assert set(frame.filter(pl.col("site") == site)["indicator"]) == may_see(who, site)


def test_estimates_are_asked_for_by_indicator_kind_area_and_site(engine: Engine):
    number = saved(engine)
    frame = estimates_for(ANYBODY, engine, indicators=["for_public"], sites=["north"], kinds=["chart"], areas=["all"])
    assert frame.rows() == [(number, "public", "north", "all", "for_public", "chart", "{}")]
    assert estimates_for(ANYBODY, engine, areas=["elsewhere"]).is_empty()


def test_estimates_of_a_draft_are_its_managers_alone(engine: Engine):
    number = saved(engine, publish=False)
    assert estimates_for(ANYBODY, engine).is_empty()
    with pytest.raises(NotAllowed):
        estimates_for(ANYBODY, engine, release=number)
    assert set(estimates_for(viewer("manager", "north"), engine, release=number)["site"]) == {"north"}
    assert estimates_of(engine, number).height == len(SITES) * len(INDICATORS) * 2
