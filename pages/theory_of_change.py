"""The theory of change: both levels side by side."""

from lead_metrics.views.show import show

show("theory_of_change")
