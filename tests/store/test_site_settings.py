"""A site's settings are kept as its administrator wrote them, and nothing is kept that makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from lead_metrics.catalogue.model import Site
from lead_metrics.errors import RequestRefused
from lead_metrics.store import site_settings, write
from tests.store.drafts import draft

ALDER = Site(id="alder", name="Alder County", time_zone="America/Denver", caseload_average=15, caseload_most=18,
             intake_days=7, active_days=30, fiscal_year_starts=10, contact="office@example.org")  # fmt: skip


def keep(engine: Engine, site: Site) -> None:
    """Write a site's settings."""
    with engine.begin() as connection:
        site_settings.write(connection, site, "admin@example.org")


def test_what_was_written_is_what_holds(engine: Engine) -> None:
    keep(engine, ALDER)
    assert site_settings.current(engine)["alder"] == ALDER
    keep(engine, ALDER.model_copy(update={"caseload_average": 16}))
    assert site_settings.current(engine)["alder"].caseload_average == 16


def test_a_released_site_is_known_and_what_was_written_stands_over_it(engine: Engine) -> None:
    write.save(engine, draft())
    released = site_settings.current(engine)["north"]
    keep(engine, released.model_copy(update={"contact": "Kim, 555 0100"}))
    assert site_settings.current(engine)["north"] == released.model_copy(update={"contact": "Kim, 555 0100"})


WRONG: list[tuple[str, Any]] = [
    ("name", ""), ("name", " Alder"), ("name", "x" * 81), ("name", "<script>alert(1)</script>"),
    ("name", "[Alder](https://evil.example)"), ("name", "Alder\nCounty"), ("name", "{0.__class__}"),
    ("contact", "x" * 201), ("contact", "<img src=x onerror=alert(1)>"), ("time_zone", "Mars/Olympus"),
    ("time_zone", "../../etc/passwd"), ("caseload_average", 0), ("caseload_average", 19), ("caseload_most", 101),
    ("intake_days", 8), ("active_days", 31), ("fiscal_year_starts", 13), ("fiscal_year_starts", 0),
]  # fmt: skip


def test_settings_that_make_no_sense_are_refused_and_nothing_is_kept(engine: Engine) -> None:
    for field, wrong in WRONG:
        with pytest.raises(RequestRefused):
            keep(engine, ALDER.model_copy(update={field: wrong}))
    assert "alder" not in site_settings.current(engine)


@settings(max_examples=50)
@given(name=st.text(min_size=1, max_size=80))
def test_no_name_that_is_kept_holds_a_sign_that_a_page_would_read(name: str) -> None:
    try:
        site_settings.check(ALDER.model_copy(update={"name": name}))
    except RequestRefused:
        return
    assert not set(name) & set("<>`[]*_\\{}$\n\r\0")
