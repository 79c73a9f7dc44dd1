"""The map: areas shaded by their figure; the shapes are given to it, so nothing is asked of the web."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts.marks import said, unseen
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, Theme, ThemeName

HEIGHT = 320


@cache
def draw(level: str, shapes: str, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec over shapes: TopoJSON as text, whose object `areas` has an item's label as each `id`.

    Shapes are planar, in any unit; `properties.x` and `.y` say where an area's name stands. Rows (charts.items.ROWS)
    are attached at each showing, as the dataset `figures`. An area without a shown figure is not shaded: a mark in
    its outline says why.
    """
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    told = json.loads(shapes)
    topology = alt.InlineData(values=told, format=alt.TopoDataFormat(type="topojson", feature="areas"))
    spots = [{"id": area["id"], **area["properties"]} for area in told["objects"]["areas"]["geometries"]]
    rows = alt.LookupData(data=alt.NamedData(name="figures"), key="label", fields=["value", "mark", "said"])
    base, at = (
        alt.Chart(data).transform_lookup(lookup="id", from_=rows).encode(tooltip=said())
        for data in (topology, alt.InlineData(values=spots))
    )
    edge: dict[str, Any] = {"stroke": theme.quiet, "strokeWidth": theme.line / 2}
    named = at.encode(longitude="x:Q", latitude="y:Q")
    layers = [
        base.mark_geoshape(fill=theme.card, **edge),
        base.transform_filter("isValid(datum.value)").mark_geoshape(**edge).encode(color=_shade(colour, theme)),
        *unseen(named, theme, yOffset=scaled(8, theme)),
        *_names(named, theme),
    ]
    chart = alt.layer(*layers, height=scaled(HEIGHT, theme)).project(type="identity")
    return finished(chart, theme)


def _names(base: Any, theme: Theme) -> list[Any]:
    look: dict[str, Any] = {"fontWeight": "bold", "dy": scaled(-10, theme), "fontSize": theme.size}
    halo = base.mark_text(color=theme.card, stroke=theme.card, strokeWidth=4, **look)
    return [halo.encode(text="id:N"), base.mark_text(color=theme.text, **look).encode(text="id:N")]


def _shade(colour: str, theme: Theme) -> alt.Color:
    legend = alt.Legend(title=None, orient="bottom", gradientLength=scaled(180, theme), tickCount=3)
    ends = [_mixed(colour, theme.card, 0.12), _mixed(colour, theme.card, 0.75)]
    return alt.Color("value:Q", legend=legend, scale=alt.Scale(range=ends, zero=True))


def _mixed(colour: str, ground: str, share: float) -> str:
    """Return a color mixed into its ground."""
    parts = zip(*(bytes.fromhex(each.lstrip("#")) for each in (colour, ground)), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in parts).hex()
