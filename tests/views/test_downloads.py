"""The page of downloads: each file holds just what was chosen and may be seen, and is the same each time."""

from __future__ import annotations

import csv
import io
from datetime import date
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import ALL, NONE, Status
from lead_metrics.facts.figures import FIGURES, facts_for
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.periods import add_months
from lead_metrics.views import downloads
from lead_metrics.views.context import Context
from lead_metrics.views.downloads.selection import Selection, picked
from tests.sampled import Sampled, served
from tests.views.test_pages import ROLES, html, viewer, visit

WORDS = catalogue().words["en"]
EVERYTHING = tuple(catalogue().indicators)
KINDS = ("zip", "csv", "parquet", "dictionary")
SELECTIONS = st.builds(
    Selection,
    level=st.sampled_from([ALL, "systemic", "individual", "quality"]),
    indicator=st.sampled_from([ALL, "bookings_all", "housing_permanent"]),
    by=st.sampled_from([ALL, NONE, "race"]),
    start=st.sampled_from([ALL, "2024", "2025"]),
    until=st.sampled_from([ALL, "2023", "2025"]),
)
FEW = pl.DataFrame(
    [(name, by, date(2022, 7, 1), add_months(date(2022, 7, 1), 12 * n))
     for name in ("bookings_all", "housing_permanent", "linkage_rate") for by in (NONE, "race", "sex")
     for n in range(1, 5)]
    + [("bookings_all", NONE, add_months(date(2022, 11, 1), n), add_months(date(2022, 11, 1), n + 1))
       for n in range(40)],
    schema={"indicator": pl.String, "dimension": pl.String, "from": pl.Date, "until": pl.Date}, orient="row",
)  # fmt: skip


def context(store: Engine, role: str) -> Context:
    """Return what the page is given for a role."""
    who = viewer(role)
    sites = tuple(sites_for(who, store))
    return Context("downloads", who, "en", catalogue(), store, release_for(who, store), sites, sites[0].id, None, {})


def made(store: Engine, role: str, wanted: Selection) -> dict[str, bytes]:
    """Return each file of a selection, by its kind."""
    given_to = context(store, role)
    whole = facts_for(given_to.viewer, store, indicators=EVERYTHING, sites=[str(given_to.site)])
    figures = picked(whole, wanted, catalogue())
    said = downloads.label(given_to, figures, wanted, ["By: everything"])
    return {file.kind: file.make() for file in downloads.files(given_to, figures, said)}


