"""The gallery: every component in every state, for whoever builds pages."""

from lead_metrics.views.show import show

show("gallery")
