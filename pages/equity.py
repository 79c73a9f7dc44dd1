"""Equity: disparity at each decision point, as ratio and as difference."""

from lead_metrics.views.show import show

show("equity")
