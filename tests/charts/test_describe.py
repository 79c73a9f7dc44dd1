"""The same figures in words."""

from datetime import date

import polars as pl

from lead_metrics.cells import Status
from lead_metrics.charts.describe import describe, table, tooltips
from tests.figures import series, teller

NONE = pl.DataFrame(schema={"on": pl.Date, "title": pl.String, "kind": pl.String})


def test_alt_text_gives_lowest_highest_and_latest_with_their_months():
    said = describe(series([30.0, 12.0, 20.0, None]), NONE, teller())
    assert "low=12 low_at=February 2024" in said
    assert "high=30 high_at=January 2024" in said
    assert "latest=20" in said
    assert "of=4 shown=3" in said


def test_alt_text_names_the_events_with_their_numbers():
    happened = pl.DataFrame({"on": [date(2024, 2, 1)], "title": ["LEAD begins"], "kind": ["program"]})
    assert "alt.events events=1, LEAD begins" in describe(series([30.0, 12.0]), happened, teller())


def test_a_chart_of_nothing_says_so():
    assert describe(series([None]), NONE, teller()).startswith("alt.nothing")


def test_each_status_has_its_own_words():
    frame = series([30.0, None, 14.0]).with_columns(
        status=pl.Series([Status.SHOWN, Status.WITHHELD, Status.SHOWN]), unreliable=pl.Series([False, False, True])
    )
    assert tooltips(frame, teller()) == [
        "January 2024: 30", "February 2024: status.withheld ", "March 2024: status.unreliable_value value=14",
    ]  # fmt: skip


def test_the_table_gives_the_interval_only_of_what_is_shown():
    frame = series([30.0, None]).with_columns(low=pl.lit(20.0), high=pl.lit(40.0))
    assert table(frame, teller()) == [
        ("January 2024", "30", "interval.from_to high=40 low=20"), ("February 2024", "status.withheld ", ""),
    ]  # fmt: skip
