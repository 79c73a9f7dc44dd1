"""The meeting on the wall: one slide that fills the screen, moved by keys, live."""

from lead_metrics.views.meeting.slide import show

__all__ = ["show"]
