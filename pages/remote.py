"""The second screen of a meeting."""

from lead_metrics.views.show import show

show("remote")
