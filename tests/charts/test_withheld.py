"""Over random released frames: nothing that a viewer gets holds a withheld value, or tells why it is withheld."""

from __future__ import annotations

import json
import re

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.cells import Status
from lead_metrics.charts import (
    before_after,
    control,
    describe,
    distribution,
    dumbbell,
    flow,
    forest,
    groups,
    items,
    load,
    paired,
    places,
    rows,
    small,
    trend,
)  # fmt: skip
from lead_metrics.estimates.sentences import tell
from lead_metrics.exports.label import Label
from lead_metrics.exports.picture import alone, plain
from lead_metrics.views.specimens import shapes
from tests.charts.specimens import teller
from tests.figures import series

SECRET = 7777.25
TELLS = re.compile(r"7[ ,.]?777|too small|fewer than|less than|primary|complement|few people|demasiado|menos de", re.I)
NOTHING = pl.DataFrame(schema={"on": pl.Date, "title": pl.String, "kind": pl.String})
NAMES = ("bookings_divertible", "jail_population", "housing_permanent", "arrests_divertible_rate")

figure = st.tuples(
    st.sampled_from([str(s) for s in (Status.SHOWN, Status.SHOWN, Status.SHOWN, Status.WITHHELD, Status.MISSING)]),
    st.integers(0, 400).map(float),
    st.booleans(),
)
figures = st.lists(figure, min_size=1, max_size=40)


def released(drawn: list[tuple[str, float, bool]]) -> pl.DataFrame:
    """Return a series; what is withheld carries a secret, as no release would, so that a leak shows."""
    frame = series([value for _, value, _ in drawn])
    status = pl.Series([status for status, _, _ in drawn])
    hidden = status != Status.SHOWN
    value = pl.when(hidden).then(SECRET).otherwise(pl.col("value"))
    return frame.with_columns(
        status=status, value=value, low=value * 0.9, high=value * 1.1, unreliable=pl.Series([u for *_, u in drawn]),
        numerator=value, denominator=pl.lit(1000.0),
    )  # fmt: skip


def beside(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a series as items beside one another."""
    label = pl.int_range(pl.len()).cast(pl.String)
    return frame.select(label.alias("label"), "status", "value", "low", "high", "unreliable")


def clean(*things: object) -> None:
    """Fail where anything that a viewer gets holds the secret or tells why it is one."""
    for thing in things:
        frame = thing if isinstance(thing, pl.DataFrame) else None
        text = json.dumps(plain(frame) if frame is not None else thing, default=str, ensure_ascii=False)
        assert not TELLS.search(text), TELLS.search(text)


@settings(max_examples=25)
@given(figures, st.sampled_from(NAMES), st.sampled_from(["en", "es"]))
def test_no_chart_over_time_holds_what_is_withheld(drawn, name, language):
    frame, words = released(drawn), teller(language, name)
    plotted = rows.plotted(rows.figures(frame, describe.tooltips(frame, words)))
    band = frame.select("from", "until").with_columns(value=1.0, low=0.0, high=2.0, signal=pl.lit(True))
    alt = describe.describe(frame, NOTHING, words)
    told = tell(frame.with_columns(value=pl.when(pl.col("status") == "shown").then("value")), words)
    clean(plotted, alt, describe.table(frame, words), told.title, told.sentence)
    clean(paired.panel("systemic", plotted), before_after.describe(alt, band, words))
    clean(control.signals(frame, band, words), control.describe(alt, frame, band, words))
    level = words.indicator.level
    label = Label(told.title, told.sentence, "", alt, (), "", (), "x")
    clean(trend.draw(level, False), small.draw(level), alone(trend.draw(level, False), plotted, label, "light"))


@settings(max_examples=25)
@given(st.lists(figure, min_size=1, max_size=8), st.sampled_from(["en", "es"]))
def test_no_chart_of_items_holds_what_is_withheld(drawn, language):
    told, words = beside(released(drawn)), teller(language)
    clean(items.figures(told, words), items.describe(told, "groups", words), items.table(told, words))
    clean(flow.rows(told, words))
    pairs = told.select("label", "status", "unreliable", earlier="value", later="high")
    clean(dumbbell.rows(pairs, words), dumbbell.describe(pairs, words), dumbbell.table(pairs, words))


def test_no_spec_holds_a_figure():
    count = 3
    specs = [
        trend.draw("systemic", True), small.draw("systemic"), before_after.draw("systemic", False),
        control.draw("systemic", False), distribution.draw("systemic", False),
        paired.draw(("individual", "systemic"), (True, False)), dumbbell.draw("individual", False, count),
        forest.draw("systemic", True, count), groups.draw("systemic", True, count),
        flow.draw("programmatic", count), load.draw(),
        places.draw("systemic", shapes(("A", "B"))),
    ]  # fmt: skip
    for spec in specs:
        named = json.dumps(spec)
        assert spec.get("data") is None
        assert "http" not in named.replace("https://vega.github.io/schema", "")
        assert "said" in named or spec == small.draw("systemic")


@settings(max_examples=25)
@given(figures)
def test_the_sentence_says_a_figure_that_the_chart_draws(drawn):
    frame = released(drawn).with_columns(
        value=pl.when(pl.col("status") == "shown").then("value"), low=None, high=None
    )  # fmt: skip
    words = teller("en", "jail_population")
    told = tell(frame, words)
    shown = frame.filter(pl.col("status") == "shown")
    if shown.is_empty():
        assert told.quiet
        return
    last = rows.figures(shown, describe.tooltips(shown, words))[-1]
    assert last["said"].item().split(": ")[1].split(" (")[0] in told.sentence
    assert describe.span(shown.to_dicts()[-1], words) in told.sentence


@settings(max_examples=25)
@given(figures)
def test_every_figure_has_one_mark_and_what_is_not_shown_has_no_height(drawn):
    frame = released(drawn)
    plotted = rows.figures(frame, describe.tooltips(frame, teller()))
    assert plotted.height == frame.height
    assert plotted["mark"].is_in(["shown", "zero", "unreliable", "withheld", "missing"]).all()
    hidden = plotted.filter(pl.col("mark").is_in(["withheld", "missing"]))
    assert hidden.select(pl.all_horizontal(pl.col("value", "low", "high").is_null())).to_series().all()
