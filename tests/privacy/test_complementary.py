"""Complementary withholding loses little, and always ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain
from lead_metrics.privacy import complementary
from lead_metrics.privacy.complementary import attacked, protect
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.knowledge import Knowledge, cost
from lead_metrics.privacy.relations import System
from tests.privacy.county import by, cell, months_of, raw, summed, told
from tests.privacy.test_programs import LOOP
from tests.privacy.test_search import CHAIN, TWINS, figures
from tests.privacy.test_spare import knowing, one_sum


def test_the_smallest_figure_that_is_enough_goes(catalogue: Catalogue) -> None:
    sizes = {"black": 5, "hispanic": 70, "white": 30, "unknown": 12}
    judged = release(raw([cell("arrests", 117), *by("arrests", "race", sizes)]), catalogue)
    shown = told(judged.cells, dimension="race")
    assert [name for name, value in shown.items() if value == "withheld"] == ["black", "unknown"]


def test_two_small_ones_protect_each_other(catalogue: Catalogue) -> None:
    sizes = {"black": 7, "hispanic": 70, "white": 8}
    judged = release(raw([cell("arrests", 85), *by("arrests", "race", sizes)]), catalogue)
    assert told(judged.cells, dimension="race") == {"black": "withheld", "hispanic": 70, "white": "withheld"}


def test_two_small_ones_that_leave_too_little_room_take_a_third(catalogue: Catalogue) -> None:
    """Two and three leave each at four at most."""
    sizes = {"black": 2, "hispanic": 70, "white": 3}
    judged = release(raw([cell("arrests", 75), *by("arrests", "race", sizes)]), catalogue)
    assert set(told(judged.cells, dimension="race").values()) == {"withheld"}


def test_a_breakdown_is_given_up_before_its_total(catalogue: Catalogue) -> None:
    rows = summed(months_of(2024, [40] * 12), Grain.QUARTER)
    quarter = next(row for row in rows if row["grain"] == "quarter")
    place = {name: quarter[name] for name in ("grain", "from", "until")}
    sexes = [row | place for row in by("arrests", "sex", {"female": 6, "male": 114})]
    judged = release(raw([*rows, *sexes]), catalogue)
    assert set(told(judged.cells, dimension="sex").values()) == {"withheld"}
    assert "withheld" not in told(judged.cells, dimension="none", key="from").values()


def test_an_area_is_given_up_before_the_site(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 100), cell("arrests", 6, area="north"), cell("arrests", 94, area="south")]
    judged = release(raw(rows, {"north": "all", "south": "all"}), catalogue)
    assert told(judged.cells, key="area") == {"all": 100, "north": "withheld", "south": "withheld"}


def test_an_older_figure_is_given_up_before_a_recent_one(catalogue: Catalogue) -> None:
    rows = [*months_of(2023, [40] * 12), *months_of(2024, [40] * 12)]
    years = [row for row in summed(rows, Grain.YEAR) if row["grain"] == "year"]
    old = cost(raw([*rows, *years]).frame, ("recent",))
    assert old[:12].max() < old[12:24].min()


def test_what_is_given_up_last_is_data(catalogue: Catalogue) -> None:
    frame = raw([cell("arrests", 50), *by("arrests", "race", {"black": 50})]).frame
    total, part = cost(frame, ("total",))
    assert total > part
    total, part = cost(frame, ())
    assert total == part
    total, part = cost(frame, ("something else",))
    assert total == part


def test_a_random_county_loses_little(catalogue: Catalogue) -> None:
    """A floor: hiding everything cannot pass."""
    random = np.random.default_rng(7)
    rows = []
    for size in (60, 90, 150, 300):
        for month, total in enumerate(random.poisson(size, 12)):
            at = months_of(2024, [0] * 12)[month]
            place = {name: at[name] for name in ("grain", "from", "until")}
            name = f"count_{size}"
            parts = random.multinomial(total, [0.4, 0.3, 0.15, 0.1, 0.05])
            rows.append(cell(name, int(total)) | place)
            rows += [row | place for row in by(name, "race", {f"c{n}": int(part) for n, part in enumerate(parts)})]
    judged = release(raw(summed(rows, Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR)), catalogue)
    shown = judged.cells.frame.group_by("dimension").agg((pl.col("status") == "shown").mean())
    share = dict(shown.iter_rows())
    assert share["none"] == 1
    assert share["race"] > 0.85


def test_the_gate_ends_even_when_it_runs_out_of_patience(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [cell("arrests", 105), *by("arrests", "race", {"black": 5, "hispanic": 50, "white": 50})]
    monkeypatch.setattr(complementary, "PATIENCE", -1)
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, dimension="none") == {"all": 105}
    assert sorted(told(judged.cells, dimension="race").values(), key=str) == [50, "withheld", "withheld"]


def test_more_people_in_a_protected_group_never_hide_more(catalogue: Catalogue) -> None:
    hidden = []
    for size in (1, 5, 10, 11):
        judged = release(
            raw([cell("arrests", 100 + size), *by("arrests", "race", {"black": size, "white": 60, "unknown": 40})]),
            catalogue,
        )
        hidden.append(judged.cells.frame.filter(status="withheld").height)
    assert all(later <= earlier for earlier, later in pairwise(hidden))
    assert hidden == [2, 2, 2, 0]


def reader(
    system: System, withheld: Sequence[int], locked: Sequence[int] = (), price: Sequence[float] = (), **given: float
) -> Knowledge:
    """What a reader knows where these figures are withheld, and these can be withheld no more."""
    size = int(system.cell.max()) + 1
    marks = [np.isin(np.arange(size), list(places)) for places in (withheld, locked)]
    costs = np.array(price) if price else np.log1p(system.size[:size])
    return replace(knowing(system, set()), withheld=marks[0], locked=marks[1], cost=costs, **given)


def hidden(system: System, *known: Any, **given: Any) -> tuple[list[int], list[int]]:
    """The figures withheld in the end, and the unknowns that were exposed before."""
    withheld, exposed = protect(system, reader(system, *known, **given))
    return np.flatnonzero(withheld).tolist(), np.flatnonzero(exposed).tolist()


THREE = one_sum([5, 30, 40])
TWIN = replace(figures([45, 5, 40, 40], TWINS), least=np.ones(4))
PARTS = replace(figures([45, 5, 40, 15, 25], CHAIN), least=np.ones(5))


@pytest.mark.parametrize(
    ("locked", "price", "lost"),
    [
        ((), (), ([1, 2], [])),
        ((2,), (), ([1, 3], [])),
        ((), (1, 0, 9, 9), ([0, 1], [])),
        ((2, 3), (), ([0, 1], [])),
        ((0, 2, 3), (), ([1], [1])),
    ],
    ids=["the smaller", "not what is locked", "the cheapest", "what is left", "nothing is left"],
)
def test_a_small_figure_takes_the_cheapest_with_it_that_can_still_go(locked, price, lost: tuple[list[int], list[int]]):
    assert hidden(THREE, [1], locked, price) == lost


def test_small_figures_protect_each_other_where_they_leave_room_and_else_take_a_third():
    assert hidden(one_sum([7, 8, 40]), [1, 2]) == ([1, 2], [])
    assert hidden(one_sum([2, 3, 40, 50]), [1, 2]) == ([1, 2, 3], [])


def test_what_was_withheld_in_vain_is_given_back_but_not_what_is_withheld_anyway():
    assert hidden(THREE, [1, 2, 3]) == ([1, 2, 3], [])
    assert hidden(one_sum([2, 3, 4, 40]), [1, 2, 3], (), (9, 0, 0, 0, 1)) == ([1, 2, 3, 4], [])


def test_a_number_under_two_names_costs_both_and_is_lost_under_both():
    assert hidden(TWIN, [1], (), (19, 0, 2, 3)) == ([1, 2, 3], [])
    assert hidden(TWIN, [1], (), (9, 0, 5, 5)) == ([0, 1], [])
    assert hidden(TWIN, [1], (3,), (9, 0, 2, 3)) == ([0, 1], [])


def test_what_is_given_up_last_is_spared_while_a_figure_near_enough_would_do():
    unreleased = replace(PARTS, cell=np.array([0, 1, -1, 2, 3]))
    price = (1000, 0, 2, 3)
    assert hidden(unreleased, [1], (), price) == ([0, 1], [])
    assert hidden(unreleased, [1], (), price, dearest=100.0) == ([1, 2], [])
    assert hidden(unreleased, [1], (2, 3), price, dearest=100.0) == ([0, 1], [])


def test_a_figure_that_protects_another_is_protected_in_its_own_sum():
    assert hidden(PARTS, [1], (0,)) == ([1, 2, 3], [])
    assert hidden(PARTS, [1], (0, 2)) == ([1], [1])


def test_what_is_exposed_stays_so_whoever_exposes_more() -> None:
    """Five is left alone in its sum; the loop beside it is narrowed by programs, and nothing else can go."""
    sums = [{unknown + 3: factor for unknown, factor in one.items()} for one in LOOP]
    system = figures([45, 5, 40, 10, 10, 10, 20], [{0: 1, 1: -1, 2: -1}, *sums], (1, 3))
    system = replace(system, least=np.ones(7))
    assert hidden(system, [1, 3, 4, 5], [0, 2, 6]) == ([1, 3, 4, 5], [1, 3])


def test_what_only_programs_narrow_takes_a_figure_that_is_not_given_back():
    loop = replace(figures([10.0, 10, 10, 20], LOOP, (0,)), least=np.ones(4))
    assert hidden(loop, [0, 1, 2]) == ([0, 1, 2, 3], [])


def test_programs_are_asked_only_where_propagation_narrows_nothing():
    loop = replace(figures([10.0, 10, 10, 20], LOOP, (0,)), least=np.ones(4))
    nobody = np.zeros(4, dtype=bool)
    known = reader(loop, [0, 1, 2])
    assert attacked(loop, known, nobody, programs=None)[1].tolist() == [False] * 4
    seen: dict[bytes, np.ndarray] = {}
    assert attacked(loop, known, nobody, programs=seen)[1].tolist() == [True, False, False, False]
    assert len(seen) == 1
    assert not attacked(loop, known, ~nobody, programs={})[1].any()
    told = reader(loop, [0, 2])
    seen = {}
    bounds, broken = attacked(loop, told, nobody, programs=seen)
    assert (broken.tolist(), seen) == ([True, False, False, False], {})
    assert bounds.high.tolist() == [10, 10, 10, 20]
