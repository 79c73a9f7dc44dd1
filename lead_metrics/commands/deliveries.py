"""check, deliver, deliveries, withdraw, template: files on their way into the vault."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lead_metrics.commands.speech import day, river, say, working
from lead_metrics.intake import delivery
from lead_metrics.intake.report import Report

Files = Annotated[list[Path], typer.Argument(help="The files of one delivery.")]
Source = Annotated[str, typer.Option(help="The source's recipe, such as program or jail.")]
Json = Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (check, deliver, deliveries, withdraw):
        app.command()(command)


def check(files: Files, source: Source, site: str | None = None, json: Json = False) -> None:
    """Read and validate files; store nothing."""
    with working("checking"):
        report = delivery.check(files, source, site)
    _tell(report, json)


def deliver(
    files: Files, source: Source, site: Annotated[str, typer.Option(help="The site's id.")], json: Json = False,
    covers_from: Annotated[str | None, typer.Option(help="First day that the files cover.")] = None,
    covers_until: Annotated[str | None, typer.Option(help="Day after the last one covered.")] = None,
) -> None:  # fmt: skip
    """Validate files, make identifiers pseudonymous, and put accepted records into the vault."""
    first, until = day(covers_from, "--covers-from"), day(covers_until, "--covers-until")
    with working("delivering"):
        report = delivery.deliver(files, source, site, covers_from=first, covers_until=until)
    _tell(report, json)


def _tell(report: Report, json: bool) -> None:
    if json:
        say(report.model_dump_json(indent=1))
    else:
        for line in report.lines():
            say(line)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def deliveries() -> None:
    """List every delivery in the vault."""
    for one in river().vault.deliveries():
        kept = "withdrawn" if one.withdrawn else "kept"
        accepted = ", ".join(f"{n} {record}" for record, n in one.accepted.items())
        say(f"{one.id}  {one.delivered_at:%Y-%m-%d}  {one.site}  {one.source}  {accepted}; {one.refused} refused; {kept}")


def withdraw(delivery: Annotated[str, typer.Argument(help="The delivery's id.")]) -> None:
    """Take a delivery out of the next release; it is kept and marked."""
    river().vault.withdraw(delivery)
    say(f"withdrew {delivery}; the next release leaves it out")
