"""Pathway: from three doors to care, where the path narrows, and how long each step takes."""

from lead_metrics.views.show import show

show("pathway")
