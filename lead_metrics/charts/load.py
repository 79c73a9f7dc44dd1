"""Bars of load against a band: one a worker, with the band that each worker's share of a week allows."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts.theme import configured
from lead_metrics.charts.tokens import THEMES, ThemeName

STEP = 26
ROWS = ("place", "worker", "load", "before", "weighted", "aim", "most", "mark", "said", "label")
"""place: the row's number from the top. before: the load before a what-if, null without one. weighted: by need, null
where no weights are set. mark: within or above. A staff view has true counts: no bar is ever withheld."""


@cache
def draw(theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled Vega-Lite spec of load bars; rows with the columns ROWS are attached at each showing."""
    theme = THEMES[theme_name]
    step = STEP * theme.size // 13
    y = alt.Y(
        "worker:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(domain=False, ticks=False)
    )
    x = alt.X("load:Q", title=None, axis=alt.Axis(tickCount=6, grid=True), scale=alt.Scale(zero=True, nice=False))
    tip = alt.Tooltip("said:N", title=" ")
    base = alt.Chart().encode(y=y, tooltip=tip)
    bars = base.mark_bar(color=theme.program, height={"band": 0.62}, cornerRadiusEnd=2)
    layers = [
        base.mark_bar(color=theme.shade, height={"band": 1.0}).encode(x=alt.X("aim:Q", title=None), x2="most:Q"),
        bars.encode(x=x, opacity=alt.condition("datum.mark == 'above'", alt.value(1), alt.value(0.72))),
        base.transform_filter("isValid(datum.before) && datum.before != datum.load")
        .mark_tick(color=theme.text, thickness=2, height={"band": 0.9})
        .encode(x="before:Q"),
        *[
            base.mark_tick(color=theme.quiet, thickness=thick, height={"band": 1.0}).encode(x=f"{end}:Q")
            for end, thick in (("aim", 1.5), ("most", 2.5))
        ],
        base.transform_filter("isValid(datum.weighted)")
        .mark_point(
            shape="diamond", size=theme.point, color=theme.text, fill=theme.card, strokeWidth=theme.line, opacity=1
        )
        .encode(x="weighted:Q"),
        base.mark_text(align="left", dx=12, color=theme.text, fontWeight="bold").encode(x="reach:Q", text="label:N"),
        base.mark_point(opacity=0).encode(x="room:Q"),
    ]
    reach = alt.layer(*layers, data=alt.NamedData(name="loads"), height={"step": step}).transform_calculate(
        reach="max(datum.load, datum.most, datum.weighted || 0)",
        room="max(datum.load, datum.most, datum.weighted || 0) * 1.3",
    )
    spec = reach.to_dict()
    spec.pop("data")
    spec["config"] = configured(theme)
    spec["padding"] = {"left": 0, "right": 8, "top": 4, "bottom": 0}
    return spec
