"""A past meeting shows the same bytes for ever; what is projected is a partner's; a refused slide says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from sqlalchemy import func, select, update
from streamlit.testing.v1 import AppTest

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Agenda, Audience, Item
from lead_metrics.catalogue.wording import day
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import agendas, attendance, decisions, meetings, presenting, tables, write
from lead_metrics.store.clock import now
from lead_metrics.store.decisions import Agreed
from lead_metrics.store.meetings import slides_of
from lead_metrics.store.tables import table
from lead_metrics.views.meeting import day as days
from tests.again import again, raised, until
from tests.sampled import Sampled
from tests.store.meeting import text
from tests.views import seen
from tests.views.seen import html, press
from tests.views.test_pages import charts, viewer, visit

WORDS = catalogue().words["en"]
MANAGER = viewer("manager")
DAY = datetime.now(UTC).date()


@dataclass(frozen=True)
class Shown:
    """All that a slide shows: its HTML without the live line, and the rows of its charts as bytes."""

    html: str
    rows: tuple[bytes, ...]


def shown(app: AppTest) -> Shown:
    """Return what a slide shows."""
    assert not app.exception
    parts = [e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>")]
    kept = "\n".join(body for body in parts if "lm-live" not in body and "lm-beat" not in body)
    return Shown(kept, tuple(chart.proto.data.data for chart in app.get("vega_lite_chart")))


def site_of(place: Sampled) -> str:
    """Return the first site."""
    return sites_for(MANAGER, place.engine)[0].id


def begun(place: Sampled) -> int:
    """Begin a meeting of the first site."""
    return meetings.begin(place.engine, MANAGER, site_of(place), DAY)


def slides(place: Sampled, number: int) -> list[str]:
    """Return the ids of a meeting's slides."""
    return [one for one, _, _ in slides_of(meetings.meeting_for(place.engine, MANAGER, number).agenda)]


def past(patch: pytest.MonkeyPatch, place: Sampled, number: int, role: str = "manager") -> list[Shown]:
    """Return every slide of a past meeting."""
    count = len(slides(place, number))
    return [shown(visit(patch, "meeting", role, id=str(number), slide=str(at))) for at in range(1, count + 1)]


def live(patch: pytest.MonkeyPatch, place: Sampled, number: int) -> Iterator[Shown]:
    """Go through a meeting that is being held and yield each slide."""
    for slide in slides(place, number):
        presenting.move(place.engine, MANAGER, number, slide)
        yield shown(visit(patch, "meeting", "manager", id=str(number)))


def publish(place: Sampled, *arguments: object) -> int:
    """Publish a further release with the figures of the newest, changed; return its number."""
    releases = table(tables.Release)
    with place.engine.connect() as connection:
        newest = connection.execute(select(func.max(releases.c.number))).scalar_one()
    number = again(place.engine, newest, *arguments)
    write.publish(place.engine, number)
    return number


