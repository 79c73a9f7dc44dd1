"""The chart card: a finding, its chart, the sentence, and everything about the figure one tap away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Indicator, Language
from lead_metrics.catalogue.wording import day, month
from lead_metrics.cells import ALL, Status
from lead_metrics.charts import rows
from lead_metrics.charts.describe import describe, table, tooltips
from lead_metrics.charts.trend import draw
from lead_metrics.estimates.sentences import Teller, Told, tell, tell_groups
from lead_metrics.views import reads
from lead_metrics.views.context import Context


@dataclass(frozen=True)
class Finding:
    """One indicator at one place: its series, and what they say."""

    indicator: Indicator
    series: pl.DataFrame
    teller: Teller
    told: Told
    area: str = ALL


def finding(context: Context, name: str, area: str = ALL) -> Finding:
    """Return what an indicator's totals say at the context's site."""
    return _finding(reads.asked(context), name, area, context.language, context)


# Whatever decides the words is in the key: whose figures, of which release and site, in which language.
@st.cache_resource(max_entries=4096, show_spinner=False)
def _finding(asked: reads.Asked, name: str, area: str, language: Language, _context: Context) -> Finding:
    indicator = _context.catalogue.indicators[name]
    teller = Teller(indicator, _context.catalogue.units[indicator.unit], language, _context.words)
    series = reads.totals(_context, (name,), area)
    if (series.is_empty() or not_collected(series)) and indicator.breakdowns:
        told = by_groups(_context, teller)
        if told is not None:
            return Finding(indicator, series.clear(), teller, told, area)
    return Finding(indicator, series, teller, tell(series, teller), area)


def not_collected(series: pl.DataFrame) -> bool:
    """Tell whether a series says nothing but that it is not collected here."""
    return bool((series["status"] == Status.NOT_COLLECTED).all())


def by_groups(context: Context, teller: Teller) -> Told | None:
    """Return what an indicator without a total says of its groups, None where it has no figure of any."""
    dimension = teller.indicator.breakdowns[0]
    cells = reads.figures(context, (teller.indicator.id,), dimension)
    if cells.is_empty():
        return None
    coded = context.catalogue.codes.get(dimension, {})
    names = {code: words.en if context.language == "en" else words.es for code, words in coded.items()}
    return tell_groups(cells, teller, names)


def show_card(context: Context, found: Finding, domain: tuple[date, date] | None = None, key: str = "") -> None:
    """Show a finding as a card; a series too thin for a chart is its sentence alone."""
    with st.container(border=True, key=f"card-{key}{found.indicator.id}"):
        st.html(_head(context, found))
        if not found.told.quiet:
            show_chart(context, found, domain, key)
        st.html(f'<p class="lm-sentence">{escape(found.told.sentence)}</p>')
        _foot(context, found, key)


def show_chart(context: Context, found: Finding, domain: tuple[date, date] | None, key: str) -> None:
    """Show the trend of a finding on the given time axis, with the policy events that fall into it."""
    span = domain or rows.shared_domain(found.series)
    if span is None:
        return
    picture = _picture(reads.asked(context), found.indicator.id, found.area, context.language, span, context, found)
    unit = context.catalogue.units[found.indicator.unit]
    st.vega_lite_chart(
        picture.rows,
        draw(found.indicator.level, unit.percent, theme()),
        theme=None,
        width="stretch",
        key=f"chart-{key}{found.indicator.id}",
        alt=picture.alt,
    )


@dataclass(frozen=True)
class Picture:
    """What a chart is given: its rows (charts.rows.ROWS), and the same in words."""

    rows: pl.DataFrame
    alt: str


@st.cache_resource(max_entries=4096, show_spinner=False)
def _picture(
    asked: reads.Asked,
    name: str,
    area: str,
    language: Language,
    span: tuple[date, date],
    _context: Context,
    _found: Finding,
) -> Picture:
    happened = rows.within(reads.events(_context), span)
    frame = rows.plotted(
        rows.figures(_found.series, tooltips(_found.series, _found.teller)),
        rows.events(happened),
        *_arriving(_context, _found, span),
        rows.span("domain", *span),
    )
    return Picture(frame, describe(_found.series, happened, _found.teller))


def theme() -> str:
    """Return the name of the theme that the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _arriving(context: Context, found: Finding, span: tuple[date, date]) -> list[pl.DataFrame]:
    series = reads.spans(context, (found.indicator.id,)).filter(
        pl.col("area") == found.area, pl.col("dimension") == "none"
    )
    if series.is_empty():
        return []
    start, until = series["final_until"][0], series["arriving_until"][0]
    if start is None or until is None or until <= start:
        return []
    return [rows.span("arriving", start, min(until, span[1]), context.words("mark.arriving"))]


