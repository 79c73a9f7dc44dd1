"""The server's access log tells who asked for what, and nothing that opens an account."""

from __future__ import annotations

import logging

import pytest

from lead_metrics.web.quiet import LOGGER, Quiet, keep_quiet, shortened


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/welcome/canary-7391", "/welcome/…"),
        ("/welcome/canary-7391?lang=es", "/welcome/…"),
        ("/sign-in/provider/back?code=canary&state=canary", "/sign-in/provider/back?…"),
        ("/sign-in/provider?token=canary&next=/", "/sign-in/provider?…"),
        ("/sign-in", "/sign-in"),
        ("/definitions?lang=es", "/definitions?lang=es"),
    ],
)
def test_a_line_leaves_out_what_opens_something(path: str, said: str) -> None:
    assert shortened(path) == said


def test_every_line_of_the_access_log_goes_through_it(caplog: pytest.LogCaptureFixture) -> None:
    keep_quiet()
    keep_quiet()
    log = logging.getLogger(LOGGER)
    assert sum(isinstance(one, Quiet) for one in log.filters) == 1
    with caplog.at_level(logging.INFO, LOGGER):
        log.info('%s - "%s %s HTTP/%s" %d', "203.0.113.7", "GET", "/welcome/canary-7391", "1.1", 200)
        log.info("a line of another form")
    assert "canary" not in caplog.text
    assert "/welcome/…" in caplog.text and "another form" in caplog.text
