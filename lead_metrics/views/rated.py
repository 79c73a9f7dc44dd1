"""How each fidelity element was rated, when, and what changed since: from reviews, else from the yearly averages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Element
from lead_metrics.catalogue.wording import day, month, number, period
from lead_metrics.cells import Status
from lead_metrics.facts.fidelity import reviews_for
from lead_metrics.views import reads
from lead_metrics.views.context import Context

INDICATOR = "fidelity_rating"
STEPS = 3
SAME = 0.05
"""Averages closer than this are told with the same digit."""


@dataclass(frozen=True)
class Review:
    """One rating of an element; `until` is set where it is the average of a period, which carries no evidence."""

    on: date
    rating: float
    evidence: str = ""
    entered: bool = False
    until: date | None = None


@dataclass(frozen=True)
class Rated:
    """An element and its ratings, the latest first."""

    element: Element
    reviews: tuple[Review, ...]

    @property
    def change(self) -> float | None:
        """Return by how much the latest rating differs from the one before, None where there are no two."""
        if len(self.reviews) < 2:
            return None
        by = self.reviews[0].rating - self.reviews[1].rating
        return 0.0 if abs(by) < SAME else by


def rated(context: Context) -> list[Rated]:
    """Return every element at the context's site, rated or not, in the framework's order; raises NotAllowed."""
    assert context.site is not None and context.release is not None
    found = reviews_for(context.viewer, context.engine, context.site, context.release.number)
    held: dict[str, tuple[Review, ...]] = {}
    for element, *rest in found.iter_rows():
        held[element] = (*held.get(element, ()), Review(*rest))
    averages = {} if held else yearly(reads.figures(context, (INDICATOR,), "element"))
    return [Rated(one, held.get(name, averages.get(name, ()))) for name, one in context.catalogue.fidelity.items()]


def yearly(figures: pl.DataFrame) -> dict[str, tuple[Review, ...]]:
    """Return the averages by element where a site hands over no reviews of its own (facts.figures.FIGURES)."""
    held: dict[str, tuple[Review, ...]] = {}
    shown = figures.filter(pl.col("status") == Status.SHOWN).sort("from", descending=True)
    for element, start, until, value in shown.select("category", "from", "until", "value").iter_rows():
        held[element] = (*held.get(element, ()), Review(start, value, until=until))
    return held


def step(context: Context, rating: float) -> str:
    """Return a rating in words: its step, or the two that it lies between."""
    low, high = int(rating), min(int(rating) + 1, STEPS)
    value = number(rating, 0 if rating == low else 1, context.language)
    words = context.words(f"fidelity.step.{low}")
    if rating != low:
        words = context.words("fidelity.between", low=words, high=context.words(f"fidelity.step.{high}"))
    return context.words("fidelity.rating", value=value, words=words)


def when(context: Context, review: Review) -> str:
    """Return when a rating was given, in words."""
    if review.until is not None:
        told = period(review.on, review.until, context.language)
        return context.words("fidelity.in_period", period=told)
    return context.words("fidelity.on", day=day(review.on, context.language))


def change(context: Context, one: Rated) -> str:
    """Return what changed since the review before, in words."""
    if not one.reviews:
        return context.words("fidelity.none")
    if one.change is None:
        return context.words("fidelity.first")
    now, before = one.reviews[:2]
    since = month(before.on, context.language)
    if one.change == 0:
        return context.words("fidelity.same", month=since)
    told = [number(r.rating, 0 if r.rating == int(r.rating) else 1, context.language) for r in (before, now)]
    return context.words(f"fidelity.{'up' if one.change > 0 else 'down'}", before=told[0], now=told[1], month=since)


def summary(context: Context, ones: list[Rated]) -> str:
    """Return how many elements are rated, and how many rose and fell since the review before."""
    told = [one for one in ones if one.reviews]
    changes = [one.change for one in told if one.change is not None]
    if not told:
        return context.words("fidelity.what_none", all=len(ones))
    if not changes:
        return context.words("fidelity.what_first", rated=len(told), all=len(ones))
    rose, fell = sum(by > 0 for by in changes), sum(by < 0 for by in changes)
    return context.words(
        "fidelity.what", rated=len(told), all=len(ones), rose=rose, fell=fell, same=len(changes) - rose - fell
    )
