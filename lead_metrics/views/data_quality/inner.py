"""For the manager of the site: how each series is shown, and where reasons and refused rows stand.

Neither is in the database that is read here: beside the mark, a reason would tell which figures are small.
"""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.cells import NONE, Status
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality.saying import figure, heading, name_of, table
from lead_metrics.views.data_quality.tally import TALLY, by_series

COMMANDS = {"reasons": "python -m lead_metrics reasons --site {site}", "refused": "python -m lead_metrics deliveries"}
COUNTED = tuple(name for name in TALLY if name != Status.NOT_COLLECTED)


def show(context: Context, figures: pl.DataFrame) -> None:
    """Show the part of the page that a site's own manager sees."""
    lines = "".join(
        f'<p class="lm-sentence">{escape(context.words(f"data_quality.manager.{name}"))}<br>'
        f"<code>{escape(command.format(site=context.site))}</code></p>"
        for name, command in COMMANDS.items()
    )
    chosen = escape(context.words("data_quality.manager.chosen"))
    st.html(f'{heading(context, "manager.title")}{lines}<p class="lm-sentence">{chosen}</p>')
    opened = st.expander(
        context.words("data_quality.manager.counts"), icon=":material/table_rows:", key="series", on_change="rerun"
    )
    if opened.open:
        with opened:
            st.html(series_table(context, figures))


def series_table(context: Context, figures: pl.DataFrame) -> str:
    """Return every series with its grain and the counts of its statuses, as an HTML table."""
    collected = figures.filter(pl.col("status") != Status.NOT_COLLECTED)
    rows = [series_row(context, *one) for one in by_series(collected).select(*FIELDS).iter_rows()]
    return table(context, "manager.counts", ("figure", "group", "grain", *COUNTED), sorted(rows))


FIELDS = ("indicator", "dimension", "grains", *COUNTED)


def series_row(context: Context, indicator: str, dimension: str, grains: list[str], *counts: int) -> tuple[str, ...]:
    """Return one indicator and dimension as its row of the table."""
    return (
        name_of(context, indicator),
        "–" if dimension == NONE else context.words(f"dimension.{dimension}"),
        " · ".join(context.words(f"grain.by.{grain}") for grain in grains),
        *(figure(context, count) for count in counts),
    )
