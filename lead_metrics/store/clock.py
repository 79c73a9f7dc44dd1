"""Moments as the database keeps them: in UTC, with their zone."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def zoned(moment: datetime) -> datetime:
    """Return a moment read back with its zone, which SQLite does not keep."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
