"""check, deliver, deliveries, withdraw, template: files on their way into the vault."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lead_metrics import pipeline
from lead_metrics.commands.speech import day, say, tell, working
from lead_metrics.commands.workbook import write_workbook
from lead_metrics.pipeline import Report, River
from lead_metrics.store import trail
from lead_metrics.store.engine import engine

Files = Annotated[list[Path], typer.Argument(help="The files of one delivery.")]
Source = Annotated[str, typer.Option(help="The source's recipe, such as program or jail.")]
Site = Annotated[str, typer.Option(help="The site's id.")]
Perhaps = Annotated[str | None, typer.Option("--site", help="The site's id.")]
Json = Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")]
From = Annotated[str | None, typer.Option(help="First day that the files cover, else told from them.")]
Until = Annotated[str | None, typer.Option(help="Day after the last one that they cover.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (check, deliver, deliveries, withdraw, template):
        app.command()(command)


def check(files: Files, source: Source, site: Perhaps = None, json: Json = False) -> None:
    """Read and validate files; store nothing."""
    with working("checking"):
        report = pipeline.check(files, source, site)
    _end(report, json)


def deliver(  # noqa: PLR0913 - one argument an option
    files: Files, source: Source, site: Site, json: Json = False,
    covers_from: From = None, covers_until: Until = None,
) -> None:  # fmt: skip
    """Validate files, make identifiers pseudonymous, and put accepted records into the vault."""
    covers = day(covers_from, "--covers-from"), day(covers_until, "--covers-until")
    with working("delivering"):
        report = pipeline.deliver(River.here(), files, (source, site), covers=covers)
    trail.append(engine(), "deliver", about=f"{source} of {site}: {report.delivery or 'refused'}")
    _end(report, json)


def _end(report: Report, json: bool) -> None:
    """Print the report and end with its exit code; a file that was refused speaks on standard error."""
    if json:
        say(report.model_dump_json(indent=1))
    else:
        for line in report.lines():
            typer.echo(line, err=report.file_refused is not None)
    raise typer.Exit(report.exit_code)


def deliveries() -> None:
    """List every delivery in the vault."""
    rows = [
        (
            one.id, f"{one.delivered_at:%Y-%m-%d}", one.site, one.source,
            f"{one.covers_from or '?'} to {one.covers_until or '?'}",
            ", ".join(f"{n} {record}" for record, n in one.accepted.items()), str(one.refused),
            ("withdrawn" if one.withdrawn else "kept") + (", sample" if one.sample else ""),
        )
        for one in River.here().vault.deliveries()
    ]  # fmt: skip
    heads = ("delivery", "on", "site", "source", "covers", "accepted", "refused", "state")
    tell(heads, rows, "the vault holds no delivery yet; run: python -m lead_metrics deliver FILE --source … --site …")


def withdraw(delivery: Annotated[str, typer.Argument(help="The delivery's id.")]) -> None:
    """Take a delivery out of the next release; it is kept and marked."""
    River.here().vault.withdraw(delivery)
    trail.append(engine(), "withdraw", about=delivery)
    say(f"withdrew {delivery}; the next release leaves it out")


def template(
    file: Annotated[Path, typer.Argument(help="Where the workbook is written.")] = Path("lead-deliveries.xlsx"),
    source: Source = "program",
) -> None:
    """Write a workbook to fill in for a source: a sheet a record, each column explained."""
    write_workbook(file, source)
    say(f"wrote {file}; check it when filled in: python -m lead_metrics check {file} --source {source}")
