"""Pages that are words alone: sections of the catalogue, each with paragraphs, parts, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

import streamlit as st

from lead_metrics.catalogue.model import Part, Section, Site
from lead_metrics.store.site_settings import current
from lead_metrics.views.context import Context

UNSAID = Site(id="", name="")
"""A site of which nothing is known: its plain defaults are told."""


def show_sections(context: Context, sections: Mapping[str, Section]) -> None:
    """Show the sections that are not taken away, in their order."""
    site = site_of(context)
    shown = sorted((one for one in sections.values() if one.shown), key=lambda one: (one.order, one.id))
    st.html("".join(f'<section class="lm-told">{"".join(told(context, one, site))}</section>' for one in shown))


def site_of(context: Context) -> Site:
    """Return the site looked at with its settings of today; before a release the only one that is known, if any."""
    known = current(context.engine)
    site = context.site or (next(iter(known)) if len(known) == 1 else None)
    return known.get(site or "", UNSAID)


def told(context: Context, section: Section, site: Site) -> Iterator[str]:
    """Yield a section as HTML."""
    filled = {"years": site.retention_years, "threshold": context.catalogue.rule.threshold}
    yield f'<h2 class="lm-section">{escape(section.name.said(context.language))}</h2>'
    for text in section.says:
        yield f'<p class="lm-sentence">{escape(text.said(context.language).format(**filled))}</p>'
    if section.parts:
        tag = "ol" if section.layout == "steps" else "ul"
        items = "".join(part(context, one, filled) for one in section.parts)
        yield f'<{tag} class="lm-parts lm-{section.layout}">{items}</{tag}>'
    if section.asks:
        whom = site.contact or context.words("asking.nobody")
        yield f'<p class="lm-ask">{escape(whom)}</p>'


def part(context: Context, one: Part, filled: Mapping[str, object]) -> str:
    """Return a part of a section as HTML."""
    name, says = (text.said(context.language).format(**filled) for text in (one.name, one.says))
    return f"<li><h3>{escape(name)}</h3><p>{escape(says)}</p></li>"
