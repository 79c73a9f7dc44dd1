"""What a cached read is kept under: nobody is answered from what was read for other eyes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.views.reads import asked


@pytest.mark.parametrize("role", ["public", "elected", "partner", "manager", "staff", "admin"])
def test_a_read_is_kept_by_audience_and_site_and_holds_no_more_than_they_may_see(role: str) -> None:
    for site, expected in (("north", role), ("south", "public")):
        context: Any = SimpleNamespace(
            viewer=Viewer(Audience(role), frozenset({"north"}), "ann", role),
            site=site, release=SimpleNamespace(number=3), engine=SimpleNamespace(url="sqlite://"),
        )  # fmt: skip
        key = asked(context)
        assert (key.release, key.audience, key.site) == (3, expected, site)
        assert (key.viewer.audience, key.viewer.sites) == (Audience(expected), frozenset({site}))
