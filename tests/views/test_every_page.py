"""Every page for every role, whatever the database holds: whole, and never a number that nobody may read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lead_metrics.access.addresses import ADDRESSES, NO_RELEASE
from lead_metrics.access.rules import can_see_page
from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import Status
from lead_metrics.settings import ROOT
from lead_metrics.views import viewing
from tests.sampled import served
from tests.views.states import SAMPLES, STATES, all_withheld, empty, one_month
from tests.views.test_pages import ROLES, charts, html, viewer, visit

__all__ = ["all_withheld", "empty", "one_month"]

WORDS = catalogue().words["en"]
QUERIES = {"indicator": {"id": "bookings_divertible"}, "search": {"q": "jail"}}
"""What pages are asked that show nothing otherwise."""

STAFF_VIEW = "caseload"
"""The page that reads true counts of its own, which no release holds."""

FIGURES = ("value", "low", "high")

MACHINES = re.compile(r"\b(nan|NaN|None(?! of)|inf)\b")
"""What a missing value turns into where nobody thought of it."""


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve each state of the database in turn, and return its name."""
    name = str(request.param)
    with served(request.getfixturevalue(name)):
        yield name


def opened(patch: pytest.MonkeyPatch, page: str, role: str) -> AppTest:
    """Open a page for a role, asking what it needs to be asked; what its menu does not offer by its very file."""
    if can_see_page(viewer(role), page, catalogue()):
        return visit(patch, page, role, **QUERIES.get(page, {}))
    patch.setattr(viewing, "_resolve", lambda: viewer(role))
    return AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_whole_or_is_refused(state: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {page: list(complaints(opened(monkeypatch, page, role), page, role, state)) for page in ADDRESSES}
    assert {page: what for page, what in found.items() if what} == {}


def complaints(app: AppTest, page: str, role: str, state: str) -> Iterator[str]:
    """Yield what is wrong with a page as this role sees it in this state."""
    said = html(app)
    if app.exception:
        yield f"raised {app.exception[0].message}"
    if said.count("<h1") != 1:
        yield f"has {said.count('<h1')} titles"
    if not can_see_page(viewer(role), page, catalogue()):
        if WORDS["refused.title"] not in said or WORDS["product.name"] in said or app.get("vega_lite_chart"):
            yield "is not refused"
        return
    if state == "empty" and page not in NO_RELEASE:
        if WORDS["empty.title"] not in said:
            yield "does not say that there is nothing yet"
    elif said.count('class="lm-end"') != 1:
        yield "has no end line, or several"
    if (WORDS["sample.banner"] in said) != (state in SAMPLES):
        yield "is wrong about being a sample"
    if MACHINES.search(re.sub(r"<[^>]*>", " ", said)):
        yield "says a word of the machine"
    nothing = state == "all_withheld" and page != STAFF_VIEW
    if any(not hides(rows, nothing=nothing) for rows in charts(app)):
        yield "sends a number that nobody may read"


def hides(rows: pl.DataFrame, *, nothing: bool) -> bool:
    """Tell whether a chart's rows hold no figure where none is shown; nothing: where none of them is shown."""
    marked = pl.col("mark").is_in([Status.WITHHELD, Status.MISSING]) if "mark" in rows.columns else pl.lit(False)
    hidden = rows if nothing else rows.filter(marked)
    return all(hidden[name].null_count() == hidden.height for name in FIGURES if name in rows.columns)
