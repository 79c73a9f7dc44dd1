"""A walk through every page for what must not be: a person looked up, a ranking, a word that judges, red for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from colorsys import rgb_to_hsv
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.access.addresses import ADDRESSES, MANAGED
from lead_metrics.access.rules import can_see_page
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Language
from lead_metrics.charts.tokens import THEMES, Theme
from lead_metrics.facts.figures import facts_for
from lead_metrics.views import idle
from lead_metrics.views.look import FOLDER
from tests.catalogue.test_words import FORBIDDEN
from tests.sampled import Sampled, served
from tests.views.test_every_page import QUERIES, STAFF_VIEW
from tests.views.test_pages import ROLES, charts, html, viewer, visit

JUDGED = {
    "en": r"(?<!is no )\bcompletion rate|\b(completed the program|savings|dropped out|success rate|recidivis\w+)\b",
    "es": r"(?<!no es una )\btasa de finalización|\b(ahorros?|abandon\w+ el programa|tasa de éxito|reincid\w+)\b",
}
"""What a program's pages say elsewhere of people; the catalogue's own list is added to it."""

SEARCHED = {"typed", "q"}
"""The two fields that search: both look through names and definitions of figures, pages and questions."""

PSEUDONYM = re.compile(r"\b[0-9a-f]{32}\b")
RANKED = ("agency", "partner")
"""Breakdowns that would make a table of who does worse."""


@dataclass(frozen=True)
class Seen:
    """All that one page gave one viewer: its HTML, its charts' rows, its fields and what may be chosen in them."""

    html: str
    charts: list[pl.DataFrame]
    fields: frozenset[str]
    options: str

    @property
    def words(self) -> str:
        """Return what a reader reads."""
        return re.sub(r"<[^>]*>", " ", self.html)


@pytest.fixture(scope="module")
def walked(county: Sampled) -> Iterator[dict[tuple[str, str, Language], Seen]]:
    """Return every page that each role may open, by page, role and language; in Spanish for the public alone."""
    found: dict[tuple[str, str, Language], Seen] = {}
    with served(county), pytest.MonkeyPatch.context() as patch:
        patch.setattr(idle, "token", lambda: None)
        for page in ADDRESSES:
            for role in ROLES:
                for language in LANGUAGES if role == "public" else LANGUAGES[:1]:
                    if can_see_page(viewer(role), page, catalogue()):
                        found[page, role, language] = seen(patch, page, role, language)
        yield found


def seen(patch: pytest.MonkeyPatch, page: str, role: str, language: Language) -> Seen:
    """Open a page and return all that it gave."""
    app = visit(patch, page, role, lang=language, **QUERIES.get(page, {}))
    options = [option for box in (*app.selectbox, *app.multiselect, *app.get("radio")) for option in box.options]
    return Seen(html(app), charts(app), frozenset(str(box.key) for box in app.text_input), "\n".join(options))


def test_no_page_shows_offers_or_sends_anything_that_names_one_person(walked):
    for where, one in walked.items():
        sent = [one.html, one.options, *(str(rows.to_dicts()) for rows in one.charts)]
        assert not [text for text in sent if PSEUDONYM.search(text)], where
        assert not {"person", "participant", "referral", "name"} & {c for rows in one.charts for c in rows.columns}, (
            where
        )


def test_no_field_of_a_reading_page_looks_anybody_up(walked):
    fields = {where: one.fields - SEARCHED for where, one in walked.items() if where[0] not in {*MANAGED, STAFF_VIEW}}
    assert {where: names for where, names in fields.items() if names} == {}


@pytest.mark.parametrize("asked", ["0123456789abcdef0123456789abcdef", "Maria Lopez", "1990-01-01"])
def test_the_search_knows_nobody(asked, county: Sampled, monkeypatch: pytest.MonkeyPatch):
    with served(county):
        app = visit(monkeypatch, "search", "manager", q=asked)
    assert catalogue().words["en"]["search.none"].format(word=asked) in html(app)


def test_no_page_judges_anybody_or_calls_cost_a_saving(walked):
    for (page, role, language), one in walked.items():
        for pattern in (FORBIDDEN[language], JUDGED[language]):
            assert not re.search(pattern, one.words, re.IGNORECASE), (page, role, language)


def test_no_reading_page_draws_or_lists_agencies_and_partners_against_one_another(walked, county: Sampled):
    known = {
        name for codes in ("partner",) for code in catalogue().codes[codes].values() for name in (code.en, code.es)
    }
    everything = tuple(catalogue().indicators)
    held = facts_for(viewer("manager"), county.engine, indicators=everything).filter(pl.col("dimension").is_in(RANKED))
    compared = known | set(held["category"]) - {"all"}
    assert held.height
    for where, one in walked.items():
        if where[0] in MANAGED:
            continue
        drawn = {str(cell) for rows in one.charts for column in rows.iter_columns() for cell in column.unique()}
        listed = set(re.findall(r'<th scope="row">([^<]*)</th>', one.html))
        assert not compared & (drawn | listed), where


def test_workers_are_named_on_the_staff_view_alone(walked):
    named = {where for where, one in walked.items() if re.search(r"\bCM\d\d\b", f"{one.html}{one.charts}")}
    assert {page for page, _, _ in named} == {STAFF_VIEW}
    assert {role for _, role, _ in named} == {"manager", "staff"}


def red(color: str) -> bool:
    """Tell whether a color such as #A34A00 reads as red: its hue within 15 degrees of pure red, and not gray."""
    red_, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, saturation, value = rgb_to_hsv(red_, green, blue)
    return min(hue, 1 - hue) * 360 < 15 and saturation > 0.25 and value > 0.2


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_level_is_drawn_in_red(theme: Theme):
    colors = (theme.people, theme.program, theme.system, theme.quality, theme.text, theme.accent)
    assert [color for color in colors if red(color)] == []
    assert red("#B00020") and red("#FF5252") and not red("#52606D")


@pytest.mark.parametrize("sheet", sorted(FOLDER.rglob("*.css")), ids=lambda sheet: sheet.name)
def test_no_sheet_of_the_pages_knows_red(sheet: Path):
    colors = re.findall(r"#[0-9a-fA-F]{6}\b", sheet.read_text(encoding="utf-8"))
    assert [color for color in colors if red(color)] == []
