"""The language that a page says it is in."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lead_metrics.web.language import SpokenLanguage

PAGE = '<!doctype html><html lang="en"><head></head></html>'


async def answer(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"X-Encoding": request.headers.get("accept-encoding", "none")})


CLIENT = TestClient(SpokenLanguage(Starlette(routes=[Route("/", answer), Route("/other", answer)])))


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


def test_a_page_is_asked_for_uncompressed_so_that_it_can_be_named():
    assert CLIENT.get("/").headers["X-Encoding"] == "none"
    assert CLIENT.get("/other").headers["X-Encoding"] != "none"
