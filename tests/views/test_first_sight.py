"""What the home page says before its program has loaded."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from lead_metrics.access.addresses import ADDRESSES, HOME
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES
from lead_metrics.facts.releases import areas_for, sites_for
from lead_metrics.views.first_sight import first_sight
from tests.sampled import Sampled, served
from tests.views.seen import html, somebody, visit

ROLES = ("public", "elected", "partner", "manager", "staff")


@pytest.fixture(autouse=True)
def looked_at(county: Sampled) -> Iterator[Sampled]:
    """Look at the county."""
    with served(county) as there:
        yield there


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_it_says_what_the_page_says_to_the_same_viewer(
    role: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = somebody(role, EVERY_SITE)
    early = first_sight(HOME, who, {"lang": language}, language)
    opening = early[early.index("<header") : early.index("</header>")]
    assert "lm-answers" in opening
    assert opening in html(visit(monkeypatch, HOME, who, lang=language))


def test_it_speaks_of_the_area_the_group_and_the_site_that_the_address_names(
    looked_at: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = first_sight(HOME, ANYBODY, {}, "en")
    first, second = (site.id for site in sites_for(ANYBODY, looked_at.engine))
    area = next(one for one in areas_for(ANYBODY, looked_at.engine, first)["area"] if one != "all")
    for query in ({"group": "community"}, {"site": second}, {"site": first, "area": area, "group": "community"}):
        other = first_sight(HOME, ANYBODY, query, "en")
        opening = other[other.index("<header") : other.index("</header>")]
        assert opening in html(visit(monkeypatch, HOME, ANYBODY, **query))
        assert other != plain
    assert other != first_sight(HOME, ANYBODY, {"site": first, "group": "community"}, "en")


def test_a_sample_says_so_at_first_sight() -> None:
    for language in LANGUAGES:
        assert catalogue().words[language]["sample.banner"] in unescape(first_sight(HOME, ANYBODY, {}, language))


def test_a_strangers_words_do_not_come_back() -> None:
    asked = dict.fromkeys(("group", "area", "site", "theme", "lang"), "<script>")
    assert "<script" not in first_sight(HOME, ANYBODY, asked, "en")


@pytest.mark.parametrize("page", sorted(set(ADDRESSES) - {HOME}))
def test_no_other_page_says_anything_early(page: str) -> None:
    assert first_sight(page, somebody("manager", EVERY_SITE), {}, "en") == ""


def test_without_a_release_there_is_nothing_to_say(nothing_yet: Sampled) -> None:
    assert nothing_yet.folder.exists()
    assert first_sight(HOME, ANYBODY, {}, "en") == ""
