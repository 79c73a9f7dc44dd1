"""Who looks at a page: resolved first in each run, from the cookie and the session row alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.store.engine import engine
from lead_metrics.store.visits import open_viewer


def viewer() -> Viewer:
    """Return who looks, asked of the store in each run, so that a sign-out holds at once; the unknown is the public."""
    return _resolve()


def from_cookie() -> Viewer:
    """Return the viewer whose open session the browser's cookie names, else the public."""
    token = st.context.cookies.get(SESSION_COOKIE)
    return (open_viewer(engine(), token) if token else None) or ANYBODY


# Tests put a viewer here, because AppTest has no cookies; nothing that a browser sends reaches this name.
_resolve: Callable[[], Viewer] = from_cookie
