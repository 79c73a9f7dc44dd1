"""Which sites and audiences a viewer's query may touch, as a condition of the query itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, and_, false, or_

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Audience


def visible(viewer: Viewer, sites: Iterable[str], site: Column[str], audience: Column[str]) -> ColumnElement[bool]:
    """Return the condition that a row's site and audience are within what this viewer sees there."""
    alike: dict[tuple[Audience, ...], list[str]] = defaultdict(list)
    for one in sites:
        alike[sees(audience_at(viewer, one))].append(one)
    allowed = [and_(site.in_(names), audience.in_([str(a) for a in seen])) for seen, names in alike.items()]
    return or_(*allowed) if allowed else false()
