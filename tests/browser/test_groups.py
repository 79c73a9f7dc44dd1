"""Each group as it would come: a first visit, and three of its questions answered from what the page says.

What the page must say is worked out here from the figures that this viewer may read, without the sentences' own code.
"""

from __future__ import annotations

import re
from itertools import pairwise

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.wording import amount
from lead_metrics.facts.figures import facts_for
from tests.browser.serving import Server
from tests.browser.site import Site
from tests.browser.test_pages import CHART, SIZES, opened
from tests.browser.waiting import PATIENCE, whole

WITHHELD, NOT_HERE = "withheld to protect privacy", "not collected here"
ENOUGH = 0.8

# Written out by hand: who comes, as which role, and three of their questions with the figure that answers each.
COMES: dict[str, tuple[str, dict[str, str]]] = {
    "public": ("public", {"better": "wellbeing_score", "system": "jail_population", "reach": "participants_active"}),
    "community": ("public", {"neighborhood": "calls_for_service", "after": "referrals", "outside": "supply_beds"}),
    "lived_experience": (
        "public",
        {"better": "goals_advanced", "treated": "experience_of_care", "fair": "accepted_share"},
    ),
    "elected": ("elected", {"trend": "bookings_divertible", "cost": "spending_custody", "need": "supply_beds"}),
    "funders": ("elected", {"reach": "people_referred", "outcomes": "wellbeing_change", "quality": "linkage_rate"}),
    "pcg": ("partner", {"reaching": "diverted_share", "capacity": "participants_active", "jail": "jail_population"}),
    "law_enforcement": (
        "partner",
        {"used": "referrals", "reached": "hand_off_minutes", "back": "arrests_per_1000_calls"},
    ),
    "prosecutors": (
        "partner",
        {"filings": "filings_divertible", "after": "filings_after_enrolment", "warrants": "warrant_bookings"},
    ),
    "defenders": ("partner", {"fair": "offered_share", "net": "diversions", "consent": "roi_in_force"}),
    "staff": (
        "staff",
        {"load": "participants_per_manager", "contact": "contacts_in_field", "waiting": "hours_to_first_contact"},
    ),
    "manager": (
        "manager",
        {"leak": "pathway_intake", "complete": "completeness_referrals", "part": "partner_attendance"},
    ),
}


@pytest.mark.parametrize("group", COMES)
def test_a_group_finds_three_of_its_questions_answered(
    group: str, site: Site, server: Server, chromium: Browser
) -> None:
    role, questions = COMES[group]
    context = chromium.new_context(base_url=server.url)
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in site.cookies(role).items()])
    page = opened(context, "/", *SIZES["laptop"])
    choose(page, group)
    view = catalogue().views[group]
    assert page.locator("h1").inner_text() == view.lead.en
    assert two_levels(page) == len(view.pairs)
    asks = {question.id: question.ask.en for question in view.questions}
    for question, indicator in questions.items():
        card = page.locator(f".st-key-question-{question}")
        assert card.locator("h3").inner_text() == asks[question]
        said = answer(card, indicator)
        assert expected(site.viewers[role], site, where(page), indicator) in said, said
    context.close()


def choose(page: Page, group: str) -> None:
    """Choose the group in the list, as somebody would who sees another's questions."""
    view = catalogue().views[group]
    if page.locator("h1").inner_text() != view.lead.en:
        page.get_by_role("combobox", name="Arranged for").click()
        page.get_by_role("option", name=view.name.en, exact=True).click()
        page.wait_for_function(f"() => document.querySelector('h1')?.innerText === {view.lead.en!r}")
        whole(page)


def two_levels(page: Page) -> int:
    """Return how many rows hold a card of people beside one of the system."""
    rows = page.locator("[class*=st-key-row-pair]").all()
    people, system = "[class*=st-key-card-][class*=-individual]", "[class*=st-key-card-][class*=-systemic]"
    return sum(row.locator(people).count() == 1 and row.locator(system).count() == 1 for row in rows)


def where(page: Page) -> str:
    """Return the site that the page speaks of."""
    return str(page.evaluate("() => new URL(location).searchParams.get('site')"))


