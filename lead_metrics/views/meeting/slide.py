"""The page of a meeting: a slide, what was agreed about it, the bar of buttons that keys press, and the live line."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.catalogue.checks import for_the_room
from lead_metrics.catalogue.wording import day
from lead_metrics.views.context import Context
from lead_metrics.views.links import to
from lead_metrics.views.look import slide_styles
from lead_metrics.views.meeting import agree, bar, figure, live, talk
from lead_metrics.views.meeting.standing import Standing, on_the_wall, standing
from lead_metrics.views.opening import where

KINDS = {
    "figures": figure.show_figure, "since": figure.show_since, "words": talk.show_words,
    "follow_up": talk.show_follow_up, "closing": talk.show_closing,
}  # fmt: skip


def show(context: Context) -> None:
    """Show the slide where a meeting stands, or why there is none."""
    st.html(f"<style>{slide_styles()}</style>")
    found = standing(context)
    if found is None:
        show_refused(context)
        return
    keep_place(found)
    wall = on_the_wall(context, found.site, found.release)
    with st.container(key="stage", gap=None):
        show_slide(context, wall, found)
        show_foot(context, wall, found)
    with st.container(key="desk", horizontal=True, vertical_alignment="center"):
        live.watch(context, found, shown=wall is not None)
        bar.show_bar(context, found)


def show_slide(context: Context, wall: Context | None, found: Standing) -> None:
    """Show the slide's content, with the form beside it where something is being agreed."""
    typing = found.runs and agree.opened()
    with st.container(key="typing" if typing else "whole", gap=None):
        with st.container(key="slide", gap=None):
            if wall is None and found.slide.item.indicators:
                show_instead(context, found, "meeting.withdrawn")
            elif found.slide.indicator and not for_the_room(context.catalogue, found.slide.indicator):
                show_instead(context, found, "meeting.gone")
            else:
                KINDS[found.slide.item.kind](context, wall or context, found)
                agree.show_agreed(context, found)
        if typing and found.meeting is not None:
            with st.container(key="agree"):
                agree.show_form(context, found)


def keep_place(found: Standing) -> None:
    """Keep the slide's number in the address: a meeting that ends, or a page opened again, stays where it was."""
    number = str(found.at + 1)
    if found.mode == "running" and st.query_params.get("slide") != number:
        st.query_params["slide"] = number


def show_instead(context: Context, found: Standing, key: str) -> None:
    """Say why a slide has no figures, in their place: they were withdrawn, or the catalogue has them no more."""
    name = escape(found.slide.item.name.said(context.language))
    said = escape(context.words(key, number=found.release or ""))
    st.html(f'<p class="lm-kicker">{name}</p><h1 class="lm-title">{said}</h1>')


def show_foot(context: Context, wall: Context | None, found: Standing) -> None:
    """Show of which place, day and release a slide is, and that its data are invented where they are."""
    parts = [where(wall)] if wall is not None else []
    if found.meeting is not None and found.mode == "past":
        parts.insert(0, context.words("meeting.as_shown", day=day(found.meeting.on, context.language)))
    if found.mode == "preview":
        parts.insert(0, context.words("meeting.preview"))
    said = f'<p class="lm-foot">{escape(" · ".join(parts))}</p>' if parts else ""
    st.html(f'<footer class="lm-end"><div class="lm-slide-foot">{said}{sample(context, wall)}</div></footer>')


def sample(context: Context, wall: Context | None) -> str:
    """Return in a few words that the data are invented, as HTML; nothing where they are of a real place."""
    if wall is None or wall.release is None or not wall.release.sample:
        return ""
    short, whole = (escape(context.words(f"sample.{name}")) for name in ("short", "banner"))
    return f'<p class="lm-sample" role="note" aria-label="{whole}">{short}</p>'


def show_refused(context: Context) -> None:
    """Say that there is no such meeting for this viewer, and where those that there are stand."""
    title, what, back = (escape(context.words(f"meeting.{name}")) for name in ("none", "none_what", "leave"))
    link = escape(to(context, address_of("meetings")))
    st.html(
        f'<div class="lm-opening"><h1 class="lm-title">{title}</h1><p>{what}</p>'
        f'<p><a href="{link}" target="_self">{back}</a></p></div>'
    )
