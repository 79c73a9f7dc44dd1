"""The public data beside the project, for tests that read it; without it they say so and are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lead_metrics.settings import ROOT

DATA = ROOT.parent / "shared" / "data"


def public(name: str) -> Path:
    """Return a file of the public data, or skip the test that needs it."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the public data set {name} is not beside the project")
    return path
