"""Fidelity: each element of the model, how reviews rated it, and what changed since."""

from lead_metrics.views.show import show

show("fidelity")
