"""What is chosen is in the address, and the address is what is shown."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    """Offer two sites; show which one the address names."""
    import streamlit as st  # noqa: PLC0415

    from lead_metrics.access.viewer import ANYBODY  # noqa: PLC0415
    from lead_metrics.catalogue.load import catalogue  # noqa: PLC0415
    from lead_metrics.views.choice import choose  # noqa: PLC0415
    from lead_metrics.views.context import Context  # noqa: PLC0415

    site = st.query_params.get("site", "alder")
    context = Context("definitions", ANYBODY, "en", catalogue(), None, None, (), site, None, st.query_params.to_dict())
    choose(context, "site", {"alder": "Alder", "birch": "Birch"}, site, "nav.site")
    st.text(f"looking at {site}")


def test_the_address_decides_what_is_chosen_and_keeps_saying_it() -> None:
    app = AppTest.from_function(script)
    app.query_params["site"] = "birch"
    app.run()
    assert app.selectbox[0].value == "birch"
    assert app.text[0].value == "looking at birch"
    assert app.query_params["site"] in ("birch", ["birch"])


def test_a_choice_goes_into_the_address_and_is_shown_in_the_same_run() -> None:
    app = AppTest.from_function(script).run()
    app.selectbox[0].select("birch").run()
    assert app.query_params["site"] in ("birch", ["birch"])
    assert app.text[0].value == "looking at birch"
    assert app.selectbox[0].value == "birch"


def test_after_going_back_the_address_decides_again() -> None:
    app = AppTest.from_function(script).run()
    app.selectbox[0].select("birch").run()
    app.query_params["site"] = "alder"
    app.run()
    assert app.selectbox[0].value == "alder"
    assert app.text[0].value == "looking at alder"
