"""The address chooses language, site and group, and only among what there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.access.rules import sees
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience
from lead_metrics.views.context import chosen_group, chosen_language, chosen_site

SITES = st.lists(st.sampled_from(["alder", "birch", "cedar"]), unique=True)


@pytest.mark.parametrize(
    ("asked", "preferred", "language"),
    [
        ("es", "en-US", "es"),
        (None, "es-MX", "es"),
        (None, "fr-FR", "en"),
        ("xx", None, "en"),
        ("fr", "es", "es"),
        (None, None, "en"),
    ],
)
def test_the_address_goes_before_the_browser_and_english_is_last(
    asked: str | None, preferred: str | None, language: str
) -> None:
    assert chosen_language(asked, preferred) == language


@given(asked=st.sampled_from([None, "alder", "birch", "elsewhere", "*"]), offered=SITES, own=SITES)
def test_a_site_is_one_that_is_offered(asked: str | None, offered: list[str], own: list[str]) -> None:
    site = chosen_site(asked, offered, frozenset(own))
    assert (site is None) == (not offered)
    if site is not None:
        assert site in offered
    if asked in offered:
        assert site == asked
    elif set(own) & set(offered):
        assert site in own


def test_a_group_for_others_is_not_arranged_for_the_public() -> None:
    views = catalogue().views
    inner = [view.id for view in views.values() if view.audience is Audience.PARTNER]
    for asked in inner:
        chosen = chosen_group(asked, ANYBODY, catalogue(), sees(Audience.PUBLIC))
        assert chosen is not None and views[chosen].audience is Audience.PUBLIC


def test_a_viewer_sees_the_arrangement_of_their_group_unless_the_address_asks_for_another() -> None:
    inner = [view.id for view in catalogue().views.values() if view.audience is Audience.PARTNER]
    viewer = Viewer(Audience.PARTNER, frozenset({"*"}), "ann", "partner", inner[0])
    assert chosen_group(None, viewer, catalogue(), sees(viewer.audience)) == inner[0]
    assert chosen_group(inner[-1], viewer, catalogue(), sees(viewer.audience)) == inner[-1]
    assert chosen_group("nobody", viewer, catalogue(), sees(viewer.audience)) == inner[0]
