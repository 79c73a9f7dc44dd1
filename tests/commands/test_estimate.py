"""estimate: any CSV file, from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lead_metrics.__main__ import app
from lead_metrics.errors import EstimateRefused, FileRefused
from tests.estimates.fitting.test_comparisons import places
from tests.estimates.invented import counts


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["estimate", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def months(tmp_path: Path) -> str:
    file = tmp_path / "months.csv"
    counts(48, 300, 0.7, seed=1).write_csv(file)
    return str(file)


@pytest.fixture
def counties(tmp_path: Path) -> str:
    file = tmp_path / "places.csv"
    places(12).write_csv(file)
    return str(file)


def test_an_interrupted_series_prints_its_ratio_and_its_terms(months: str):
    told = run("interrupted", months, "--outcome", "n", "--time", "month", "--start", "2020-01-01", "--errors", "ar1")
    assert "ratio" in told and "trend" in told
    assert "24 before, 24 after" in told


def test_a_comparison_prints_the_difference_or_the_mixture(counties: str):
    asked = [
        "comparison",
        counties,
        "--outcome",
        "y",
        "--unit",
        "place",
        "--time",
        "year",
        "--treated",
        "p0",
        "--after",
        "2010",
    ]
    assert "1 treated, 11 to compare with" in run(*asked)
    assert "rank 1 of 12 places" in run(*asked, "--synthetic")


def test_a_chart_prints_its_limits_and_what_stands_out(months: str):
    told = run("chart", months, "--value", "n", "--time", "month")
    assert told.startswith("something special: 48 points")
    assert "seven on one side" in told
    calm = run("chart", months, "--value", "n", "--time", "month", "--rebase", "2020-01-01")
    assert "48 points" in calm


def test_what_cannot_be_answered_is_refused_in_one_line_as_a_usage_error(months: str, tmp_path: Path):
    with pytest.raises(EstimateRefused, match="no column nothing") as refused:
        run("chart", months, "--value", "nothing", "--time", "month")
    assert refused.value.exit_code == 2
    (tmp_path / "none.csv").write_bytes(b"")
    with pytest.raises(FileRefused, match="cannot be read as CSV"):
        run("chart", str(tmp_path / "none.csv"), "--value", "n", "--time", "t")
    with pytest.raises(FileRefused):
        run("chart", str(tmp_path / "absent.csv"), "--value", "n", "--time", "t")
