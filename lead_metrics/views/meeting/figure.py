"""Slides of figures: one finding with its chart, and what became final since the last meeting."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.catalogue.checks import for_the_room
from lead_metrics.catalogue.wording import day
from lead_metrics.charts import rows
from lead_metrics.charts.needed import needed
from lead_metrics.estimates.sentences import Teller, Told
from lead_metrics.estimates.since import since, tell_since
from lead_metrics.views import cards, groups, reads
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.findings import Finding, finding
from lead_metrics.views.look import theme
from lead_metrics.views.meeting.day import day_of
from lead_metrics.views.meeting.standing import Standing, on_the_wall
from lead_metrics.views.pictures import picture
from lead_metrics.views.trends import trend

HEIGHT = 400
"""Pixels of a chart on a slide of 1080 lines, below two lines of heading and above three of words."""


def show_figure(_context: Context, wall: Context, found: Standing) -> None:
    """Show one finding: the question, what it says, its chart, its sentence, and the events on its axis."""
    assert found.slide.indicator is not None
    one = finding(wall, found.slide.indicator)
    shown = exhibit(wall, one)
    level = escape(wall.words(f"level.{one.indicator.level}"))
    question = escape(found.slide.item.name.said(wall.language))
    st.html(
        f'<p class="lm-kicker lm-{one.indicator.level}">{level} · {question}</p>'
        f'<h1 class="lm-title">{escape(shown.title if shown else one.told.title)}</h1>'
    )
    if shown is None:
        st.html(f'<p class="lm-sentence lm-alone">{escape(one.told.sentence)}</p>')
        return
    st.html(f'<p class="lm-unit">{escape(shown.unit)}</p>')
    spec = {**needed(shown.draw(theme()), shown.rows), "height": HEIGHT}
    st.vega_lite_chart(shown.rows, spec, theme=None, width="stretch", key=f"chart-{one.indicator.id}", alt=shown.alt)
    st.html(f'<p class="lm-sentence">{escape(shown.sentence)}</p>')
    if shown.events.height and (domain := rows.shared_domain(one.series)):
        st.html(cards.events_key(wall, domain))


def exhibit(wall: Context, one: Finding) -> Exhibit | None:
    """Return what a slide draws: the trend, the groups of an indicator that has no total, or nothing."""
    if one.told.quiet:
        by = one.indicator.breakdowns[0] if one.series.is_empty() and one.indicator.breakdowns else None
        parted = groups.parted(wall, one.indicator.id, by) if by else None
        return groups.exhibit(wall, parted) if parted is not None else None
    span = rows.shared_domain(one.series)
    return trend(wall, one, picture(wall, one, span)) if span else None


def show_since(context: Context, wall: Context, found: Standing) -> None:
    """Show what became final since the last meeting, a sentence for each figure, or that nothing did."""
    before = on_the_wall(wall, found.site, found.since)
    names = [name for name in found.slide.item.indicators if for_the_room(wall.catalogue, name)]
    told = [(name, *since_last(wall, before, found, name)) for name in names]
    fresh = any(new for _, _, new in told)
    key = "since.first" if before is None else "since.title" if fresh else "since.title_nothing"
    items = "".join(
        f'<li class="lm-{wall.catalogue.indicators[name].level}"><b>{escape(said.title)}</b>'
        f"<span>{escape(said.sentence)}</span></li>"
        for name, said, _ in told
    )
    above, title = escape(kicker(context, before, found)), escape(wall.words(key))
    st.html(f'<p class="lm-kicker">{above}</p><h1 class="lm-title">{title}</h1><ul class="lm-changes">{items}</ul>')


def kicker(context: Context, before: Context | None, found: Standing) -> str:
    """Return the item's name, with the day of the last meeting where there is one to compare with."""
    name = found.slide.item.name.said(context.language)
    if before is None or found.before is None:
        return name
    return f"{name} · {context.words('since.last', day=day(found.before.on, context.language))}"


def since_last(wall: Context, before: Context | None, found: Standing, name: str) -> tuple[Told, bool]:
    """Return what became final of an indicator since the last meeting, in words, and whether anything did.

    before: what that meeting ended with, None where there was none or it was withdrawn.
    """
    indicator = wall.catalogue.indicators[name]
    teller = Teller(indicator, wall.catalogue.units[indicator.unit], wall.language, wall.words)
    series = reads.totals(wall, (name,))
    earlier = reads.totals(before, (name,)) if before is not None else None
    made = since(series, earlier, indicator, wall.catalogue.lag_of(indicator, series["source"].drop_nulls().unique()))
    day = day_of(wall, found.site, found.meeting)
    return tell_since(made, teller, day), made.latest is not None
