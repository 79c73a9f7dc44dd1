"""Every role before every figure, site and page: whatever is not written down here is refused."""

from __future__ import annotations

from itertools import product

import pytest

from lead_metrics.access import rules
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience

OWN, OTHER = "north", "south"
ROLES = ("public", "elected", "partner", "manager", "staff", "admin")

# Written out by hand from the rule, so that a change of the code's own tables cannot change what is expected.
AT_OWN_SITE = {
    "public": {"public"},
    "elected": {"public", "elected"},
    "partner": {"public", "elected", "partner"},
    "manager": {"public", "elected", "partner", "manager"},
    "staff": {"public", "elected", "partner"},
    "admin": {"public"},
}
CASELOAD = {"staff", "manager"}
DRAFTS = {"manager"}
ACCOUNTS = {"admin"}


def somebody(role: str, *sites: str) -> Viewer:
    """Return a viewer with this role at these sites."""
    return Viewer(Audience(role), frozenset(sites), f"{role}@example.org", role)


@pytest.mark.parametrize(("role", "figure", "site"), [*product(ROLES, [str(a) for a in Audience], (OWN, OTHER))])
def test_a_figure_is_seen_by_its_audience_at_their_own_site_alone(role: str, figure: str, site: str) -> None:
    expected = figure in AT_OWN_SITE[role] if site == OWN else figure == "public"
    assert rules.can_see_figure(somebody(role, OWN), site, Audience(figure)) is expected


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_the_figures_of_staff_or_administrators_as_figures(role: str) -> None:
    seen = set(rules.sees(Audience(role)))
    assert seen.isdisjoint({Audience.STAFF, Audience.ADMIN})


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, (OWN, OTHER))])
def test_an_account_of_every_site_has_no_other_site(role: str, site: str) -> None:
    assert rules.audience_at(somebody(role, EVERY_SITE), site) == role


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, (OWN, OTHER))])
def test_an_account_without_a_site_reads_everywhere_as_the_public(role: str, site: str) -> None:
    assert rules.audience_at(somebody(role), site) is Audience.PUBLIC


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, (OWN, OTHER))])
def test_the_caseload_is_for_staff_and_managers_of_its_site(role: str, site: str) -> None:
    assert rules.can_see_caseload(somebody(role, OWN), site) is (role in CASELOAD and site == OWN)


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, (OWN, OTHER))])
def test_a_draft_is_for_the_managers_of_a_site(role: str, site: str) -> None:
    assert rules.can_see_draft(somebody(role, OWN), site) is (role in DRAFTS and site == OWN)
    assert rules.can_see_drafts(somebody(role, OWN)) is (role in DRAFTS)


@pytest.mark.parametrize("role", ROLES)
def test_accounts_are_kept_by_administrators_alone(role: str) -> None:
    assert rules.can_keep_accounts(somebody(role, EVERY_SITE), catalogue()) is (role in ACCOUNTS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_catalogue_lists_and_nothing_else(role: str) -> None:
    actions = {action for known in catalogue().roles.values() for action in known.may} | {"", "*", "page:", "forget"}
    allowed = {action for action in actions if rules.can_do(somebody(role, EVERY_SITE), action, catalogue())}
    assert allowed == set(catalogue().roles[role].may)


def test_a_page_is_for_the_roles_that_list_it() -> None:
    roles = catalogue().roles
    partner = roles["partner"].model_copy(update={"may": ("page:inner",)})
    words = catalogue().model_copy(update={"roles": {**roles, "partner": partner}})
    seeing = {role for role in ROLES if rules.can_see_page(somebody(role, OWN), "inner", words)}
    assert seeing == {"partner"}


@pytest.mark.parametrize("page", ["theory_of_change", "caseload", "", "*"])
def test_a_role_that_nobody_declared_sees_no_page(page: str) -> None:
    assert not rules.can_see_page(Viewer(role="somebody"), page, catalogue())


def test_a_viewer_whose_audience_is_not_its_roles_may_do_nothing() -> None:
    pretender = Viewer(Audience.PUBLIC, frozenset({OWN}), "ann@example.org", "admin")
    assert not rules.can_do(pretender, "accounts", catalogue())
    assert not rules.can_see_page(pretender, "theory_of_change", catalogue())


def test_anybody_is_the_public_everywhere() -> None:
    assert rules.audience_at(ANYBODY, OWN) is Audience.PUBLIC
    assert not rules.can_see_caseload(ANYBODY, OWN)
    assert not rules.can_see_drafts(ANYBODY)
