"""How the page ends: what was counted when, beside which release, what was asked, and what happened meanwhile."""

from __future__ import annotations

from datetime import timedelta

from lead_metrics.catalogue.wording import listed, month
from lead_metrics.charts.rows import within
from lead_metrics.views import reads
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.question import Asked, parts
from lead_metrics.views.opening import show_end_of

YEAR = timedelta(days=365)


def show(held: Desk, question: Asked) -> None:
    """Show the end of the page, which a print of it carries too."""
    show_end_of(held.context, made_of(held), filters(held, question), *events(held))


def made_of(held: Desk) -> str:
    """Return the site, the day of the staff view and the release beside it."""
    context = held.context
    site = context.site_name
    number = context.release.number if context.release else ""
    return held.words("end.made", site=site, day=held.said(held.day), number=number)


def filters(held: Desk, question: Asked) -> str:
    """Return the question in the words of its controls."""
    said = parts(held, question)
    return held.words("end.asked", parts=" · ".join(said)) if said else held.words("end.today")


def events(held: Desk) -> list[str]:
    """Return the policy events of the year before the staff view, where there were any."""
    happened = within(reads.events(held.context), (held.day - YEAR, held.day)).sort("on", "title")
    language = held.context.language
    names = [f"{title} ({month(on, language)})" for on, title in happened.select("on", "title").rows()]
    return [held.words("end.events", events=listed(names, language))] if names else []
