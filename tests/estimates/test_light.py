"""The web process never loads what fits models."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lead_metrics import estimates
from lead_metrics.settings import ROOT

HEAVY = ("statsmodels", "scipy", "lead_metrics.estimates.fitting")


def loaded(script: str) -> set[str]:
    """Return which heavy modules a fresh interpreter holds after a script."""
    told = f"{script}\nimport sys\nprint(*(m for m in sys.modules if m.startswith({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_pages_the_web_side_and_the_whole_of_estimates_load_no_model():
    everything = (
        "import importlib, pkgutil, lead_metrics.views, lead_metrics.web, lead_metrics.estimates as e\n"
        "for room in (lead_metrics.views, lead_metrics.web, e):\n"
        "    for one in pkgutil.iter_modules(room.__path__, room.__name__ + '.'):\n"
        "        one.name.endswith('fitting') or importlib.import_module(one.name)"
    )
    assert loaded(everything) == set()


def test_a_model_is_loaded_when_it_is_asked_for():
    assert {"statsmodels", "scipy"} <= loaded("from lead_metrics.estimates import interrupted_series")


@pytest.mark.parametrize("name", estimates.__all__)
def test_each_method_of_the_interface_is_there(name):
    assert callable(getattr(estimates, name))


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="no such_method"):
        _ = estimates.such_method
