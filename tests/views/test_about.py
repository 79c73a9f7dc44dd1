"""About LEAD: words of the catalogue, in its order, for everybody, before there is any figure."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue, load
from lead_metrics.catalogue.model import LANGUAGES, Language
from lead_metrics.errors import CatalogueRefused
from lead_metrics.facts.releases import sites_for
from lead_metrics.settings import settings
from lead_metrics.store import site_settings
from tests.sampled import Sampled
from tests.views.seen import Parsed, html, somebody, visit

ABOUT = sorted(catalogue().about.values(), key=lambda one: one.order)
ROLES = ("public", "elected", "partner", "manager", "staff", "admin")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_stands_in_its_order_before_anything_is_published(
    language: Language, nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "about", ANYBODY, lang=language)
    assert not app.exception
    said = html(app)
    places = [said.index(f">{escape(one.name.said(language))}</h2>") for one in ABOUT]
    assert places == sorted(places)
    for one in ABOUT:
        for text in (*one.says, *(part.says for part in one.parts)):
            assert escape(text.said(language)) in said
    assert escape(catalogue().words[language]["asking.nobody"]) in said


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_it_and_whom_to_ask(role: str, own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site = sites_for(ANYBODY, own_county.engine)[0].id
    known = site_settings.current(own_county.engine)[site].model_copy(update={"contact": "Kim & Ana, 555 0100"})
    with own_county.engine.begin() as connection:
        site_settings.write(connection, known, None)
    app = visit(monkeypatch, "about", somebody(role, site), site=site)
    assert not app.exception
    assert "Kim &amp; Ana, 555 0100" in html(app)


def test_the_three_harms_are_equal_cards_of_one_row(nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    said = html(visit(monkeypatch, "about", ANYBODY))
    start = said.index('<ul class="lm-parts lm-equal">', said.index(catalogue().about["harms"].name.en))
    cards = said[start : said.index("</ul>", start)]
    assert cards.count("<li><h3>") == 3 == len(catalogue().about["harms"].parts)
    lengths = [len(part.says.en) for part in catalogue().about["harms"].parts]
    assert max(lengths) < 1.3 * min(lengths)


OWN = """
[harms]
order = 5
[partners]
shown = false
[here]
order = 1
name = { en = "Here in Alder", es = "Aquí en Alder" }
says = [{ en = "Under 5 & over 3.", es = "Menos de 5 y más de 3." }]
"""


def test_a_site_adds_moves_and_takes_away_sections(
    nothing_yet: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "about.toml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("LEAD_CATALOGUE", str(tmp_path / "own"))
    settings.cache_clear()
    catalogue.cache_clear()
    try:
        said = html(visit(monkeypatch, "about", ANYBODY))
    finally:
        catalogue.cache_clear()
    order = [said.index(f">{name}</h2>") for name in ("Here in Alder", "Three kinds of harm, and all of them count",
                                                      "In short")]  # fmt: skip
    assert order == sorted(order)
    assert "Who takes part" not in said
    assert "Under 5 & over 3." in Parsed(said).text


@pytest.mark.parametrize("words", ["{people}", "{years.real}", "{", "<b>x</b>", "[x](http://evil.example)"])
def test_a_sites_words_are_plain_and_want_nothing_that_is_not_filled_in(words: str, tmp_path: Path) -> None:
    section = f'[here]\norder = 1\nname = {{ en = "A", es = "B" }}\nsays = [{{ en = "{words}", es = "B" }}]\n'
    for page in ("about", "my_data"):
        (tmp_path / f"{page}.toml").write_text(section, encoding="utf-8")
        with pytest.raises(CatalogueRefused):
            load(tmp_path)
        (tmp_path / f"{page}.toml").unlink()
