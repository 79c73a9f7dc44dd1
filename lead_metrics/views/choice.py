"""A choice that lives in the address, so that a link opens the same view for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lead_metrics.views.context import Context


def choose(  # noqa: PLR0913 (one argument for each thing that a choice shows)
    context: Context, name: str, options: Mapping[str, str], chosen: str, label: str, *, width: int | None = None
) -> None:  # fmt: skip
    """Offer options (id to words) for one parameter of the address; `label` is a key, `width` in pixels.

    Streamlit's own binding drops a parameter that equals the widget's default, and here the default is what the
    address says: the link would lose what it was made for.
    """
    # The key holds what is chosen: after the browser's Back the address decides, not what the widget remembers.
    key = f"{name}-{context.page}-{chosen}"
    st.selectbox(
        context.words(label),
        list(options),
        index=list(options).index(chosen),
        format_func=options.__getitem__,
        key=key,
        on_change=_keep,
        args=(name, key),
        width=width or "stretch",
    )


def switch(context: Context, name: str, options: Mapping[str, str], chosen: str, label: str) -> None:
    """Offer a few options side by side for one parameter of the address; `label` is a key."""
    key = f"{name}-{context.page}-{chosen}"
    st.segmented_control(
        context.words(label),
        list(options),
        default=chosen,
        required=True,
        format_func=options.__getitem__,
        key=key,
        on_change=_keep,
        args=(name, key),
    )


def asked(context: Context, name: str, options: Mapping[str, str], otherwise: str) -> str:
    """Return what the address asks for where it is offered."""
    wish = context.query.get(name, otherwise)
    return wish if wish in options else otherwise


def _keep(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]
