"""work, documents, doctor: keeping the house in order."""

from __future__ import annotations

import json as notation
from datetime import date
from typing import Annotated

import typer

from lead_metrics import documents as written
from lead_metrics import inbox, pipeline, worker
from lead_metrics.commands.speech import say, tell
from lead_metrics.doctor import examine
from lead_metrics.logs import configure
from lead_metrics.pipeline import River
from lead_metrics.settings import ROOT, settings
from lead_metrics.store import links, replies, sessions, trail, tries
from lead_metrics.store.engine import connect, engine, upgrade
from lead_metrics.store.stored import releases

MARKS = {True: "fine", False: "LOOK"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (work, documents, doctor, purge):
        app.command()(command)


def work(once: Annotated[bool, typer.Option("--once", help="Do what waits, then stop.")] = False) -> None:
    """Do the jobs that pages ask of the writing side."""
    configure()
    worker.work(once=once)


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
    json: Annotated[bool, typer.Option("--json", help="For a machine to read.")] = False,
    bring_up: Annotated[bool, typer.Option("--upgrade", help="Bring the database's schema up first.")] = False,
    has_release: Annotated[bool, typer.Option("--has-release", help="Only tell by the exit code.")] = False,
) -> None:
    """Check settings, keys, database, sources, disk and serving; say what to do about each."""
    if has_release:
        raise typer.Exit(0 if releases(engine()) else 1)
    if bring_up:
        upgrade(connect(settings().database_url))
    found = examine()
    if json:
        say(notation.dumps([vars(one) for one in found], indent=1))
    else:
        tell(("", "what", "said"), [(MARKS[one.fine], one.what, one.said) for one in found], "")


def purge(
    days: Annotated[int | None, typer.Option(help="Age in days; LEAD_TRAIL_DAYS unless given.")] = None,
) -> None:
    """Let go of what was kept long enough: entries of the audit log, sessions, records of people, files, replies."""
    old = trail.purge(engine(), settings().trail_days if days is None else days)
    ended, used, quiet = sessions.forget(engine()), links.forget(engine()), tries.forget(engine())
    records, files = pipeline.let_go(River.here(), date.today()), inbox.forget(settings().inbox)
    say(f"let go of {records} records of people in the vault and {files} files that were put aside")
    say(f"let go of {old} entries of the audit log, {ended} sessions, {used} links and {quiet} addresses")
    say(f"let go of {replies.forget(engine())} replies of readers")
