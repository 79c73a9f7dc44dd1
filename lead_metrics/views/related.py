"""What an indicator belongs to: outcomes, elements of the model, groups that ask for it, and other figures."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lead_metrics.access.addresses import ADDRESSES, HOME, address_of
from lead_metrics.access.rules import can_see_page
from lead_metrics.catalogue.model import Indicator
from lead_metrics.views.arrangement import offered
from lead_metrics.views.context import Context
from lead_metrics.views.links import anchor, to
from lead_metrics.views.shelf import may_see


def related(context: Context, one: Indicator) -> Iterator[tuple[str, list[str]]]:
    """Yield headings, each with its lines as HTML; a heading without a line is left out."""
    parts = (
        ("indicator.speaks_to", outcomes(context, one)),
        ("indicator.elements", elements(context, one)),
        ("indicator.asked_by", questions(context, one)),
        ("indicator.supply", figures(context, one.supply)),
        ("indicator.family", figures(context, family(context, one))),
    )
    for key, lines in parts:
        if lines:
            yield context.words(key), lines


def outcomes(context: Context, one: Indicator) -> list[str]:
    """Return the outcomes of the logic model that it speaks to."""
    page = to(context, ADDRESSES["logic_model"])
    return [anchor(page, context.catalogue.logic_model[name].name.said(context.language)) for name in one.why]


def elements(context: Context, one: Indicator) -> list[str]:
    """Return the elements of the fidelity framework that it speaks to."""
    known = [(name, context.catalogue.fidelity[name].name.said(context.language)) for name in one.fidelity]
    if not can_see_page(context.viewer, "fidelity", context.catalogue):
        return [escape(f"{name} {said}") for name, said in known]
    return [anchor(f"{to(context, ADDRESSES['fidelity'])}#{name}", f"{name} {said}") for name, said in known]


def questions(context: Context, one: Indicator) -> list[str]:
    """Return the questions that it answers, with the group that asks, for home pages that this viewer may read."""
    return [
        anchor(
            to(context, ADDRESSES[HOME], group=view.id),
            f"{question.ask.said(context.language)} ({view.name.said(context.language)})",
        )
        for view in offered(context).values()
        for question in view.questions
        if one.id in question.indicators
    ]


def family(context: Context, one: Indicator) -> tuple[str, ...]:
    """Return the other indicators of its family, and the one that counts all that it counts and more."""
    others = [each.id for each in context.catalogue.family(one.code) if each.id != one.id]
    return tuple(dict.fromkeys([*others, *([one.beside] if one.beside else [])]))


def figures(context: Context, names: tuple[str, ...]) -> list[str]:
    """Return links to the pages of other indicators that this viewer may see."""
    known = [context.catalogue.indicators[name] for name in names]
    return [
        anchor(to(context, address_of("indicator"), id=each.id), each.name.said(context.language))
        for each in known
        if may_see(context, each)
    ]
