"""The site map: which paths are pages, and the gallery that exists only where it is asked for."""

from __future__ import annotations

import pytest

from lead_metrics.access import addresses
from lead_metrics.access.addresses import ADDRESSES, HOME, PAGES, address_of, served
from lead_metrics.settings import settings


def test_every_page_has_one_path_and_every_path_one_page():
    assert all(PAGES[address_of(page)] == page for page in PAGES.values())
    assert address_of("nowhere") == ADDRESSES[HOME]


@pytest.mark.parametrize(("wish", "there"), [("on", True), ("off", False), (None, False)])
def test_the_gallery_is_there_only_where_the_settings_say_so(wish, there, monkeypatch):
    monkeypatch.delenv("LEAD_GALLERY", raising=False)
    if wish:
        monkeypatch.setenv("LEAD_GALLERY", wish)
    settings.cache_clear()
    assert served("/gallery") is there
    assert served("/") and not served("/nowhere")
    settings.cache_clear()


def test_no_menu_names_what_another_way_leads_to():
    assert {"search", "indicator", "meeting", "remote", addresses.GALLERY} == addresses.UNLISTED
