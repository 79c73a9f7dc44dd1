"""Is this change real? Results that a page may read, and the sentences made from them.

What fits models is loaded when it is first asked for: importing this package loads neither statsmodels nor SciPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lead_metrics.estimates.control import control_chart
from lead_metrics.estimates.rates import (
    rate_difference,
    rate_interval,
    rate_ratio,
    ratio_of_rate_ratios,
    share_difference,
    share_interval,
)
from lead_metrics.estimates.results import Estimate

if TYPE_CHECKING:
    from lead_metrics.estimates.fitting.difference import difference_in_differences
    from lead_metrics.estimates.fitting.interrupted import interrupted_series
    from lead_metrics.estimates.fitting.paired import paired_change
    from lead_metrics.estimates.fitting.survival import time_to_first
    from lead_metrics.estimates.fitting.synthetic import synthetic_control

FITTED = {
    "difference_in_differences": "difference", "interrupted_series": "interrupted", "paired_change": "paired",
    "synthetic_control": "synthetic", "time_to_first": "survival",
}  # fmt: skip
"""What fits a model, and in which module of `fitting` it lives."""

__all__ = [
    "Estimate",
    "control_chart",
    "difference_in_differences",
    "interrupted_series",
    "paired_change",
    "rate_difference",
    "rate_interval",
    "rate_ratio",
    "ratio_of_rate_ratios",
    "share_difference",
    "share_interval",
    "synthetic_control",
    "time_to_first",
]


def __getattr__(name: str) -> object:
    """Load what fits a model when it is asked for."""
    if name in FITTED:
        return getattr(import_module(f"{__name__}.fitting.{FITTED[name]}"), name)
    raise AttributeError(f"module {__name__} has no {name}")
