"""The rows that a trend chart plots."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.charts import rows
from lead_metrics.periods import Grain
from tests.figures import series

HAPPENED = pl.DataFrame(
    {"on": [date(2025, 6, 1), date(2024, 2, 1)], "title": ["A new law", "LEAD begins"], "kind": ["policy", "program"]}
)


def drawn(values):
    frame = series(values)
    return rows.figures(frame, [""] * frame.height)


def test_withheld_zero_and_plain_figures_have_different_marks():
    assert drawn([12.0, 0.0, None])["mark"].to_list() == ["shown", "zero", "withheld"]


def test_an_unreliable_figure_has_its_own_mark():
    frame = series([12.0]).with_columns(unreliable=True)
    assert rows.figures(frame, [""])["mark"].to_list() == ["unreliable"]


def test_no_line_crosses_a_withheld_period():
    segments = drawn([12.0, 13.0, None, 14.0, 15.0])["segment"].to_list()
    assert segments[0] == segments[1] != segments[3] == segments[4]


def test_no_line_crosses_a_period_that_is_absent():
    frame = pl.concat([series([12.0]), series([14.0], start=date(2024, 3, 1))])
    assert rows.figures(frame, ["", ""])["segment"].n_unique() == 2


def test_a_figure_stands_in_the_middle_of_its_period():
    assert drawn([12.0])["at"].to_list() == [date(2024, 1, 16)]


def test_events_are_numbered_in_time_order_and_the_program_stands_apart():
    frame = rows.events(HAPPENED)
    assert frame.select("label", "said", "mark").rows() == [
        ("1", "LEAD begins", "program"), ("2", "A new law", "policy"),
    ]  # fmt: skip


def test_events_outside_the_axis_are_left_out():
    assert rows.within(HAPPENED, (date(2025, 1, 1), date(2026, 1, 1)))["title"].to_list() == ["A new law"]


def test_charts_beside_one_another_share_their_first_and_last_day():
    a, b = series([1.0] * 3), series([1.0], start=date(2026, 1, 1), grain=Grain.QUARTER)
    assert rows.shared_domain(a, b) == (date(2024, 1, 1), date(2026, 4, 1))
    assert rows.shared_domain(a, later=date(2027, 1, 1)) == (date(2024, 1, 1), date(2027, 1, 1))
    assert rows.shared_domain(a.clear()) is None


def test_all_parts_fit_into_one_frame():
    frame = rows.plotted(drawn([1.0]), rows.events(HAPPENED), rows.span("arriving", date(2024, 2, 1), date(2024, 3, 1)))
    assert dict(frame.schema) == {name: kind() for name, kind in rows.ROWS.items()}
    assert frame["row"].to_list() == ["figure", "event", "event", "arriving"]


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=40))
def test_nothing_that_is_not_shown_carries_a_value(values):
    hidden = drawn(values).filter(pl.col("mark") == "withheld")
    assert hidden["value"].null_count() == hidden.height
    assert hidden["low"].null_count() == hidden.height
