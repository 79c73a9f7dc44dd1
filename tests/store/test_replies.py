"""What readers write reaches the managers of one site, and nothing tells who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, inspect, text

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import replies, write
from lead_metrics.store.tables import REPLIES_A_WEEK
from tests.facts.viewers import ROLES, viewer
from tests.store.drafts import draft

MANAGER: Viewer = viewer("manager", "north")
WORDS = "Nobody came for three weeks."
EVERY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(autouse=True)
def _published(engine: Engine) -> None:
    write.publish(engine, write.save(engine, draft()))


def written(engine: Engine, site: str = "north") -> list[str]:
    """Return the words that the manager of a site reads."""
    return [one.words for one in replies.replies_for(engine, viewer("manager", site), site)]


def everything(engine: Engine) -> dict[str, str]:
    """Return the rows of every table as text."""
    with engine.connect() as connection:
        names = inspect(engine).get_table_names()
        return {name: str([*connection.execute(text(f'select * from "{name}"')).mappings()]) for name in names}


def test_everybody_may_write_and_leaves_no_trace_but_the_words(engine: Engine) -> None:
    before = everything(engine)
    for role in ROLES:
        replies.send(engine, viewer(role, "south"), "north", WORDS, about="referrals")
    after = everything(engine)
    assert {name for name in after if after[name] != before[name]} == {"replies"}
    assert "example.org" not in after["replies"]
    one, *others = replies.replies_for(engine, MANAGER, "north")
    assert len(others) == len(ROLES) - 1
    assert (one.words, one.indicator, one.release, one.read) == (WORDS, "referrals", 1, False)
    assert one.week.weekday() == 0 and timedelta() <= datetime.now(UTC).date() - one.week < timedelta(days=7)


def test_what_was_written_is_for_the_managers_of_that_site_alone(engine: Engine) -> None:
    for role, site in product(ROLES, ("north", "south", EVERY_SITE)):
        replies.send(engine, ANYBODY, "north", WORDS)
        [one] = replies.replies_for(engine, MANAGER, "north")
        who, allowed = viewer(role, site), role == "manager" and site != "south"
        acts: list[Callable[[], object]] = [
            partial(replies.replies_for, engine, who, "north"),
            partial(replies.mark, engine, who, "north", one.id, read=True),
            partial(replies.remove, engine, who, "north", one.id),
        ]
        for act in acts:
            if allowed:
                act()
            else:
                with pytest.raises(NotAllowed):
                    act()
        assert written(engine) == ([] if allowed else [WORDS]), (role, site)
        if not allowed:
            replies.remove(engine, MANAGER, "north", one.id)


def test_a_manager_cannot_reach_another_sites_reply_through_their_own(engine: Engine) -> None:
    replies.send(engine, ANYBODY, "north", WORDS)
    [one] = replies.replies_for(engine, MANAGER, "north")
    with pytest.raises(RequestRefused):
        replies.mark(engine, viewer("manager", "south"), "south", one.id, read=True)
    with pytest.raises(RequestRefused):
        replies.remove(engine, viewer("manager", "south"), "south", one.id)
    assert written(engine) == [WORDS] and written(engine, "south") == []


def test_reading_and_deleting_are_written_down_without_a_word_of_it(engine: Engine) -> None:
    replies.send(engine, ANYBODY, "north", WORDS)
    [one] = replies.replies_for(engine, MANAGER, "north")
    replies.mark(engine, MANAGER, "north", one.id, read=True)
    assert replies.replies_for(engine, MANAGER, "north")[0].read
    replies.mark(engine, MANAGER, "north", one.id, read=False)
    replies.remove(engine, MANAGER, "north", one.id)
    trail = everything(engine)["trail"]
    assert all(action in trail for action in ("reply read", "reply unread", "reply delete"))
    assert "Nobody" not in trail and one.id not in trail


def test_a_reply_is_about_a_figure_that_everybody_sees(engine: Engine) -> None:
    replies.send(engine, viewer("partner", "north"), "north", WORDS, about="contacts_in_field")
    for role, about in product(
        ROLES, ("warrants_resolved", "no_contact_30", "no_such_figure", "'; drop table replies")
    ):
        with pytest.raises((NotAllowed, RequestRefused)) as refused:
            replies.send(engine, viewer(role, "north"), "north", WORDS, about=about)
        assert about not in str(refused.value)
    assert written(engine) == [WORDS]


def test_a_reply_is_for_a_site_that_is_published(engine: Engine) -> None:
    for site in ("nowhere", "", "*"):
        with pytest.raises(RequestRefused):
            replies.send(engine, ANYBODY, site, WORDS)
    write.unpublish(engine, 1)
    with pytest.raises(RequestRefused):
        replies.send(engine, ANYBODY, "north", WORDS)


def test_so_many_are_taken_in_a_week_and_no_more_at_each_site(engine: Engine) -> None:
    for n in range(REPLIES_A_WEEK):
        assert not replies.full(engine, "north")
        replies.send(engine, ANYBODY, "north", f"Words {n}.")
    assert replies.full(engine, "north") and not replies.full(engine, "south")
    with pytest.raises(RequestRefused, match="next week"):
        replies.send(engine, ANYBODY, "north", WORDS)
    replies.send(engine, ANYBODY, "south", WORDS)
    held = replies.replies_for(engine, MANAGER, "north")
    assert len(held) == REPLIES_A_WEEK
    # Neither the order of the list nor the drawn place tells who came first.
    came = [f"Words {n}." for n in range(REPLIES_A_WEEK)]
    with engine.connect() as connection:
        placed = (
            connection.execute(text("select words from replies where site = 'north' order by slot")).scalars().all()
        )
    assert [one.words for one in held] != came and placed != came
    replies.remove(engine, MANAGER, "north", held[0].id)
    assert not replies.full(engine, "north")


def test_the_newest_week_comes_first_and_what_is_older_than_a_year_goes(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [datetime(2025, 1, 8, tzinfo=UTC), datetime(2026, 1, 7, tzinfo=UTC), datetime(2025, 6, 4, tzinfo=UTC)]
    for moment in moments:
        monkeypatch.setattr(replies, "now", lambda moment=moment: moment)
        replies.send(engine, ANYBODY, "north", f"Of {moment:%B}.")
    held = replies.replies_for(engine, MANAGER, "north")
    assert [one.week for one in held] == [date(2026, 1, 5), date(2025, 6, 2), date(2025, 1, 6)]
    for moment, gone in (
        (datetime(2026, 1, 8, tzinfo=UTC), 0),
        (datetime(2026, 1, 14, tzinfo=UTC), 1),
        (datetime(2026, 1, 14, tzinfo=UTC), 0),
    ):
        monkeypatch.setattr(replies, "now", lambda moment=moment: moment)
        assert replies.forget(engine) == gone
    assert len(written(engine)) == 2


@settings(max_examples=40, suppress_health_check=EVERY)
@given(typed=st.text(st.characters(), max_size=1100))
def test_any_words_are_kept_as_text_or_refused(engine: Engine, typed: str) -> None:
    try:
        replies.send(engine, ANYBODY, "north", typed)
    except RequestRefused:
        return
    [one] = replies.replies_for(engine, MANAGER, "north")
    assert 0 < len(one.words) <= 1000
    replies.remove(engine, MANAGER, "north", one.id)
