"""sample: an invented county, delivered and released like a real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from lead_metrics import pipeline
from lead_metrics.catalogue.load import catalogue
from lead_metrics.commands.speech import river, say, working
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.delivery import deliver
from lead_metrics.pipeline import River
from lead_metrics.sample import county
from lead_metrics.settings import ROOT

FOLDER = ROOT / "data" / "sample" / "deliveries"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sample)


def sample(
    sites: Annotated[int, typer.Option(min=1, max=5)] = 3,
    months: Annotated[int, typer.Option(min=1, max=240)] = 72,
    participants: Annotated[int, typer.Option(min=0, max=100_000)] = 2400,
    seed: int = 1,
    folder: Annotated[Path, typer.Option(help="Where the files are written.")] = FOLDER,
) -> None:
    """Write the files of an invented county, deliver them and publish a release, all marked as sample."""
    made = river()
    if any(not one.sample for one in made.vault.deliveries()):
        raise RequestRefused("the vault holds real deliveries; set LEAD_VAULT and LEAD_DATABASE_URL to places of the sample's own")
    size = {"sites": sites, "months": months, "participants": participants, "seed": seed}
    known = catalogue().model_copy(update={"sites": {**catalogue().sites, **county.settings(**size)}})
    river_of_sample = River(made.vault, made.engine, known)
    with working("inventing a county"):
        for one in county.write(folder, **size):
            deliver(one.files, one.source, one.site, covers_from=one.covers_from, covers_until=one.covers_until,
                    sample=True, catalogue=known, vault=made.vault)  # fmt: skip
    with working("releasing it"):
        number = pipeline.release(river_of_sample, date.today(), f"sample, seed {seed}", published=True)
        pipeline.refresh_staff(river_of_sample, date.today())
    say(f"release {number}: an invented county of {sites} sites, {months} months and {participants} people; sample data")
