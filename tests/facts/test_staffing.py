"""Partners and elected officials read staff figures of a whole site alone, as the rule on staff figures lets them."""

from __future__ import annotations

import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import ALL, NONE, Load, Status
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import sites_for
from tests.facts.viewers import viewer
from tests.sampled import Sampled

FAMILIES = ("P6", "P7", "P8")
STAFFING = [one for code in FAMILIES for one in catalogue().family(code)]


def test_no_staffing_figure_is_cut_by_anything() -> None:
    assert {one.code for one in STAFFING} == set(FAMILIES)
    assert all(not one.breakdowns and not one.by_area for one in STAFFING)
    assert {one.disclosure.protects for one in STAFFING if one.code != "P8"} == {"staff"}


@pytest.mark.parametrize("role", ["elected", "partner"])
def test_they_are_read_of_whole_sites_through_the_gate_and_never_by_worker(county: Sampled, role: str) -> None:
    site = sites_for(viewer(role, "*"), county.engine)[0].id
    who = viewer(role, site)
    found = facts_for(who, county.engine, indicators=[one.id for one in STAFFING], sites=[site])
    assert set(found["code"]) == set(FAMILIES)
    assert (set(found["area"]), set(found["dimension"]), set(found["category"])) == ({ALL}, {NONE}, {ALL})
    assert Status.SHOWN in set(found["status"])


@pytest.mark.parametrize("role", ["elected", "partner", "manager", "staff"])
def test_no_measure_of_the_staff_view_is_a_figure(county: Sampled, role: str) -> None:
    own = [str(measure) for measure in Load if measure not in catalogue().indicators]
    assert {"weighted", "present", "no_contact_60"} <= set(own)
    assert facts_for(viewer(role, "*"), county.engine, indicators=own).is_empty()
