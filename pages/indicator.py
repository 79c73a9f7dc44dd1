"""One indicator: everything that is known of it, at one address."""

from lead_metrics.views.show import show

show("indicator")
