"""The areas of a site: their choice, and what an indicator says of one."""

from __future__ import annotations

from lead_metrics.cells import ALL
from lead_metrics.views import reads
from lead_metrics.views.choice import asked, choose
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding, finding


def areas(context: Context) -> dict[str, str]:
    """Return the site's areas that hold figures, by name, the whole site first."""
    return {ALL: context.words("area.all")} | reads.areas(context)


def area_of(context: Context) -> str:
    """Return the area that the address asks for, the whole site where there is no such area."""
    return asked(context, "area", areas(context), ALL)


def choose_area(context: Context, area: str) -> None:
    """Offer the areas where there are any; the address keeps the choice."""
    places = areas(context)
    if len(places) > 1:
        choose(context, "area", places, area, "area.label", width=280)


def at(context: Context, name: str, area: str) -> Finding:
    """Return what an indicator says of an area, of the whole site where it is not counted by area."""
    return finding(context, name, area if context.catalogue.indicators[name].by_area else ALL)
