"""The gate before a small app of its own, beside the same app without it: what it closes is open otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from lead_metrics.access.addresses import BROWSER_COOKIE
from tests.browser.serving import Server, rerun, serve, session_of, stream, words_of
from tests.browser.site import Site

SCRIPT = """
from uuid import uuid4
import streamlit as st

@st.cache_resource
def kept():
    return uuid4().hex

st.write("kept " + kept())
st.download_button("figures", data="figure", file_name="figures.csv", mime="text/csv")
"""
APP = """
import streamlit as st
from starlette.middleware import Middleware
from lead_metrics.web.gate import Gate
app = st.App({script!r}, middleware=[{gate}])
"""


@pytest.fixture(scope="module", params=["with the gate", "without it"])
def gated(request: pytest.FixtureRequest) -> bool:
    """Tell whether the gate stands before the app."""
    return bool(request.param == "with the gate")


@pytest.fixture(scope="module")
def probe(gated: bool, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small app."""
    folder: Path = tmp_path_factory.mktemp("probe")
    (folder / "script.py").write_text(SCRIPT)
    (folder / "probe.py").write_text(
        APP.format(script=str(folder / "script.py"), gate="Middleware(Gate)" if gated else "")
    )
    command = ("-m", "uvicorn", "--app-dir", str(folder), "probe:app", "--port")
    with serve(site.environment, folder / "log", command) as running:
        yield running


def kept(words: str) -> str:
    """Return what the app keeps in its cache."""
    found = re.search(r"kept (\w+)", words)
    assert found is not None
    return found[1]


def test_nobody_empties_the_caches_of_everybody(probe: Server, gated: bool) -> None:
    with stream(probe, {BROWSER_COOKIE: "ann"}) as socket:
        before = kept(words_of(rerun(socket)))
        message = BackMsg()
        message.clear_cache = True
        socket.send(message.SerializeToString())
        after = kept(words_of(rerun(socket)))
    assert (after == before) is gated


def test_a_session_is_not_stolen(probe: Server, gated: bool) -> None:
    with stream(probe, {BROWSER_COOKIE: "ann"}) as socket:
        session = session_of(rerun(socket))
    with stream(probe, {BROWSER_COOKIE: "eve"}, resume=session) as socket:
        assert (session_of(rerun(socket)) != session) is gated


def test_a_file_opens_for_the_browser_that_was_told_of_it_alone(probe: Server, gated: bool) -> None:
    with stream(probe, {BROWSER_COOKIE: "ann"}) as socket:
        found = re.search(r"/media/[\w.]+", words_of(rerun(socket)))
        assert found is not None
        answers = []
        for cookies in ({BROWSER_COOKIE: "ann"}, {BROWSER_COOKIE: "mallory"}, {}):
            with probe.client(**cookies) as client:
                answers.append(client.get(found[0]).status_code)
    assert answers == ([200, 404, 404] if gated else [200, 200, 200])


@pytest.mark.parametrize("address", ["/_stcore/metrics", "/anything"])
def test_what_nobody_declared_does_not_answer(address: str, probe: Server, gated: bool) -> None:
    with probe.client() as client:
        assert client.get(address).status_code == (404 if gated else 200)


def test_nobody_uploads_without_signing_in(probe: Server, gated: bool) -> None:
    with stream(probe, {BROWSER_COOKIE: "ann"}) as socket:
        session = session_of(rerun(socket))
        with probe.client(**{BROWSER_COOKIE: "ann"}) as client:
            headers = {"Origin": probe.url}
            sent = client.put(f"/_stcore/upload_file/{session}/file", files={"file": b"rows"}, headers=headers)
    # Without the gate it is Streamlit's own token against forgery that is missing here, not a sign-in.
    assert sent.status_code == (404 if gated else 403)
