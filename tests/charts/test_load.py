"""Load bars and months ahead: compiled once, without a figure of anybody in them."""

from __future__ import annotations

import json

import pytest

from lead_metrics.charts import load, months_ahead
from lead_metrics.charts.tokens import THEMES, ThemeName

DRAWS = {"loads": load.draw, "months": months_ahead.draw}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", DRAWS)
def test_a_spec_holds_no_rows_and_stays_the_same_in_a_theme(name: str, theme: ThemeName) -> None:
    spec = DRAWS[name](theme)
    assert "datasets" not in spec and "data" not in spec
    assert DRAWS[name](theme) is spec


def test_bars_stand_in_the_order_they_are_given_and_not_by_name_or_length() -> None:
    y = load.draw("light")["layer"][0]["encoding"]["y"]
    assert (y["field"], y["sort"]) == ("worker", {"field": "place", "op": "min"})


def test_months_carry_the_names_that_the_page_gives_them() -> None:
    x = months_ahead.draw("light")["layer"][0]["encoding"]["x"]
    assert (x["field"], x["type"]) == ("month", "ordinal")


@pytest.mark.parametrize("name", DRAWS)
def test_every_column_that_is_drawn_is_one_of_the_rows(name: str) -> None:
    columns = {"loads": load.ROWS, "months": months_ahead.ROWS}[name]
    text = json.dumps(DRAWS[name]("light"))
    fields = {part.split('"')[0] for part in text.split('"field": "')[1:]}
    assert fields <= {*columns, "reach", "room"}
