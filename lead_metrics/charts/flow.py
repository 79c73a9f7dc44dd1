"""The flow: how many came to each step of the pathway, from top to bottom, and where the program let people go."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.charts import items
from lead_metrics.charts.marks import said, unseen
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.estimates.sentences import Teller

STEP = 58
TOP, FOOT = 0.42, 0.74
"""Where a step's bar begins and ends, within its share of the height; its words stand above it."""

ROWS = items.ROWS | {"at": pl.Float64, "until": pl.Float64}


@cache
def draw(level: str, count: int, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec for so many steps; rows (ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    y = alt.Y("at:Q", axis=None, scale=alt.Scale(domain=[0, count], reverse=True, nice=False, zero=True))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    figure = alt.Chart().transform_filter("datum.row == 'figure'")
    bar = figure.transform_filter("isValid(datum.value)").mark_rect(color=colour).encode(
        y=y, y2="until:Q", x=x, x2=alt.datum(0), tooltip=said()
    )  # fmt: skip
    link = alt.Chart().transform_filter("datum.row == 'link'").mark_area(
        orient="horizontal", color=colour, opacity=0.16
    ).encode(y=y, x=x, x2=alt.datum(0), detail="label:N")  # fmt: skip
    words = figure.mark_text(align="left", baseline="bottom", color=theme.text, dy=-4, dx=1).encode(
        y=y, x=alt.value(0), text="said:N"
    )
    held = unseen(figure.encode(y=y, x=alt.value(0)), theme, xOffset=9, yOffset=scaled(10, theme))
    layers = [link, bar, words, *held]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(STEP, theme) * count)
    return finished(chart, theme)


def rows(steps: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of steps (charts.items.ITEMS): a bar each, and a link between two that are both shown."""
    drawn = items.figures(steps, teller)
    bars = drawn.with_columns(at=pl.col("order") + TOP, until=pl.col("order") + FOOT)
    known = bars.to_dicts()
    links = [
        {"row": "link", "label": f"{n}", "at": at, "value": value}
        for n, (a, b) in enumerate(pairwise(known))
        if a["value"] is not None and b["value"] is not None
        for at, value in ((a["until"], a["value"]), (b["at"], b["value"]))
    ]
    joined = pl.DataFrame(links, schema={"row": pl.String, "label": pl.String, "at": pl.Float64, "value": pl.Float64})
    return items.plotted(bars, joined, schema=ROWS)
