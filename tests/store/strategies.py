"""Random released figures: any site, audience, breakdown, period and status."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from lead_metrics.cells import Status
from lead_metrics.periods import Grain, start_of
from tests.store.drafts import INDICATORS, SITES, figure

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
SERIES = ("site", "area", "indicator", "dimension")
KEYS = (*SERIES, "from", "until", "category")


@st.composite
def one(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a figure; whatever is not shown has no value."""
    grain = draw(st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.YEAR]))
    status = draw(st.sampled_from(list(Status)))
    shown = {"value": draw(NUMBERS), "unreliable": draw(st.booleans())} if status is Status.SHOWN else {}
    parts = {part: draw(st.none() | NUMBERS) for part in ("low", "high", "numerator", "denominator")} if shown else {}
    return figure(
        **{"from": start_of(draw(st.dates(date(2015, 1, 1), date(2026, 1, 1))), grain)},
        grain=str(grain), status=str(status), site=draw(st.sampled_from(SITES)),
        indicator=draw(st.sampled_from(INDICATORS)), area=draw(st.sampled_from(["all", "hill", "río"])),
        dimension=draw(st.sampled_from(["none", "race"])), category=draw(st.sampled_from(["all", "unknown", "asian"])),
        source=draw(st.none() | st.sampled_from(["jail", "police"])), **shown, **parts,
    )  # fmt: skip


def figures() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw the figures of a release, each once."""
    return st.lists(one(), max_size=25, unique_by=lambda row: tuple(row[key] for key in KEYS))
