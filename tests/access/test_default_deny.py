"""Every role before every figure, site and page: whatever is not written down here is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from lead_metrics.access import rules
from lead_metrics.access.addresses import ADDRESSES, MANAGED
from lead_metrics.access.claims import Granted, granted, name_of
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience, Claim
from lead_metrics.errors import NotAllowed

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


# What each role may do beside reading figures, written out by hand.
ACTIONS = {
    "public": set(),
    "elected": set(),
    "partner": set(),
    "manager": {"see_caseload", "deliver", "release", "publish", "review_fidelity", "read_replies", "run_meeting"},
    "staff": {"see_caseload"},
    "admin": {"accounts", "settings", "audit_log"},
}
MANAGED_BY = {
    "caseload": {"manager", "staff"},
    "pathway": {"partner", "manager", "staff"},
    "fidelity": {"partner", "manager", "staff"},
    "meetings": {"partner", "manager", "staff"},
    "meeting": {"partner", "manager", "staff"},
    "remote": {"manager"},
    "replies": {"manager"},
    "accounts": {"admin"},
    "site_settings": {"admin"},
    "audit_log": {"admin"},
}
SITES = ((), (OWN,), (OTHER,), (OWN, OTHER), (EVERY_SITE,))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_is_written_here_and_nothing_else(role: str) -> None:
    every = {action for actions in ACTIONS.values() for action in actions}
    done = {action for action in every if rules.can_do(somebody(role, EVERY_SITE), action, catalogue())}
    assert done == ACTIONS[role]


@pytest.mark.parametrize(("role", "page"), [*product(ROLES, sorted(ADDRESSES))])
def test_each_page_is_for_the_roles_written_here(role: str, page: str) -> None:
    expected = role in MANAGED_BY.get(page, ROLES)
    assert rules.can_see_page(somebody(role, EVERY_SITE), page, catalogue()) is expected
    assert page not in MANAGED or not rules.can_see_page(ANYBODY, page, catalogue())


@pytest.mark.parametrize(("role", "sites", "site"), [*product(ROLES, SITES, (OWN, OTHER))])
def test_a_sites_settings_are_kept_by_its_own_administrators(role: str, sites: tuple[str, ...], site: str) -> None:
    expected = role == "admin" and bool({site, EVERY_SITE} & set(sites))
    assert rules.can_keep_settings(somebody(role, *sites), site, catalogue()) is expected


@pytest.mark.parametrize(("role", "sites", "site"), [*product(ROLES, SITES, (OWN, OTHER))])
def test_replies_are_read_and_reviews_entered_by_a_sites_own_managers(
    role: str, sites: tuple[str, ...], site: str
) -> None:
    expected = role == "manager" and bool({site, EVERY_SITE} & set(sites))
    assert rules.can_read_replies(somebody(role, *sites), site, catalogue()) is expected
    assert rules.can_review_fidelity(somebody(role, *sites), site, catalogue()) is expected
    nameless = replace(somebody(role, *sites), account=None)
    assert not rules.can_review_fidelity(nameless, site, catalogue())


@pytest.mark.parametrize(("role", "sites", "site"), [*product(ROLES, SITES, (OWN, OTHER))])
def test_meetings_are_followed_by_those_who_sit_in_them_and_run_by_managers_who_have_signed_in(
    role: str, sites: tuple[str, ...], site: str
) -> None:
    theirs = bool({site, EVERY_SITE} & set(sites))
    who = somebody(role, *sites)
    assert rules.can_follow_meetings(who, site, catalogue()) is (role in MANAGED_BY["meeting"] and theirs)
    assert rules.can_run_meeting(who, site, catalogue()) is (role == "manager" and theirs)
    assert not rules.can_run_meeting(replace(who, account=None), site, catalogue())


@pytest.mark.parametrize("role", ROLES)
def test_what_is_projected_is_read_as_a_partner_at_most(role: str) -> None:
    who = somebody(role, OWN)
    room = rules.in_the_room(who)
    assert rules.sees(room.audience) == tuple(one for one in rules.sees(who.audience) if one is not Audience.MANAGER)
    assert room.sites == who.sites and not rules.can_see_drafts(room)


@pytest.mark.parametrize(("role", "sites"), [*product(ROLES, SITES)])
def test_the_audit_log_is_for_administrators_of_every_site(role: str, sites: tuple[str, ...]) -> None:
    assert rules.can_read_trail(somebody(role, *sites), catalogue()) is (role == "admin" and EVERY_SITE in sites)


@pytest.mark.parametrize(("role", "sites", "given"), [*product(ROLES, SITES, SITES)])
def test_an_account_is_kept_by_administrators_of_all_its_sites(
    role: str, sites: tuple[str, ...], given: tuple[str, ...]
) -> None:
    expected = role == "admin" and (EVERY_SITE in sites or set(given) <= set(sites))
    assert rules.can_keep_account(somebody(role, *sites), given, catalogue()) is expected


CHECKS = {
    "settings": (rules.can_keep_settings, rules.check_can_keep_settings, (OWN,)),
    "account": (rules.can_keep_account, rules.check_can_keep_account, ((OWN,),)),
    "replies": (rules.can_read_replies, rules.check_can_read_replies, (OWN,)),
    "review": (rules.can_review_fidelity, rules.check_can_review_fidelity, (OWN,)),
    "following": (rules.can_follow_meetings, rules.check_can_follow_meetings, (OWN,)),
    "running": (rules.can_run_meeting, rules.check_can_run_meeting, (OWN,)),
    "trail": (rules.can_read_trail, rules.check_can_read_trail, ()),
}


@pytest.mark.parametrize(("check", "role", "sites"), [*product(CHECKS, ROLES, SITES)])
def test_what_raises_and_what_answers_agree(check: str, role: str, sites: tuple[str, ...]) -> None:
    can, raises, about = CHECKS[check]
    who = somebody(role, *sites)
    if can(who, *about, catalogue()):
        raises(who, *about, catalogue())
    else:
        with pytest.raises(NotAllowed):
            raises(who, *about, catalogue())


def test_the_claims_of_a_provider_give_nothing_that_no_line_says() -> None:
    assert catalogue().claims == {}
    assert granted({"groups": ["lead-admins"], "role": "admin", "sub": "eve"}, catalogue()) is None


LINES = {
    "partners": Claim(id="partners", claim="groups", value="p", role="partner", sites=(OWN,), group="pcg"),
    "more": Claim(id="more", claim="groups", value="q", role="partner", sites=(OTHER,)),
    "admins": Claim(id="admins", claim="groups", value="a", role="admin", sites=(EVERY_SITE,)),
}


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({}, None),
        ({"groups": []}, None),
        ({"groups": "P"}, None),
        ({"groups": {"p": True}}, None),
        ({"groups": [["p"]]}, None),
        ({"groups": 1}, None),
        ({"groups": "p"}, Granted("partner", frozenset({OWN}), "pcg")),
        ({"groups": ["x", "q"]}, Granted("partner", frozenset({OTHER}), None)),
        ({"groups": ["q", "p"]}, Granted("partner", frozenset({OWN, OTHER}), "pcg")),
        ({"groups": ["a", "p"]}, Granted("partner", frozenset({OWN}), "pcg")),
        ({"groups": ["a"]}, Granted("admin", frozenset({EVERY_SITE}), None)),
    ],
)
def test_claims_give_the_role_of_the_first_line_that_fits(claims: dict[str, object], expected: Granted | None) -> None:
    assert granted(claims, catalogue().model_copy(update={"claims": LINES})) == expected


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "a@b.example", "email_verified": True}, "a@b.example"),
        ({"email": "a@b.example", "email_verified": "true"}, "subject-1"),
        ({"email": "a@b.example"}, "subject-1"),
        ({"email": ["a@b.example"], "email_verified": True}, "subject-1"),
        ({}, "subject-1"),
    ],
)
def test_an_account_is_named_by_a_confirmed_mail_address_alone(claims: dict[str, object], name: str) -> None:
    assert name_of(claims, "subject-1") == name
