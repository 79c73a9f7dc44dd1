"""What to wait for until a page stands whole."""

from __future__ import annotations

WHOLE = """() => !document.querySelector('[data-testid^=stSkeleton]')
  && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(c => c.querySelector('svg path'))"""
"""Each part is loaded when it is first met: until then a place stands for it, which holds no field and no chart."""

SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
"""Streamlit switches every field and link off while it is not connected: the keyboard would find none of them."""
