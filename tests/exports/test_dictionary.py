"""The data dictionary of a file of figures."""

from __future__ import annotations

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Language
from lead_metrics.exports import dictionary
from lead_metrics.facts.figures import FIGURES

FIGURE_ROWS = pl.DataFrame(
    [("housing_permanent", "program"), ("bookings_all", None), ("bookings_all", "jail,program"), ("gone", "jail")],
    schema={"indicator": pl.String, "source": pl.String}, orient="row",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_a_file_of_figures_is_explained(language: Language):
    told = dictionary.columns(FIGURES, catalogue().words[language].__getitem__)
    assert told[told.columns[0]].to_list() == list(FIGURES)
    assert told[told.columns[1]].str.len_chars().min() > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_can_be_explained(language: Language):
    whole = pl.DataFrame({"indicator": list(catalogue().indicators), "source": "jail"})
    told = dictionary.indicators(whole, catalogue(), language, catalogue().words[language].__getitem__)
    assert told.height == len(catalogue().indicators) and told.null_count().sum_horizontal().item() == 0


def test_an_indicator_is_told_as_the_catalogue_tells_it_with_the_sources_of_these_figures():
    told = dictionary.indicators(FIGURE_ROWS, catalogue(), "en", catalogue().words["en"].__getitem__)
    assert told["indicator"].to_list() == ["bookings_all", "housing_permanent"]
    row, known = told.row(0, named=True), catalogue().indicators["bookings_all"]
    assert (row["code"], row["name"], row["definition"]) == (known.code, known.name.en, known.definition.en)
    assert row["source"] == "Jail bookings · Program export"
    assert row["includes"] == (known.includes.en if known.includes else "")
