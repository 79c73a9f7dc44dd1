"""What all releases tell, whatever a later one withholds."""

from __future__ import annotations

import polars as pl
import pytest

from lead_metrics.cells import empty
from lead_metrics.privacy.report import REPORT
from lead_metrics.privacy.told import all_told
from tests.privacy.county import because, by, cell, hidden, stored
from tests.privacy.county import catalogue as built

COUNTY = built()
BLACK = {"dimension": "race", "category": "black"}
OTHER = {"dimension": "race", "category": "other_groups"}
SHOWN, FEWER = cell("arrests", 40, **BLACK), cell("arrests", 20, **BLACK)
WITHHELD = hidden("arrests", **BLACK)
SHARE, OTHERWISE = (cell("diverted", 40, of=of, **BLACK) for of in (80, 100))

EXPOSED, NOTHING = because("exposed_before", None, WITHHELD), empty(REPORT)
LOST, FRESH, KNOWN = ("withheld", None), True, False


@pytest.mark.parametrize(
    ("now", "earlier", "report", "told", "fresh"),
    [
        (SHOWN, [], NOTHING, ("shown", 40), FRESH),
        (SHOWN, [SHOWN], NOTHING, ("shown", 40), KNOWN),
        (SHOWN, [FEWER], NOTHING, ("shown", 40), FRESH),
        (SHOWN, [WITHHELD], NOTHING, ("shown", 40), FRESH),
        (OTHERWISE, [SHARE], NOTHING, ("shown", 40), FRESH),
        (SHARE, [SHARE], NOTHING, ("shown", 50), KNOWN),
        (WITHHELD, [], NOTHING, LOST, FRESH),
        (WITHHELD, [WITHHELD], NOTHING, LOST, KNOWN),
        (WITHHELD, [SHOWN], NOTHING, LOST, FRESH),
        (WITHHELD, [SHOWN, WITHHELD], NOTHING, LOST, KNOWN),
        (WITHHELD, [SHOWN], EXPOSED, ("shown", 40), KNOWN),
        (WITHHELD, [FEWER, SHOWN, WITHHELD], EXPOSED, ("shown", 40), KNOWN),
        (WITHHELD, [WITHHELD], EXPOSED, LOST, KNOWN),
        (WITHHELD, [], EXPOSED, LOST, FRESH),
        (WITHHELD, [SHOWN], because("primary", None, WITHHELD), LOST, FRESH),
        (SHOWN, [FEWER], EXPOSED, ("shown", 40), FRESH),
    ],
)
def test_a_figure_stands_as_readers_know_it(now, earlier, report: pl.DataFrame, told, fresh: bool):
    found = all_told(stored(now), report, COUNTY, [stored(one) for one in earlier])
    value = "value" if now is not OTHERWISE else "numerator"
    assert found.select("status", value, "fresh", "current").rows() == [(*told, fresh, True)]


def test_what_earlier_releases_alone_have_is_told_as_they_showed_it_last():
    found = all_told(stored(SHOWN), NOTHING, COUNTY, [stored(cell("arrests", 90)), stored(cell("arrests", 95))])
    rows = found.sort("dimension").select("dimension", "status", "numerator", "current", "fresh", "state").rows()
    assert rows == [("none", "shown", 95, False, False, "counted"), ("race", "shown", 40, True, True, "counted")]
    marked = all_told(stored(), NOTHING, COUNTY, [stored(WITHHELD)])
    assert marked.select("status", "numerator", "current", "fresh").rows() == [("withheld", None, False, False)]


@pytest.mark.parametrize("reason", ["primary", "complementary", "correction_waits"])
def test_the_managers_reasons_stand_beside_the_figures_and_no_others(reason: str):
    report = pl.concat([because(reason, "numerator", WITHHELD), because("coarser", "finest counted: month", WITHHELD)])
    found = all_told(stored(WITHHELD), report, COUNTY, [])
    assert found.select("reason", "note").rows() == [(reason, "numerator")]


def test_a_figure_that_did_not_arrive_is_no_count():
    found = all_told(stored(WITHHELD, status="missing"), NOTHING, COUNTY, [])
    assert found.select("status", "state").rows() == [("missing", "missing")]


def test_a_merged_group_tells_how_many_stand_in_it():
    groups = [hidden("arrests", dimension="race", category=one) for one in ("asian", "pacific_islander")]
    others = because("coarser", "into: all", cell("arrests", 90))
    report = pl.concat([because("merged", "into: other_groups", *groups), others])
    rows = [cell("arrests", 30, **OTHER), *by("arrests", "race", {"white": 60})]
    found = all_told(stored(*rows), report, COUNTY, [])
    assert dict(found.select("category", "members").rows()) == {"other_groups": 2, "white": None}
