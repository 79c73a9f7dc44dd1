"""release, releases, publish, unpublish, diff, audit: figures on their way to readers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import polars as pl
import typer

from lead_metrics import pipeline
from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import KEYS
from lead_metrics.commands.speech import day, river, say, working
from lead_metrics.errors import RequestRefused
from lead_metrics.store import trail, write
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import releases as listed
from lead_metrics.store.stored import stored

Number = Annotated[int, typer.Argument(help="The release's number.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (release, releases, publish, unpublish, diff, audit):
        app.command()(command)


def release(
    as_of: Annotated[str | None, typer.Option(help="The day the figures speak of; today unless given.")] = None,
    note: Annotated[str, typer.Option(help="A line about this release.")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Publish it at once.")] = False,
    audience: Annotated[Literal["staff"] | None, typer.Option(help="staff: refresh the staff view only.")] = None,
) -> None:
    """Count, gate, audit and store the figures of all sites; a draft unless --publish."""
    when = day(as_of, "--as-of") or date.today()
    if audience == "staff":
        with working("refreshing the staff view"):
            sites = pipeline.refresh_staff(river(), when)
        say(f"refreshed the staff view of {', '.join(sites)} as of {when}")
        return
    with working("releasing"):
        number = pipeline.release(river(), when, note, published=publish)
    trail.append(engine(), "release", about=f"{number} {'published' if publish else 'draft'}")
    say(f"release {number} as of {when}: {_counted(number)}; {'published' if publish else 'a draft'}")


def _counted(number: int) -> str:
    states = stored(engine(), number).frame["status"].value_counts().sort("status")
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in states.iter_rows())


def releases() -> None:
    """List every release."""
    for one in listed(engine()):
        kind = ", sample" if one.sample else ""
        say(f"{one.number}  as of {one.as_of}  {one.status}{kind}  {one.note}".rstrip())


def publish(number: Number) -> None:
    """Show a draft to its audiences."""
    write.publish(engine(), number)
    trail.append(engine(), "publish", about=str(number))
    say(f"published release {number}")


def unpublish(number: Number) -> None:
    """Hide a published release; its figures stay assumed known."""
    write.unpublish(engine(), number)
    trail.append(engine(), "unpublish", about=str(number))
    say(f"hid release {number}")


def diff(one: Number, other: Number) -> None:
    """Say what changed between two releases, for each audience."""
    joined = _side(one).join(_side(other), on=list(KEYS), how="full", coalesce=True, suffix="_after")
    changed = joined.filter(
        pl.col("status").ne_missing(pl.col("status_after")) | pl.col("value").ne_missing(pl.col("value_after"))
    )
    audiences = {i.id: str(i.audience) for i in catalogue().indicators.values()}
    table = changed.with_columns(audience=pl.col("indicator").replace_strict(audiences, default="manager"))
    counted = table.group_by("audience", "indicator").agg(
        new=pl.col("status").is_null().sum(), gone=pl.col("status_after").is_null().sum(),
        other=(pl.col("status").is_not_null() & pl.col("status_after").is_not_null()).sum(),
    ).sort("audience", "indicator")  # fmt: skip
    for row in counted.iter_rows(named=True):
        say(f"{row['audience']}  {row['indicator']}: {row['new']} new, {row['gone']} gone, {row['other']} changed")
    if counted.is_empty():
        say("nothing changed")


def _side(number: int) -> pl.DataFrame:
    return stored(engine(), number).frame.select(*KEYS, "status", "value")


def audit(number: Annotated[int | None, typer.Option("--release", help="Its number; the latest unless given.")] = None) -> None:
    """Attack a stored release together with all earlier ones."""
    known = listed(engine())
    if not known:
        raise RequestRefused("there is no release yet; run: python -m lead_metrics release")
    chosen = number if number is not None else known[-1].number
    with working("attacking"):
        pipeline.audit(river(), chosen)
    say(f"release {chosen} holds: no withheld figure can be narrowed")
