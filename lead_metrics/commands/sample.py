"""sample: an invented county, delivered and released like a real one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from lead_metrics import pipeline
from lead_metrics.commands.speech import say, working
from lead_metrics.errors import RequestRefused
from lead_metrics.pipeline import River
from lead_metrics.sample import county
from lead_metrics.store.stored import releases

Folder = Annotated[Path | None, typer.Option(help="Keep the delivery files here; else they are removed again.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sample)


def sample(
    sites: Annotated[int, typer.Option(min=1, max=3, help="How many sites the county has.")] = 3,
    months: Annotated[int, typer.Option(min=12, max=240, help="How far back it goes.")] = 72,
    participants: Annotated[int, typer.Option(min=1, max=100_000, help="How many people are referred.")] = 900,
    seed: Annotated[int, typer.Option(help="The same seed gives the same county.")] = 1,
    folder: Folder = None,
) -> None:
    """Write the files of an invented county, deliver them and publish a release, all marked as sample."""
    size = f"--sites {sites} --months {months} --participants {participants} --seed {seed}"
    with working("inventing a county") as step, kept(folder) as place:
        river = for_sample(River.here(step))
        known = river.register(county.settings(sites=sites, months=months, participants=participants, seed=seed))
        made = county.write(place, sites=sites, months=months, participants=participants, seed=seed)
        for one in made:
            step(f"delivering {one.source} of {one.site}")
            covers = one.covers_from, one.covers_until
            pipeline.deliver(known, one.files, (one.source, one.site), covers=covers, sample=True)
        number = pipeline.release(known, date.today(), f"sample {size}", published=True)
        step("refreshing the staff view")
        pipeline.refresh_staff(known, date.today())
    say(f"release {number}: an invented county ({size}), published and marked as sample")


def for_sample(river: River) -> River:
    """Return the river unless real data is in it; raises RequestRefused."""
    kinds = {one.sample for one in river.vault.deliveries()} | {one.sample for one in releases(river.engine)}
    if False in kinds:
        raise RequestRefused("real data is kept here; point LEAD_DATABASE_URL and LEAD_VAULT elsewhere for a sample")
    return river


@contextmanager
def kept(folder: Path | None) -> Iterator[Path]:
    """Give the folder for the files, a passing one unless it was asked for."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with TemporaryDirectory(prefix="lead-sample-") as passing:
        yield Path(passing)