def _head(context: Context, found: Finding) -> str:
    level = context.words(f"level.{found.indicator.level}")
    unit = context.catalogue.units[found.indicator.unit].axis.said(context.language)
    grain = context.words(f"grain.by.{found.series['grain'][-1]}") if found.series.height else ""
    caption = "" if found.told.quiet else f'<p class="lm-unit">{escape(unit)}, {escape(grain)}</p>'
    return (
        f'<p class="lm-kicker lm-{found.indicator.level}">{escape(level)}</p>'
        f'<h3 class="lm-finding">{escape(found.told.title)}</h3>{caption}'
    )


def _foot(context: Context, found: Finding, key: str) -> None:
    with st.container(horizontal=True, key=f"foot-{key}{found.indicator.id}"):
        with st.popover(context.words("card.about"), icon=":material/info:"):
            st.html(about(context, found.indicator))
        if found.series.height and not found.told.quiet:
            with st.popover(context.words("card.table"), icon=":material/table_rows:"):
                st.html(_table(context, found))
        st.html(f'<p class="lm-asof">{escape(_as_of(context, found))}</p>')


def _as_of(context: Context, found: Finding) -> str:
    release = context.release
    assert release is not None
    sources = sorted({source for source in found.series["source"].to_list() if source})
    names = [
        context.catalogue.recipes[part].name.said(context.language) if part in context.catalogue.recipes else part
        for source in sources
        for part in source.split(",")
    ]
    return context.words(
        "card.as_of", day=day(release.as_of, context.language), source=" · ".join(dict.fromkeys(names))
    )


def about(context: Context, indicator: Indicator) -> str:
    """Return the definition of an indicator as HTML: what it is, what is in and out, its cautions."""
    parts = [
        ("definition.what", indicator.definition),
        ("definition.includes", indicator.includes),
        ("definition.excludes", indicator.excludes),
        ("definition.caveats", indicator.caveats),
    ]
    said = "".join(
        f"<dt>{escape(context.words(key))}</dt><dd>{escape(text.said(context.language))}</dd>"
        for key, text in parts
        if text
    )
    return f'<dl class="lm-about">{said}</dl>'


def _table(context: Context, found: Finding) -> str:
    return _rows(reads.asked(context), found.indicator.id, found.area, context.language, context, found)


@st.cache_resource(max_entries=4096, show_spinner=False)
def _rows(asked: reads.Asked, name: str, area: str, language: Language, _context: Context, _found: Finding) -> str:
    heads = "".join(
        f'<th scope="col">{escape(_context.words(f"table.{name}"))}</th>' for name in ("period", "figure", "interval")
    )
    body = "".join(
        f'<tr><th scope="row">{escape(when)}</th><td>{escape(value)}</td><td>{escape(interval)}</td></tr>'
        for when, value, interval in reversed(table(_found.series, _found.teller))
    )
    title = escape(_found.teller.name)
    return (
        f'<div class="lm-scroll" tabindex="0" role="region" aria-label="{title}"><table class="lm-table">'
        f"<caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def events_key(context: Context, domain: tuple[date, date]) -> str:
    """Return the numbered policy events of a time axis as HTML, the words behind the numbers on the charts."""
    happened = rows.within(reads.events(context), domain).sort("on", "title").to_dicts()
    items = "".join(
        f'<li class="lm-event-{escape(str(row["kind"]))}"><b>{n}</b> {escape(str(row["title"]))}'
        f" <span>{escape(month(row['on'], context.language))}</span></li>"
        for n, row in enumerate(happened, start=1)
    )
    label = escape(context.words("events.label"))
    return f'<div class="lm-events"><span class="lm-events-label">{label}</span><ol>{items}</ol></div>' if items else ""
