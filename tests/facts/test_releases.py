"""What a page reads about a release: its day, its sites, places, events and series, each within the viewer's right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import AREAS, SERIES
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts import releases
from lead_metrics.store import write
from lead_metrics.store.draft import EVENTS, Draft
from tests.facts.viewers import ROLES, may_see, viewer
from tests.store.drafts import INDICATORS, SITES, draft, figure

PLACES = pl.DataFrame(
    [("north", "hill", "all", "The Hill"), ("north", "bay", "all", "Bay"), ("south", "port", "all", "Port"),
     ("north", "empty", "all", "Nothing counted")],
    schema=AREAS, orient="row",
)  # fmt: skip
LAWS = pl.DataFrame(
    [("south", date(2024, 7, 1), "Ordinance", "law"), ("north", date(2021, 2, 1), "Ruling", "law"),
     ("north", date(2024, 7, 1), "New jail", "custody")],
    schema=EVENTS, orient="row",
)  # fmt: skip


def whole() -> Draft:
    """Return a draft with places, events and figures for each audience."""
    rows = [figure(site=site, indicator=name) for site in SITES for name in INDICATORS]
    zones = [figure(area="hill"), figure(area="bay", indicator="for_partner"), figure(site="south", area="port")]
    return draft([*rows, *zones], areas=PLACES, events=LAWS, note="spring", sample=True)


def published(engine: Engine) -> int:
    """Save and publish the whole draft."""
    number = write.save(engine, whole())
    write.publish(engine, number)
    return number


def test_nothing_published_is_no_release_and_no_site(engine: Engine) -> None:
    write.save(engine, whole())
    assert releases.release_for(ANYBODY, engine) is None
    assert releases.sites_for(ANYBODY, engine) == []
    assert releases.areas_for(ANYBODY, engine, "north").is_empty()
    assert releases.events_for(ANYBODY, engine, ["north"]).is_empty()
    assert releases.series_for(ANYBODY, engine, indicators=INDICATORS).is_empty()


def test_a_release_says_its_number_day_and_note(engine: Engine) -> None:
    number = published(engine)
    info = releases.release_for(ANYBODY, engine)
    assert info is not None
    assert (info.number, info.as_of, info.sample, info.note, info.status) == (
        number, date(2026, 1, 1), True, "spring", "published",
    )  # fmt: skip
    assert info.published_at is not None
    assert info.published_at.tzinfo is not None


def test_the_latest_published_release_is_meant_unless_a_number_is_given(engine: Engine) -> None:
    first, second = published(engine), published(engine)
    write.save(engine, whole())
    latest, asked = releases.release_for(ANYBODY, engine), releases.release_for(ANYBODY, engine, first)
    assert latest and asked
    assert (latest.number, asked.number) == (second, first)


@pytest.mark.parametrize("role", ROLES)
def test_a_draft_is_opened_by_managers_alone(engine: Engine, role: str) -> None:
    number, who = write.save(engine, whole()), viewer(role, "north")
    asks: list[Callable[[], object]] = [
        lambda: releases.release_for(who, engine, number),
        lambda: releases.sites_for(who, engine, number),
        lambda: releases.areas_for(who, engine, "north", number),
        lambda: releases.events_for(who, engine, SITES, number),
        lambda: releases.series_for(who, engine, indicators=INDICATORS, release=number),
    ]
    for ask in asks:
        if role == "manager":
            assert ask() is not None
        else:
            with pytest.raises(NotAllowed, match=f"release {number}"):
                ask()


def test_a_manager_of_one_site_opens_a_draft_at_that_site_alone(engine: Engine) -> None:
    number, who = write.save(engine, whole()), viewer("manager", "north")
    assert [site.id for site in releases.sites_for(who, engine, number)] == ["north"]
    assert releases.areas_for(who, engine, "south", number).is_empty()
    assert set(releases.events_for(who, engine, SITES, number)["site"]) == {"north"}
    assert set(releases.series_for(who, engine, indicators=INDICATORS, release=number)["site"]) == {"north"}


def test_a_number_without_a_release_is_refused(engine: Engine) -> None:
    with pytest.raises(RequestRefused, match="release 8"):
        releases.release_for(ANYBODY, engine, 8)


def test_sites_are_told_by_name_as_the_release_knew_them(engine: Engine) -> None:
    published(engine)
    sites = releases.sites_for(ANYBODY, engine)
    assert [site.id for site in sites] == ["east", "north", "south"]
    assert sites[1] == releases.SiteInfo("north", "North", "", date(2020, 3, 1), "America/Los_Angeles", "", True)


def test_a_site_that_has_not_begun_says_so(engine: Engine) -> None:
    site = Site(id="west", name="West", county="Pine", contact="west@example.org")
    write.publish(engine, write.save(engine, draft(sites={"west": site})))
    [told] = releases.sites_for(ANYBODY, engine)
    assert told == releases.SiteInfo("west", "West", "Pine", None, "America/Los_Angeles", "west@example.org", False)


def test_a_site_offers_the_places_that_hold_figures_for_this_viewer(engine: Engine) -> None:
    published(engine)
    assert releases.areas_for(ANYBODY, engine, "north")["area"].to_list() == ["hill"]
    assert releases.areas_for(viewer("partner", "north"), engine, "north").rows() == [
        ("north", "bay", "all", "Bay"),
        ("north", "hill", "all", "The Hill"),
    ]
    assert releases.areas_for(ANYBODY, engine, "south")["area"].to_list() == ["port"]
    assert releases.areas_for(ANYBODY, engine, "nowhere").is_empty()


def test_events_are_told_in_the_order_of_time(engine: Engine) -> None:
    published(engine)
    titles = ["Ruling", "New jail", "Ordinance"]
    assert releases.events_for(ANYBODY, engine)["title"].to_list() == titles
    assert releases.events_for(ANYBODY, engine, ["south"]).rows() == [("south", date(2024, 7, 1), "Ordinance", "law")]
    assert dict(releases.events_for(ANYBODY, engine).schema) == {name: dtype() for name, dtype in EVENTS.items()}


@pytest.mark.parametrize("role", ROLES)
def test_series_are_those_of_the_indicators_a_viewer_may_see(engine: Engine, role: str) -> None:
    published(engine)
    who = viewer(role, "north")
    got = releases.series_for(who, engine, indicators=INDICATORS)
    assert dict(got.schema) == {name: dtype() for name, dtype in SERIES.items()}
    for site in SITES:
        assert set(got.filter(pl.col("site") == site)["indicator"]) == may_see(who, site)
    assert got.rows() == got.sort("site", "indicator", "dimension", "area").rows()


def test_series_are_narrowed_by_site_and_indicator_and_say_their_span(engine: Engine) -> None:
    published(engine)
    who = viewer("manager", EVERY_SITE)
    got = releases.series_for(who, engine, indicators=["for_manager"], sites=["east"])
    assert got.rows(named=True) == [
        {"site": "east", "area": "all", "indicator": "for_manager", "dimension": "none", "grain": "month",
         "from": date(2025, 1, 1), "final_until": date(2025, 2, 1), "arriving_until": date(2025, 2, 1),
         "source": "jail"}
    ]  # fmt: skip
