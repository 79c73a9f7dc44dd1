"""Meetings: the one that is being held, those that were, and the agenda of the next."""

from lead_metrics.views.meetings.page import show

__all__ = ["show"]
