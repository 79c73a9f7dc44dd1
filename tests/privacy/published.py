"""What a family's releases say of which figures, and which numbers they keep secret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.privacy.families import Counts, Family, Figure, Key, told

KEY = ("area", "indicator", "grain", "from", "until", "dimension", "category")


@dataclass(frozen=True)
class Secret:
    """A number of one to ten that no release shows. fewest: a reader may know that there are as many as that."""

    what: str
    counts: Counts
    fewest: int


def published(family: Family, rows: Sequence[dict[str, Any]]) -> tuple[dict[Key, Figure], dict[Key, list[Figure]]]:
    """Return the figures with groups merged as the release's own rows show, and which figures stand in each."""
    there = {series_of(key_of(row)) for row in rows}
    members: dict[Key, list[Figure]] = {}
    for key, figure in family.figures.items():
        code = family.catalogue.codes.get(key[5], {}).get(key[6])
        into = key[:6] + (code.merges_into or key[6],) if code and told(key) and series_of(key) not in there else key
        members.setdefault(into, []).append(figure)
    return {key: _together(figures) for key, figures in members.items()}, members


def key_of(row: dict[str, Any]) -> Key:
    """Return the place of a released row."""
    return tuple(row[name] for name in KEY)


def place_of(key: Key) -> tuple[Any, ...]:
    """Return a figure's place without its indicator."""
    return (key[0], *key[2:])


def series_of(key: Key) -> tuple[str, ...]:
    """Return area, indicator, dimension and category."""
    return (key[0], key[1], key[5], key[6])


def basis(figure: Figure) -> Counts:
    """Return what a mark is about: what a share is a share of, else what the figure counts."""
    return figure.counts if figure.among is None else figure.among


def quantities(figure: Figure) -> Iterator[tuple[str, Counts]]:
    """Yield all that a figure tells of: numerator, denominator and what is left between."""
    yield "numerator", figure.counts
    if figure.among is not None:
        yield "denominator", figure.among
        yield "rest", {n: number - figure.counts.get(n, 0) for n, number in figure.among.items()}


def _together(figures: Sequence[Figure]) -> Figure:
    counts = {n: number for one in figures for n, number in one.counts.items()}
    among = {n: number for one in figures for n, number in (one.among or {}).items()}
    return Figure(counts, None if figures[0].among is None else among)
