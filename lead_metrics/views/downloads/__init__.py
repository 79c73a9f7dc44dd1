"""Downloads: the released figures as files that say what they are, each made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import polars as pl
import streamlit as st

from lead_metrics.access.rules import audience_at
from lead_metrics.catalogue.wording import day, number
from lead_metrics.cells import ALL, Status
from lead_metrics.exports import dictionary
from lead_metrics.exports.archive import zipped
from lead_metrics.exports.label import Label, stem
from lead_metrics.exports.table import columnar, written
from lead_metrics.facts.figures import FIGURES
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.details import written_down
from lead_metrics.views.downloads import selection
from lead_metrics.views.downloads.selection import Selection
from lead_metrics.views.labels import release_of
from lead_metrics.views.opening import show_end, show_opening

STATUSES = ("shown", "zero", "withheld", "missing", "not_collected")


@dataclass(frozen=True)
class File:
    """A file on offer: the ending of its name, its kind on the web, its rows, and how it is made."""

    kind: str
    ending: str
    mime: str
    rows: int
    make: Callable[[], bytes]


def show(context: Context) -> None:
    """Show what may be taken away, the choices, and the files of the choice."""
    show_opening(context, context.words("downloads.kicker"), context.words("downloads.title"))
    st.html(f'<p class="lm-sentence">{escape(context.words("downloads.what", site=context.site_name))}</p>')
    whole = reads.figures(context, tuple(context.catalogue.indicators), None)
    if whole.is_empty():
        st.html(f'<p class="lm-sentence">{escape(context.words("downloads.none"))}</p>')
        show_end(context)
        return
    offered = selection.choices(context, whole)
    wanted = selection.show_choices(context, offered)
    filters = selection.said(context, wanted, offered)
    show_files(context, selection.picked(whole, wanted, context.catalogue), wanted, filters)
    show_end(context, *filters)


def show_files(context: Context, figures: pl.DataFrame, wanted: Selection, filters: list[str]) -> None:
    """Show what these figures are and each file of them with what it holds."""
    if figures.is_empty():
        st.html(f'<p class="lm-sentence">{escape(context.words("downloads.none"))}</p>')
        return
    said = label(context, figures, wanted, filters)
    title = escape(context.words("downloads.files"))
    st.html(f'<h2 class="lm-section">{title}</h2><p class="lm-sentence">{escape(said.sentence)}</p>')
    for file in files(context, figures, said):
        show_file(context, file, said)
    st.html(f'<p class="lm-note">{escape(context.words("download.note"))}</p>')


def show_file(context: Context, file: File, said: Label) -> None:
    """Show one file: its button, and what it holds."""
    name = f"{said.stem}{file.ending}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"file-{file.kind}"):
        st.download_button(
            context.words(f"downloads.file.{file.kind}"), written_down(context, name, file.make), name, file.mime,
            key=f"take-{file.kind}-{said.stem}", on_click="ignore", icon=":material/download:", width=290,
            type="primary" if file.kind == "zip" else "secondary",
        )  # fmt: skip
        holds = context.words(f"downloads.file.{file.kind}_holds", n=number(file.rows, 0, context.language))
        st.html(f'<p class="lm-holds">{escape(holds)}</p>', width="stretch")


def files(context: Context, figures: pl.DataFrame, said: Label) -> list[File]:
    """Return the files of these figures; none of them is made yet."""
    kinds = figures["indicator"].n_unique()
    return [
        File("zip", ".zip", "application/zip", figures.height, lambda: zipped(contents(context, figures, said))),
        File("csv", ".csv", "text/csv", figures.height, lambda: written(figures, said)),
        File("parquet", ".parquet", "application/vnd.apache.parquet", figures.height, lambda: columnar(figures, said)),
        File("dictionary", "_dictionary.csv", "text/csv", kinds, lambda: written(meanings(context, figures), said)),
    ]


def contents(context: Context, figures: pl.DataFrame, said: Label) -> dict[str, bytes]:
    """Return what the archive holds, by file name."""
    held = {
        "figures.csv": written(figures, said),
        "dictionary_figures.csv": written(meanings(context, figures), said),
        "dictionary_columns.csv": written(dictionary.columns(FIGURES, context.words), said),
        "events.csv": written(reads.events(context), said),
    }
    return {"README.txt": readme(context, said, held).encode()} | held


def meanings(context: Context, figures: pl.DataFrame) -> pl.DataFrame:
    """Return what each indicator of these figures means."""
    return dictionary.indicators(figures, context.catalogue, context.language, context.words)


def readme(context: Context, said: Label, held: Mapping[str, bytes]) -> str:
    """Return the note that goes with the archive: what it is, how it is read, and how it is cited."""
    statuses = [context.words(f"downloads.read.{status}") for status in STATUSES]
    parts = [
        [said.title, said.sentence],
        said.lines(),
        [context.words("downloads.readme.files"), *(f"- {name}" for name in held)],
        [context.words("downloads.read.title"), *(f"- {line}" for line in statuses)],
        [citation(context), context.words("downloads.share")],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def citation(context: Context) -> str:
    """Return how these figures are cited."""
    assert context.release is not None
    return context.words(
        "downloads.cite", site=context.site_name, number=context.release.number,
        day=day(context.release.as_of, context.language), audience=audience(context),
    )  # fmt: skip


def label(context: Context, figures: pl.DataFrame, wanted: Selection, filters: list[str]) -> Label:
    """Return what every file of these figures carries: release, audience, place and filters."""
    release = context.release
    assert release is not None and context.site is not None
    said = context.words
    narrowed = [part for part in (wanted.indicator, wanted.by, wanted.start, wanted.until) if part != ALL]
    if wanted.level != ALL and wanted.indicator == ALL:
        narrowed.insert(0, wanted.level)
    seen = str(audience_at(context.viewer, context.site))
    return Label(
        title=f"{said('product.name')}: {context.site_name}",
        sentence=counted(context, figures),
        unit="",
        alt="",
        facts=(
            (said("label.release"), release_of(context)),
            (said("label.audience"), audience(context)),
            (said("label.place"), context.site_name),
            (said("label.filters"), " · ".join(filters)),
        ),
        sample=said("sample.banner") if release.sample else "",
        events=(),
        stem=stem(f"release-{release.number}", seen, context.site, *narrowed, sample=release.sample),
    )


def counted(context: Context, figures: pl.DataFrame) -> str:
    """Return how many figures these are, of how many kinds and from when to when, in words."""
    # What is not collected stands in the year that it was asked for, and tells of no day.
    told = figures.filter(pl.col("status") != Status.NOT_COLLECTED)
    first, until = (figures if told.is_empty() else told).select(pl.col("from").min(), pl.col("until").max()).row(0)
    return context.words(
        "downloads.count",
        n=number(figures.height, 0, context.language),
        indicators=figures["indicator"].n_unique(),
        first=day(first, context.language),
        last=day(until - timedelta(days=1), context.language),
    )


def audience(context: Context) -> str:
    """Return for whom the figures are, in words."""
    return context.words(f"audience.{audience_at(context.viewer, context.site or '')}")
