"""The agenda editor: items in order, each moved, changed or taken away by itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from secrets import token_hex
from typing import Any

import streamlit as st

from lead_metrics.catalogue.checks import for_the_room
from lead_metrics.catalogue.model import Agenda, Item, Text
from lead_metrics.errors import RequestRefused
from lead_metrics.store import agendas
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, show_heading, show_lead
from lead_metrics.views.viewing import viewer

KINDS = ("figures", "words", "since", "follow_up", "closing")
SECONDS = (0, 15, 30, 60, 120)
TAKES = ("key", "at_once")


@dataclass(frozen=True)
class Typed:
    """What stands in an item's form: its kind, name, lines of words, and figures."""

    kind: str
    name: str
    says: str
    indicators: tuple[str, ...]


def show_editor(context: Context, site: str) -> None:
    """Show the agenda of a site's next meetings, to be changed."""
    show_heading(context.words("agenda.title"))
    show_lead(context.words("agenda.what"))
    agenda = agendas.agenda_for(context.engine, context.viewer, site)
    for at in range(len(agenda.items)):
        show_item(context, site, agenda, at)
    show_new(context, site, agenda)
    show_ways(context, site, agenda)


def show_item(context: Context, site: str, agenda: Agenda, at: int) -> None:
    """Show one item: its name, the ways to move it or take it away, and its form when somebody opens it."""
    item, last = agenda.items[at], len(agenda.items) - 1
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"item-{item.id}", width=760):
        name = f"{at + 1}. {item.name.said(context.language)}"
        st.html(f'<p class="lm-item"><b>{escape(name)}</b> {facts(context, item)}</p>')
        for way, to, icon in (("up", at - 1, "arrow_upward"), ("down", at + 1, "arrow_downward")):
            st.button(
                "", icon=f":material/{icon}:", key=f"{way}-{item.id}", type="tertiary", disabled=not 0 <= to <= last,
                help=context.words(f"agenda.{way}"), on_click=keep, args=(context, site, agenda, moved(agenda, at, to)),
            )  # fmt: skip
        opened = st.popover(context.words("agenda.change"), type="tertiary", key=f"change-{item.id}", on_change="rerun")
        if opened.open:
            with opened:
                show_form(context, site, agenda, item)


def facts(context: Context, item: Item) -> str:
    """Return what an item is made of, as HTML."""
    known = [one for one in item.indicators if one in context.catalogue.indicators]
    names = [context.catalogue.indicators[one].name.said(context.language) for one in known]
    said = " · ".join([context.words(f"agenda.kind.{item.kind}"), *names])
    return f'<span class="lm-facts">{escape(said)}</span>'


def show_form(context: Context, site: str, agenda: Agenda, item: Item) -> None:
    """Show the form of an item, and the button that takes it away."""
    typed = fields(context, item, item.id)
    if typed is not None and done(lambda: replaced(context, site, agenda, changed(context, item, typed))):
        st.rerun()
    if st.button(context.words("agenda.remove"), key=f"remove-{item.id}", icon=":material/delete:", type="tertiary"):
        left = agenda.model_copy(update={"items": tuple(one for one in agenda.items if one.id != item.id)})
        if done(lambda: agendas.keep(context.engine, viewer(), site, left, before=agenda)):
            st.rerun()


def fields(context: Context, item: Item | None, key: str) -> Typed | None:
    """Show the fields of an item, or of a new one; return what was typed when somebody asks to keep it."""
    language = context.language
    choices = [name for name in context.catalogue.indicators if for_the_room(context.catalogue, name)]
    kinds = {kind: context.words(f"agenda.kind.{kind}") for kind in KINDS}
    with st.form(f"form-{key}", border=False):
        label = context.words("agenda.kind_label")
        kind = item.kind if item else st.selectbox(label, kinds, format_func=kinds.__getitem__, key=f"kind-{key}")
        name = st.text_input(
            context.words("agenda.name"), item.name.said(language) if item else "", max_chars=agendas.LONGEST,
            key=f"name-{key}",
        )  # fmt: skip
        indicators: list[str] = []
        if item is None or item.indicators:
            indicators = st.multiselect(
                context.words("agenda.figures"), choices,
                default=[one for one in choices if item and one in item.indicators],
                format_func=lambda one: context.catalogue.indicators[one].name.said(language), key=f"figures-{key}",
            )  # fmt: skip
        says = ""
        if item is None or item.kind == "words":
            told = "\n".join(text.said(language) for text in item.says) if item else ""
            says = st.text_area(context.words("agenda.says"), told, key=f"says-{key}")
        asked = st.form_submit_button(context.words("agenda.add" if item is None else "agenda.keep"))
    return Typed(str(kind), name or "", says or "", tuple(indicators)) if asked else None


