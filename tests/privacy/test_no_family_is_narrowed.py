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
from tests.privacy.families import Family
from tests.privacy.family_kinds import KINDS

CHANCE = st.randoms(use_true_random=False)
SAFE = [name for name in KINDS if name not in {"shares", "people"}]


def _released(family: Family) -> list[ReleasedCells]:
    releases: list[ReleasedCells] = []
    for given_raw in family.raws():
        releases.append(gate.release(given_raw, family.catalogue, releases).cells)
    return releases


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAFE)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=CHANCE)
def test_no_family_is_narrowed(kind: str, chance: Random) -> None:
    family = KINDS[kind](chance)
    _, narrowed = attack(family, _released(family))
    assert narrowed == []


@pytest.mark.parametrize("kind", ["two_way", "tied", "merged"])
def test_without_complementary_withholding_the_attacker_narrows_many(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def primary_alone(system, known):
        return known.withheld, np.zeros(system.size.size, dtype=bool)

    monkeypatch.setattr(gate, "protect", primary_alone)
    families = [KINDS[kind](Random(seed)) for seed in range(10)]
    assert sum(bool(attack(family, _released(family))[1]) for family in families) > len(families) / 3