def table(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the lines above a CSV file's table, and the table."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    top = [row[0] for row in rows if row and row[0].startswith("# ")]
    return top, rows[len(top) :]


@given(SELECTIONS)
def test_a_selection_takes_all_that_fits_every_filter_and_nothing_else(wanted):
    taken = picked(FEW, wanted, catalogue()).rows()
    for row in FEW.rows():
        name, by, start, until = row
        level = catalogue().indicators[name].level
        fits = (
            (wanted.level in (ALL, level) if wanted.indicator == ALL else wanted.indicator == name)
            and wanted.by in (ALL, by)
            and (wanted.start == ALL or start.year >= int(wanted.start))
            and (wanted.until == ALL or until <= date(int(wanted.until) + 1, 1, 1))
        )
        assert (row in taken) == fits


@pytest.mark.parametrize("role", ROLES)
def test_the_files_hold_what_the_viewer_may_see_and_withheld_figures_without_a_value(role, county: Sampled):
    store = county.engine
    with served(county):
        files = made(store, role, Selection())
        site = context(store, role).site
        expected = facts_for(viewer(role), store, indicators=EVERYTHING, sites=[str(site)])
    parquet = pl.read_parquet(io.BytesIO(files["parquet"]))
    assert parquet.equals(expected) and parquet["audience"].unique().to_list() == [role]
    _, (heads, *rows) = table(files["csv"])
    assert heads == list(FIGURES) and len(rows) == expected.height
    value, status = heads.index("value"), heads.index("status")
    assert all((row[value] == "") == (row[status] != Status.SHOWN) for row in rows)
    assert {row[status] for row in rows} >= {Status.SHOWN, Status.WITHHELD}


def test_every_file_says_its_release_audience_filters_and_that_it_is_a_sample(county: Sampled):
    store = county.engine
    with served(county):
        files = made(store, "partner", Selection(level="systemic"))
        release = release_for(viewer("partner"), store)
    assert release is not None
    told = [f"{WORDS['label.release']}: {release.number}, as of", f"{WORDS['label.audience']}: program partners",
            f"{WORDS['label.filters']}: By: everything", WORDS["sample.banner"]]  # fmt: skip
    with ZipFile(io.BytesIO(files["zip"])) as archive:
        inner = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    for name, content in {"csv": files["csv"].decode("utf-8-sig"), **inner}.items():
        assert [line for line in told if line not in content.replace('"', "")] == [], name
    kept = pl.read_parquet_metadata(io.BytesIO(files["parquet"]))
    assert kept["For"] == "program partners" and kept["sample"] == WORDS["sample.banner"]


def test_the_archive_explains_every_column_and_figure_and_how_to_read_and_cite_them(county: Sampled):
    store = county.engine
    with served(county):
        files = made(store, "public", Selection())
    with ZipFile(io.BytesIO(files["zip"])) as archive:
        assert archive.namelist() == [
            "README.txt", "figures.csv", "dictionary_figures.csv", "dictionary_columns.csv", "events.csv",
        ]  # fmt: skip
        note = archive.read("README.txt").decode()
        _, (_, *columns) = table(archive.read("dictionary_columns.csv"))
        _, (_, *known) = table(archive.read("dictionary_figures.csv"))
        _, (_, *events) = table(archive.read("events.csv"))
        assert archive.read("figures.csv") == files["csv"]
    assert [row[0] for row in columns] == list(FIGURES)
    assert {row[0] for row in known} == set(pl.read_parquet(io.BytesIO(files["parquet"]))["indicator"])
    assert len(events) == 5
    assert all(WORDS[f"downloads.read.{status}"] in note for status in downloads.STATUSES)
    assert "How to cite: LEAD Metrics, Harbor Flats, release 1, as of" in note


def test_the_same_release_gives_the_same_bytes(county: Sampled):
    store = county.engine
    with served(county):
        assert made(store, "elected", Selection()) == made(store, "elected", Selection())


def test_each_file_is_offered_and_none_is_made_before_somebody_takes_it(
    county: Sampled, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "zipped", lambda _: pytest.fail("made too early"))
    monkeypatch.setattr(downloads, "written", lambda *_: pytest.fail("made too early"))
    with served(county):
        offered = visit(monkeypatch, "downloads", "elected", level="systemic").get("download_button")
    assert [button.proto.label for button in offered] == [WORDS[f"downloads.file.{kind}"] for kind in KINDS]
    assert all(button.proto.deferred_file_id and not button.proto.url for button in offered)


@pytest.mark.parametrize(
    "query",
    [
        {"level": "<script>"},
        {"indicator": "nowhere"},
        {"by": "worker"},
        {"from": "x"},
        {"from": "2030"},
        {"until": "0"},
    ],
)
def test_what_is_not_offered_narrows_nothing(query, county: Sampled, monkeypatch: pytest.MonkeyPatch):
    with served(county):
        whole, asked = html(visit(monkeypatch, "downloads")), html(visit(monkeypatch, "downloads", **query))
    heading = WORDS["downloads.files"]
    assert whole[whole.index(heading) :] == asked[asked.index(heading) :]


def test_the_choice_stands_in_the_address_and_in_the_end_line(county: Sampled, monkeypatch: pytest.MonkeyPatch):
    with served(county):
        app = visit(monkeypatch, "downloads", by="race", level="systemic", **{"from": "2024"})
        said = html(app)
    assert "Broken down by: race" in said and "From year: 2024" in said
    assert [box.value for box in app.selectbox if box.label.startswith("Kind")] == ["systemic"]


def test_years_that_hold_nothing_say_so_and_offer_no_file(county: Sampled, monkeypatch: pytest.MonkeyPatch):
    with served(county):
        app = visit(monkeypatch, "downloads", until="2022", **{"from": "2026"})
    assert WORDS["downloads.none"] in html(app) and not app.get("download_button")
