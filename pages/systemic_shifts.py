"""Systemic shifts: what changes in calls, arrests, bookings and filings."""

from lead_metrics.views.show import show

show("systemic_shifts")
