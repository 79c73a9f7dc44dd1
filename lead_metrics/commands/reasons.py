"""reasons: what a release withholds and why, what waits as a correction, what a coarser cut would show more of."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from lead_metrics import pipeline
from lead_metrics.commands.speech import say, tell
from lead_metrics.errors import RequestRefused
from lead_metrics.pipeline import River
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import releases

Latest = Annotated[int | None, typer.Option("--release", help="Its number; the latest unless given.")]
Site = Annotated[str | None, typer.Option(help="Only this site.")]
Json = Annotated[bool, typer.Option("--json", help="Print a line of JSON for each reason.")]

SERIES = ("site", "area", "indicator", "dimension")
COUNTED = {
    "primary": "about few people",
    "complementary": "protects another",
    "exposed_before": "told by an earlier release",
}
"""Reasons that are counted, each with the head of its column."""

LISTED = {
    "correction_waits": "Corrections that wait: the earlier figure is still shown",
    "left_out": "Counted, and not released at any grain",
    "merged": "Groups that stand within another",
    "coarser": "Series shown by longer periods than they are counted by",
    "coarser_would_show": "What a coarser cut would show more of",
}
"""Reasons that are listed one by one, each with its heading."""

NONE_YET = "there is no release yet; run: python -m lead_metrics release"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reasons)


def reasons(number: Latest = None, site: Site = None, json: Json = False) -> None:
    """Say why figures of a release are withheld or wait. For managers alone: never publish what it says."""
    known = releases(engine())
    if not known:
        raise RequestRefused(NONE_YET)
    chosen = known[-1].number if number is None else number
    found = pipeline.reasons(River.here(), chosen)
    found = found if site is None else found.filter(pl.col("site") == site)
    if json:
        say(found.write_ndjson().rstrip("\n"))
        return
    say(f"release {chosen}, for managers alone: the reasons would tell readers which figures are small")
    tell(("site", "indicator", *COUNTED.values()), _counted(found), "no figure is withheld")
    for reason, heading in LISTED.items():
        _listed(found.filter(pl.col("reason") == reason), heading)


def _counted(found: pl.DataFrame) -> list[tuple[str, ...]]:
    """Return for each site and indicator how many figures are withheld for which reason."""
    marks = [(pl.col("reason") == reason).sum().alias(reason) for reason in COUNTED]
    rows = found.filter(pl.col("reason").is_in(list(COUNTED))).group_by("site", "indicator").agg(marks)
    return [tuple(str(cell) for cell in row) for row in rows.sort("site", "indicator").iter_rows()]


def _listed(rows: pl.DataFrame, heading: str) -> None:
    if rows.is_empty():
        return
    say(f"\n{heading}")
    heads = (*SERIES, "category", "from", "until", "note")
    told = rows.select(pl.col(heads).cast(pl.String).fill_null("")).unique(maintain_order=True)
    tell(heads, list(told.iter_rows()), "")
