"""What tests of several rooms share: a small county and a middling one, each released once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import public
from tests.sampled import Sampled, place, released, served

# Machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


class Rooms(LoadScopeScheduling):  # type: ignore[misc]
    """Two rooms are tested at once; a room stays in one process, where its tests share what they have made."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.removeprefix("tests/").split("::")[0].split("/")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Rooms:
    """Have rooms tested at once where `-n` asks for several processes."""
    return Rooms(config, log)


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


@pytest.fixture(scope="session")
def seattle(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """Return a release of real figures: the founding program's own, and the police's stops."""
    return public.released(
        tmp_path_factory.mktemp("seattle"),
        (public.public("lead_published/seattle_drug_calls_arrests.csv"), "lead_published", "seattle"),
        (public.public("seattle_terry_stops/terry_stops_2015_2017.csv.gz"), "seattle_stops", "seattle"),
    )


@pytest.fixture
def nothing_yet(tmp_path: Path) -> Iterator[Sampled]:
    """Work at a place that holds nothing."""
    with served(place(tmp_path)) as made:
        yield made
