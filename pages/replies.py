"""Replies: what readers wrote to the program's manager, without a name."""

from lead_metrics.views.show import show

show("replies")
