"""Whatever people and events stand behind the tables, a reader cannot narrow a withheld number of one to ten."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lead_metrics.cells import ReleasedCells
from lead_metrics.privacy import gate
from tests.privacy.attacker import attack
from tests.privacy.families import LEFT, Family, Shape, figures, total
from tests.privacy.family_kinds import ARRESTS, BOOKINGS, COUNTY, KINDS

CHANCE = st.randoms(use_true_random=False)
TRIES = 40


def _released(family: Family) -> list[ReleasedCells]:
    releases: list[ReleasedCells] = []
    for given_raw in family.raws():
        releases.append(gate.release(given_raw, family.catalogue, releases).cells)
    return releases


@pytest.fixture
def primary_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that withholds small figures and nothing beside them."""

    def protect(system, known):
        return known.withheld, np.zeros(system.size.size, dtype=bool)

    monkeypatch.setattr(gate, "protect", protect)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=CHANCE)
def test_no_family_is_narrowed(kind: str, chance: Random) -> None:
    family = KINDS[kind](chance)
    _, narrowed = attack(family, _released(family))
    assert narrowed == []


@pytest.mark.parametrize("seed", [7000008, 7000017, 8000112, 8000149, 8000262, 9000120])
def test_a_family_that_needs_its_groups_of_areas_in_every_period_is_not_narrowed(seed: int) -> None:
    family = KINDS["mixed_grains"](Random(seed))
    assert attack(family, _released(family))[1] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("primary_alone")
def test_without_complementary_withholding_the_attacker_finds_leaks(kind: str) -> None:
    families = (KINDS[kind](Random(seed)) for seed in range(TRIES))
    assert any(attack(family, _released(family))[1] for family in families)


@pytest.mark.usefixtures("primary_alone")
def test_the_attacker_finds_what_a_reader_subtracts_by_hand() -> None:
    shape = Shape(ARRESTS, {"all": ("north", "south"), "north": ("north",), "south": ("south",)}, {}, {})
    family = Family(COUNTY, {"north": "all", "south": "all"}, figures(shape), [[4, 40]])
    what = "numerator of north arrests month 2024-01-01 2024-02-01 none all"
    assert attack(family, _released(family)) == (1, [f"{what}: 4 to 4, before 1 to 10"])


def test_what_bookings_leave_over_people_is_attacked_in_every_period() -> None:
    """Someone booked in two months is two bookings and one person of the quarter."""
    shape = Shape(**BOOKINGS, areas={"all": ("everywhere",)}, parents={}, groups={}, months=3)
    every, world = figures(shape), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    for (area, name, *period), figure in every.items():
        if name == LEFT:
            whole, part = (total(every[area, one, *period].counts, world) for one in ("bookings", "booked_once"))
            assert total(figure.counts, world) == whole - part
    quarters = [figure for key, figure in every.items() if key[1:3] == (LEFT, "quarter")]
    assert [total(one.counts, world) for one in quarters] == [4 + 5 + 6 + 2 * 7 + 8 + 9 + 10]
