"""A chart sent as Vega is the chart that was drawn."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest
import vl_convert
from streamlit.elements.vega_charts import _marshall_chart_data, _prepare_vega_lite_spec
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart

from lead_metrics.charts import rows, trend
from lead_metrics.charts.compiled import SIZED, compiled, held

SEEN = re.compile(r'<(?:path|line|text)[^>]*? (?:d|x2|transform)="[^"]*"[^>]*>(?:[^<]*</text>)?')


def plotted() -> list[dict[str, Any]]:
    """Return the rows of a few figures, one of them withheld, with an event among them."""
    figures = [
        {"row": "figure", "at": f"2024-0{n}-15T00:00", "value": n, "low": n - 1, "high": n + 2, "mark": "shown",
         "segment": 1, "said": f"{n}"}
        for n in range(1, 6)
    ]  # fmt: skip
    events = [{"row": "event", "at": "2024-03-01T00:00", "mark": "program", "label": "1", "said": "Begun"}]
    hidden = [{"row": "figure", "at": "2024-06-15T00:00", "mark": "withheld", "segment": 2, "said": "withheld"}]
    ends = [{"row": "domain", "at": "2024-01-01T00:00", "until": "2024-07-01T00:00"}]
    return [*figures, *events, *hidden, *ends]


@pytest.mark.parametrize("level", ["individual", "systemic"])
@pytest.mark.parametrize("percent", [True, False])
def test_the_picture_is_the_same(level: str, percent: bool) -> None:
    spec = trend.draw(level, percent)
    before = vl_convert.vegalite_to_svg(SIZED | spec | {"data": {"values": plotted()}}, vl_version="6.4")
    sent = compiled(spec)
    after = vl_convert.vega_to_svg(sent | {"data": [sent["data"] | {"values": plotted()}]})
    assert marks(after) == marks(before) and len(marks(after)) > 20


def marks(svg: str) -> list[str]:
    """Return what an SVG draws, without the empty grounds of groups."""
    return [found for found in SEEN.findall(svg) if 'class="background"' not in found and "foreground" not in found]


def test_streamlit_sends_the_rows_beside_the_spec_and_leaves_the_rest() -> None:
    sent, proto = _prepare_vega_lite_spec(compiled(trend.draw("systemic", percent=False)), True), VegaLiteChart()
    frame = rows.plotted(rows.span("domain", date(2024, 1, 1), date(2024, 7, 1)))
    _marshall_chart_data(proto, sent, frame)
    assert sent["data"]["name"] == "source" and "values" not in sent["data"]
    assert sent["marks"][0]["data"] and pl.read_ipc_stream(proto.data.data).height == 1


def test_a_shape_is_compiled_once() -> None:
    spec = trend.draw("quality", percent=True)
    assert compiled(spec) is compiled(dict(spec))


def test_the_browser_puts_the_width() -> None:
    sent = compiled(trend.draw("systemic", percent=False))
    assert sent["autosize"] == {"type": "fit", "contains": "padding"} and "signals" not in sent
    assert sent["marks"][0]["encode"]["update"]["width"] == {"signal": "width"}


def test_a_mark_without_words_of_its_own_says_what_it_encodes() -> None:
    bars = {"mark": "bar", "encoding": {"x": {"field": "n", "type": "quantitative"}}}
    assert "tooltip" in compiled(bars)["marks"][0]["marks"][0]["encode"]["update"]


def test_a_chart_that_measures_itself_stays_as_it_is() -> None:
    stepped = {
        "mark": "bar", "height": {"step": 20},
        "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "name", "type": "nominal"}},
    }  # fmt: skip
    assert compiled(stepped) is stepped


def test_a_chart_with_a_legend_stays_as_it_is() -> None:
    assert held({"data": [{"name": "source"}], "marks": [], "legends": [{}]}) is None


def test_a_chart_of_its_own_rows_alone_stays_as_it_is() -> None:
    assert held({"data": [{"name": "source_0", "values": [{}]}], "marks": []}) is None
