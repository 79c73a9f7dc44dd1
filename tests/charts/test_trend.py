"""The compiled trend spec."""

import json
from datetime import date

import pytest
import vl_convert

from lead_metrics.charts import rows
from lead_metrics.charts.tokens import THEMES
from lead_metrics.charts.trend import draw
from tests.figures import series


def svg(values, level="systemic", theme="light", percent=False):
    frame = series(values)
    plotted = rows.plotted(
        rows.figures(frame, ["said"] * frame.height), rows.span("domain", date(2024, 1, 1), date(2026, 1, 1))
    )
    data = [{name: str(v) if isinstance(v, date) else v for name, v in row.items()} for row in plotted.to_dicts()]
    return vl_convert.vegalite_to_svg(draw(level, percent, theme) | {"data": {"values": data}, "width": 600})


def test_a_spec_holds_no_figures_and_is_made_once():
    spec = draw("systemic", False, "light")
    assert "data" not in spec and "datasets" not in spec
    assert draw("systemic", False, "light") is spec


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", ["individual", "programmatic", "systemic", "quality"])
def test_each_level_is_drawn_in_its_color_in_each_theme(level, theme):
    assert THEMES[theme].colour(level) in svg([12.0, 14.0], level, theme)


def test_levels_beside_one_another_differ_in_color():
    light = THEMES["light"]
    assert len({light.colour(level) for level in ("individual", "programmatic", "systemic")}) == 3


def test_a_withheld_figure_is_drawn_as_an_open_square_without_a_value():
    square = f'stroke="{THEMES["light"].quiet}" stroke-width="1.6875"'
    assert svg([12.0, None, 14.0]).count(square) == 1
    assert svg([12.0, 13.0, 14.0]).count(square) == 0


def test_percent_axes_carry_their_sign():
    assert ">20%<" in svg([12.0, 20.0], percent=True)
    assert ">20%<" not in svg([12.0, 20.0])


def test_no_spec_names_an_address_outside():
    named = json.dumps(draw("systemic", False, "light")).replace("https://vega.github.io/schema", "")
    assert "http" not in named
