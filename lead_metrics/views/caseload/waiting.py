"""Priority referrals that wait, by the days they have waited and by door."""

from __future__ import annotations

import streamlit as st

from lead_metrics.cells import Load
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import section, sentence, table

BANDS = {
    "7": Load.WAITING_7,
    "14": Load.WAITING_14,
    "30": Load.WAITING_30,
    "90": Load.WAITING_90,
    "more": Load.WAITING_MORE,
}


def show(held: Desk) -> None:
    """Show how many priority referrals wait, and for how long."""
    st.html(section(held.words("waiting.title")) + sentence(said(held)) + _table(held))


def said(held: Desk) -> str:
    """Return what is to be said of those who wait."""
    number = held.site(Load.WAITING)
    if number is None:
        return held.words("waiting.no_records")
    if not number:
        return held.words("waiting.none")
    median, longest = (held.number(held.site(one) or 0) for one in (Load.WAITING_DAYS, Load.WAITING_LONGEST))
    key = "waiting.one" if number == 1 else "waiting.some"
    return held.words(key, number=held.number(number), median=median, longest=longest)


def _table(held: Desk) -> str:
    if not held.site(Load.WAITING):
        return ""
    codes, english = held.context.catalogue.codes["door"], held.context.language == "en"
    heads = [
        held.words("waiting.days"),
        held.words("contact.all"),
        *(c.en if english else c.es for c in codes.values()),
    ]
    cells = [
        [
            held.words(f"waiting.{band}"),
            str(int(held.site(measure) or 0)),
            *(str(int(held.told.doors.get((door, measure), 0))) for door in codes),
        ]
        for band, measure in BANDS.items()
    ]
    return table(held.words("waiting.caption"), heads, cells)
