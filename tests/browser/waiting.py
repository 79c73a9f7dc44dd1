"""What to wait for until a page stands whole."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE = 90_000
WHOLE = """() => !document.querySelector('[data-testid^=stSkeleton]')
  && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(c => c.querySelector('svg path'))"""
"""Each part is loaded when it is first met: until then a place stands for it, which holds no field and no chart."""

SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
"""Streamlit switches every field and link off while it is not connected: the keyboard would find none of them."""

STALE = "() => !document.querySelector('[data-stale=true]')"
"""Where another page or choice is drawn over the one before, what stood there stays until the new one is whole."""


def whole(page: Page) -> None:
    """Wait until a page that has begun to be drawn stands whole, with nothing left of the one before."""
    page.wait_for_selector(".lm-end", timeout=PATIENCE)
    page.wait_for_selector(SETTLED, timeout=PATIENCE)
    for condition in (STALE, WHOLE):
        page.wait_for_function(condition, timeout=PATIENCE)
