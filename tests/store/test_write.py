"""A release is saved whole or not at all, shown and hidden on request, and known for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from lead_metrics.cells import AREAS, CASELOAD, RELEASED, SERIES
from lead_metrics.errors import RequestRefused
from lead_metrics.store import stored, tables, write
from lead_metrics.store.clock import now
from lead_metrics.store.draft import EVENTS
from lead_metrics.store.engine import writing
from lead_metrics.store.tables import table
from tests.store.drafts import cells, draft, figure
from tests.store.strategies import figures

RELEASES = table(tables.Release)
EVERY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def rows_in(engine: Engine, model: type[SQLModel]) -> int:
    """Return how many rows a table has."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table(model))).scalar_one()


@settings(max_examples=15, deadline=None, suppress_health_check=EVERY)
@given(rows=figures())
def test_what_was_saved_is_read_back_as_it_was_judged(engine: Engine, rows: list[dict[str, object]]) -> None:
    judged = cells(rows)
    back = stored.stored(engine, write.save(engine, replace(draft(), cells=judged)))
    assert_frame_equal(back.frame, judged.frame, check_row_order=False)
    assert_frame_equal(back.series, judged.series, check_row_order=False)


def test_a_release_without_a_figure_is_a_release(engine: Engine) -> None:
    back = stored.stored(engine, write.save(engine, draft()))
    assert (back.frame.height, back.series.height) == (0, 0)
    assert dict(back.frame.schema) == {name: dtype() for name, dtype in RELEASED.items()}
    assert dict(back.series.schema) == {name: dtype() for name, dtype in SERIES.items()}
    assert rows_in(engine, tables.ReleaseArea) == rows_in(engine, tables.ReleaseEvent) == 0


def test_a_release_keeps_what_it_was_made_with(engine: Engine) -> None:
    made = draft(note="after the spring meeting", sample=True, as_of=date(2025, 7, 1))
    number = write.save(engine, made)
    [kept] = write.releases(engine)
    assert (kept.number, kept.status, kept.note, kept.sample) == (number, "draft", "after the spring meeting", True)
    assert (kept.as_of, kept.catalogue_digest, kept.published_at) == (date(2025, 7, 1), made.catalogue.digest, None)
    assert stored.catalogue_text(engine, number) == "the text"


def test_a_draft_that_cannot_be_stored_whole_leaves_nothing(engine: Engine) -> None:
    twice = draft([figure(), figure()])
    with pytest.raises(IntegrityError):
        write.save(engine, twice)
    assert write.releases(engine) == []
    assert rows_in(engine, tables.ReleaseSite) == rows_in(engine, tables.Figure) == 0


def test_a_figure_of_an_unknown_indicator_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(RequestRefused, match="for_nobody"):
        write.save(engine, draft([figure(indicator="for_nobody")]))
    assert write.releases(engine) == []


@pytest.mark.parametrize("part", ["areas", "events"])
def test_a_frame_of_another_schema_is_stopped_at_the_door(engine: Engine, part: str) -> None:
    parts: dict[str, Any] = {part: pl.DataFrame({"site": ["north"]})}
    with pytest.raises(TypeError):
        write.save(engine, draft([], **parts))


def test_a_release_is_a_draft_then_published_then_withdrawn_then_shown_again(engine: Engine) -> None:
    number = write.save(engine, draft())
    states = [write.releases(engine)[0].status]
    for step in (write.publish, write.unpublish, write.publish):
        step(engine, number)
        states.append(write.releases(engine)[0].status)
    assert states == ["draft", "published", "withdrawn", "published"]


def test_showing_again_keeps_the_day_of_the_first_time(engine: Engine) -> None:
    number = write.save(engine, draft())
    write.publish(engine, number)
    first = write.releases(engine)[0].published_at
    write.unpublish(engine, number)
    write.publish(engine, number)
    assert write.releases(engine)[0].published_at == first is not None


@pytest.mark.parametrize("step", [write.publish, write.unpublish])
def test_a_release_that_is_not_there_is_refused(engine: Engine, step: object) -> None:
    with pytest.raises(RequestRefused, match="release 12"):
        step(engine, 12)


