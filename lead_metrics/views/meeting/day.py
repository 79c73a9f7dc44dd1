"""Which day it is: where the meeting is held, and for ever the same for one that has begun."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lead_metrics.store.clock import now
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.context import Context


def today(context: Context, site: str | None) -> date:
    """Return this day at a site."""
    zone = next((one.time_zone for one in context.sites if one.id == site), "")
    try:
        return now().astimezone(ZoneInfo(zone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now().date()


def day_of(context: Context, site: str, meeting: Meeting | None) -> date:
    """Return the day of a meeting, so that a slide says again what it said; this day before one has begun."""
    return meeting.on if meeting is not None else today(context, site)
