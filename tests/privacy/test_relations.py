"""The system holds what a release tells, and nothing that it does not tell."""

from __future__ import annotations

from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy import primary
from lead_metrics.privacy.leftovers import with_leftovers
from lead_metrics.privacy.merging import merge
from lead_metrics.privacy.places import parents
from lead_metrics.privacy.relations import System, system
from lead_metrics.privacy.rules import with_rules
from lead_metrics.privacy.shelter import shelter
from tests.privacy.county import by, cell, raw


def judged(rows: list[dict[str, Any]], rules: Catalogue) -> tuple[pl.DataFrame, System]:
    """The cells after the primary rule, numbered, and the system over them."""
    given = raw(rows)
    merged, _ = merge(with_rules(given.frame, rules), rules, [])
    cells = with_leftovers(merged, rules)
    above = parents(given.areas, cells)
    cells = shelter(primary.judge(cells, rules.rule.unreliable_below), above, rules)
    cells = cells.with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
    return cells, system(cells, cells, above, rules)


def test_a_rate_without_a_population_tells_nothing_so_losing_it_would_protect_nothing(catalogue: Catalogue) -> None:
    rows = [cell("rate", 60, of=9000), *by("rate", "race", {"white": 55}, of=8000)]
    rows += by("rate", "race", {"unknown": 5}, value=None)
    cells, bound = judged(rows, catalogue)
    assert cells["status"].to_list() == ["shown", "shown", "missing"]
    assert set(bound.cell[bound.cell >= 0].tolist()) == {0, 1}


def test_a_share_of_nobody_tells_that_there_is_nobody(catalogue: Catalogue) -> None:
    cells, bound = judged([cell("diverted", 0, of=0)], catalogue)
    assert cells["status"].to_list() == ["missing"]
    assert bound.size[bound.cell == 0].tolist() == [0, 0, 0]


def test_parts_of_the_system_keep_their_sizes_and_needs(catalogue: Catalogue) -> None:
    sizes = {"black": 5, "white": 30, "unknown": 25}
    _, bound = judged([cell("arrests", 60), *by("arrests", "race", sizes), cell("booked", 40)], catalogue)
    first = bound.unknown[bound.equation == 0]
    part, kept = bound.only(bound.equation[:1])
    assert kept.tolist() == sorted(first.tolist())
    assert part.equations == 1
    assert part.size.tolist() == bound.size[kept].tolist()
    assert part.needy.tolist() == bound.needy[kept].tolist()
    assert sorted(kept[part.unknown].tolist()) == sorted(first.tolist())
