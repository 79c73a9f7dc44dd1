"""Labels of what stands beside one another: whole where two lines hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Language
from lead_metrics.charts import groups, items
from lead_metrics.charts.compiled import VERSION
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.exports.picture import converter, plain
from tests.charts.specimens import SPECIMENS, teller

DOTS = "…"


def drawn(labels: list[str], theme: ThemeName = "light") -> str:
    """Return the chart of groups with these labels, as the browser would draw it (SVG)."""
    rows = pl.DataFrame(
        {"label": labels, "status": "shown", "value": 40.0, "low": 30.0, "high": 50.0, "unreliable": False},
        schema=items.ITEMS,
    )
    spec = dict(groups.draw("systemic", True, len(labels), theme))
    plotted = items.plotted(items.figures(rows, teller()))
    spec |= {"data": {"name": "figures"}, "datasets": {"figures": plain(plotted)}, "width": 600}
    svg: str = converter().vegalite_to_svg(spec)
    return svg


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_name_of_every_group_stands_whole(language: Language, theme: ThemeName) -> None:
    words = catalogue()
    broken_by = {dimension for one in words.indicators.values() for dimension in one.breakdowns} & {*words.codes}
    assert {"race", "sex"} <= broken_by
    for dimension in broken_by:
        names = [str(getattr(code, language)) for code in words.codes[dimension].values()]
        assert DOTS not in drawn(names, theme), dimension


def test_what_two_lines_do_not_hold_ends_in_dots() -> None:
    assert DOTS in drawn(["People whom nobody has asked to which of all these groups they belong"])
    assert DOTS in drawn(["Unaninteresantementelarguisimo"])


def test_a_long_label_stands_in_two_lines_around_the_middle_of_its_row() -> None:
    svg = drawn(["Native Hawaiian or Pacific Islander"])
    lines = r"<tspan>Native Hawaiian or</tspan><tspan[^>]* dy=\"([\d.]+)\">Pacific Islander<"
    (first, below) = re.findall(rf"translate\(-\d+,([\d.]+)\)[^>]*>{lines}", svg)[0]
    assert float(first) < groups.STEP / 2 < float(first) + float(below) < groups.STEP


def test_a_short_label_stands_in_one_line() -> None:
    assert re.search(r">Black or African</text>", drawn(["Black or African"]))


def scales(vega: Any) -> Iterator[dict[str, Any]]:
    """Yield every scale of names in a chart, however deep."""
    if isinstance(vega, dict):
        if vega.get("type") in {"band", "point"} and "domain" in vega:
            yield vega
        vega = list(vega.values())
    for one in vega if isinstance(vega, list) else ():
        yield from scales(one)


@pytest.mark.parametrize("name", SPECIMENS)
def test_no_chart_falls_back_to_the_alphabet(name: str) -> None:
    spec = {**SPECIMENS[name].draw("light"), "width": 600}
    vega = converter().vegalite_to_vega(spec, vl_version=VERSION)
    assert [one["domain"] for one in scales(vega) if one["domain"].get("sort") is True] == []


def test_groups_stand_in_the_order_in_which_they_are_given() -> None:
    svg = drawn(["White", "Asian", "Black"])
    heights = dict(re.findall(r"translate\(-\d+,([\d.]+)\)[^>]*>(White|Asian|Black)</text>", svg))
    assert [heights[height] for height in sorted(heights, key=float)] == ["White", "Asian", "Black"]
