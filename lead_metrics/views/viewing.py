"""Who looks at a page: resolved first in each run, from the cookie and the session row alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lead_metrics.access.addresses import SECURE_PREFIX, SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.store.engine import engine
from lead_metrics.store.visits import open_viewer


def viewer() -> Viewer:
    """Return who looks, asked of the store in each run, so that a sign-out holds at once; the unknown is the public."""
    return _resolve()


def from_cookie() -> Viewer:
    """Return the viewer whose open session the browser's cookie names, else the public."""
    held = token()
    # A run is no sign of life: pages run by themselves too. The guard of the websocket marks what a person does.
    return (open_viewer(engine(), held, used=False) if held else None) or ANYBODY


def token() -> str | None:
    """Return the session's token as the browser keeps it: over TLS under a name that no other host can set."""
    kept = st.context.cookies
    secure = kept.get(SECURE_PREFIX + SESSION_COOKIE)
    over_tls = (st.context.url or "").startswith("https:")
    held = secure if over_tls else kept.get(SESSION_COOKIE) or secure
    return held if isinstance(held, str) else None


# Tests put a viewer here, because AppTest has no cookies; nothing that a browser sends reaches this name.
_resolve: Callable[[], Viewer] = from_cookie
