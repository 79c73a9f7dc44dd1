"""What the site holds itself to, kept with the counts: a later change of its settings does not change the past."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.caseload.carried import LEVELS
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import Load


def standards(site: Site) -> pl.DataFrame:
    """Return the site's average and most, and its weights for need where it has set any."""
    values = {str(Load.AVERAGE): float(site.caseload_average), str(Load.MOST): float(site.caseload_most)}
    if site.need_weights:
        values |= {f"weight_{level}": site.need_weights.get(level, 1.0) for level in LEVELS}
    return pl.DataFrame({"measure": list(values), "value": list(values.values())})