def answer(card: Locator, indicator: str) -> str:
    """Return the sentence of a question's answer that is about an indicator."""
    name = catalogue().indicators[indicator].name.en
    return next(line for line in card.locator("li").all_inner_texts() if line.startswith((f"{name}:", f"{name},")))


def expected(viewer: Viewer, site: Site, where: str, indicator: str) -> str:
    """Return what the answer must hold: a year's sum, the latest figure, or that it is withheld or not collected."""
    one = catalogue().indicators[indicator]
    frame = facts_for(viewer, site.engine, indicators=[indicator], sites=[where], areas=["all"], dimension="none").sort(
        "from"
    )
    unit = catalogue().units[one.unit]
    counted = frame.filter(pl.col("status").is_in(["shown", "withheld"]))
    shown = counted.filter(pl.col("status") == "shown")
    if counted.is_empty():
        return groups(viewer, site, where, indicator) if one.breakdowns else NOT_HERE
    if shown.is_empty():
        return WITHHELD
    rows = shown.to_dicts()
    steps = {"month": 12, "quarter": 4, "half_year": 2, "year": 1}.get(rows[-1]["grain"], 0)
    whole = rows[-2 * steps :]
    unbroken = len(whole) == 2 * steps and all(a["until"] == b["from"] for a, b in pairwise(whole))
    thin = shown.height < ENOUGH * counted.height
    if one.measure.kind == "count" and steps and unbroken and not thin:
        return amount(sum(row["value"] for row in whole[steps:]), unit, "en")
    return amount(rows[-1]["value"], unit, "en") + (" in " if not thin else "")


def groups(viewer: Viewer, site: Site, where: str, indicator: str) -> str:
    """Return a group's latest figure of an indicator without a total, or that there is none."""
    one = catalogue().indicators[indicator]
    frame = facts_for(viewer, site.engine, indicators=[indicator], sites=[where], dimension=one.breakdowns[0])
    shown = frame.filter(pl.col("status") == "shown").sort("from")
    if shown.is_empty():
        return WITHHELD if (frame["status"] == "withheld").any() else NOT_HERE
    return amount(shown["value"].to_list()[-1], catalogue().units[one.unit], "en")


def test_the_charts_behind_an_answer_are_one_tap_away(site: Site, server: Server, chromium: Browser) -> None:
    context = chromium.new_context(base_url=server.url)
    page = opened(context, "/?group=public", *SIZES["phone"])
    card = page.locator(".st-key-question-system")
    card.get_by_text(catalogue().words["en"]["home.behind"]).click()
    card.locator(f"{CHART} svg path").first.wait_for(timeout=60_000)
    assert card.locator(CHART).count() >= 1
    context.close()


def test_an_answer_leads_to_everything_about_its_figure(site: Site, server: Server, chromium: Browser) -> None:
    context = chromium.new_context(base_url=server.url)
    page = opened(context, "/?group=elected", *SIZES["laptop"])
    page.locator(".st-key-question-system li a, .st-key-question-trend li a").first.click()
    page.wait_for_url(re.compile(ADDRESSES["indicator"]))
    page.wait_for_selector(".lm-end", timeout=60_000)
    name = catalogue().indicators["arrests_divertible"].name.en
    assert page.locator("h1").inner_text() == name
    context.close()


def test_staff_find_who_is_over_the_standard_and_who_can_take_the_next_referral(
    site: Site, server: Server, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=server.url)
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in site.cookies("staff").items()])
    page = opened(context, "/", *SIZES["laptop"])
    before = page.locator("h1").inner_text()
    page.get_by_role("link", name=catalogue().words["en"]["page.caseload"], exact=True).click()
    another = "before => ![undefined, before].includes(document.querySelector('h1')?.innerText)"
    page.wait_for_function(another, arg=before, timeout=PATIENCE)
    whole(page)
    words = catalogue().words["en"]
    text = page.locator("body").inner_text()
    for key in ("caseload.loads.title", "caseload.contact.title", "caseload.waiting.title", "caseload.seats.title"):
        assert words[key] in text
    context.close()
