"""What an exhibit says of itself: its unit, its day and sources, and all that a file of it must carry."""

from __future__ import annotations

import polars as pl

from lead_metrics.access.rules import audience_at
from lead_metrics.catalogue.model import Indicator
from lead_metrics.catalogue.wording import day, listed, month
from lead_metrics.cells import ALL
from lead_metrics.exports.label import Label, stem
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit


def unit_of(context: Context, indicator: Indicator, figures: pl.DataFrame) -> str:
    """Return what a chart's axis counts, and by which periods."""
    unit = context.catalogue.units[indicator.unit].axis.said(context.language)
    return f"{unit}, {grains(context, figures)}" if figures.height else unit


def grains(context: Context, figures: pl.DataFrame) -> str:
    """Return by which periods figures are shown; areas may each have their own."""
    named = [context.words(f"grain.by.{grain}") for grain in figures["grain"].unique(maintain_order=True)]
    return listed(named, context.language)


def as_of(context: Context, figures: pl.DataFrame) -> str:
    """Return the area that figures are about, the day the release speaks of, and the figures' sources."""
    release = context.release
    assert release is not None
    when = day(release.as_of, context.language)
    names = sources(context, figures)
    said = context.words("card.as_of", day=when, source=names) if names else context.words("card.day", day=when)
    areas = [reads.areas(context).get(area, area) for area in figures["area"].unique() if area != ALL]
    return " · ".join([*sorted(areas), said])


def sources(context: Context, figures: pl.DataFrame) -> str:
    """Return the names of the sources of figures."""
    parts = [part for source in sorted({s for s in figures["source"] if s}) for part in source.split(",")]
    known = context.catalogue.recipes
    return " · ".join(
        dict.fromkeys(known[part].name.said(context.language) if part in known else part for part in parts)
    )


def label(context: Context, shown: Exhibit) -> Label:
    """Return what every file of an exhibit carries: release, audience, filters, source, method, and `sample`."""
    release = context.release
    assert release is not None and context.site is not None
    audience = str(audience_at(context.viewer, context.site))
    parts = (f"release-{release.number}", audience, context.site, *(a for a in (shown.area,) if a != ALL))
    return Label(
        title=shown.title,
        sentence=shown.sentence,
        unit=shown.unit,
        alt=shown.alt,
        facts=facts(context, shown),
        sample=context.words("sample.banner") if release.sample else "",
        events=tuple(f"{n}  {title}, {when}" for n, title, when in numbered(context, shown.events)),
        stem=stem(*parts, shown.indicator.id, shown.name, sample=release.sample),
    )


def facts(context: Context, shown: Exhibit) -> tuple[tuple[str, str], ...]:
    """Return the names and values of everything that decides which figures these are."""
    said, language = context.words, context.language
    name = shown.indicator.name.said(language)
    return (
        (said("label.release"), release_of(context)),
        (said("label.audience"), said(f"audience.{audience_at(context.viewer, context.site or '')}")),
        (said("label.place"), place(context, shown.area)),
        (said("label.indicator"), f"{name} ({shown.indicator.id})"),
        (said("label.filters"), shown.filters),
        (said("label.source"), shown.source),
        (said("label.method"), shown.indicator.definition.said(language)),
    )


def release_of(context: Context) -> str:
    """Return the release's number and the day it speaks of."""
    assert context.release is not None
    when = day(context.release.as_of, context.language)
    return context.words("label.release_of", number=context.release.number, day=when)


def place(context: Context, area: str) -> str:
    """Return the names of the site and of the area looked at."""
    return f"{context.site_name} · {context.words('area.all') if area == ALL else reads.areas(context).get(area, area)}"


def numbered(context: Context, happened: pl.DataFrame) -> list[tuple[int, str, str]]:
    """Return events (columns on, title) with their numbers and months."""
    rows = happened.sort("on", "title").to_dicts()
    return [(n, str(row["title"]), month(row["on"], context.language)) for n, row in enumerate(rows, start=1)]
