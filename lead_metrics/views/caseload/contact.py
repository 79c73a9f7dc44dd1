"""Whom nobody has met for a while, by worker and by door: a prompt to look. And how contacts go at the whole site."""

from __future__ import annotations

import polars as pl
import streamlit as st

from lead_metrics.cells import ALL, NONE, Load
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import quiet, section, sentence, table

SILENT = (Load.NO_CONTACT_30, Load.NO_CONTACT_60, Load.NO_CONTACT_90)
HOURS = 48
"""From so many hours on a first contact is told in days."""


def show(held: Desk) -> None:
    """Show active people without a contact for 30, 60 and 90 days, and the site's contacts."""
    st.html(section(held.words("contact.title")) + _silent(held) + sentence(*_site(held)))


def _silent(held: Desk) -> str:
    if held.site(Load.CONTACTS_BEHIND) is None:
        return sentence(held.words("contact.no_records"))
    quietly = held.rows.filter(pl.col("measure").is_in(SILENT))
    how = quiet(held.words("contact.how", last=held.said(held.contacts_until)))
    if quietly.is_empty():
        return how + sentence(held.words("contact.none"))
    workers = quietly.filter(pl.col("door") == ALL)
    doors = quietly.filter(pl.col("door") != ALL)
    return how + _by_worker(held, workers) + (_by_door(held, doors) if doors.height else "")


def _by_worker(held: Desk, rows: pl.DataFrame) -> str:
    found = _counts(rows, "worker")
    names = {code: held.name(code) for code in sorted(found) if code != NONE}
    if NONE in found:
        names[NONE] = held.words("contact.nobody")
    return _table(held, "worker", names, found)


def _by_door(held: Desk, rows: pl.DataFrame) -> str:
    codes = held.context.catalogue.codes["door"]
    english = held.context.language == "en"
    names = {door: code.en if english else code.es for door, code in codes.items()}
    return _table(held, "door", names, _counts(rows, "door"))


def _counts(rows: pl.DataFrame, by: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, measure, people in rows.group_by(by, "measure").agg(pl.col("value").sum()).rows():
        found.setdefault(name, {})[measure] = int(people)
    return found


def _table(held: Desk, by: str, names: dict[str, str], found: dict[str, dict[str, int]]) -> str:
    days = [held.words(f"contact.{measure.rpartition('_')[2]}") for measure in SILENT]
    rows = [[name, *(str(found.get(code, {}).get(one, 0)) for one in SILENT)] for code, name in names.items()]
    whole = [str(sum(counts.get(one, 0) for counts in found.values())) for one in SILENT]
    heads = [held.words(f"contact.by_{by}"), *days]
    return table(held.words(f"contact.caption_{by}"), heads, [[held.words("contact.all"), *whole], *rows])


def _site(held: Desk) -> list[str]:
    said = []
    hours, first = held.site(Load.HOURS_TO_FIRST), held.site(Load.FIRST_CONTACTS)
    if hours is not None and first:
        said.append(held.words("contact.first", hours=_long(held, hours), number=held.number(first)))
    often, field = held.site(Load.CONTACTS_A_MONTH), held.site(Load.IN_FIELD)
    if often is not None and field is not None:
        said.append(held.words("contact.often", number=held.number(often, 1), field=held.number(field)))
    return said


def _long(held: Desk, hours: float) -> str:
    if hours < HOURS:
        return held.words("contact.hours", number=held.number(hours, 1))
    return held.words("contact.days", number=held.number(hours / 24, 1))
