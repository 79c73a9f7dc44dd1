"""The months ahead: what is expected, its 80 and 95 % intervals, and the lines that today's workers can carry."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts.theme import configured
from lead_metrics.charts.tokens import THEMES, ThemeName

HEIGHT = 260
ROWS = ("row", "at", "month", "value", "low_80", "high_80", "low_95", "high_95", "said", "label")
"""row: month, instead (a what-if), average or most (what today's workers can carry)."""


@cache
def draw(theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled Vega-Lite spec of the months ahead; rows with the columns ROWS are attached when shown."""
    theme = THEMES[theme_name]
    # By name, since only the page knows the language of the months.
    order = alt.EncodingSortField("at", op="min")
    x = alt.X("month:O", sort=order, title=None, scale=alt.Scale(padding=0.1), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(minExtent=36))
    base = alt.Chart().encode(x=x, tooltip=alt.Tooltip("said:N", title=" "))
    months = base.transform_filter("datum.row == 'month'")
    instead = base.transform_filter("datum.row == 'instead'")
    lines = base.transform_filter("datum.row == 'average' || datum.row == 'most'")
    labels = lines.transform_filter("isValid(datum.label)").encode(y=y, text="label:N")
    layers = [
        months.mark_area(color=theme.program, opacity=0.14).encode(y=alt.Y("low_95:Q", title=None), y2="high_95:Q"),
        months.mark_area(color=theme.program, opacity=0.22).encode(y=alt.Y("low_80:Q", title=None), y2="high_80:Q"),
        lines.mark_line(color=theme.quiet, strokeWidth=theme.line, strokeDash=[5, 4]).encode(y=y, detail="row:N"),
        instead.mark_line(color=theme.text, strokeWidth=theme.line, strokeDash=[2, 3]).encode(y=y),
        months.mark_line(color=theme.program, strokeWidth=theme.line).encode(y=y),
        months.mark_point(color=theme.program, filled=True, size=theme.point, opacity=1).encode(y=y),
        # A rim in the page's own color keeps the words apart from whatever line they stand on.
        labels.mark_text(align="left", dx=8, dy=-9, stroke=theme.page, strokeWidth=4),
        labels.mark_text(align="left", dx=8, dy=-9, color=theme.text),
    ]
    spec = alt.layer(*layers, data=alt.NamedData(name="months"), height=HEIGHT * theme.size // 13).to_dict()
    spec.pop("data")
    spec["config"] = configured(theme)
    spec["padding"] = {"left": 0, "right": 12, "top": 8, "bottom": 0}
    return spec
