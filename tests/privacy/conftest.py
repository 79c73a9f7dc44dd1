"""A small catalogue for the gate's tests."""

from __future__ import annotations

import pytest

from lead_metrics.catalogue.model import Catalogue
from tests.privacy.county import catalogue as built


@pytest.fixture
def catalogue() -> Catalogue:
    """A catalogue of a few indicators, one of each kind that the gate treats differently."""
    return built()
