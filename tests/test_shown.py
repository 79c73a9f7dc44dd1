"""Hiding everything would pass every attack: so much of each sample is shown at least, and its audit finds nothing."""

from __future__ import annotations

import pytest

from tests.sampled import Sampled

FLOORS = {"whole_sample": (0.82, 0.90), "small_county": (0.83, 0.91)}


@pytest.mark.parametrize("name", FLOORS)
def test_most_figures_are_shown_and_no_reader_narrows_the_others(name: str, request: pytest.FixtureRequest) -> None:
    made: Sampled = request.getfixturevalue(name)
    assert made.shown() >= FLOORS[name][0]
    assert made.shown(totals=True) >= FLOORS[name][1]
    audited = made.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr
