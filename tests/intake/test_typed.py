"""Reviews that managers typed join those that were delivered, and are counted with them."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.typed import with_reviews
from lead_metrics.store.draft import REVIEWS
from tests.aggregate.deposits import deposit, records, words_of

SITE, AS_OF = "alder", date(2026, 3, 1)
JUNE = date(2024, 6, 20)


def typed(*rows: tuple[str, str, date, float, str]) -> pl.DataFrame:
    """Return reviews as the store holds them."""
    return pl.DataFrame(rows, schema=REVIEWS, orient="row")


def delivered() -> Deposit:
    """Return a deposit with two reviews of 2024."""
    rows = [
        {"element": element, "on": JUNE, "rating": 1.0, "evidence": "minutes", "site": SITE} for element in ("O9", "F1")
    ]
    return deposit(reviews=records("reviews", rows, source="program"))


def averages(held: Deposit) -> dict[tuple[str, int], float | None]:
    """Return the counted averages by element and year, and of all as `all`."""
    frame = count(held, words_of(catalogue().indicators["fidelity_rating"]), AS_OF).frame
    counted = frame.filter(pl.col("state") == "counted")
    return {
        (category, start.year): value for category, start, value in counted.select("category", "from", "value").rows()
    }


def test_nothing_typed_changes_nothing() -> None:
    held = delivered()
    assert with_reviews(held, typed(), catalogue()) is held
    assert with_reviews(held, typed(("elsewhere", "O9", JUNE, 3.0, "")), catalogue()) is held
    assert averages(held) == {("all", 2024): 1.0, ("O9", 2024): 1.0, ("F1", 2024): 1.0}


def test_what_was_typed_wins_on_the_same_day_and_stands_beside_others() -> None:
    held = with_reviews(
        delivered(), typed((SITE, "O9", JUNE, 3.0, "asked again"), (SITE, "O1", JUNE, 2.0, "")), catalogue()
    )
    frame = held.records["reviews"].select("element", "rating", "evidence").sort("element")
    assert frame.rows() == [("F1", 1.0, "minutes"), ("O1", 2.0, ""), ("O9", 3.0, "asked again")]
    assert averages(held) == {("all", 2024): 2.0, ("O9", 2024): 3.0, ("F1", 2024): 1.0, ("O1", 2024): 2.0}


def test_a_year_that_was_only_typed_is_counted_once_it_is_over() -> None:
    rows = [(SITE, "O9", date(year, 5, 2), float(year - 2023), "") for year in (2025, 2026)]
    told = averages(with_reviews(delivered(), typed(*rows), catalogue()))
    assert told["O9", 2025] == 2.0
    assert ("O9", 2026) not in told


def test_a_site_without_delivered_reviews_is_counted_from_what_was_typed() -> None:
    alone = with_reviews(deposit(), typed((SITE, "O9", JUNE, 2.0, "")), catalogue())
    assert averages(alone) == {("all", 2024): 2.0, ("O9", 2024): 2.0}
