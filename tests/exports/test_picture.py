"""Pictures that stand alone."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

from PIL import Image

from lead_metrics.exports.label import Label, stem
from lead_metrics.exports.picture import FONTS, PPI, alone, png, svg
from tests.charts.specimens import SPECIMENS

LABEL = Label(
    title="Bookings: down 12%",
    sentence="Bookings: 88 in June 2025, 12% lower than 100 in June 2024.",
    unit="Bookings, by month",
    alt="Line chart. Bookings.",
    facts=(("Release", "3, as of July 1, 2025"), ("For", "everybody"), ("Filters", "totals, not broken down")),
    sample="Sample data: an invented county.",
    events=("1  LEAD begins, November 2023",),
    stem="x",
)
TREND = SPECIMENS["trend"]


def test_a_picture_has_at_least_two_hundred_pixels_an_inch():
    image = Image.open(io.BytesIO(png(TREND.draw("light"), TREND.rows, LABEL)))
    assert PPI >= 200
    assert min(image.info["dpi"]) >= 200
    assert image.width >= 720 * PPI / 72


def test_a_drawing_says_its_finding_release_audience_filters_events_and_that_it_is_a_sample():
    drawn = svg(TREND.draw("light"), TREND.rows, LABEL).decode()
    said = (LABEL.title, LABEL.unit, LABEL.sample, "Release: 3, as of July 1, 2025", "For: everybody",
            "Filters: totals, not broken down", "1 LEAD begins, November 2023", LABEL.alt)  # fmt: skip
    assert not [words for words in said if words not in drawn.replace("\u00a0", " ").replace("1  LEAD", "1 LEAD")]


def test_real_figures_are_not_called_a_sample():
    drawn = svg(TREND.draw("light"), TREND.rows, replace(LABEL, sample="")).decode()
    assert "Sample" not in drawn


def test_every_kind_of_chart_can_be_taken_away():
    for one in SPECIMENS.values():
        assert alone(one.draw("light"), one.rows, LABEL, "light")["datasets"]["figures"]
        assert svg(one.draw("light"), one.rows, LABEL).startswith(b"<svg")


def test_taking_one_away_leaves_the_compiled_spec_as_it_was():
    before = repr(TREND.draw("light"))
    alone(TREND.draw("light"), TREND.rows, LABEL, "light")
    assert repr(TREND.draw("light")) == before


def test_our_own_letters_are_at_hand():
    assert {path.name for path in FONTS.glob("*.ttf")} == {"PublicSans-Regular.ttf", "PublicSans-Bold.ttf"}


def test_a_files_name_holds_letters_that_every_disk_takes():
    assert stem("release-1", "público", "a/b c", sample=True) == "lead-metrics_release-1_p-blico_a-b-c_sample"


def test_the_converter_is_loaded_by_the_first_who_asks_for_a_picture():
    script = "import sys, lead_metrics.views.details; sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
