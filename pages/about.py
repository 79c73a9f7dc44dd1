"""About LEAD: what it is, who takes part, and what its figures can and cannot say."""

from lead_metrics.views.show import show

show("about")
