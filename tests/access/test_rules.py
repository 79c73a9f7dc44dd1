"""Each check raises where its question answers no, says what to do, and lets the others through."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from lead_metrics.access import rules
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience
from lead_metrics.errors import NotAllowed
from tests.access.test_default_deny import OTHER, OWN, ROLES, somebody

Ask = Callable[[Viewer], object]
PAIRS: dict[str, tuple[Ask, Ask]] = {
    "page": (
        lambda who: rules.can_see_page(who, "theory_of_change", catalogue()),
        lambda who: rules.check_can_see_page(who, "theory_of_change", catalogue()),
    ),
    "unknown page": (
        lambda who: rules.can_see_page(who, "nowhere", catalogue()),
        lambda who: rules.check_can_see_page(who, "nowhere", catalogue()),
    ),
    "figure": (
        lambda who: rules.can_see_figure(who, OWN, Audience.PARTNER),
        lambda who: rules.check_can_see_figure(who, OWN, Audience.PARTNER),
    ),
    "caseload": (
        lambda who: rules.can_see_caseload(who, OWN),
        lambda who: rules.check_can_see_caseload(who, OWN),
    ),
    "release": (
        lambda who: rules.can_do(who, "release", catalogue()),
        lambda who: rules.check_can_do(who, "release", catalogue()),
    ),
    "drafts": (rules.can_see_drafts, rules.check_can_see_drafts),
    "accounts": (
        lambda who: rules.can_keep_accounts(who, catalogue()),
        lambda who: rules.check_can_keep_accounts(who, catalogue()),
    ),
}
VIEWERS = [somebody(role, site) for role in ROLES for site in (OWN, OTHER)]


@pytest.mark.parametrize("name", PAIRS)
def test_a_check_raises_exactly_where_the_question_answers_no(name: str) -> None:
    can, check = PAIRS[name]
    for who in VIEWERS:
        if can(who):
            check(who)
        else:
            with pytest.raises(NotAllowed, match="; "):
                check(who)


@pytest.mark.parametrize("name", sorted(set(PAIRS) - {"page", "unknown page"}))
def test_a_question_has_viewers_on_both_sides(name: str) -> None:
    can, _ = PAIRS[name]
    assert {bool(can(who)) for who in VIEWERS} == {True, False}


def test_a_refusal_ends_the_command_line_with_six() -> None:
    with pytest.raises(NotAllowed) as refusal:
        rules.check_can_see_caseload(somebody("partner", OWN), OWN)
    assert refusal.value.exit_code == 6


def test_the_ladder_only_grows() -> None:
    steps = [set(rules.sees(audience)) for audience in rules.LADDER]
    assert all(lower < upper for lower, upper in pairwise(steps))


@pytest.mark.parametrize(
    ("audience", "own"),
    [
        (Audience.STAFF, (Audience.PUBLIC, Audience.ELECTED, Audience.PARTNER, Audience.STAFF)),
        (Audience.PUBLIC, (Audience.PUBLIC,)),
    ],
)
def test_each_audience_may_choose_the_home_pages_of_what_it_sees_and_its_own(audience, own):
    assert rules.arranged_for(audience) == own
