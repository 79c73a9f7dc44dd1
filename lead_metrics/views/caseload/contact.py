"""Whom nobody has met for a while, by worker and by door: a prompt to look. And how contacts go at the whole site."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lead_metrics.cells import NONE, Load
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import quiet, section, sentence, table

SILENT = tuple(str(one) for one in (Load.NO_CONTACT_30, Load.NO_CONTACT_60, Load.NO_CONTACT_90))
HOURS = 48
"""From so many hours on a first contact is told in days."""


def show(held: Desk) -> None:
    """Show active people without a contact for 30, 60 and 90 days, and the site's contacts."""
    st.html(section(held.words("contact.title")) + _silent(held) + sentence(*_site(held)))


def _silent(held: Desk) -> str:
    if held.site(Load.CONTACTS_BEHIND) is None:
        return sentence(held.words("contact.no_records"))
    how = quiet(held.words("contact.how", last=held.said(held.contacts_until)))
    workers, doors = _found(held.told.values), _found(held.told.doors)
    if not workers:
        return how + sentence(held.words("contact.none"))
    names = {code: held.name(code) for code in sorted(workers) if code != NONE}
    if NONE in workers:
        names[NONE] = held.words("contact.nobody")
    return how + _table(held, "worker", names, workers) + (_table(held, "door", _doors(held), doors) if doors else "")


def _doors(held: Desk) -> dict[str, str]:
    codes, english = held.context.catalogue.codes["door"], held.context.language == "en"
    return {door: code.en if english else code.es for door, code in codes.items()}


def _found(values: Mapping[tuple[str, str], float]) -> dict[str, dict[str, int]]:
    """Return the people without a contact by worker or door, and by days."""
    found: dict[str, dict[str, int]] = {}
    for (name, measure), people in values.items():
        if measure in SILENT:
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
