"""The pages' styles: made of the tokens alone, and nothing that is fetched."""

from __future__ import annotations

import re

import pytest

from lead_metrics.charts.tokens import THEMES
from lead_metrics.views.look import FOLDER, SHEETS, styles

COLOR = re.compile(r"#[0-9a-f]{3,8}\b", re.I)


@pytest.mark.parametrize("name", THEMES)
def test_every_variable_that_a_style_uses_is_a_token(name):
    sheet = styles(name)
    assert set(re.findall(r"var\((--lm-[\w-]+)", sheet)) <= set(re.findall(r"(--lm-[\w-]+):", sheet))


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_brings_its_own_colors(name):
    theme = THEMES[name]
    assert f"--lm-text:{theme.text};" in styles(name) and f"--lm-page:{theme.page};" in styles(name)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != "paper.css"])
def test_no_style_names_a_color_of_its_own(sheet):
    assert COLOR.findall((FOLDER / sheet).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", THEMES)
def test_no_style_fetches_anything(name):
    assert not re.search(r"url\((?!data:)|@import", styles(name))


def test_only_the_projector_is_dressed_for_a_wall():
    assert "32px" in styles("projector") and "32px" not in styles("light")
