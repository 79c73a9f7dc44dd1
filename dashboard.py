"""The served app: `streamlit run dashboard.py`, or `uvicorn dashboard:app` for one with its own settings."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware

from lead_metrics.settings import ROOT, settings
from lead_metrics.views.first_sight import first_sight
from lead_metrics.views.warm import warm
from lead_metrics.web.document import Document
from lead_metrics.web.gate import Gate
from lead_metrics.web.headers import SecurityHeaders
from lead_metrics.web.quiet import keep_quiet
from lead_metrics.web.routes import ROUTES
from lead_metrics.web.worker import worker


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up before the first visitor comes, and run the worker beside the dashboard where it is embedded."""
    keep_quiet()
    await to_thread.run_sync(warm)
    # With runner.postScriptGC off, what the warm-up made must not be walked through by every collection.
    gc.collect()
    gc.freeze()
    with worker():
        yield


app = st.App(
    ROOT / "lead_metrics" / "views" / "router.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Gate, hosts=settings().hosts),
        Middleware(Document, first_sight=first_sight),
    ],
)
