"""An indicator's groups beside one another: its latest period by one dimension, and each group over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from lead_metrics.cells import ALL, NONE, Status
from lead_metrics.charts import groups, items, rows, small
from lead_metrics.charts.describe import describe, said, tooltips
from lead_metrics.estimates.sentences import Teller
from lead_metrics.views import reads
from lead_metrics.views.cards import show_exhibit
from lead_metrics.views.categories import names
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.labels import as_of, grains, sources, unit_of
from lead_metrics.views.look import theme

NEVER = frozenset({"agency", "partner", "element"})
"""Dimensions that are never drawn beside one another: that would rank agencies, partners or parts of the work."""

AREA = "area"

COUNTED = (Status.SHOWN, Status.WITHHELD)


@dataclass(frozen=True)
class Parted:
    """One indicator by one dimension: all its figures (facts.figures.FIGURES), the latest period's, and words."""

    dimension: str
    figures: pl.DataFrame
    latest: pl.DataFrame
    named: dict[str, str]
    teller: Teller

    def span(self) -> str:
        """Return the latest period in words."""
        return self.teller.span_of(self.latest.sort("until").row(-1, named=True))

    def items(self) -> pl.DataFrame:
        """Return the latest figures as items of a chart (charts.items.ITEMS), named with periods where these differ."""
        labels = [self.named[category] for category in self.latest["category"]]
        if self.latest.select("from", "until").unique().height > 1:
            spans = [self.teller.span_of(row) for row in self.latest.to_dicts()]
            labels = [f"{label} ({span})" for label, span in zip(labels, spans, strict=True)]
        return self.latest.select("status", "value", "low", "high", "unreliable").select(
            pl.Series("label", labels, dtype=pl.String), pl.all()
        )


def offered(context: Context, name: str) -> dict[str, str]:
    """Return the dimensions by which a reader may see an indicator's groups, with their words."""
    indicator = context.catalogue.indicators[name]
    dimensions = [*indicator.breakdowns, *([AREA] if indicator.by_area and reads.areas(context) else [])]
    return {one: context.words(f"dimension.{one}") for one in dimensions if one not in NEVER}


def parted(context: Context, name: str, dimension: str) -> Parted | None:
    """Return an indicator's groups at the whole site, None where nothing was counted of any."""
    indicator = context.catalogue.indicators[name]
    named = reads.areas(context) if dimension == AREA else names(context, dimension)
    figures = cells(context, name, dimension).filter(
        pl.col("category").is_in(list(named)), pl.col("status").is_in(COUNTED)
    )
    if figures.is_empty() or dimension in NEVER:
        return None
    order = {code: place for place, code in enumerate(named)}
    figures = figures.sort(pl.col("category").replace_strict(order, return_dtype=pl.Int64), "from")
    # Groups of one dimension share their periods; each area has its own, as long as its size asks.
    newest = pl.col("until").max().over("category") if dimension == AREA else pl.col("until").max()
    latest = figures.filter(pl.col("until") == newest)
    teller = Teller(indicator, context.catalogue.units[indicator.unit], context.language, context.words)
    return Parted(dimension, figures, latest, named, teller)


def cells(context: Context, name: str, dimension: str) -> pl.DataFrame:
    """Return an indicator's figures by a dimension (facts.figures.FIGURES); an area stands as the category."""
    if dimension == AREA:
        return reads.figures(context, (name,), NONE).filter(pl.col("area") != ALL).with_columns(category=pl.col("area"))
    return reads.figures(context, (name,), dimension).filter(pl.col("area") == ALL)


def show_parted(context: Context, found: Parted, key: str) -> None:
    """Show the latest groups as a card and each group over time, one tap away; words alone where none is shown."""
    if not (found.latest["status"] == Status.SHOWN).any():
        st.html(f'<p class="lm-quiet">{escape(f"{heading(context, found)}: {sentence(context, found)}")}</p>')
    else:
        show_exhibit(context, exhibit(context, found), f"{key}-{found.dimension}")
    if (found.figures["status"] == Status.SHOWN).any():
        show_over_time(context, found, f"{key}-{found.dimension}")


def heading(context: Context, found: Parted) -> str:
    """Return what is shown: the figure, by what, and when."""
    dimension = context.words(f"dimension.{found.dimension}")
    return context.words("groups.title", name=found.teller.name, dimension=dimension, period=found.span())


def exhibit(context: Context, found: Parted) -> Exhibit:
    """Return the groups of the latest period as an exhibit."""
    listed = found.items()
    indicator, teller = found.teller.indicator, found.teller
    dimension = context.words(f"dimension.{found.dimension}")
    return Exhibit(
        indicator=indicator,
        title=heading(context, found),
        sentence=sentence(context, found),
        unit=unit_of(context, indicator, found.latest),
        as_of=as_of(context, found.latest.with_columns(area=pl.lit(ALL))),
        source=sources(context, found.latest),
        alt=items.describe(listed, "groups", teller),
        draw=partial(groups.draw, indicator.level, teller.unit.percent, listed.height),
        rows=items.figures(listed, teller),
        figures=found.figures.with_columns(category=pl.lit(ALL)) if found.dimension == AREA else found.figures,
        heads=tuple(context.words(f"table.{name}") for name in ("item", "figure", "interval")),
        cells=lambda: [tuple(row) for row in items.table(listed, teller)],
        events=reads.events(context).clear(),
        filters=context.words("groups.filter", dimension=dimension),
        name=f"by-{found.dimension}",
    )


def sentence(context: Context, found: Parted) -> str:
    """Return what the groups say: how many are shown, and by which periods the ladder shows them."""
    hidden = found.latest.filter(pl.col("status") == Status.WITHHELD).height
    said = {0: "all_shown", found.latest.height: "all_withheld"}.get(hidden, "some")
    return context.words(f"groups.{said}", grain=grains(context, found.latest), withheld=hidden, of=found.latest.height)


def show_over_time(context: Context, found: Parted, key: str) -> None:
    """Show each group's own line over time, drawn when somebody opens it."""
    opened = st.expander(
        context.words("groups.over_time"), icon=":material/show_chart:", key=f"over-time-{key}", on_change="rerun"
    )
    if opened.open:
        with opened:
            for category, name in found.named.items():
                series = found.figures.filter(pl.col("category") == category)
                if series.height:
                    show_line(context, found, series, name, f"{key}-{category}")


def show_line(context: Context, found: Parted, series: pl.DataFrame, name: str, key: str) -> None:
    """Show one group's line beside its name and its latest figure."""
    teller = found.teller
    last = series.row(-1, named=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"line-{key}"):
        st.html(f'<p class="lm-line"><b>{escape(name)}</b>{escape(said(last, teller))}</p>', width=220)
        st.vega_lite_chart(
            rows.plotted(rows.figures(series, tooltips(series, teller))),
            small.draw(teller.indicator.level, theme()), theme=None, width="stretch", key=f"small-{key}",
            alt=f"{name}. {describe(series, reads.events(context).clear(), teller)}",
        )  # fmt: skip
