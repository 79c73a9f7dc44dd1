"""What tests of several rooms share: a small county and a middling one, each released once."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.sampled import Sampled, released

# Machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def small_county(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return the released sample of one site and a hundred participants."""
    return released(tmp_path_factory.mktemp("small"), "--sites", "1", "--participants", "100")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return the released sample of two sites that most tests of pages read."""
    return released(tmp_path_factory.mktemp("county"), "--sites", "2", "--months", "48", "--participants", "1200")


@pytest.fixture(scope="session")
def whole_sample(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return the released sample as `make run` makes it."""
    return released(tmp_path_factory.mktemp("whole"))
