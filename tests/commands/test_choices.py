"""What managers choose to show by longer periods, from the shell."""

from __future__ import annotations

import polars as pl
import pytest

from lead_metrics.intake import choices
from lead_metrics.river import River
from lead_metrics.store import trail
from lead_metrics.store.stored import stored
from tests.commands.conftest import Run
from tests.sampled import Sampled

SITE, INDICATOR = "millbrook", "bookings_all"


def grains(there: Sampled, release: int) -> dict[str, set[str]]:
    """Return by which periods each indicator of the site is shown."""
    series = stored(there.engine, release).series.filter(pl.col("grain") != "reported")
    return {str(name): set(rows["grain"]) for (name,), rows in series.group_by("indicator")}


@pytest.mark.slow
def test_what_a_manager_chose_holds_from_the_next_release_on_and_the_audit_agrees(own: Sampled, run: Run):
    before = grains(own, 1)
    assert before[INDICATOR] & {"month", "quarter"}
    said = run("coarsen", SITE, INDICATOR, "half_year", "--why", "The council reads it twice a year.")
    assert (said.code, "at least by half_year, from the next release on" in said.out) == (0, True)
    assert run("release").code == 0
    after = grains(own, 2)
    assert after[INDICATOR] <= {"half_year", "year"}
    unlinked = [name for name in before if name != INDICATOR and "booking" not in name]
    assert {name: after[name] for name in unlinked} == {name: before[name] for name in unlinked}
    assert run("audit").code == 0


def test_choices_are_listed_and_written_down(own: Sampled, run: Run):
    assert "nothing was chosen" in run("choices").out
    run("coarsen", SITE, INDICATOR, "quarter")
    run("coarsen", SITE, INDICATOR, "year", "--why", "Few.")
    listed = run("choices").out
    assert "year" in listed and "Few." in listed and "quarter" not in listed
    assert [one.about for one in trail.entries(own.engine) if one.action == "coarsen"] == [
        f"{SITE} {INDICATOR}: at least by year", f"{SITE} {INDICATOR}: at least by quarter"]  # fmt: skip


def test_a_choice_can_be_taken_back_and_stays_written(own: Sampled, run: Run):
    run("coarsen", SITE, INDICATOR, "year")
    assert "taken back" in run("coarsen", SITE, INDICATOR, "--off").out
    assert "nothing was chosen" in run("choices").out
    vault = River.here().vault
    assert choices.coarsened(vault).is_empty()
    assert [one.grain for one in choices.made(vault)] == ["year", None]
    again = run("coarsen", SITE, INDICATOR, "--off")
    assert (again.code, "nothing was chosen" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nowhere", INDICATOR, "year"), "nothing was delivered for nowhere"),
        ((SITE, "no_such", "year"), "there is no indicator no_such"),
        ((SITE, INDICATOR), "say either a period"),
        ((SITE, INDICATOR, "year", "--off"), "say either a period"),
        ((SITE, INDICATOR, "year", "--why", "x" * 201), "longer than 200 signs"),
        ((SITE, INDICATOR, "week"), "week"),
    ],
)
def test_what_makes_no_sense_is_one_clear_line_and_nothing_is_kept(
    own: Sampled, run: Run, arguments: tuple[str, ...], why: str
):
    said = run("coarsen", *arguments)
    assert said.code == 2
    assert why in said.err
    assert choices.made(River.here().vault) == []
