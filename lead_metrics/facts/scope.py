"""Which sites and audiences a viewer's query may touch, as a condition of the query itself."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, and_, false, or_

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.access.viewer import Viewer


def visible(viewer: Viewer, sites: Iterable[str], site: Column[str], audience: Column[str]) -> ColumnElement[bool]:
    """Return the condition that a row's site and audience are within what this viewer sees there."""
    allowed = [and_(site == one, audience.in_([str(a) for a in sees(audience_at(viewer, one))])) for one in sites]
    return or_(*allowed) if allowed else false()
