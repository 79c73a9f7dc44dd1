"""Every answer carries the security headers."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from lead_metrics.web.headers import HEADERS, SecurityHeaders
from tests.web.asking import ask


def answers(_request: object) -> PlainTextResponse:
    """Answer with a policy of its own, which must not stand."""
    return PlainTextResponse("words", headers={"Content-Security-Policy": "default-src *"})


APP = Starlette(routes=[Route("/", answers)], middleware=[Middleware(SecurityHeaders)])


@pytest.mark.parametrize("path", ["/", "/nothing-here"])
def test_every_answer_carries_every_header_once(path: str) -> None:
    answer = ask(APP, path)
    assert {name: answer.headers.get_list(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_the_policy_lets_no_script_be_written_into_a_page_and_nothing_come_from_elsewhere() -> None:
    directives = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert directives["script-src"] == "'self'"
    assert all("http" not in sources and "*" not in sources for sources in directives.values())


@pytest.mark.parametrize(("base", "remembered"), [("http://testserver", False), ("https://testserver", True)])
def test_tls_is_remembered_only_over_tls(base: str, remembered: bool) -> None:
    assert ("Strict-Transport-Security" in ask(APP, base).headers) is remembered
