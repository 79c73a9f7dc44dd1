"""Search: figures, definitions and pages that hold a word."""

from lead_metrics.views.show import show

show("search")
