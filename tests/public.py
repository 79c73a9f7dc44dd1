"""The public data beside the project, for tests that read it; without it they say so and are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lead_metrics.settings import ROOT
from tests.sampled import Sampled, place

DATA = ROOT.parent / "shared" / "data"
AS_OF = "2026-11-01"


def public(name: str) -> Path:
    """Return a file of the public data, or skip the test that needs it."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the public data set {name} is not beside the project")
    return path


def released(folder: Path, *deliveries: tuple[Path, str, str]) -> Sampled:
    """Return a place in which these files (path, source, site) were delivered and released."""
    made = place(folder)
    for path, source, site in deliveries:
        done = made.run("deliver", str(path), "--source", source, "--site", site)
        assert done.returncode == 0, done.stdout + done.stderr
    done = made.run("release", "--as-of", AS_OF, "--publish")
    assert done.returncode == 0, done.stderr
    return made
