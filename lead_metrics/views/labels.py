"""What a finding says of itself: its unit, its day and sources, and all that a file of it must carry."""

from __future__ import annotations

from lead_metrics.access.rules import audience_at
from lead_metrics.catalogue.wording import day, month
from lead_metrics.cells import ALL
from lead_metrics.exports.label import Label, stem
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding
from lead_metrics.views.pictures import Picture


def unit_of(context: Context, found: Finding) -> str:
    """Return what the chart's axis counts, and by which periods."""
    unit = context.catalogue.units[found.indicator.unit].axis.said(context.language)
    if found.series.is_empty():
        return unit
    grain = found.series["grain"][-1]
    return f"{unit}, {context.words(f'grain.by.{grain}')}"


def as_of(context: Context, found: Finding) -> str:
    """Return the day the release speaks of, and the sources of a finding's figures."""
    release = context.release
    assert release is not None
    when = day(release.as_of, context.language)
    names = sources(context, found)
    return context.words("card.as_of", day=when, source=names) if names else context.words("card.day", day=when)


def sources(context: Context, found: Finding) -> str:
    """Return the names of the sources of a finding's figures."""
    parts = [part for source in sorted({s for s in found.series["source"] if s}) for part in source.split(",")]
    known = context.catalogue.recipes
    return " · ".join(
        dict.fromkeys(known[part].name.said(context.language) if part in known else part for part in parts)
    )


def label(context: Context, found: Finding, drawn: Picture) -> Label:
    """Return what every file of this finding carries: release, audience, filters, source, method, and `sample`."""
    release = context.release
    assert release is not None and context.site is not None
    audience = str(audience_at(context.viewer, context.site))
    parts = (f"release-{release.number}", audience, context.site, *(a for a in (found.area,) if a != ALL))
    return Label(
        title=found.told.title,
        sentence=found.told.sentence,
        unit=unit_of(context, found),
        alt=drawn.alt,
        facts=facts(context, found),
        sample=context.words("sample.banner") if release.sample else "",
        events=tuple(f"{n}  {title}, {when}" for n, title, when in numbered(context, drawn)),
        stem=stem(*parts, found.indicator.id, sample=release.sample),
    )


def facts(context: Context, found: Finding) -> tuple[tuple[str, str], ...]:
    """Return the names and values of everything that decides which figures these are."""
    said, language = context.words, context.language
    return (
        (said("label.release"), release_of(context)),
        (said("label.audience"), said(f"audience.{audience_at(context.viewer, context.site or '')}")),
        (said("label.place"), place(context, found.area)),
        (said("label.indicator"), f"{found.teller.name} ({found.indicator.id})"),
        (said("label.filters"), said("label.totals", counts=said(f"counts.{found.indicator.counts}"))),
        (said("label.source"), sources(context, found)),
        (said("label.method"), found.indicator.definition.said(language)),
    )


def release_of(context: Context) -> str:
    """Return the release's number and the day it speaks of."""
    assert context.release is not None
    when = day(context.release.as_of, context.language)
    return context.words("label.release_of", number=context.release.number, day=when)


def place(context: Context, area: str) -> str:
    """Return the names of the site and of the area looked at."""
    site = next((one.name for one in context.sites if one.id == context.site), "")
    return f"{site} · {context.words('area.all') if area == ALL else reads.areas(context).get(area, area)}"


def numbered(context: Context, drawn: Picture) -> list[tuple[int, str, str]]:
    """Return the events on a chart: number, title and month."""
    rows = drawn.happened.sort("on", "title").to_dicts()
    return [(n, str(row["title"]), month(row["on"], context.language)) for n, row in enumerate(rows, start=1)]