def changed(context: Context, item: Item, typed: Typed) -> Item:
    """Return an item with what was typed; a text that was left as it was keeps its other language."""
    lines = [line.strip() for line in typed.says.splitlines() if line.strip()]
    told = {text.said(context.language): text for text in (item.name, *item.says)}
    return made(
        item.model_dump(), typed.indicators, told.get(typed.name.strip(), said(typed.name)),
        tuple(told.get(line, said(line)) for line in lines) if item.kind == "words" else item.says,
    )  # fmt: skip


def made(item: dict[str, Any], indicators: tuple[str, ...], name: Text, says: tuple[Text, ...]) -> Item:
    """Return a checked item; raises RequestRefused where something is missing."""
    new = {**item, "indicators": indicators, "name": name, "says": says}
    try:
        return Item.model_validate(new)
    except ValueError:
        raise RequestRefused("figures need at least one figure, and words at least one line; fill them in") from None


def said(words: str) -> Text:
    """Return words that were typed once, for every language; raises RequestRefused where there are none."""
    words = words.strip()
    if not words:
        raise RequestRefused("an item has a name; write one")
    return Text(en=words, es=words)


def replaced(context: Context, site: str, agenda: Agenda, item: Item) -> None:
    """Keep an agenda with one item changed."""
    items = tuple(item if one.id == item.id else one for one in agenda.items)
    agendas.keep(context.engine, viewer(), site, agenda.model_copy(update={"items": items}), before=agenda)


def show_new(context: Context, site: str, agenda: Agenda) -> None:
    """Show the form that adds an item."""
    opened = st.popover(context.words("agenda.new"), icon=":material/add:", key="new-item", on_change="rerun")
    if not opened.open:
        return
    with opened:
        # Under another key once one was added: what was typed is then gone, and only then.
        typed = fields(context, None, f"new-{len(agenda.items)}")
    if typed is not None and done(lambda: add(context, site, agenda, typed)):
        st.rerun()


def add(context: Context, site: str, agenda: Agenda, typed: Typed) -> None:
    """Keep an agenda with one item more; raises NotAllowed or RequestRefused."""
    lines = [said(line) for line in typed.says.splitlines() if line.strip()]
    figures = typed.indicators if typed.kind in ("figures", "since") else ()
    item = made(
        {"id": f"own_{token_hex(4)}", "order": 0, "kind": typed.kind}, figures, said(typed.name),
        tuple(lines) if typed.kind == "words" else (),
    )  # fmt: skip
    longer = agenda.model_copy(update={"items": (*agenda.items, item)})
    agendas.keep(context.engine, viewer(), site, longer, before=agenda)


def show_ways(context: Context, site: str, agenda: Agenda) -> None:
    """Show how a newer release is taken and how slides move, and the way back to the catalogue's agenda."""
    takes = {take: context.words(f"agenda.take.{take}") for take in TAKES}
    paces = {n: context.words("agenda.by_hand") if not n else context.words("agenda.seconds", n=n) for n in SECONDS}
    with st.form("ways", border=False, width=560):
        take = st.radio(
            context.words("agenda.take_label"), TAKES, TAKES.index(agenda.take), format_func=takes.__getitem__,
            key="take-how",
        )  # fmt: skip
        pace = st.selectbox(
            context.words("agenda.pace"), SECONDS, SECONDS.index(agenda.seconds) if agenda.seconds in SECONDS else 0,
            format_func=paces.__getitem__, key="pace",
        )  # fmt: skip
        asked = st.form_submit_button(context.words("agenda.keep"))
    new = agenda.model_copy(update={"take": take, "seconds": pace})
    if asked and done(lambda: agendas.keep(context.engine, viewer(), site, new, before=agenda)):
        st.rerun()
    if agenda != context.catalogue.own_agenda():
        again = st.button(context.words("agenda.give_back"), type="tertiary", key="give-back")
        if again and done(lambda: agendas.give_back(context.engine, viewer(), site)):
            st.rerun()


def moved(agenda: Agenda, at: int, to: int) -> Agenda:
    """Return an agenda with one item elsewhere; the same where there is no such place."""
    items = list(agenda.items)
    if 0 <= to < len(items):
        items.insert(to, items.pop(at))
    return agenda.model_copy(update={"items": tuple(items)})


def keep(context: Context, site: str, before: Agenda, agenda: Agenda) -> None:
    """Keep an agenda, from a button's own call."""
    done(lambda: agendas.keep(context.engine, viewer(), site, agenda, before=before))
