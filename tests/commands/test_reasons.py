"""The manager's reasons from the shell: why figures are withheld, what waits, what a coarser cut would show."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from lead_metrics.river import River
from lead_metrics.store.stored import stored
from tests.commands.conftest import Run
from tests.sampled import Sampled


def test_every_withheld_figure_has_a_reason(small: Sampled, run: Run):
    said = run("reasons", "--json")
    assert said.code == 0
    rows = [json.loads(line) for line in said.out.splitlines()]
    withheld = stored(small.engine, 1).frame.filter(pl.col("status") == "withheld").height
    told = [row for row in rows if row["reason"] in ("primary", "complementary")]
    assert len(told) == withheld > 0
    assert not [row for row in rows if row["reason"] == "relation"]


def test_a_person_reads_how_many_protect_others_and_what_a_coarser_cut_would_show(small: Sampled, run: Run):
    said = run("reasons").out
    assert "about few people" in said
    assert "protects another" in said
    assert "What a coarser cut would show more of" in said
    assert "% of points shown instead of" in said


def test_the_reasons_of_one_site_name_no_other(small: Sampled, run: Run):
    assert "millbrook" in run("reasons", "--site", "millbrook").out
    assert "no figure is withheld" in run("reasons", "--site", "elsewhere").out


def test_reasons_lie_beside_the_vault_and_never_in_the_database(small: Sampled, run: Run):
    assert (Path(River.here().vault.folder) / "reports" / "1.parquet").exists()
    with small.engine.connect() as connection:
        names = {str(row[0]) for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    assert names
    assert not [name for name in names if "reason" in name]


def test_reasons_that_are_not_kept_are_one_clear_line(own: Sampled, run: Run):
    (Path(River.here().vault.folder) / "reports" / "1.parquet").unlink()
    said = run("reasons")
    assert said.code == 2
    assert "no reasons are kept for release 1" in said.err


def test_reasons_without_any_release_say_what_to_do(empty: Sampled, run: Run):
    said = run("reasons")
    assert said.code == 2
    assert "release" in said.err
