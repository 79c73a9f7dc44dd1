"""Figures from the shell: the pages' own query, in a fixed form."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience
from lead_metrics.facts.figures import FIGURES
from lead_metrics.settings import ROOT
from tests.commands.conftest import Run
from tests.sampled import Sampled

LEADING = (
    "release,audience,site,area,indicator,code,from,until,grain,dimension,category,status,value,low,high,"
    "numerator,denominator,unit,unreliable,source"
)
PARTNERS = next(i.id for i in catalogue().indicators.values() if i.audience is Audience.PARTNER)


def table(text: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), try_parse_dates=True, infer_schema_length=None)


def test_the_header_is_exactly_the_leading_columns(small: Sampled, run: Run):
    assert run("figures", "--indicator", "Y5").out.splitlines()[0] == LEADING


def test_a_code_names_its_whole_family_and_an_id_one_indicator(small: Sampled, run: Run):
    family = {i.id for i in catalogue().family("Y5")}
    assert set(table(run("figures", "--indicator", "Y5").out)["indicator"]) == family
    assert set(table(run("figures", "--indicator", "bookings_divertible").out)["indicator"]) == {"bookings_divertible"}


def test_totals_are_printed_unless_a_breakdown_is_asked_for(small: Sampled, run: Run):
    totals = table(run("figures", "--indicator", "bookings_divertible").out)
    by_race = table(run("figures", "--indicator", "bookings_divertible", "--by", "race").out)
    everything = table(run("figures", "--indicator", "bookings_divertible", "--by", "all").out)
    assert set(totals["dimension"]) == {"none"}
    assert set(by_race["dimension"]) == {"race"}
    assert everything.height > totals.height + by_race.height > 0


def test_the_same_release_prints_the_same_bytes_in_every_process(small: Sampled):
    command = [sys.executable, "-m", "lead_metrics", "figures", "--indicator", "Y1", "--by", "all"]
    first, second = (subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True) for _ in range(2))
    assert first.stdout == second.stdout != b""


def test_days_bound_the_figures_from_both_sides(small: Sampled, run: Run):
    every = table(run("figures", "--indicator", "bookings_divertible").out)
    some = table(run("figures", "--indicator", "bookings_divertible", "--from", "2024-01-01", "--to", "2025-01-01").out)
    inside = (pl.col("from") >= pl.date(2024, 1, 1)) & (pl.col("until") <= pl.date(2025, 1, 1))
    assert some.equals(every.filter(inside))
    assert 0 < some.height < every.height


def test_one_area_and_one_site_can_be_asked_for(small: Sampled, run: Run):
    every = table(run("figures", "--indicator", "arrests_divertible").out)
    area = next(a for a in every["area"].unique().sort() if a != "all")
    some = table(run("figures", "--indicator", "arrests_divertible", "--area", area, "--site", every["site"][0]).out)
    assert some.equals(every.filter(pl.col("area") == area))


def test_json_and_parquet_hold_what_csv_holds(small: Sampled, run: Run):
    csv = table(run("figures", "--indicator", "Y5").out)
    rows = json.loads(run("figures", "--indicator", "Y5", "--format", "json").out)
    assert [row["value"] for row in rows] == csv["value"].to_list()
    assert list(rows[0]) == LEADING.split(",")
    command = [sys.executable, "-m", "lead_metrics", "figures", "--indicator", "Y5", "--format", "parquet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    frame = pl.read_parquet(io.BytesIO(done.stdout))
    assert dict(frame.schema) == {name: kind() for name, kind in FIGURES.items()}
    assert frame["value"].to_list() == csv["value"].to_list()


def test_an_indicator_for_partners_is_refused_to_the_public_and_given_to_partners(small: Sampled, run: Run):
    refused = run("figures", "--indicator", PARTNERS)
    assert (refused.code, refused.out) == (6, "")
    assert "--audience" in refused.err
    given = run("figures", "--indicator", PARTNERS, "--audience", "partner")
    assert given.code == 0
    assert set(table(given.out)["audience"]) == {"partner"}


@pytest.mark.parametrize("audience", ["elected", "manager", "staff", "admin"])
def test_no_audience_reads_a_public_figure_differently(small: Sampled, run: Run, audience: str):
    public = table(run("figures", "--indicator", "Y5", "--by", "all").out)
    theirs = table(run("figures", "--indicator", "Y5", "--by", "all", "--audience", audience).out)
    assert theirs.drop("audience").equals(public.drop("audience"))


def test_what_is_withheld_has_no_number_beside_it(small: Sampled, run: Run):
    frame = table(run("figures", "--indicator", "Y1", "--by", "all").out)
    hidden = frame.filter(pl.col("status") != "shown")
    assert hidden.height > 0
    assert hidden.select("value", "low", "high", "numerator", "denominator").null_count().row(0) == (hidden.height,) * 5


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["--indicator", "Y99"], "no indicator Y99"),
        (["--indicator", "Y5", "--site", "atlantis"], "no site atlantis"),
        (["--indicator", "Y5", "--area", "moon"], "no area moon"),
        (["--indicator", "Y5", "--by", "shoe_size"], "no figures by shoe_size"),
        (["--indicator", "Y5", "--from", "2024-13-01"], "--from is no day"),
        (["--indicator", "Y5", "--release", "999"], "no release 999"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(small: Sampled, run: Run, arguments: list[str], about: str):
    said = run("figures", *arguments)
    assert (said.code, said.out) == (2, "")
    assert about in said.err


def test_an_unknown_audience_is_a_usage_error(small: Sampled, run: Run):
    assert run("figures", "--indicator", "Y5", "--audience", "mayor").code == 2


def test_before_the_first_release_it_says_what_to_do(empty: Sampled, run: Run):
    said = run("figures", "--indicator", "Y5")
    assert (said.code, said.out) == (2, "")
    assert "release --publish" in said.err


def test_a_draft_is_for_managers_alone(own: Sampled, run: Run):
    assert run("release", "--as-of", "2026-01-01").code == 0
    assert run("figures", "--indicator", "Y5", "--release", "2").code == 6
    drafted = run("figures", "--indicator", "Y5", "--release", "2", "--audience", "manager")
    assert set(table(drafted.out)["release"]) == {2}
    assert set(table(run("figures", "--indicator", "Y5").out)["release"]) == {1}
