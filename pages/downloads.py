"""Downloads: the released figures as files that say what they are."""

from lead_metrics.views.show import show

show("downloads")
