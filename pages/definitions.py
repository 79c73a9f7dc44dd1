"""Definitions: what each figure is, and who sees it."""

from lead_metrics.views.show import show

show("definitions")
