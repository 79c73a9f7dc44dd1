"""All about a figure, one tap away: its definition, its table, its files and its address."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.catalogue.model import Indicator
from lead_metrics.exports import picture as pictured
from lead_metrics.exports import table as tabled
from lead_metrics.store import trail
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.labels import label
from lead_metrics.views.links import anchor, to
from lead_metrics.views.look import theme


def show_details(context: Context, about_it: Indicator, shown: Exhibit | None, key: str) -> None:
    """Show the one button below a card, without the table and files where nothing is drawn; opened, it is filled."""
    word = context.words("card.all" if shown is not None else "card.about")
    opened = st.popover(word, icon=":material/info:", type="tertiary", key=f"details-{key}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        show_about(context, about_it)
        if shown is not None:
            _part(context, "table")
            st.html(table_html(shown.indicator.name.said(context.language), list(shown.heads), shown.cells()))
            _part(context, "download")
            show_files(context, shown, key)
        _part(context, "link")
        show_link(context)


def _part(context: Context, name: str) -> None:
    st.html(f'<p class="lm-part">{escape(context.words(f"card.{name}"))}</p>')


def show_files(context: Context, shown: Exhibit, key: str) -> None:
    """Offer an exhibit as picture and as table; a file is made, and has an address, when somebody asks for it."""
    said, look = label(context, shown), theme()
    st.html(f'<p class="lm-note">{escape(context.words("download.note"))}</p>')
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "png": ("image/png", lambda: pictured.png(shown.draw(look), shown.rows, said, look)),
        "svg": ("image/svg+xml", lambda: pictured.svg(shown.draw(look), shown.rows, said, look)),
        "csv": ("text/csv", lambda: tabled.written(shown.figures, said)),
    }
    with st.container(gap=None, key=f"files-{key}"):
        for kind, (mime, make) in makers.items():
            st.download_button(
                context.words(f"download.{kind}"), written_down(context, f"{said.stem}.{kind}", make),
                f"{said.stem}.{kind}", mime, key=f"{kind}-{key}",
                on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip


def written_down(context: Context, name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return the same maker, which writes down that somebody who has signed in took the file."""

    def made() -> bytes:
        if context.viewer.account is not None:
            trail.append(context.engine, "download", account=context.viewer.account, about=name)
        return make()

    return made


def show_link(context: Context) -> None:
    """Show the address of this very view, with a button that copies it."""
    st.html(f'<p class="lm-note">{escape(context.words("link.note"))}</p>')
    st.code(link(context), language=None, wrap_lines=True)


def link(context: Context) -> str:
    """Return the address that opens this view for whoever may see it: page, site, language and every filter."""
    host = (st.context.url or "").split("?")[0].removesuffix(address_of(context.page)).rstrip("/")
    asked = urlencode({**context.query, **context.address(), "lang": context.language})
    return f"{host}{address_of(context.page)}?{asked}"


def show_about(context: Context, indicator: Indicator) -> None:
    """Show an indicator's definition, and the way to everything else about it."""
    more = anchor(to(context, address_of("indicator"), id=indicator.id), context.words("card.more"))
    st.html(f'{about(context, indicator)}<p class="lm-note">{more}</p>')


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


def counted_as(context: Context, indicator: Indicator) -> str:
    """Return what an indicator counts, of whom, in which hope, and who sees it, as HTML."""
    facts = (
        context.words(f"counts.{indicator.counts}"),
        context.words(f"whom.{indicator.whom}"),
        context.words(f"hoped.{indicator.hoped_direction}"),
        context.words("definitions.seen_by", audience=context.words(f"audience.{indicator.audience}")),
        context.words("definitions.code", code=indicator.code),
    )
    return f'<p class="lm-facts">{"".join(f"<span>{escape(fact)}</span>" for fact in facts)}</p>'


def table_html(title: str, heads: list[str], rows: list[tuple[str, ...]]) -> str:
    """Return rows as an HTML table that a keyboard can scroll; each row is headed by its first cell."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    said = escape(title)
    return (
        f'<div class="lm-scroll" tabindex="0" role="region" aria-label="{said}"><table class="lm-table">'
        f"<caption>{said}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
