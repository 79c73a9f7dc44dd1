"""The sentences of stored estimates under a card, each within the viewer's right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue as built_in
from lead_metrics.estimates.payloads import BeforeAfter, Ends
from lead_metrics.estimates.sentences import Teller, Told
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.store import write
from lead_metrics.store.draft import ESTIMATES
from lead_metrics.store.engine import engine
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding
from lead_metrics.views.verdicts import together, verdict
from tests.figures import UNITS, series
from tests.store.drafts import catalogue, draft, figure

FELL = BeforeAfter(
    began=date(2022, 1, 1), answer="lower", scale="percent", before=24, after=48, holds="holds", seeable=0.15,
    effect=Ends(estimate=-0.18, low=-0.24, high=-0.12),
)  # fmt: skip


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Return what a page is given of a release with an estimate for everybody and one for managers."""
    store = engine(f"sqlite:///{tmp_path / 'lead.db'}")
    rows = [("north", "all", name, "before_after", FELL.model_dump_json()) for name in ("for_public", "for_manager")]
    estimates = pl.DataFrame(rows, schema=ESTIMATES, orient="row")
    write.publish(store, write.save(store, draft([figure()], estimates=estimates)))
    release = release_for(ANYBODY, store)
    return Context(
        page="systemic_shifts", viewer=ANYBODY, language="en", catalogue=catalogue(), engine=store, release=release,
        sites=tuple(sites_for(ANYBODY, store)), site="north", group=None, query={},
    )  # fmt: skip


def finding(context: Context, name: str, area: str = "all") -> Finding:
    one = context.catalogue.indicators[name]
    return Finding(one, series([1.0]), Teller(one, UNITS["number"], "en", context.words), Told("", ""), area)


def test_an_estimate_is_told_under_its_card(context: Context):
    said = verdict(context, finding(context, "for_public"))
    assert said.startswith("Bookings: 18% lower than expected after LEAD began in January 2022")
    assert verdict(context, finding(context, "for_public", "elsewhere")) == ""


def test_an_estimate_for_others_is_not_told(context: Context):
    assert verdict(context, finding(context, "for_manager")) == ""
    assert together(context) == ""


def test_the_words_are_those_of_the_catalogue():
    assert built_in().words["es"]["estimate.many"].startswith("Se miraron")
