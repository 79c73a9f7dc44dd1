"""Places and the sums that nobody releases."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.places import parents
from tests.privacy.county import cell, raw, told


def above(figures: list[str], tree: dict[str, str]) -> dict[str, str]:
    """The place above each that has figures."""
    cells = raw([cell("arrests", 50, area=area) for area in figures], tree)
    return {area: place for _, area, place in parents(cells.areas, cells.frame).iter_rows()}


def test_a_place_stands_below_the_nearest_that_has_figures() -> None:
    tree = {"block": "beat", "beat": "zone", "zone": "all"}
    assert above(["all", "block", "beat", "zone"], tree) == {"block": "beat", "beat": "zone", "zone": "all"}
    assert above(["all", "block", "zone"], tree) == {"block": "zone", "zone": "all"}
    assert above(["all", "block"], tree) == {"block": "all"}


def test_a_place_without_a_parent_stands_below_the_site() -> None:
    assert above(["all", "anywhere"], {}) == {"anywhere": "all"}


def test_places_in_a_circle_do_not_hang() -> None:
    assert above(["all", "one"], {"one": "two", "two": "one"}) == {"one": "all"}
    assert above(["all", "one"], {"one": "two", "two": "three", "three": "two"}) == {"one": "all"}


def test_a_place_without_figures_between_two_does_not_open_the_lower(catalogue: Catalogue) -> None:
    rows = [cell("arrests", n, area=area) for area, n in {"all": 100, "b1": 94, "b2": 6}.items()]
    judged = release(raw(rows, {"b1": "zone", "b2": "zone", "zone": "all"}), catalogue)
    assert told(judged.cells, key="area") == {"all": 100, "b1": "withheld", "b2": "withheld"}
    assert judged.cells.frame.filter(pl.col("status") == "shown").height == 1
