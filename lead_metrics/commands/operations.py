"""work, documents, doctor: keeping the house in order."""

from __future__ import annotations

import json as notation
from typing import Annotated

import typer

from lead_metrics import documents as written
from lead_metrics.commands.speech import say
from lead_metrics.doctor import examine
from lead_metrics.settings import ROOT, settings
from lead_metrics.store.engine import connect, upgrade
from lead_metrics.worker import work as run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (work, documents, doctor):
        app.command()(command)


def work(once: Annotated[bool, typer.Option("--once", help="Do what waits, then stop.")] = False) -> None:
    """Do the jobs that pages ask of the writing side."""
    run(once=once)


def documents(check: Annotated[bool, typer.Option("--check", help="Fail if the documents are stale.")] = False) -> None:
    """Write the documents that are made from the catalogue."""
    folder = ROOT / "docs"
    if check:
        written.check(folder)
        say("the documents are current")
    else:
        written.write(folder)
        say(f"wrote the documents in {folder}")


def doctor(
    json: Annotated[bool, typer.Option("--json")] = False,
    bring_up: Annotated[bool, typer.Option("--upgrade", help="Bring the database's schema up first.")] = False,
) -> None:
    """Check settings, keys, database, disk and serving; say what to do about each."""
    if bring_up:
        upgrade(connect(settings().database_url))
    found = examine()
    if json:
        say(notation.dumps([vars(one) for one in found], indent=1))
        return
    for one in found:
        say(f"{'fine ' if one.fine else 'LOOK '} {one.what}: {one.said}")
