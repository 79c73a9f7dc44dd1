"""A page's language, and what it says at first sight."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lead_metrics.access.addresses import HOME
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Language
from lead_metrics.web.document import LEAVING, ROUTES, STILL, Document, FirstSight, nothing

Endpoint = Callable[[Request], Awaitable[Response]]

PAGE = '<!doctype html><html lang="en"><head></head><body><div id="root"></div></body></html>'
KEPT = {"ETag": '"1"', "Last-Modified": "Fri, 27 Nov 2026 10:00:00 GMT", "Cache-Control": "max-age=60"}


async def answer(request: Request) -> HTMLResponse:
    asked = {name: request.headers.get(name, "none") for name in ("accept-encoding", "if-none-match", "range")}
    return HTMLResponse(PAGE, headers={**KEPT, **{f"X-{name}": value for name, value in asked.items()}})


async def in_pieces(_request: Request) -> StreamingResponse:
    async def pieces() -> AsyncIterator[str]:
        for letter in PAGE:
            yield letter

    return StreamingResponse(pieces(), media_type="text/html")


def said(page: str, viewer: Viewer, query: Mapping[str, str], language: Language) -> str:
    return f"<h1>{page}, {viewer.role}, {dict(query)}, {language}: ¿bien?</h1>" if page == HOME else ""


def client(home: Endpoint = answer, first_sight: FirstSight = nothing) -> TestClient:
    return TestClient(Document(Starlette(routes=[Route("/", home), Route("/equity", answer), Route("/other", answer),
                                                 *ROUTES]), first_sight))  # fmt: skip


CLIENT = client()


@pytest.mark.parametrize(
    ("address", "preferred", "spoken"),
    [
        ("/", "en-US", "en"),
        ("/?lang=es", "en-US", "es"),
        ("/", "es-MX,es;q=0.9", "es"),
        ("/?lang=en", "es-MX", "en"),
        ("/?lang=xx", "en-US", "en"),
        ("/other?lang=es", "en-US", "en"),
    ],
)
def test_a_page_says_the_language_that_it_is_written_in(address, preferred, spoken):
    found = CLIENT.get(address, headers={"Accept-Language": preferred})
    assert f'<html lang="{spoken}">' in found.text
    assert len(found.content) == int(found.headers["Content-Length"])


def test_a_page_is_asked_for_whole_and_uncompressed_so_that_it_can_be_written_into():
    asked = {"Accept-Encoding": "gzip", "If-None-Match": '"1"', "Range": "bytes=0-10"}
    for name, value in asked.items():
        assert CLIENT.get("/", headers=asked).headers[f"X-{name}"] == "none"
        assert CLIENT.get("/other", headers=asked).headers[f"X-{name}"] == value


@pytest.mark.parametrize("home", [answer, in_pieces])
def test_the_first_sight_stands_before_the_program_with_the_script_that_takes_it_away(home):
    found = client(home, said).get("/?lang=es&site=north")
    told = f"<h1>{HOME}, public, {{'lang': 'es', 'site': 'north'}}, es: ¿bien?</h1>"
    script = f'<script type="module" src="{LEAVING}"></script>'
    assert f'<div id="first-sight">{told}</div>{script}<div id="root">' in found.text
    assert len(found.content) == int(found.headers["Content-Length"])


def test_a_page_without_a_first_sight_has_no_script_for_it():
    assert client(first_sight=said).get("/equity").text == PAGE.replace("</head>", STILL.decode() + "</head>")


def test_no_browser_and_no_proxy_keeps_a_page_that_holds_what_its_viewer_may_see():
    headers = client(first_sight=said).get("/").headers
    assert headers["Cache-Control"] == "no-store"
    assert not {"etag", "last-modified"} & set(headers)
    assert CLIENT.get("/other").headers["Cache-Control"] == KEPT["Cache-Control"]


def test_whoever_asks_for_the_head_alone_is_told_nothing_else():
    found = client(first_sight=said).head("/")
    assert found.status_code == 200
    assert found.content == b""


def test_the_script_is_ours_and_is_read_as_a_script():
    found = CLIENT.get(LEAVING)
    assert found.status_code == 200
    assert found.headers["Content-Type"].startswith("text/javascript")
    assert "first-sight" in found.text
