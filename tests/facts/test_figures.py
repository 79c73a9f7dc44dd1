"""A viewer gets the figures that the rules allow, all of them, as they were saved, and no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, text

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.cells import Status
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.figures import FIGURES, facts_for
from lead_metrics.store import write
from tests.facts.viewers import ROLES, may_see, viewer
from tests.store.drafts import INDICATORS, SITES, cells, draft, figure
from tests.store.strategies import figures

EVERY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LEADING = (
    "release, audience, site, area, indicator, code, from, until, grain, dimension, category, status, value, low, "
    "high, numerator, denominator, unit, unreliable, source"
)
VIEWERS = st.builds(
    lambda role, sites: viewer(role, *sites),
    st.sampled_from(ROLES),
    st.sets(st.sampled_from([*SITES, EVERY_SITE]), max_size=2),
)


def published(engine: Engine, *rows: dict[str, Any], **fields: Any) -> int:
    """Save these figures as a release, publish it, and return its number."""
    number = write.save(engine, draft(rows, **fields))
    write.publish(engine, number)
    return number


def seen(who: Viewer, engine: Engine, **asked: Any) -> pl.DataFrame:
    """Return what a viewer gets of every indicator."""
    return facts_for(who, engine, indicators=INDICATORS, **asked)


@settings(max_examples=40, deadline=None, suppress_health_check=EVERY)
@given(rows=figures(), who=VIEWERS)
def test_a_viewer_gets_all_that_the_rules_allow_as_it_was_saved_and_nothing_else(
    engine: Engine, rows: list[dict[str, Any]], who: Viewer
) -> None:
    number = published(engine, *rows)
    got = seen(who, engine)
    judged = cells(rows).frame
    right = [indicator in may_see(who, site) for indicator, site in judged.select("indicator", "site").rows()]
    allowed = judged.filter(pl.Series(right, dtype=pl.Boolean))
    shared = [name for name in FIGURES if name in judged.columns]
    assert_frame_equal(got.select(shared), allowed.select(shared), check_row_order=False)
    assert got["release"].unique().to_list() == ([number] if got.height else [])


@settings(max_examples=15, deadline=None, suppress_health_check=EVERY)
@given(rows=figures())
def test_the_same_release_gives_the_same_bytes_however_it_was_saved(engine: Engine, rows: list[dict[str, Any]]) -> None:
    first = published(engine, *rows)
    second = published(engine, *reversed(rows))
    # At home in the last site only: the database then answers two questions, the inner figures and the public ones.
    who = viewer("manager", max(SITES))
    one, other = (seen(who, engine, release=n).drop("release") for n in (first, second))
    assert one.write_csv() == other.write_csv()
    order = ("site", "indicator", "dimension", "area", "from", "category", "until")
    assert one.select(order).rows() == sorted(one.select(order).rows())


def test_figures_are_in_one_order_whoever_reads_them(engine: Engine) -> None:
    areas = ("río", "Hill", "bay")
    rows = [figure(site=site, indicator=name, area=area) for area in areas for name in INDICATORS for site in SITES]
    published(engine, *reversed(rows))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # a database that knows how few rows there are reads them as they lie
    whole = seen(viewer("manager", EVERY_SITE), engine).drop("audience")
    keys = ["site", "indicator", "area"]
    assert whole.select(keys).rows() == sorted(whole.select(keys).rows())
    part = seen(viewer("manager", "south"), engine).drop("audience")
    assert_frame_equal(part, whole.join(part, on=keys, how="semi", maintain_order="left"))


def test_the_columns_are_those_that_scripts_rely_on(engine: Engine) -> None:
    assert ", ".join(FIGURES) == LEADING
    expected = {name: dtype() for name, dtype in FIGURES.items()}
    assert dict(seen(ANYBODY, engine).schema) == expected
    published(engine, figure())
    assert dict(seen(ANYBODY, engine).schema) == expected


def test_a_figure_arrives_whole(engine: Engine) -> None:
    number = published(engine, figure(low=40.0, high=44.5, numerator=42.0, denominator=100.0, unreliable=True))
    assert seen(ANYBODY, engine).rows(named=True) == [
        {
            "release": number, "audience": "public", "site": "north", "area": "all", "indicator": "for_public",
            "code": "Y5", "from": date(2025, 1, 1), "until": date(2025, 2, 1), "grain": "month", "dimension": "none",
            "category": "all", "status": "shown", "value": 42.0, "low": 40.0, "high": 44.5, "numerator": 42.0,
            "denominator": 100.0, "unit": "number", "unreliable": True, "source": "jail",
        }
    ]  # fmt: skip


def test_withheld_missing_not_collected_and_zero_never_look_alike(engine: Engine) -> None:
    rows = [figure(**{"from": date(2025, n, 1), "status": str(status)}) for n, status in enumerate(Status, 1)]
    published(engine, *rows, figure(**{"from": date(2025, 12, 1), "value": 0.0}))
    told = seen(ANYBODY, engine).select("status", "value").rows()
    assert len(set(told)) == len(told) == 5
    assert [value for status, value in told if status != "shown"] == [None] * 3


@pytest.mark.parametrize("role", ROLES)
def test_a_viewer_of_one_site_never_sees_anothers_inner_figures(engine: Engine, role: str) -> None:
    published(engine, *[figure(site=site, indicator=name) for site in SITES for name in INDICATORS])
    who = viewer(role, "north")
    got = seen(who, engine)
    assert set(got.filter(pl.col("site") != "north")["indicator"]) == {"for_public"}
    assert set(got.filter(pl.col("site") == "north")["indicator"]) == may_see(who, "north")


@pytest.mark.parametrize("role", ROLES)
def test_a_figure_is_labelled_with_the_viewers_own_audience_at_its_site(engine: Engine, role: str) -> None:
    published(engine, figure(), figure(site="south"))
    got = seen(viewer(role, "north"), engine)
    assert got.select("site", "audience").rows() == [("north", role), ("south", "public")]


def test_two_audiences_never_read_one_cell_differently(engine: Engine) -> None:
    statuses = [str(status) for status in Status]
    published(engine, *[figure(indicator=name, **{"from": date(2025, n, 1), "status": status})
                        for name in INDICATORS for n, status in enumerate(statuses, 1)])  # fmt: skip
    whole = seen(viewer("manager", "north"), engine).drop("audience")
    for role in ROLES:
        mine = seen(viewer(role, "north"), engine).drop("audience")
        assert_frame_equal(mine, whole.filter(pl.col("indicator").is_in(mine["indicator"].unique().to_list())))


ROWS = [
    figure(), figure(area="hill"), figure(site="south"), figure(dimension="race", category="asian"),
    figure(indicator="for_partner"), figure(**{"from": date(2024, 12, 1)}), figure(**{"from": date(2025, 2, 1)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, [0, 1, 2, 3, 5, 6]),
        ({"sites": ["south"]}, [2]),
        ({"sites": []}, []),
        ({"sites": ["nowhere"]}, []),
        ({"areas": ["hill"]}, [1]),
        ({"areas": []}, []),
        ({"dimension": "none"}, [0, 1, 2, 5, 6]),
        ({"dimension": "race"}, [3]),
        ({"start": date(2025, 1, 1)}, [0, 1, 2, 3, 6]),
        ({"start": date(2025, 1, 2)}, [6]),
        ({"until": date(2025, 2, 1)}, [0, 1, 2, 3, 5]),
        ({"until": date(2025, 1, 31)}, [5]),
        ({"start": date(2025, 1, 1), "until": date(2025, 2, 1), "areas": ["all"], "sites": ["north"]}, [0, 3]),
    ],
)
def test_a_query_is_narrowed_by_what_is_asked(engine: Engine, asked: dict[str, Any], kept: list[int]) -> None:
    published(engine, *ROWS)
    keys = ["site", "area", "indicator", "dimension", "from"]
    expected = [tuple(ROWS[n][key] for key in keys) for n in kept]
    assert sorted(seen(ANYBODY, engine, **asked).select(keys).rows()) == sorted(expected)


def test_an_indicator_that_nobody_asked_for_is_not_read(engine: Engine) -> None:
    published(engine, figure(), figure(indicator="for_elected"))
    manager = viewer("manager", EVERY_SITE)
    assert facts_for(manager, engine, indicators=["for_elected"])["indicator"].to_list() == ["for_elected"]
    assert facts_for(manager, engine, indicators=[]).is_empty()


def test_nothing_is_published_nothing_is_seen(engine: Engine) -> None:
    assert seen(viewer("manager", EVERY_SITE), engine).is_empty()
    write.save(engine, draft([figure()]))
    assert seen(viewer("manager", EVERY_SITE), engine).is_empty()


def test_the_latest_published_release_is_read_unless_another_is_asked_for(engine: Engine) -> None:
    first, second = (published(engine, figure(value=value)) for value in (1.0, 2.0))
    write.save(engine, draft([figure(value=3.0)]))
    assert seen(ANYBODY, engine)["value"].to_list() == [2.0]
    assert seen(ANYBODY, engine, release=first)["value"].to_list() == [1.0]
    write.unpublish(engine, second)
    assert seen(ANYBODY, engine)["value"].to_list() == [1.0]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("hidden", ["draft", "withdrawn"])
def test_a_release_that_is_not_published_is_for_managers_at_their_own_sites(
    engine: Engine, role: str, hidden: str
) -> None:
    rows = [figure(site=site, indicator=name) for site in SITES for name in INDICATORS]
    number = write.save(engine, draft(rows))
    if hidden == "withdrawn":
        write.publish(engine, number)
        write.unpublish(engine, number)
    who = viewer(role, "north")
    if role == "manager":
        got = seen(who, engine, release=number)
        assert set(got["site"]) == {"north"}
        assert set(got["indicator"]) == set(INDICATORS)
    else:
        with pytest.raises(NotAllowed):
            seen(who, engine, release=number)


def test_a_release_that_is_not_there_is_said_to_be_missing(engine: Engine) -> None:
    with pytest.raises(RequestRefused, match="release 99"):
        seen(ANYBODY, engine, release=99)


def test_an_audience_that_was_forged_gets_no_more_than_its_site(engine: Engine) -> None:
    published(engine, figure(indicator="for_manager", site="south"))
    assert seen(Viewer(Audience.MANAGER, frozenset({"north"})), engine).is_empty()
    assert seen(Viewer(Audience.MANAGER, frozenset()), engine).is_empty()
