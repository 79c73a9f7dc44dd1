"""figures: the query path of the pages, from the shell."""

from __future__ import annotations

import io
import sys
from typing import Annotated, Literal

import polars as pl
import typer

from lead_metrics.access.rules import check_can_see_figure
from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience, Indicator
from lead_metrics.cells import NONE
from lead_metrics.commands.speech import day
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.figures import facts_for
from lead_metrics.store.engine import engine


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(figures)


def figures(
    indicator: Annotated[str, typer.Option(help="An id, or a code such as Y5 that names a family.")],
    site: Annotated[str | None, typer.Option(help="One site; every site unless given.")] = None,
    area: Annotated[str | None, typer.Option(help="One area; every area unless given.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Day after the last one.")] = None,
    by: Annotated[str | None, typer.Option(help="A dimension, or all.")] = None,
    audience: Annotated[Audience, typer.Option(help="Whose figures.")] = Audience.PUBLIC,
    release: Annotated[int | None, typer.Option(help="A release's number; the latest published unless given.")] = None,
    format_: Annotated[Literal["csv", "json", "parquet"], typer.Option("--format")] = "csv",
) -> None:
    """Print released figures, one row each, in a fixed order."""
    viewer = Viewer(audience, frozenset({EVERY_SITE}), role=str(audience))
    wanted = [i for i in family(indicator) if allowed(viewer, i)]
    if not wanted:
        raise NotAllowed(f"{indicator} is not for the audience {audience}; ask with another --audience")
    frame = facts_for(
        viewer, engine(), indicators=[i.id for i in wanted], sites=[site] if site else None, areas=[area] if area else None,
        dimension=None if by == "all" else by or NONE, start=day(from_, "--from"), until=day(to, "--to"), release=release,
    )  # fmt: skip
    write(frame, format_)


def family(name: str) -> tuple[Indicator, ...]:
    """Return the indicators of an id or code; raises RequestRefused where there is none."""
    found = catalogue().family(name)
    if not found:
        raise RequestRefused(f"there is no indicator {name}; see docs/indicators.md")
    return found


def allowed(viewer: Viewer, indicator: Indicator) -> bool:
    """Tell whether the viewer's audience sees an indicator."""
    try:
        check_can_see_figure(viewer, EVERY_SITE, indicator.audience)
    except NotAllowed:
        return False
    return True


def write(frame: pl.DataFrame, form: str) -> None:
    """Write the frame to standard output."""
    if form == "csv":
        sys.stdout.write(frame.write_csv())
    elif form == "json":
        sys.stdout.write(frame.write_json() + "\n")
    else:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        sys.stdout.buffer.write(buffer.getvalue())
