"""figures: the query path of the pages, from the shell."""

from __future__ import annotations

import io
import sys
from typing import Annotated, Literal

import polars as pl
import typer
from sqlalchemy import Engine

from lead_metrics.access.rules import can_see_figure
from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience, Indicator
from lead_metrics.cells import ALL, NONE
from lead_metrics.commands.speech import day
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import areas_for, release_for, sites_for
from lead_metrics.spreadsheet import harmless_frame
from lead_metrics.store.engine import engine

Form = Literal["csv", "json", "parquet"]
Text = str | None
EVERY = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(figures)


def figures(  # noqa: PLR0913 - one argument an option
    indicator: Annotated[str, typer.Option(help="An id, or a code such as Y5 that names a family.")],
    site: Annotated[Text, typer.Option(help="One site; every site unless given.")] = None,
    area: Annotated[Text, typer.Option(help="One area, or `all` for the total; every area unless given.")] = None,
    from_: Annotated[Text, typer.Option("--from", help="First day, such as 2025-01-01.")] = None,
    to: Annotated[Text, typer.Option("--to", help="Day after the last one.")] = None,
    by: Annotated[Text, typer.Option(help="A dimension such as race, or `all` for everything.")] = None,
    audience: Annotated[Audience, typer.Option(help="Whose figures.")] = Audience.PUBLIC,
    release: Annotated[int | None, typer.Option(help="A release's number; the latest published unless given.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How they are written.")] = "csv",
) -> None:
    """Print released figures, one row each, in a fixed order."""
    viewer, store = Viewer(audience, frozenset({EVERY_SITE}), role=str(audience)), engine()
    wanted = seen(viewer, indicator)
    check_dimension(by, wanted)
    check_place(viewer, store, (site, area), release)
    frame = facts_for(
        viewer, store, indicators=[i.id for i in wanted], sites=[site] if site else None,
        areas=[area] if area else None, dimension=None if by == EVERY else by or NONE,
        start=day(from_, "--from"), until=day(to, "--to"), release=release,
    )  # fmt: skip
    write(frame, form)


def seen(viewer: Viewer, name: str) -> list[Indicator]:
    """Return the indicators of an id or code that the viewer may see; raises RequestRefused or NotAllowed."""
    family = catalogue().family(name)
    if not family:
        raise RequestRefused(f"there is no indicator {name}; see docs/indicators.md")
    allowed = [i for i in family if can_see_figure(viewer, EVERY_SITE, i.audience)]
    if not allowed:
        raise NotAllowed(f"{name} is not for the audience {viewer.audience}; ask for another with --audience")
    return allowed


def check_dimension(by: str | None, wanted: list[Indicator]) -> None:
    """Raise RequestRefused where none of the indicators is broken down by this dimension."""
    known = sorted({NONE, EVERY, *(dimension for i in wanted for dimension in i.breakdowns)})
    if by is not None and by not in known:
        raise RequestRefused(f"there are no figures by {by}; choose one of {', '.join(known)}")


def check_place(viewer: Viewer, store: Engine, place: tuple[Text, Text], release: int | None) -> None:
    """Raise RequestRefused where nothing is released, or the release has no such site or area."""
    if release_for(viewer, store, release) is None:
        raise RequestRefused("no release is published yet; run: python -m lead_metrics release --publish")
    site, area = place
    sites = sorted(one.id for one in sites_for(viewer, store, release))
    if site is not None and site not in sites:
        raise RequestRefused(f"the release has no site {site}; choose one of {', '.join(sites)}")
    areas = {ALL, *(name for one in sites for name in areas_for(viewer, store, one, release)["area"])}
    if area is not None and area not in areas:
        raise RequestRefused(f"the release has no area {area}; choose one of {', '.join(sorted(areas))}")


def write(frame: pl.DataFrame, form: Form) -> None:
    """Write the frame to standard output."""
    if form == "csv":
        sys.stdout.write(harmless_frame(frame).write_csv())
    elif form == "json":
        sys.stdout.write(frame.write_json() + "\n")
    else:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        sys.stdout.buffer.write(buffer.getvalue())
