"""coarsen, choices: what managers show by longer periods than the gate would."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import typer

from lead_metrics import pipeline
from lead_metrics.commands.speech import say, tell
from lead_metrics.errors import RequestRefused
from lead_metrics.periods import Grain
from lead_metrics.pipeline import Choice, River
from lead_metrics.store.free_text import plain_text

Site = Annotated[str, typer.Argument(help="The site's id.")]
Indicator = Annotated[str, typer.Argument(help="The indicator's id, such as jail_bookings.")]
By = Annotated[
    Literal["quarter", "half_year", "year"] | None, typer.Argument(help="The shortest period that may be shown.")
]
Off = Annotated[bool, typer.Option("--off", help="Take the choice back; a grain once shown stays for a year.")]
Why = Annotated[str, typer.Option(help="A line about why; names of people do not belong here.")]

LONGEST = 200


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (coarsen, choices):
        app.command()(command)


def coarsen(site: Site, indicator: Indicator, by: By = None, off: Off = False, why: Why = "") -> None:
    """Show an indicator of a site by longer periods from the next release on; `reasons` says what that would show."""
    if off == (by is not None):
        raise RequestRefused("say either a period (quarter, half_year or year) or --off")
    grain = None if by is None else Grain(by)
    said = plain_text(why, LONGEST) if why else ""
    pipeline.coarsen(River.here(), Choice(site=site, indicator=indicator, grain=grain, on=date.today(), why=said))
    say(f"{indicator} of {site}: {f'at least by {by}' if by else 'taken back'}, from the next release on")


def choices() -> None:
    """List what is shown by longer periods because a manager chose so."""
    rows = [(one.site, one.indicator, str(one.grain), str(one.on), one.why) for one in pipeline.choices(River.here())]
    tell(("site", "indicator", "at least by", "since", "why"), rows, "nothing was chosen: the gate decides alone")
