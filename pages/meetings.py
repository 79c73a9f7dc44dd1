"""Meetings: begun, followed, and looked at again."""

from lead_metrics.views.show import show

show("meetings")