def test_a_draft_is_not_hidden_and_a_published_release_not_published_twice(engine: Engine) -> None:
    number = write.save(engine, draft())
    with pytest.raises(RequestRefused):
        write.unpublish(engine, number)
    write.publish(engine, number)
    with pytest.raises(RequestRefused):
        write.publish(engine, number)


def test_a_draft_that_was_not_judged_with_a_later_publication_is_refused(engine: Engine) -> None:
    first, second = write.save(engine, draft()), write.save(engine, draft())
    write.publish(engine, second)
    with pytest.raises(RequestRefused, match=f"release {second} was published since"):
        write.publish(engine, first)
    assert [release.status for release in write.releases(engine)] == ["draft", "published"]


def test_a_draft_made_after_the_last_publication_is_published(engine: Engine) -> None:
    write.publish(engine, write.save(engine, draft()))
    write.publish(engine, write.save(engine, draft()))
    assert [release.status for release in write.releases(engine)] == ["published", "published"]


def test_a_draft_waits_for_a_publication_under_way_and_is_then_refused(engine: Engine) -> None:
    first, second = write.save(engine, draft()), write.save(engine, draft())
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as connection:
            under_way = update(RELEASES).where(RELEASES.c.number == first)
            connection.execute(under_way.values(status="published", published_at=now()))
            other = pool.submit(write.publish, engine, second)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.5)
        with pytest.raises(RequestRefused, match=f"release {first} was published since"):
            other.result(timeout=20)


def test_earlier_releases_are_those_ever_published_even_when_hidden(engine: Engine) -> None:
    for value in (1.0, 2.0):
        number = write.save(engine, draft([figure(value=value)]))
        write.publish(engine, number)
    write.unpublish(engine, number)
    write.save(engine, draft([figure(value=3.0)]))
    assert [known.frame["value"].to_list() for known in write.earlier(engine)] == [[1.0], [2.0]]


def test_a_release_nobody_saved_has_no_figures_to_read(engine: Engine) -> None:
    for read in (stored.stored, stored.catalogue_text, stored.release_of):
        with pytest.raises(RequestRefused, match="release 3"):
            read(engine, 3)


def test_places_and_events_are_kept_with_their_release(engine: Engine) -> None:
    areas = pl.DataFrame([("north", "hill", "all", "Hill")], schema=AREAS, orient="row")
    events = pl.DataFrame([("north", date(2024, 7, 1), "New law", "law")], schema=EVENTS, orient="row")
    write.save(engine, draft(areas=areas, events=events))
    write.save(engine, draft(areas=areas))
    assert (rows_in(engine, tables.ReleaseArea), rows_in(engine, tables.ReleaseEvent)) == (2, 1)


def caseload(site: str, worker: str, value: float) -> pl.DataFrame:
    """Return one row of a staff view."""
    return pl.DataFrame(
        [(site, worker, date(2026, 1, 5), "active", "all", "all", "all", value)], schema=CASELOAD, orient="row"
    )


def test_a_staff_view_replaces_its_own_sites_rows_alone(engine: Engine) -> None:
    write.save_caseload(engine, "north", caseload("north", "w1", 12.0))
    write.save_caseload(engine, "south", caseload("south", "w9", 20.0))
    write.save_caseload(engine, "north", pl.concat([caseload("north", "w2", 13.0), caseload("south", "w9", 99.0)]))
    chosen = table(tables.CaseloadFigure)
    with engine.connect() as connection:
        kept = connection.execute(select(chosen.c.site, chosen.c.worker, chosen.c.value).order_by("site")).all()
    assert [tuple(row) for row in kept] == [("north", "w2", 13.0), ("south", "w9", 20.0)]


def test_many_figures_are_saved_in_batches_none_lost(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lead_metrics.store.frames.BATCH", 7)
    rows = [figure(**{"from": date(2000 + n, 1, 1), "grain": "year", "value": float(n)}) for n in range(20)]
    back = stored.stored(engine, write.save(engine, draft(rows)))
    assert sorted(back.frame["value"].to_list()) == [float(n) for n in range(20)]
