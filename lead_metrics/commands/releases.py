"""release, releases, publish, unpublish, diff, audit: figures on their way to readers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import typer

from lead_metrics import pipeline
from lead_metrics.commands.difference import difference
from lead_metrics.commands.speech import day, say, tell, working
from lead_metrics.errors import RequestRefused
from lead_metrics.pipeline import River
from lead_metrics.store import trail, write
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import releases as listed
from lead_metrics.store.stored import stored

Number = Annotated[int, typer.Argument(help="The release's number.")]
Latest = Annotated[int | None, typer.Option("--release", help="Its number; the latest unless given.")]
SAMPLE = {True: "sample", False: ""}
NONE_YET = "there is no release yet; run: python -m lead_metrics release"


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
        refresh(when)
        return
    with working("releasing") as step:
        number = pipeline.release(River.here(step), when, note, published=publish)
    trail.append(engine(), "release", about=f"{number} {'published' if publish else 'draft'}")
    say(f"release {number} as of {when}: {counted(number)}; {'published' if publish else 'a draft'}")


def refresh(when: date) -> None:
    """Refresh the staff view and say so."""
    with working("refreshing the staff view"):
        sites = pipeline.refresh_staff(River.here(), when)
    say(f"refreshed the staff view of {', '.join(sites)} as of {when}")


def counted(number: int) -> str:
    """Return how many of a release's figures have which status."""
    states = stored(engine(), number).frame["status"].value_counts().sort("status")
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in states.iter_rows())


def releases() -> None:
    """List every release."""
    rows = [
        (str(one.number), str(one.as_of), one.status, f"{one.created_at:%Y-%m-%d}", SAMPLE[one.sample], one.note)
        for one in listed(engine())
    ]
    tell(("release", "as of", "status", "made", "", "note"), rows, NONE_YET)


def publish(number: Number) -> None:
    """Show a draft to its audiences."""
    pipeline.publish(River.here(), number)
    trail.append(engine(), "publish", about=str(number))
    say(f"published release {number}")


def unpublish(number: Number) -> None:
    """Hide a published release; its figures stay assumed known."""
    write.unpublish(engine(), number)
    trail.append(engine(), "unpublish", about=str(number))
    say(f"hid release {number}; its figures stay assumed known")


def diff(one: Number, other: Annotated[int, typer.Argument(help="The one that it is compared with.")]) -> None:
    """Say what changed between two releases, for each audience."""
    rows = difference(engine(), one, other)
    heads = ("audience", "indicator", "new", "gone", "now shown", "now not shown", "changed value")
    tell(heads, [tuple(str(cell) for cell in row) for row in rows.iter_rows()], "nothing changed for anybody")


def audit(number: Latest = None) -> None:
    """Attack a stored release together with all earlier ones."""
    known = listed(engine())
    if not known:
        raise RequestRefused(NONE_YET)
    chosen = known[-1].number if number is None else number
    with working("attacking"):
        pipeline.audit(River.here(), chosen)
    say(f"release {chosen} holds: no withheld figure can be narrowed")
