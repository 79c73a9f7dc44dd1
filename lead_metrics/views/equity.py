"""Equity: disparity at each decision point, as ratio and as difference, and whether it shrinks."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.catalogue.wording import period
from lead_metrics.cells import ALL
from lead_metrics.charts import estimated
from lead_metrics.charts.estimated import Ground
from lead_metrics.estimates.findings import disparity
from lead_metrics.estimates.payloads import Disparity
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.details import show_details
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.findings import Finding
from lead_metrics.views.groups import parted, show_over_time, show_parted
from lead_metrics.views.labels import as_of, sources
from lead_metrics.views.look import theme
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import findings, indicators, may_see, show_heading
from lead_metrics.views.verdicts import groups, stored

WAYS: tuple[estimated.Way, ...] = ("ratio", "difference")
OF = {"from": pl.Date, "until": pl.Date, "reference": pl.String, "group": pl.String}
UNKNOWN = ("race_unknown_contacts", "race_unknown_bookings")
"""How often race is not known: what it would change cannot be seen."""


def show(context: Context) -> None:
    """Show each decision point in the order in which the system meets a person."""
    show_opening(context, context.words("equity.kicker"), context.words("equity.title"))
    st.html(f'<p class="lm-sentence">{escape(context.words("equity.about"))}</p>')
    for chapter in context.catalogue.chapters_of("equity"):
        show_heading(context, chapter)
        for found in findings(context, indicators(context, chapter)):
            show_point(context, found)
    show_unknown(context)
    show_marks(context)
    show_end(context)


def show_point(context: Context, found: Finding) -> None:
    """Show one decision point: each group beside the reference group in both ways, then the groups themselves."""
    told = [one for one in stored(context, found.indicator.id, ALL, ("disparity",)) if isinstance(one, Disparity)]
    key = found.indicator.id
    split = parted(context, key, "race")
    if told:
        with st.container(border=True, key=f"card-equity-{key}-systemic"):
            show_disparity(context, found, told[0])
    if split:
        show_parted(context, split, f"equity-{key}")
    if not told:
        st.html(f'<p class="lm-quiet">{escape(context.words("equity.none", name=found.teller.name))}</p>')
    show_shrinking(context, found)


def show_disparity(context: Context, found: Finding, told: Disparity) -> None:
    """Show the sentence of a disparity, and below it both ways of measuring it side by side."""
    lines = "".join(f"<li>{escape(said)}</li>" for said in sentences(context, found, told))
    st.html(
        f'<h3 class="lm-finding">{escape(found.teller.name)}</h3>'
        f'<p class="lm-unit">{escape(reference(context, told))}</p><ul class="lm-answers">{lines}</ul>'
    )
    for column, way in zip(st.columns(2, gap="medium"), WAYS, strict=True):
        with column:
            show_way(context, exhibit(context, found, told, way))


def show_way(context: Context, shown: Exhibit) -> None:
    """Show one way of measuring: its chart, and all about it one tap away."""
    key = f"equity-{shown.name}-{shown.indicator.id}"
    st.html(f'<h4 class="lm-ground">{escape(context.words(f"equity.{shown.name}"))}</h4>')
    st.vega_lite_chart(shown.rows, shown.draw(theme()), theme=None, width="stretch", key=key, alt=shown.alt)
    show_details(context, shown.indicator, shown, key)


def exhibit(context: Context, found: Finding, told: Disparity, way: estimated.Way) -> Exhibit:
    """Return one way of measuring a disparity as an exhibit; its file holds each group's estimate and interval."""
    on = Ground(found.series, reads.events(context).clear(), found.teller)
    drawn = estimated.unequal(told, on, groups(context), way)
    ends = [(one.category, getattr(one, way)) for one in told.groups]
    rows = [(told.start, told.until, told.reference, name, one.estimate, one.low, one.high) for name, one in ends]
    return Exhibit(
        indicator=found.indicator,
        title=f"{found.teller.name}: {context.words(f'equity.{way}')}",
        sentence=" ".join(sentences(context, found, told)),
        unit=reference(context, told),
        as_of=as_of(context, found.series),
        source=sources(context, found.series),
        alt=drawn.alt,
        draw=drawn.draw,
        rows=drawn.rows,
        figures=pl.DataFrame(rows, schema={**OF, way: pl.Float64, "low": pl.Float64, "high": pl.Float64}, orient="row"),
        heads=tuple(context.words(f"table.{head}") for head in drawn.heads),
        cells=lambda: list(drawn.table),
        events=on.happened,
        filters=reference(context, told),
        name=way,
    )


def sentences(context: Context, found: Finding, told: Disparity) -> list[str]:
    """Return what a disparity says of each group."""
    return list(disparity(told, found.teller, groups(context), "equity.line"))


def reference(context: Context, told: Disparity) -> str:
    """Return beside which group all others stand, and when."""
    named, when = groups(context), period(told.start, told.until, context.language)
    return context.words("equity.reference", group=named.get(told.reference, told.reference), period=when)


def show_shrinking(context: Context, found: Finding) -> None:
    """Show the ratio of a rate over time, group by group, where the catalogue has it."""
    for one in context.catalogue.indicators.values():
        own = one.measure.kind == "ratio" and one.measure.of == found.indicator.id
        if own and may_see(context, one) and (split := parted(context, one.id, "race")):
            st.html(f'<h4 class="lm-ground">{escape(context.words("equity.shrinking"))}</h4>')
            show_over_time(context, split, f"equity-{one.id}")


def show_unknown(context: Context) -> None:
    """Show how often race is not known."""
    known = [one for name in UNKNOWN for one in context.catalogue.family(name) if may_see(context, one)]
    lines = "".join(f"<li>{escape(one.told.sentence)}</li>" for one in findings(context, known))
    title = escape(context.words("equity.unknown"))
    st.html(f'<h2 class="lm-section">{title}</h2><ul class="lm-answers">{lines}</ul>')