def test_a_past_meeting_shows_the_same_bytes_after_three_more_releases_one_of_them_corrected(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = facts_for(MANAGER, own_county.engine, indicators=["bookings_divertible"])["until"].max()
    assert isinstance(final, date)
    publish(own_county, until(final.replace(month=max(1, final.month - 3))))
    earlier = begun(own_county)
    decisions.write(own_county.engine, MANAGER, earlier, "follow_up", Agreed("action", "Ask for days", "Sheriff", DAY))
    meetings.close(own_county.engine, MANAGER, earlier)
    write.publish(own_county.engine, again(own_county.engine, 1))
    number = begun(own_county)
    decisions.write(own_county.engine, MANAGER, number, "reaching/referrals", Agreed("decision", "Keep the window"))
    held = list(live(monkeypatch, own_county, number))
    meetings.close(own_county.engine, MANAGER, number)
    first = past(monkeypatch, own_county, number)
    for change in (raised, until(date(2025, 7, 1)), raised):
        publish(own_county, change)
    for ended in ("done", "open", "dropped"):
        decisions.end(own_county.engine, MANAGER, 1, ended)
    agendas.keep(own_county.engine, MANAGER, site_of(own_county), Agenda(items=catalogue().own_agenda().items[:1]))
    follower = begun(own_county)
    assert past(monkeypatch, own_county, number) == first
    # What was seen in the room is what is seen again: figures to the byte, and every sentence.
    assert [one.rows for one in first] == [one.rows for one in held]
    assert sum(len(one.rows) for one in first) >= 5
    for one, again_ in zip(held, first, strict=True):
        assert main(one.html) == main(again_.html)
    assert "Ask for days" in first[0].html and "per 30 days" in first[1].html
    assert [one.rows for one in live(monkeypatch, own_county, follower)] != [one.rows for one in first]


def main(said: str) -> str:
    """Return a slide's HTML without its foot and its bar, where a past one says that it is past."""
    return said.split('<footer class="lm-end">', maxsplit=1)[0]


def test_since_the_last_meeting_says_what_became_final_and_that_nothing_did(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    meetings.close(own_county.engine, MANAGER, begun(own_county))
    number = begun(own_county)
    presenting.move(own_county.engine, MANAGER, number, "since")
    said = html(visit(monkeypatch, "meeting", "manager", id=str(number)))
    assert WORDS["since.title_nothing"] in said and day(DAY, "en") in said
    assert said.count("nothing new is final") == len(catalogue().agenda["since"].indicators)
    assert "More can come from" in said or "More was due on" in said


def test_what_is_projected_is_read_as_a_partner_whoever_presents(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_county.engine.begin() as connection:
        for model in (tables.Figure, tables.Series):
            rows = table(model)
            inner = update(rows).where(rows.c.indicator == "referrals").values(audience=Audience.MANAGER)
            connection.execute(inner)
    mine = facts_for(MANAGER, own_county.engine, indicators=["referrals"]).filter(pl.col("status") == "shown")
    assert mine.height
    number = begun(own_county)
    presenting.move(own_county.engine, MANAGER, number, "reaching/referrals")
    found = visit(monkeypatch, "meeting", "manager", id=str(number))
    assert charts(found) == [] and not found.exception
    assert "not collected here" in html(found)


def test_a_release_that_was_taken_back_goes_from_the_wall_and_from_past_meetings(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = publish(own_county)
    number = begun(own_county)
    presenting.move(own_county.engine, MANAGER, number, "reaching/referrals")
    assert charts(visit(monkeypatch, "meeting", "manager", id=str(number)))
    write.unpublish(own_county.engine, second)
    for close in (False, True):
        if close:
            meetings.close(own_county.engine, MANAGER, number)
        app = visit(monkeypatch, "meeting", "manager", id=str(number), slide="4")
        assert f"Release {second} was taken back" in html(app) and charts(app) == []
    talk = visit(
        monkeypatch, "meeting", "manager", id=str(number), slide=str(1 + slides(own_county, number).index("street"))
    )
    assert catalogue().agenda["street"].says[0].en in html(talk)


@pytest.mark.parametrize("asked", ["4711", "x", "-1", "9" * 30, "1' or '1", "²"])
def test_a_meeting_that_is_not_there_or_not_ones_own_is_refused_alike(
    asked: str, own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "meeting", "partner", id=asked)
    assert not app.exception
    if asked == "4711":
        assert WORDS["meeting.none"] in html(app)
    number = begun(own_county)
    elsewhere = seen.somebody("partner", sites_for(MANAGER, own_county.engine)[1].id)
    refused = seen.visit(monkeypatch, "meeting", elsewhere, id=str(number))
    assert WORDS["meeting.none"] in html(refused) and charts(refused) == []


def test_an_agenda_is_edited_without_code(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of(own_county)
    app = visit(monkeypatch, "meetings", "manager", site=site)
    app.button(key="down-follow_up").click().run()
    kept = agendas.agenda_for(own_county.engine, MANAGER, site)
    assert [item.id for item in kept.items[:2]] == ["since", "follow_up"]
    app = seen.visit(monkeypatch, "meetings", MANAGER, "change-street", site=site)
    app.text_input(key="name-street").set_value("What is new on Third Avenue?")
    app.text_area(key="says-street").set_value("First line\n\nSecond line")
    press(app, WORDS["agenda.keep"])
    street = next(one for one in agendas.agenda_for(own_county.engine, MANAGER, site).items if one.id == "street")
    assert street.name.en == street.name.es == "What is new on Third Avenue?"
    assert [line.en for line in street.says] == ["First line", "Second line"]
    follow = next(one for one in agendas.agenda_for(own_county.engine, MANAGER, site).items if one.id == "follow_up")
    assert follow.name.es != follow.name.en
    assert not app.exception


def test_a_partner_sees_meetings_and_can_change_none(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(own_county)
    app = visit(monkeypatch, "meetings", "partner", site=site_of(own_county))
    said = html(app)
    assert WORDS["meetings.follow"] in said and WORDS["agenda.title"] not in said
    assert [button.key for button in app.button if button.key and not button.key.startswith("idle")] == []
    followed = visit(monkeypatch, "meeting", "partner", id=str(number))
    assert {"next", "previous", "agreeing", "take"}.isdisjoint({button.key for button in followed.button})


def test_whoever_wants_no_letters_as_keys_follows_without_them(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(own_county)
    app = visit(monkeypatch, "meetings", "partner", site=site_of(own_county))
    assert "letters=" not in html(app)
    app.button_group(key="letters-meetings-on").set_value("off").run()
    assert "letters=off" in html(app)


def test_a_meeting_is_begun_run_and_ended_on_its_pages(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site, store = site_of(own_county), own_county.engine
    app = visit(monkeypatch, "meetings", "manager", site=site)
    app.button(key="begin").click().run()
    running = meetings.running_at(store, MANAGER, site)
    assert running is not None and WORDS["meetings.go_on"] in html(app)
    phone = visit(monkeypatch, "remote", "manager", site=site)
    phone.button(key="next").click().run()
    phone.button_group(key=f"came-{running.id}-").set_value(["police", "health"]).run()
    phone.button(key="agreeing").click().run()
    phone.text_area(key="agree-words-0").set_value("Keep the window")
    press(phone, WORDS["meeting.agree_do"])
    assert not phone.exception
    now = meetings.meeting_for(store, MANAGER, running.id)
    assert now.slide == slides(own_county, running.id)[1]
    assert [(one.words, one.slide) for one in decisions.agreed_at(store, MANAGER, now)] == [
        ("Keep the window", now.slide)
    ]
    assert attendance.came_to(store, MANAGER, running.id) == ["health", "police"]


def test_nobody_runs_a_meeting_who_is_no_manager_of_the_site(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless = Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), None, "manager")
    app = seen.visit(monkeypatch, "remote", nameless)
    assert any(WORDS["remote.other_site"] in box.value for box in app.info)


def test_a_figure_that_the_catalogue_has_no_more_is_told_and_breaks_nothing(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, store = site_of(own_county), own_county.engine
    gone = Item(id="old", order=1, kind="figures", name=text("Old"), indicators=("no_longer",))
    since = Item(id="since", order=2, kind="since", name=text("Since"), indicators=("no_longer", "referrals"))
    monkeypatch.setattr(agendas, "check", lambda _agenda: None)
    agendas.keep(store, MANAGER, site, Agenda(items=(gone, since)))
    number = begun(own_county)
    assert WORDS["meeting.gone"] in html(visit(monkeypatch, "meeting", "manager", id=str(number)))
    presenting.move(store, MANAGER, number, "since")
    assert "Referrals" in html(visit(monkeypatch, "meeting", "manager", id=str(number)))
    for page in ("meetings", "remote"):
        assert not seen.visit(monkeypatch, page, MANAGER, "change-old", site=site).exception


def test_a_meeting_that_ends_stays_on_its_slide(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(own_county)
    presenting.move(own_county.engine, MANAGER, number, slides(own_county, number)[3])
    app = visit(monkeypatch, "meeting", "manager", id=str(number))
    assert "4" in app.query_params["slide"]
    meetings.close(own_county.engine, MANAGER, number)
    assert "4 / 12" in html(app.run())


def test_earlier_meetings_are_shown_when_asked_for(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(13):
        meetings.close(own_county.engine, MANAGER, begun(own_county))
    app = visit(monkeypatch, "meetings", "manager", site=site_of(own_county))
    assert len(app.expander) == 12
    app.button(key="more-past").click().run()
    assert len(app.expander) == 13 and not app.exception


def test_what_another_screen_ticked_is_kept_by_one_that_was_open_before(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(own_county)
    first, second = (visit(monkeypatch, "remote", "manager") for _ in range(2))
    first.button_group(key=f"came-{number}-").set_value(["health"]).run()
    second.button(key="next").click().run()
    first.run()
    assert attendance.came_to(own_county.engine, MANAGER, number) == ["health"]
    assert second.button_group(key=f"came-{number}-health").value == ["health"]


def test_a_meeting_before_whose_release_was_taken_back_is_not_compared_with(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = publish(own_county)
    meetings.close(own_county.engine, MANAGER, begun(own_county))
    publish(own_county)
    number = begun(own_county)
    presenting.move(own_county.engine, MANAGER, number, "since")
    assert WORDS["since.title_nothing"] in html(visit(monkeypatch, "meeting", "manager", id=str(number)))
    write.unpublish(own_county.engine, second)
    said = html(visit(monkeypatch, "meeting", "manager", id=str(number)))
    assert WORDS["since.first"] in said and f">{WORDS['since.title']}<" not in said


def test_what_is_being_typed_stays_with_its_slide_when_the_room_moves(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(own_county)
    where = slides(own_county, number)
    app = visit(monkeypatch, "meeting", "manager", id=str(number))
    app.button(key="agreeing").click().run()
    presenting.move(own_county.engine, MANAGER, number, where[3])
    app.run()
    app.text_area(key="agree-words-0").set_value("Keep the window")
    press(app, WORDS["meeting.agree_do"])
    held = meetings.meeting_for(own_county.engine, MANAGER, number)
    assert [one.slide for one in decisions.agreed_at(own_county.engine, MANAGER, held)] == [where[0]]
    assert not app.exception


def test_an_action_that_was_in_time_then_is_not_late_on_the_slide_of_then(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(own_county)
    slide = "reaching/referrals"
    decisions.write(own_county.engine, MANAGER, number, slide, Agreed("action", "Ask for days", "Sheriff", DAY))
    meetings.close(own_county.engine, MANAGER, number)
    later = now() + timedelta(days=30)
    monkeypatch.setattr(days, "now", lambda: later)
    at = str(1 + slides(own_county, number).index(slide))
    assert WORDS["meeting.overdue"] not in html(visit(monkeypatch, "meeting", "partner", id=str(number), slide=at))
    assert WORDS["meeting.overdue"] in html(visit(monkeypatch, "meetings", "partner", site=site_of(own_county)))
