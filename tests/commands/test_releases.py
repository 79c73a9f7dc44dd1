"""Releases from the shell: drafts, publishing, what changed, and the attack."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import KEYS
from lead_metrics.commands.difference import EVERY, difference
from lead_metrics.river import River
from lead_metrics.store.stored import releases, stored
from tests.commands.conftest import Run
from tests.sampled import Sampled


def test_a_release_is_a_draft_until_it_is_published(own: Sampled, run: Run):
    said = run("release", "--as-of", "2026-01-01", "--note", "trial")
    assert said.code == 0
    assert said.out.startswith("release 2 as of 2026-01-01: ")
    assert said.out.strip().endswith("; a draft")
    listed = run("releases").out
    assert "draft" in listed
    assert "trial" in listed
    assert run("publish", "2").code == 0
    assert [one.status for one in releases(own.engine)] == ["published", "published"]


def test_a_release_says_how_many_figures_have_which_mark(own: Sampled, run: Run):
    said = run("release", "--as-of", "2026-01-01").out
    frame = stored(own.engine, 2).frame
    for mark in ("shown", "withheld"):
        assert f"{frame.filter(pl.col('status') == mark).height} {mark}" in said


def test_a_hidden_release_is_shown_no_more_and_is_still_there(own: Sampled, run: Run):
    assert run("unpublish", "1").code == 0
    assert run("figures", "--indicator", "Y5").code == 2
    assert "withdrawn" in run("releases").out
    assert stored(own.engine, 1).frame.height > 0


def test_publishing_what_is_not_there_is_refused(own: Sampled, run: Run):
    assert run("publish", "9").code == 2
    assert run("unpublish", "9").code == 2


def test_a_day_ahead_is_refused(own: Sampled, run: Run):
    said = run("release", "--as-of", "2199-01-01")
    assert said.code == 2
    assert "lies ahead" in said.err


def test_the_staff_view_is_refreshed_without_a_release(own: Sampled, run: Run):
    said = run("release", "--audience", "staff", "--as-of", "2026-06-01")
    assert said.code == 0
    assert "2026-06-01" in said.out
    assert len(releases(own.engine)) == 1


def test_an_audience_that_is_not_staff_is_a_usage_error(own: Sampled, run: Run):
    assert run("release", "--audience", "public").code == 2


def test_the_stored_release_holds_against_the_attack(small: Sampled, run: Run):
    said = run("audit")
    assert (said.code, said.err) == (0, "")
    assert "release 1 holds" in said.out


def test_a_release_that_shows_too_much_is_exit_5_and_names_cells_without_counts(own: Sampled, run: Run):
    river = River.here()
    cells, report = stored(own.engine, 1), river.vault.report(1)
    assert report is not None
    hidden = cells.frame.filter(pl.col("status") == "withheld", pl.col("dimension") == "sex")
    # As if the report had been kept by somebody who never withheld a second figure beside the first.
    with own.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE figures SET status = 'shown', value = 40, numerator = 40, denominator = 80 "
            "WHERE status = 'withheld' AND dimension = 'sex' AND category = 'female'"
        )
    assert hidden.height > 0
    said = run("audit")
    assert said.code == 5
    assert "withheld figures could be narrowed: " in said.err
    assert "millbrook" in said.err


def test_an_audit_without_any_release_says_what_to_do(empty: Sampled, run: Run):
    said = run("audit")
    assert said.code == 2
    assert "release" in said.err


def test_nothing_changes_between_a_release_and_itself(small: Sampled, run: Run):
    assert "nothing changed for anybody" in run("diff", "1", "1").out


def test_a_difference_is_told_to_each_audience_with_what_it_sees(own: Sampled, run: Run):
    run("release", "--as-of", "2026-01-01")
    rows = difference(own.engine, 2, 1)
    sums = {row[0]: row[2:] for row in rows.filter(pl.col("indicator") == EVERY).iter_rows()}
    before, after = (stored(own.engine, number).frame.select(*KEYS, "status", "value") for number in (2, 1))
    new = after.join(before, on=list(KEYS), how="anti").height
    gone = before.join(after, on=list(KEYS), how="anti").height
    assert (sums["manager"][0], sums["manager"][1]) == (new, gone)
    order = [sums[audience][0] for audience in ("public", "elected", "partner", "manager") if audience in sums]
    assert order == sorted(order)
    assert order[0] > 0
    assert "public" in run("diff", "2", "1").out
