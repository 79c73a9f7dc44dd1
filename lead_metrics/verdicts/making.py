"""Every estimate of a release: on series from released figures alone, on people from the vault past the gate's rule."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lead_metrics.store.draft import ESTIMATES
from lead_metrics.verdicts import people, series
from lead_metrics.verdicts.gated import gated
from lead_metrics.verdicts.place import Made, Place


def made(places: list[Place], before: pl.DataFrame) -> pl.DataFrame:
    """Return the estimates of a release (store.draft.ESTIMATES). before: those of the latest published one."""
    rows = []
    for place in places:
        for one in every(place):
            kept = one.payload
            if one.since is not None:
                kept = people.held(kept, people.earlier(before, (place.site.id, one.indicator, one.kind)), one.since)
            rows.append((place.site.id, one.area, one.indicator, one.kind, kept.model_dump_json()))
    return pl.DataFrame(rows, schema=ESTIMATES, orient="row")


def every(place: Place) -> Iterator[Made]:
    """Yield every estimate of a site, those of series past the gate."""
    yield from gated(list(series.every(place)), place.cells)
    yield from people.every(place)
