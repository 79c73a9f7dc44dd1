"""Reviews and meetings that managers typed join those that were delivered, and are counted with them."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.typed import with_meetings, with_reviews
from lead_metrics.store.attendance import CAME, HELD
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


MARCH, MAY = date(2025, 3, 12), date(2025, 5, 14)


def held_here(*days: date, body: str = "pcg") -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return meetings on these days as the store holds them; two partners came to each."""
    held = [(f"typed {n}", SITE, body, day) for n, day in enumerate(days)]
    came = [(f"typed {n}", SITE, partner) for n in range(len(days)) for partner in ("police", "defender")]
    return pl.DataFrame(held, schema=HELD, orient="row"), pl.DataFrame(came, schema=CAME, orient="row")


def with_delivered() -> Deposit:
    """Return a deposit with a meeting of March to which one partner came."""
    meeting = {"meeting": "M-1", "site": SITE, "body": "pcg", "on": MARCH}
    came = {"meeting": "M-1", "site": SITE, "partner": "health"}
    return deposit(
        meetings=records("meetings", [meeting], source="program"),
        attendance=records("attendance", [came], source="program"),
    )


def partners(held: Deposit) -> dict[tuple[str, date], float | None]:
    """Return who came by partner and quarter, all of them as `all`."""
    frame = count(held, words_of(catalogue().indicators["partner_attendance"]), AS_OF).frame
    counted = frame.filter(pl.col("state") == "counted", pl.col("grain") == "quarter")
    found = counted.select("category", "from", "value").rows()
    return {(category, start): value for category, start, value in found if value}


def test_no_meeting_held_here_changes_nothing() -> None:
    held = with_delivered()
    assert with_meetings(held, *held_here(), catalogue()) is held


def test_partners_of_meetings_held_here_are_counted_beside_delivered_ones() -> None:
    told = partners(with_meetings(with_delivered(), *held_here(MAY), catalogue()))
    first, second = date(2025, 1, 1), date(2025, 4, 1)
    assert told == {
        ("all", first): 1.0, ("health", first): 1.0,
        ("all", second): 2.0, ("police", second): 1.0, ("defender", second): 1.0,
    }  # fmt: skip


def test_a_meeting_that_a_file_brings_too_is_the_files() -> None:
    held = with_meetings(with_delivered(), *held_here(MARCH, MAY), catalogue())
    assert held.records["meetings"]["meeting"].to_list() == ["M-1", "typed 1"]
    assert set(held.records["attendance"]["meeting"]) == {"M-1", "typed 1"}
    same = with_delivered()
    assert with_meetings(same, *held_here(MARCH), catalogue()) is same


def test_a_site_without_delivered_meetings_is_covered_by_the_latest_quarters_it_met_in_without_a_gap() -> None:
    told = partners(with_meetings(deposit(), *held_here(MARCH, MAY), catalogue()))
    assert {start for _, start in told} == {date(2025, 1, 1), date(2025, 4, 1)}
    # Nobody knows whether it met in the quarter between: that is neither zero nor counted.
    apart = with_meetings(deposit(), *held_here(MARCH, date(2025, 8, 1)), catalogue())
    frame = count(apart, words_of(catalogue().indicators["partner_attendance"]), AS_OF).frame
    assert {row[0] for row in frame.filter(pl.col("state") == "counted").select("from").rows()} == {date(2025, 7, 1)}
    assert partners(with_meetings(deposit(), *held_here(MARCH, body="owg"), catalogue())) == {}
